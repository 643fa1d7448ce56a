"""Every field of every table is declared personal or not, so that a new one cannot come in unseen.

Personal: names, places, dates of birth, the numbers and hashes by which somebody may know a person again, free text,
and facts about a child's needs or care. Not personal: the codes, dates, counts and keys of our own work, which identify
nobody once the personal fields are gone; removal and purge stand on that.
"""

import datetime
import json

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from records.actions import (
    CircumstancesGiven,
    ContactGiven,
    FindingGiven,
    ItemsGiven,
    ParentGiven,
    ProviderGiven,
    ask_for_bulk,
    ask_for_closure,
    assign_case,
    attach_file,
    begin_disposal,
    change_task,
    close_case,
    correct_child,
    correct_clock,
    decide_disposal,
    dispose_piece,
    end_clock,
    end_contact,
    end_task,
    erase_case,
    join_siblings,
    make_letter,
    mark_case,
    move_case,
    note_departure,
    note_on_case,
    note_posted,
    note_step,
    open_case,
    part_siblings,
    pause_clock,
    prepare_disposal,
    propose_closure,
    raise_query,
    record_enquiry,
    record_fact,
    record_statutory_items,
    refuse_closure,
    refuse_proposal,
    refuse_transfer,
    remove_attachment,
    reopen_case,
    resume_clock,
    save_address,
    save_circumstances,
    save_contact,
    set_task,
    settle_query,
    start_clock,
    tell_authority,
    unmark_case,
)
from records.models import Authority, Case, CaseEvent, CaseFact, CMERecord, Regime, RollEntry, User
from records.models.child import PersonFields
from records.scope import scope
from tests.factories import CaseFactory, RollEntryFactory, authority, make_user
from tests.lhb_ingest.test_purging import tables_that_hold

PERSON = "forenames surname former_names born_on address postcode "
ON_A_LIST = PERSON + "source_ref middle_names preferred_name upn school school_name year_group suitability "

# Model: (personal fields, the others).
DECLARED = {
    "records.AccessLog": ("", "id authority health_board user page subject subject_id at"),
    "records.AdminEvent": ("", "id by kind person authority detail at"),
    "records.AccuracyQuery": (
        "raised_by_name said outcome_note",
        "id case authority field raised_by raised_on is_rights_request clock recorded_by recorded_at outcome "
        "settled_on settled_by",
    ),
    "records.AccuracyStep": ("text", "id query authority on by at"),
    "records.ApiToken": ("", "id user digest made_at made_by ended_at"),
    "records.Attachment": (
        "file name about fingerprint",
        "id case authority kind size added_by added_at",
    ),
    "records.Authority": (
        "",
        "code name name_cy ons_code health_board is_pilot pilot_from pilot_to postcode_districts purge_after_days "
        "uploader_may_approve ended_entries_years closed_cases_kept_days closure_rule second_person_for "
        "contact_within_days located_within_days outcome_within_days trace_in_within_days trace_out_within_days "
        "warn_days",
    ),
    "records.CMERecord": (PERSON + "aln alp", "id case authority regime entered_at address_is"),
    "records.Case": (
        "referred_by closure_evidence",
        "id authority child regime origin received_on opened_on opened_by assigned_to status version closed_on "
        "closed_by closure_reason closure_ground changed_at next_due_on erased_on age_band",
    ),
    "records.CaseCode": (
        "",
        "id kind code name name_cy authority source counts_as direction from_days is_checked valid_from valid_to",
    ),
    "records.CaseEvent": ("", "id case authority kind detail by at"),
    "records.CaseFact": ("value", "id case authority kind source as_at recorded_by recorded_at"),
    "records.CaseNote": ("text", "id case authority written_by written_at"),
    "records.ClosureProposal": (
        "about",
        "id case authority entry list_kind as_at reason reasons weight is_sure state made_at decided_at decided_by",
    ),
    "records.DeprivationArea": ("", "postcode quintile load"),
    "records.BulkAct": ("given", "id authority by kind cases asked_at begun_at done_at results"),
    "records.CalendarSpan": ("", "id authority kind first_day last_day"),
    "records.CaseLook": ("", "id case authority user at"),
    "records.CaseMarker": ("reason", "id case authority kind since set_by set_at ended_on ended_by"),
    "records.Child": (PERSON + "folded", "id authority made_at"),
    "records.ChildAddress": (
        "address postcode",
        "id case authority standing since until recorded_by recorded_at",
    ),
    "records.Circumstances": (
        "school_name off_roll_on referrer_contact",
        "id spell case authority origin reason ground is_anonymous recorded_by recorded_at",
    ),
    "records.Contact": (
        "name address postcode telephone email",
        "id case authority relation language asked_on ended_on",
    ),
    "records.Clock": (
        "pause_reason",
        "id case authority kind starts_on due_on is_provisional paused_on days_paused started_by ended_on ended_by "
        "outcome",
    ),
    "records.ClosureRequest": (
        "evidence answer",
        "id case authority reason on asked_by asked_at is_agreed decided_by decided_at",
    ),
    "records.DisposalCertificate": (
        "",
        "id run authority number counts decisions_fingerprint made_at previous digest",
    ),
    "records.DisposalItem": (
        "reason",
        "id run authority case record decision decided_by decided_at done_at outcome",
    ),
    "records.DisposalRun": ("", "id authority regime made_by made_at begun_by begun_at done_at"),
    "records.Enquiry": (
        "name name_cy with_whom note",
        "id case authority key position due_on checked_on result checked_by recorded_at",
    ),
    "records.EnquiryTemplate": ("", "id authority version steps made_by made_at"),
    "records.Finding": ("note", "id case spell authority condition suitability basis found_on found_by"),
    "records.HealthBoard": ("", "code name name_cy ons_code"),
    "records.Letter": (
        "recipient address subject subject_cy body body_cy problem",
        "id case authority contact kind version state notify_id served_on made_by made_at sent_at followed_at",
    ),
    "records.LetterTemplate": (  # an authority's own words, about nobody
        "",
        "id authority kind version subject subject_cy body body_cy made_by made_at",
    ),
    "records.Query": (
        "asked_by forenames surname born_on question answer",
        "id authority origin received_on made_by made_at closed_on closed_by case erased_on",
    ),
    "records.RecordParent": ("name address postcode telephone email", "id record authority"),
    "records.RecordProvider": ("name address", "id record authority"),
    "records.ReferenceLoad": (
        "",
        "id kind authority source as_at fingerprint districts counts loaded_at loaded_by",
    ),
    "records.Regime": ("", "code name name_cy source valid_from valid_to rank"),
    "records.RollEntry": (ON_A_LIST + "name_as_written sources", "id authority kind sender began_on seen_on ended_on"),
    "records.School": ("", "number name authority kind opened_on closed_on load"),
    "records.SavedFilter": ("name query", "id authority owner is_shared made_at"),
    "records.Sibling": ("", "id authority one other said_by said_at"),  # of two cases; gone with the first erased
    "records.Spell": (
        "evidence",
        "id case authority number origin received_on opened_on opened_by closed_on closed_by approved_by reason ground",
    ),
    "records.Task": (
        "title result",
        "id case authority due_on assigned_to made_by made_at reminded_on ended_on ended_by outcome",
    ),
    "records.Tally": ("", "id authority source_key measure category on count"),
    "records.Transfer": (
        "details answer",
        "id case authority receiver receiver_name aware_on told_on state made_by made_at answered_by answered_at",
    ),
    "records.ValueChange": ("before after", "id case authority of row field source by at"),
    "records.User": (  # of the people at work: who they are at work
        "email name password",
        "id role authority health_board is_active is_system joined_at last_login",
    ),
    "lhb_ingest.AcceptanceThreshold": ("reason", "id authority least before expected by at"),
    "lhb_ingest.Candidate": (
        "fingerprint reference dismissal_note",
        "id authority extract row worklist had_near_matches state received_on dismissal_reason decided_at decided_by "
        "found_entry case claimed_by claimed_until left_on left_entry earlier_case",
    ),
    "lhb_ingest.Extract": (
        "file file_name refs_with_problems",
        "id authority health_board kind layout sender_layout supplements sender as_at covers_all size fingerprint "
        "state refusal reading dropped_columns counts received_at received_by checked_at compared_at "
        "approved_at approved_by cancelled_at cancelled_by undone_at undone_by previous absent_choice purge_on "
        "districts rematch_due sampled_at",
    ),
    "lhb_ingest.Job": (
        "",
        "id extract authority health_board kind source state queued_at started_at heard_at finished_at attempts worker "
        "backend stage stage_at done total size",
    ),
    "lhb_ingest.AbsentChild": (
        "",
        "id extract authority entry choice chosen_at chosen_by asked_of settled_at settled_by settled_as",
    ),
    "lhb_ingest.EntryChange": ("before", "id extract authority entry act"),
    "lhb_ingest.ExtractRow": (
        ON_A_LIST + "name_as_written fingerprint",
        "id extract authority line_number outcome came_from since_last earlier_line",
    ),
    "lhb_ingest.FieldChange": (
        "old new",
        "id extract authority row entry field difference rule answer answered_at answered_by",
    ),
    "lhb_ingest.FieldRule": ("", "id authority kind sender field rule set_at set_by"),
    "lhb_ingest.Limits": (
        "",
        "id authority least_rows fewest_rows fewest_matches most_outside most_birthdays most_swapped most_renamed "
        "most_changed oldest_days set_at set_by",
    ),
    "lhb_ingest.KeptMatch": (
        "fingerprint reference",
        "id authority extract line_number entry method made_at by undone_at undone_by undone_why settled_at settled_by "
        "settled_as seen_in",
    ),
    "lhb_ingest.ThresholdPreview": ("", "id authority extract wanted least by at state step found"),
    "lhb_ingest.Remembered": ("fingerprint reference", "id extract authority line_number"),
    "lhb_ingest.RowDoubt": ("", "id extract authority row kind other_line entry"),
    "lhb_ingest.Stop": ("reason", "id extract authority code values stopped_at passed_at passed_by"),
    "lhb_ingest.MendedSheet": (
        "file file_name",
        "id extract authority health_board size fingerprint state refusal counts ignored sent_at sent_by",
    ),
    "lhb_ingest.BulkAcceptance": (
        "",
        "id authority pattern state begun_at begun_by accepted_at accepted_by undone_at undone_by",
    ),
    "lhb_ingest.BulkPair": ("", "id authority bulk candidate entry is_sampled verdict is_left_out"),
    "lhb_ingest.Match": (
        "",
        "id row entry authority rule reasons weight model bulk made_at by undone_at undone_by undone_why",
    ),
    "lhb_ingest.NameForm": ("", "id authority name form source added_at added_by ended_at ended_by"),  # of nobody
    "lhb_ingest.NearMatch": (
        "",
        "id row entry authority rank reasons weight model judgement judged_by judged_at proposed_at",
    ),
    "lhb_ingest.PairDecision": (
        "row_fingerprint entry_fingerprint",
        "id authority verdict candidate by at used_on ended_at ended_by",
    ),
    "lhb_ingest.PutOff": ("", "id authority candidate by at"),
    "lhb_ingest.SecondOpinion": (
        "",
        "id authority candidate entry asked_by asked_at asked_of reason closed_at closed_by",
    ),
    "lhb_ingest.PurgeCertificate": (
        "",
        "id extract authority file_fingerprint rows_fingerprint sheet_fingerprints counts stops kept held_from "
        "purged_at purged_by number previous digest",
    ),
    "lhb_ingest.RowProblem": ("value", "id extract authority health_board line_number column code stops_row"),
    "lhb_ingest.SenderLayout": (  # headings, never a value: a first line that holds values is refused
        "",
        "id authority health_board kind sender name version columns dropped date_order made_at made_by replaces "
        "ended_at ended_by",
    ),
    "lhb_ingest.SampleAnswer": ("", "id item authority answer settles by at"),
    "lhb_ingest.SampleItem": (  # what the name and the area say, of nobody who is still known
        "",
        "id authority extract month row entry kind list_kind name_group quintile weight state verdict drawn_at "
        "settled_at",
    ),
    "reporting.CountingNote": ("", "id authority text text_cy written_by written_at"),  # published
    "reporting.Download": ("", "id cme_return by is_exact form at"),
    "reporting.ReleasedLine": ("", "id cme_return position indicator category shown"),
    "reporting.Return": (
        "",
        "id authority month version state definitions code fingerprint counted correction corrected_by made_at "
        "looked_at looked_by released_at released_by differs_since",
    ),
    "reporting.ReturnLine": ("", "id cme_return authority position indicator category value"),
}
# What stays when a child has been forgotten, what a log keeps, and what leaves the authority.
NEVER_PERSONAL = [
    "records.AccessLog",
    "records.AdminEvent",
    "records.CaseEvent",
    "records.DisposalCertificate",
    "records.DisposalRun",
    "records.Tally",
    "lhb_ingest.Job",
    "lhb_ingest.PurgeCertificate",
    "reporting.Return",
    "reporting.ReturnLine",
    "reporting.ReleasedLine",
]


def our_models() -> dict[str, type]:
    labels = ("cme", "records", "lhb_ingest", "reporting")
    return {model._meta.label: model for label in labels for model in apps.get_app_config(label).get_models()}


def test_every_table_is_declared():
    assert set(DECLARED) == set(our_models())


@pytest.mark.parametrize("label", sorted(DECLARED))
def test_every_field_is_declared_once(label):
    personal, other = (fields.split() for fields in DECLARED[label])
    fields = [field.name for field in our_models()[label]._meta.concrete_fields]
    assert sorted(personal + other) == sorted(fields), "declare each new field personal or not"


@pytest.mark.parametrize("label", NEVER_PERSONAL)
def test_what_outlives_a_child_holds_nothing_personal(label):
    assert DECLARED[label][0] == ""
    fields = our_models()[label]._meta.concrete_fields
    free_text = [
        field.name for field in fields if field.get_internal_type() in ("TextField", "FileField", "EmailField")
    ]
    assert free_text == []


def test_what_a_list_says_of_a_person_is_personal_wherever_it_is():
    """The fields shared by rows, roll entries, children and records cannot be declared otherwise for one of them."""
    shared = {field.name for field in PersonFields._meta.get_fields()}
    for label, model in our_models().items():
        if issubclass(model, PersonFields):
            assert shared <= set(DECLARED[label][0].split()), label


# ------------------------------------------------------------------------------ events say codes, whatever people write
MARK = "Zzyzx"


def work_through(case: Case, *, by: User) -> None:
    """What is to be done on a case, from its beginning to its end."""
    today = timezone.localdate()
    Authority.objects.filter(pk="660").update(second_person_for=["not_found"])
    gone = CircumstancesGiven(school_name=MARK, off_roll_on=today, referrer_contact=MARK)
    save_circumstances(by=by, case=case, given=gone)
    unmark_case(by=by, marker=mark_case(by=by, case=case, kind="safeguarding", reason=MARK))
    record_enquiry(by=by, enquiry=case.enquiries.first(), result="found", checked_on=today, with_whom=MARK, note=MARK)
    task = set_task(by=by, case=case, title=MARK, due_on=today)
    change_task(by=by, task=task, title=f"{MARK} {MARK}", due_on=today, assigned_to=by)
    end_task(by=by, task=task, result=MARK)
    clock = start_clock(by=by, case=case, kind="rights_request", starts_on=today)
    correct_clock(by=by, clock=clock, starts_on=today - datetime.timedelta(days=40))
    pause_clock(by=by, clock=clock, reason=MARK)
    resume_clock(by=by, clock=clock)
    end_clock(by=by, clock=clock, outcome="met")
    contact = save_contact(by=by, case=case, given=ContactGiven(relation="parent", name=MARK, address=MARK))
    letter = make_letter(by=by, contact=contact, kind="s437", served_on=today)
    note_posted(letter=letter, problem=MARK)
    end_contact(by=by, case=case, contact=contact)
    save_address(by=by, case=case, standing="last_known", address=MARK, postcode="LL65 1AA")
    transfer = tell_authority(by=by, case=case, receiver=Authority.objects.get(pk="661"), aware_on=today)
    assert MARK in json.dumps(transfer.details)
    with scope(authority="661"):
        refuse_transfer(by=make_user(authority="661"), transfer=transfer, why=MARK)
    keep_right(case, by=by)
    request = ask_for_closure(by=by, case=case, reason="not_found", evidence=MARK)
    refuse_closure(by=make_user(), request=request, answer=MARK)


def keep_right(case: Case, *, by: User) -> None:
    """Attachments, a query with a step, a record whose legal basis ended."""
    today, given = timezone.localdate(), {"by": by, "case": case}
    for words in ("first", "second"):
        attachment = attach_file(
            **given, file=SimpleUploadedFile(f"{MARK}.pdf", f"%PDF-1.7 {words}".encode()), about=MARK
        )
    remove_attachment(by=by, attachment=attachment)
    said = {"field": "child.born_on", "raised_by": "parent", "raised_on": today, "said": MARK, "raised_by_name": MARK}
    query = raise_query(**given, **said, is_rights_request=True)
    note_step(by=by, query=query, text=MARK, on=today)
    settle_query(by=by, query=query, outcome="right", note=MARK)
    CMERecord.objects.filter(case=case).update(regime="PILOT_2025")
    run = prepare_disposal(by=by, authority=case.authority, regime=Regime.objects.get(pk="PILOT_2025"))
    items = list(run.items.values_list("pk", flat=True))
    decide_disposal(by=by, run=run, items=items, decision="rebase", reason=MARK)
    begin_disposal(by=by, run=run, count=len(items))
    assert dispose_piece(run_id=run.pk) is False and run.certificate.counts == {"rebase": 1}


def live_through(caseworker: User) -> Case:
    """A case on which everything that can be written says MARK, closed at last."""
    today = timezone.localdate()
    born_on = datetime.date(today.year - 10, 3, 14)
    person = {"forenames": MARK, "surname": MARK, "former_names": [MARK], "address": MARK, "postcode": "LL65 1AA"}
    findings = [
        FindingGiven("resident", "other", note=MARK),
        FindingGiven("not_registered", "lists_compared", note=MARK),
        FindingGiven("not_suitable", "presumed", note=MARK, suitability="may_not_be"),
    ]
    case = open_case(
        by=caseworker,
        authority=authority("660"),
        born_on=born_on,
        origin="school",
        referred_by=MARK,
        received_on=today,
        findings=findings,
        **person,
    )
    items = ItemsGiven(
        born_on=born_on,
        address_is="current",
        parents=[ParentGiven(name=MARK, telephone=MARK)],
        providers=[ProviderGiven(name=MARK, address=MARK)],
        aln=MARK,
        alp=MARK,
        **person | {"forenames": f"{MARK} {MARK}"},
    )
    record_statutory_items(by=caseworker, case=case, items=items)
    correct_child(by=caseworker, case=case, born_on=born_on, **person | {"forenames": f"{MARK} {MARK}"})
    note_on_case(by=caseworker, case=case, text=MARK)
    move_case(by=caseworker, case=case, to="enquiries", note=MARK)
    record_fact(by=caseworker, case=case, kind="aln", value="school_idp", source="school", as_at=today)
    assign_case(by=caseworker, case=case, to=caseworker)
    entry = RollEntryFactory(**person | {"former_names": []}, ended_on=today)
    proposal = propose_closure(case=case, entry=entry, reasons=[], weight=20.0, about="0" * 32)
    refuse_proposal(by=caseworker, proposal=proposal)
    note_departure(case=case, entry=entry)
    work_through(case, by=caseworker)
    sibling = join_siblings(
        by=caseworker, case=case, other=CaseFactory(child__born_on=born_on.replace(day=1), child__postcode="")
    )
    part_siblings(by=caseworker, case=case, sibling=sibling)
    join_siblings(by=caseworker, case=case, other=sibling.other)
    close_case(by=caseworker, case=case, reason="maintained_school", evidence=MARK)
    reopen_case(by=caseworker, case=case, origin="school", received_on=today, referred_by=MARK)
    close_case(by=caseworker, case=case, reason="home_education", evidence=MARK)
    case.refresh_from_db()
    return case


@pytest.mark.django_db
def test_no_event_repeats_a_word_that_somebody_wrote():
    caseworker = make_user()
    with scope(authority="660"):
        case = live_through(caseworker)
        born_on = case.child.born_on
        erase_case(by=caseworker, case=case)
        events = list(CaseEvent.objects.all())
    assert len({event.kind for event in events}) == len(CaseEvent._meta.get_field("kind").choices)
    for event in events:
        said = json.dumps(event.detail)
        assert MARK not in said and str(born_on) not in said and "LL65" not in said, event.kind


# ---------------------------------------------------------------------------------- removal leaves nothing of the child
def columns_with(text: str) -> set[str]:
    """Every personal field, as declared above, of any row that holds the text."""
    found = set()
    for label, model in our_models().items():
        for name in DECLARED[label][0].split():
            column = model._meta.get_field(name).column
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT count(*) FROM {model._meta.db_table} WHERE "{column}"::text ILIKE %s', [f"%{text}%"]
                )
                if cursor.fetchone()[0]:
                    found.add(f"{label}.{name}")
    return found


HOLDS = {
    *("records.Child.forenames", "records.Child.surname", "records.Child.former_names", "records.Child.folded"),
    *("records.Child.address", "records.Case.referred_by", "records.Case.closure_evidence", "records.Spell.evidence"),
    *("records.CaseNote.text", "records.CaseMarker.reason", "records.Enquiry.note", "records.Enquiry.with_whom"),
    *("records.Task.title", "records.Task.result", "records.Finding.note", "records.BulkAct.given"),
    "records.Transfer.answer",
    *("records.ClosureRequest.evidence", "records.ClosureRequest.answer"),
    *("records.Circumstances.school_name", "records.Circumstances.referrer_contact"),
    *("records.Contact.name", "records.Contact.address", "records.ChildAddress.address"),
    *("records.Letter.recipient", "records.Letter.address", "records.Letter.subject", "records.Letter.subject_cy"),
    *("records.Letter.body", "records.Letter.body_cy", "records.Letter.problem"),
    *("records.Attachment.name", "records.Attachment.about", "records.AccuracyStep.text"),
    *("records.AccuracyQuery.said", "records.AccuracyQuery.raised_by_name", "records.AccuracyQuery.outcome_note"),
    *("records.ValueChange.before", "records.ValueChange.after", "records.DisposalItem.reason"),
}


@pytest.mark.django_db
def test_an_erased_case_has_no_trace_of_the_child_in_any_table():
    caseworker = make_user()
    with scope(authority="660"):
        case = live_through(caseworker)
        born_on, opened_on = case.child.born_on, case.opened_on
        ask_for_bulk(by=caseworker, kind="task", cases=[case.pk], given={"title": MARK, "due_on": "2026-01-01"})
        RollEntry.objects.all().delete()  # the school's list, kept by its own rules
        assert columns_with(MARK) == HOLDS
        assert columns_with(str(born_on)) == {"records.Child.born_on"} and tables_that_hold("LL65") != {}
        assert CaseFact.objects.exists()
        erase_case(by=caseworker, case=case)
        for text in (MARK, str(born_on), "LL65 1AA"):
            assert columns_with(text) == set() and tables_that_hold(text) == {}, text
        assert not CaseFact.objects.exists()
        skeleton = Case.objects.get(pk=case.pk)
        assert (skeleton.opened_on, skeleton.closure_ground) == (opened_on, "suitable_education")
        assert (skeleton.age_band, skeleton.erased_on) == ("8_to_10", timezone.localdate())
        assert skeleton.events.filter(kind="removed", detail__ground="registered_pupil").exists()
