"""The addresses of the ground floor: home, cases, the CME database, the log, people, reference data."""

from django.urls import path, register_converter

from records.views import (
    accuracy,
    attachments,
    bulk,
    cases,
    casework,
    closing,
    contacts,
    database,
    disposals,
    home,
    letters,
    loading,
    log,
    people,
    reference,
    todo,
    ways,
)


class AuthorityCode:
    """660 to 681."""

    regex = "[0-9]{3}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AuthorityCode, "authority")

urlpatterns = [
    path("", home.home, name="home"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.case_new, name="case_new"),
    path("cases/<int:pk>/", cases.case, name="case"),
    path("cases/<int:pk>/child/", casework.case_child, name="case_child"),
    path("cases/<int:pk>/note/", casework.case_note, name="case_note"),
    path("cases/<int:pk>/status/", casework.case_move, name="case_move"),
    path("cases/<int:pk>/facts/<str:kind>/", casework.case_fact, name="case_fact"),
    path("cases/<int:pk>/caseworker/", casework.case_assign, name="case_assign"),
    path("cases/<int:pk>/close/", closing.case_close, name="case_close"),
    path("cases/<int:pk>/closing/", closing.case_closing, name="case_closing"),
    path("cases/<int:pk>/reopen/", closing.case_reopen, name="case_reopen"),
    path("cases/<int:pk>/erase/", closing.case_erase, name="case_erase"),
    path("cases/<int:pk>/tasks/new/", todo.case_task_new, name="case_task_new"),
    path("cases/<int:pk>/tasks/<int:task>/", todo.case_task, name="case_task"),
    path("cases/<int:pk>/tasks/<int:task>/end/", todo.case_task_end, name="case_task_end"),
    path("cases/<int:pk>/enquiries/new/", todo.case_enquiry_new, name="case_enquiry_new"),
    path("cases/<int:pk>/enquiries/update/", todo.case_enquiries_update, name="case_enquiries_update"),
    path("cases/<int:pk>/enquiries/<int:enquiry>/", todo.case_enquiry, name="case_enquiry"),
    path("cases/<int:pk>/enquiries/<int:enquiry>/again/", todo.case_enquiry_again, name="case_enquiry_again"),
    path("cases/<int:pk>/clocks/new/", todo.case_clock_new, name="case_clock_new"),
    path("cases/<int:pk>/clocks/<int:clock>/", todo.case_clock, name="case_clock"),
    path("cases/<int:pk>/clocks/<int:clock>/end/", todo.case_clock_end, name="case_clock_end"),
    path("cases/<int:pk>/clocks/<int:clock>/pause/", todo.case_clock_pause, name="case_clock_pause"),
    path("cases/<int:pk>/clocks/<int:clock>/resume/", todo.case_clock_resume, name="case_clock_resume"),
    path("cases/<int:pk>/flags/<str:kind>/", todo.case_mark, name="case_mark"),
    path("cases/<int:pk>/flags/<int:marker>/end/", todo.case_unmark, name="case_unmark"),
    path("cases/<int:pk>/contacts/new/", contacts.case_contact_new, name="case_contact_new"),
    path("cases/<int:pk>/contacts/<int:contact>/", contacts.case_contact, name="case_contact"),
    path("cases/<int:pk>/contacts/<int:contact>/end/", contacts.case_contact_end, name="case_contact_end"),
    path("cases/<int:pk>/addresses/new/", contacts.case_address_new, name="case_address_new"),
    path("cases/<int:pk>/addresses/<int:address>/", contacts.case_address, name="case_address"),
    path("cases/<int:pk>/letters/new/", letters.case_letter_new, name="case_letter_new"),
    path("cases/<int:pk>/letters/<int:letter>/", letters.case_letter, name="case_letter"),
    path("cases/<int:pk>/letters/<int:letter>/letter.pdf", letters.case_letter_pdf, name="case_letter_pdf"),
    path("cases/<int:pk>/letters/<int:letter>/again/", letters.case_letter_again, name="case_letter_again"),
    path("cases/<int:pk>/attachments/new/", attachments.case_attachment_new, name="case_attachment_new"),
    path("cases/<int:pk>/attachments/<int:attachment>/", attachments.case_attachment, name="case_attachment"),
    path(
        "cases/<int:pk>/attachments/<int:attachment>/remove/",
        attachments.case_attachment_remove,
        name="case_attachment_remove",
    ),
    path("cases/<int:pk>/values/", accuracy.case_values, name="case_values"),
    path("cases/<int:pk>/queries/new/", accuracy.case_query_new, name="case_query_new"),
    path("cases/<int:pk>/queries/<int:query>/", accuracy.case_query, name="case_query"),
    path("cases/<int:pk>/queries/<int:query>/step/", accuracy.case_query_step, name="case_query_step"),
    path("cases/<int:pk>/queries/<int:query>/settle/", accuracy.case_query_settle, name="case_query_settle"),
    path("cases/<int:pk>/findings/", database.case_findings, name="case_findings"),
    path("cases/<int:pk>/record/", database.case_record, name="case_record"),
    path("cases/<int:pk>/record/remove/", database.case_remove, name="case_remove"),
    path("cases/<int:pk>/record.csv", database.case_record_export, name="case_record_export"),
    path("cases/many/", bulk.bulk_new, name="bulk_new"),
    path("cases/many/<int:pk>/", bulk.bulk, name="bulk"),
    path("cases/filters/", bulk.filter_save, name="filter_save"),
    path("cases/filters/<int:pk>/drop/", bulk.filter_drop, name="filter_drop"),
    path("tasks/", todo.tasks, name="tasks"),
    path("ways/", ways.ways, name="ways"),
    path("ways/term-dates/", ways.school_year, name="school_year"),
    path("ways/checklist/", ways.checklist, name="checklist"),
    path("ways/letters/", letters.letter_templates, name="letter_templates"),
    path("ways/letters/<str:kind>/", letters.letter_template, name="letter_template"),
    path("ways/hand-over/", ways.handing_over, name="handing_over"),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/new/", disposals.disposal_new, name="disposal_new"),
    path("disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path("disposals/<int:pk>/begin/", disposals.disposal_begin, name="disposal_begin"),
    path("disposals/<int:pk>/drop/", disposals.disposal_drop, name="disposal_drop"),
    path("log/", log.log, name="log"),
    path("log/administration/", log.admin_log, name="admin_log"),
    path("people/", people.people, name="people"),
    path("people/new/", people.person_new, name="person_new"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/password/", people.person_password, name="person_password"),
    path("people/<int:pk>/second-factor/", people.person_second_factor, name="person_second_factor"),
    path("people/<int:pk>/token/", people.token_new, name="token_new"),
    path("people/tokens/<int:pk>/end/", people.token_end, name="token_end"),
    path("reference/", reference.reference, name="reference"),
    path("reference/districts/", loading.load_of_districts, name="load_of_districts"),
    path("reference/deprivation/", loading.load_of_deprivation, name="load_of_deprivation"),
    path("reference/schools/", loading.load_of_schools, name="load_of_schools"),
    path("reference/authorities/<authority:code>/", reference.authority, name="authority"),
]
