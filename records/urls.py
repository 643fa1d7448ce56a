"""The addresses of the ground floor: home, cases, the CME database, the log, people, reference data."""

from django.urls import path, register_converter

from records.views import cases, casework, database, home, log, people, reference


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
    path("cases/<int:pk>/close/", casework.case_close, name="case_close"),
    path("cases/<int:pk>/findings/", database.case_findings, name="case_findings"),
    path("cases/<int:pk>/record/", database.case_record, name="case_record"),
    path("cases/<int:pk>/record/remove/", database.case_remove, name="case_remove"),
    path("cases/<int:pk>/record.csv", database.case_record_export, name="case_record_export"),
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
    path("reference/authorities/<authority:code>/", reference.authority, name="authority"),
]
