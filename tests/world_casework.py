"""Something of everything that is to be done on a case, for the world of the walks; made by the real writers."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from records.actions import (
    CircumstancesGiven,
    ContactGiven,
    ask_for_bulk,
    ask_for_closure,
    attach_file,
    begin_disposal,
    change_ways,
    decide_disposal,
    dispose_piece,
    log_query,
    make_letter,
    mark_case,
    note_case_look,
    note_step,
    prepare_disposal,
    raise_query,
    save_address,
    save_checklist,
    save_circumstances,
    save_code,
    save_contact,
    save_filter,
    save_letter_template,
    save_school_year,
    set_task,
    start_clock,
    tell_authority,
)
from records.actions.siblings import of_case
from records.letters import Pair
from records.models import (
    Authority,
    BulkAct,
    Case,
    CaseCode,
    CMERecord,
    DisposalRun,
    Query,
    Regime,
    SavedFilter,
    Transfer,
    User,
    ValueChange,
)
from records.rules import academic_year
from records.scope import scope
from tests.factories import CaseFactory

WAYS = {
    "closure_rule": "on_leaving",
    "second_person_for": ["not_found", "moved_away"],
    "contact_within_days": None,
    "located_within_days": 40,
    "outcome_within_days": None,
    "trace_in_within_days": 40,
    "trace_out_within_days": 104,
    "warn_days": 7,
    "closed_cases_kept_days": 365,
}
STEPS = [{"key": "own_rolls", "name": "Own rolls", "name_cy": "Cofrestrau'r awdurdod", "days": 3}]


def give_ways(*, authority: Authority, manager: User) -> None:
    """The authority's own way of working: a target, a checklist, term dates, a second person for two reasons."""
    change_ways(by=manager, authority=authority, ways=WAYS)
    pair = Pair("About ((child))", "Am ((plentyn))", "Dear ((recipient))", "Annwyl ((derbynnydd))")
    save_letter_template(by=manager, authority=authority, kind="enquiry", pair=pair, version=0)
    save_checklist(by=manager, authority=authority, steps=STEPS, version=0)
    year = academic_year(timezone.localdate())
    terms = [(datetime.date(year, 9, 3), datetime.date(year, 12, 18))]
    save_school_year(by=manager, authority=authority, year=year, terms=terms, closed=[])


def give_work(*, case: Case, by: User) -> tuple[SavedFilter, BulkAct]:
    today = timezone.localdate()
    start_clock(by=by, case=case, kind="reg6_notice", starts_on=today)
    origin = CaseCode.objects.get(kind="origin", code="moved_in")
    save_circumstances(by=by, case=case, given=CircumstancesGiven(origin=origin, school_name="Ysgol Isaf"))
    set_task(by=by, case=case, title="Ffonio", due_on=today, assigned_to=by)
    parent = ContactGiven(
        relation="parent", name="Nia Prawf", address="2 Lôn Isaf", postcode="LL65 1AA", language="welsh", asked_on=today
    )
    contact = save_contact(by=by, case=case, given=parent)
    make_letter(by=by, contact=contact, kind="s437")
    save_address(by=by, case=case, standing="last_known", address="2 Lôn Isaf", postcode="LL65 1AA")
    mark_case(by=by, case=case, kind="safeguarding", reason="Galwad gan yr ysgol")
    ask_for_closure(by=by, case=case, reason="not_found", evidence="Neb yn gwybod")
    note_case_look(by=by, case=case)
    tell_authority(by=by, case=case, receiver_name="Shropshire", aware_on=today)
    case.refresh_from_db()
    kept = save_filter(by=by, name="Fy rhai i", query="list=mine", is_shared=True)
    given = {"title": "T", "due_on": today.isoformat(), "to": "own"}
    return kept, ask_for_bulk(by=by, kind="task", cases=[case.pk], given=given)


def be_told(*, receiver: Authority) -> Transfer:
    """Flintshire tells the authority of a child."""
    with scope(authority="664"):
        case = CaseFactory(authority_id="664", child__forenames="Angharad", child__surname="Prawf")
        return tell_authority(by=case.opened_by, case=case, receiver=receiver, aware_on=timezone.localdate())


def be_asked(people: dict[str, User]) -> tuple[Query, CaseCode]:
    """A colleague elsewhere asks of a child; and the authority has a reason of its own."""
    by, today = people["caseworker"], timezone.localdate()
    query = log_query(
        by=by,
        authority=by.authority,
        origin="other_authority",
        received_on=today,
        question="Symud?",
        about={"forenames": "Elin", "surname": "Prawf", "asked_by": "Powys"},
    )
    given = {"name": "Prawf", "name_cy": "Prawf", "source": "Prawf"}
    code = save_code(by=people["case_manager"], kind="reason", code="prawf", given=given)
    return query, code


def give_keeping(*, case: Case, by: User) -> DisposalRun:
    """An attachment, a query with a step, a changed value, and two disposal runs: one done, one to be decided."""
    today = timezone.localdate()
    attach_file(by=by, case=case, file=SimpleUploadedFile("llythyr.pdf", b"%PDF-1.7"), about="Llythyr")
    query = raise_query(by=by, case=case, field="child.address", raised_by="parent", raised_on=today, said="Symud")
    note_step(by=by, query=query, text="Ffonio", on=today)
    items = {"of": "child", "field": "address", "before": "", "after": "2 Lôn Isaf", "source": "family", "by": by}
    ValueChange.objects.create(case=case, authority=case.authority, at=timezone.now(), **items)
    pilot = Regime.objects.get(pk="PILOT_2025")
    CMERecord.objects.filter(case=case).update(regime=pilot)
    run = prepare_disposal(by=by, authority=case.authority, regime=pilot)
    decide_disposal(by=by, run=run, items=run.items.values("pk"), decision="rebase", reason="Mae'r gwaith yn parhau")
    begin_disposal(by=by, run=run, count=1)
    dispose_piece(run_id=run.pk)
    CMERecord.objects.filter(case=case).update(regime=pilot)
    return prepare_disposal(by=by, authority=case.authority, regime=pilot)


def on_case(name: str, case: Case) -> dict[str, dict[str, object]]:
    """What else stands in the address of a page about what is to be done on the case."""
    kinds = {
        "case_task": ("task", case.tasks),
        "case_task_end": ("task", case.tasks),
        "case_enquiry": ("enquiry", case.enquiries),
        "case_enquiry_again": ("enquiry", case.enquiries),
        "case_clock": ("clock", case.clocks),
        "case_clock_end": ("clock", case.clocks),
        "case_clock_pause": ("clock", case.clocks),
        "case_clock_resume": ("clock", case.clocks),
        "case_unmark": ("marker", case.markers),
        "case_contact": ("contact", case.contacts),
        "case_contact_end": ("contact", case.contacts),
        "case_address": ("address", case.addresses),
        "case_sibling_end": ("sibling", of_case(case)),
        **dict.fromkeys(("case_attachment", "case_attachment_remove"), ("attachment", case.attachments)),
        **dict.fromkeys(("case_query", "case_query_step", "case_query_settle"), ("query", case.queries)),
        **dict.fromkeys(("case_letter", "case_letter_pdf", "case_letter_again"), ("letter", case.letters)),
    }
    if name == "case_pack":
        return {name: {"form": "csv"}}
    if name == "case_mark":
        return {name: {"kind": "paused"}}
    if name not in kinds:
        return {}
    word, rows = kinds[name]
    with scope(authority=case.authority_id):
        return {name: {word: rows.order_by("pk").first().pk}}
