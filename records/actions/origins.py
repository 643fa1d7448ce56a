"""The writers of where cases come from: referral and off-roll return, origin and reason, codes, and light queries."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.cases import note_on_case, open_case
from records.actions.clocks import begin_clock, begin_tracing, end
from records.actions.due import reckon_next_due
from records.actions.events import put_back, take, tell
from records.actions.people import tell_of
from records.actions.spells import open_spell
from records.choices import AdminEventKind, CaseOrigin, ClockKind, ClockOutcome, EventKind
from records.codes import CodeKind
from records.errors import Refused
from records.models import Authority, Case, CaseCode, Circumstances, Query, User
from records.rules import check_birthday, check_not_future, check_open, check_received

OF_CODES = ("origin", "reason", "ground")  # fields of Circumstances that are codes
TWICE_WITHIN = datetime.timedelta(minutes=1)
MOST_CODES = 500


@dataclass(frozen=True)
class CircumstancesGiven:
    """What is known of where a child comes from; what is empty is not known. `school_name`: the previous school."""

    origin: CaseCode | None = None
    reason: CaseCode | None = None
    school_name: str = ""
    off_roll_on: datetime.date | None = None
    ground: CaseCode | None = None
    is_anonymous: bool = False
    referrer_contact: str = ""


def circumstances_of(case: Case) -> Circumstances | None:
    """Those of the latest spell."""
    found = case.circumstances.select_related("origin", "reason", "ground", "recorded_by")
    return found.order_by("-spell__number").first()


@transaction.atomic
def save_circumstances(*, by: User, case: Case, given: CircumstancesGiven, version: int | None = None) -> Circumstances:
    """Origin, reason and previous school of the open spell. An origin in or out begins the authority's own target."""
    case = take(case, version=version)
    check_open(case.status)
    check_circumstances(case, given)
    spell = open_spell(case)
    stood = Circumstances.objects.filter(spell=spell).select_related("origin").first()
    saved, _made = Circumstances.objects.update_or_create(
        spell=spell,
        defaults={
            **vars(given),
            "case": case,
            "authority_id": case.authority_id,
            "recorded_by": by,
            "recorded_at": timezone.now(),
        },
    )
    direction = given.origin.direction if given.origin else ""
    if direction != (stood.origin.direction if stood and stood.origin else ""):
        begin_tracing(case, direction, by=by, since=case.received_on)
    put_back(case)
    codes = {name: getattr(given, name).code for name in OF_CODES if getattr(given, name)}
    tell(case, EventKind.CIRCUMSTANCES, by=by, **codes)
    return saved


def check_circumstances(case: Case, given: CircumstancesGiven) -> None:
    today = timezone.localdate()
    usable = CaseCode.objects.usable(case.authority_id, given.off_roll_on or today)
    for name in OF_CODES:
        code = getattr(given, name)
        held = usable if name == "ground" else CaseCode.objects.usable(case.authority_id, case.received_on)
        if code and not held.filter(pk=code.pk, kind=name).exists():
            raise Refused(_("'%(code)s' did not hold on that day. Choose another one.") % {"code": code})
    if given.off_roll_on:
        check_not_future(given.off_roll_on, today)
        if case.child.born_on and given.off_roll_on < case.child.born_on:
            raise Refused(_("The child cannot have been on a roll before birth. Check the year."))
    if given.ground and not given.off_roll_on:
        raise Refused(_("Give the day on which the pupil was taken off the roll, for the ground."))
    if given.is_anonymous and (given.referrer_contact or case.referred_by):
        raise Refused(_("A referrer who wishes to stay unnamed has no name here and no way to be reached."))


@transaction.atomic
def take_referral(
    *,
    by: User,
    opening: Mapping[str, Any],
    given: CircumstancesGiven,
    concern: str = "",
    query: Query | None = None,
) -> Case:
    """Opens a case on a referral, with what is known of its origin and what the referrer said as its first note.

    `opening`: what `open_case` takes. `query`: the query that becomes the case, whose words go into it.
    """
    case = open_case(by=by, **opening)
    if any(vars(given).values()):
        save_circumstances(by=by, case=case, given=given)
    if concern.strip():
        note_on_case(by=by, case=case, text=concern)
    if query:
        become_case(query, case, by=by)
    return Case.objects.get(pk=case.pk)


@transaction.atomic
def take_off_roll_return(*, by: User, opening: Mapping[str, Any], given: CircumstancesGiven, concern: str = "") -> Case:
    """A school's return under regulation 12 of the 2010 Regulations: opens a case, and says if it came in time.

    The ten school days count from the day of the deletion, by the authority's calendar.
    """
    if not (given.off_roll_on and given.ground and given.school_name):
        raise Refused(_("A return names the school, the day off the roll and the ground."))
    head = {**opening, "origin": CaseOrigin.SCHOOL}
    case = take_referral(by=by, opening=head, given=given, concern=concern)
    clock = begin_clock(case, ClockKind.OFF_ROLL_RETURN, given.off_roll_on, by=by)
    end(clock, by=by, outcome=ClockOutcome.MET, on=max(case.received_on, given.off_roll_on))
    reckon_next_due(case)
    return case


# ---------------------------------------------------------------------------------------------------- light queries
@transaction.atomic
def log_query(
    *,
    by: User,
    authority: Authority,
    origin: str,
    received_on: datetime.date,
    question: str,
    answer: str = "",
    close: bool = False,
    about: Mapping[str, Any] | None = None,
) -> Query:
    """Logs that somebody asked about a child: no case. With `close`, it is answered at once.

    `about`: forenames, surname, born_on, asked_by, as far as they are known. The same within a minute is one.
    """
    about = about or {}
    check_received(received_on, born_on=about.get("born_on"), today=timezone.localdate())
    check_birthday(about.get("born_on"), timezone.localdate())
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    given = {"authority": authority, "origin": origin, "received_on": received_on, "question": question.strip()}
    now, given = timezone.now(), given | about
    said = answer.strip() if close else ""
    if same := Query.objects.filter(**given, answer=said, made_by=by, made_at__gt=now - TWICE_WITHIN).first():
        return same
    query = Query.objects.create(**given, made_by=by, made_at=now)
    return close_query(by=by, query=query, answer=answer) if close else query


def taken(query: Query) -> Query:
    query = Query.objects.select_for_update().get(pk=query.pk)
    if query.closed_on:
        raise Refused(_("This query is closed already."))
    return query


@transaction.atomic
def close_query(*, by: User, query: Query, answer: str) -> Query:
    """The query is answered, and did not become a case."""
    query = taken(query)
    if not answer.strip():
        raise Refused(_("Write what was answered."))
    query.answer, query.closed_on, query.closed_by = answer.strip(), timezone.localdate(), by
    query.save(update_fields=["answer", "closed_on", "closed_by"])
    return query


NOTHING_SAID = {"asked_by": "", "forenames": "", "surname": "", "born_on": None, "question": "", "answer": ""}


def become_case(query: Query, case: Case, *, by: User) -> None:
    """The query's question becomes a note of the case; the query itself keeps only that it became one."""
    query, today = taken(query), timezone.localdate()
    if query.question:
        note_on_case(by=by, case=case, text=query.question)
    kept = {"closed_on": today, "closed_by": by, "case": case, "erased_on": today}
    Query.objects.filter(pk=query.pk).update(**NOTHING_SAID, **kept)


@transaction.atomic
def forget_queries(*, authority: Authority) -> int:
    """Takes the words out of queries that closed longer ago than the authority keeps closed cases; how many."""
    last = timezone.localdate() - datetime.timedelta(days=authority.closed_cases_kept_days)
    old = Query.objects.filter(authority=authority, erased_on=None, closed_on__lt=last)
    return old.update(**NOTHING_SAID, erased_on=timezone.localdate())


# ------------------------------------------------------------------------------------------------------------- codes
OF_A_CODE = ("name", "name_cy", "source", "counts_as", "direction", "is_checked", "valid_from", "valid_to")


@transaction.atomic
def save_code(*, by: User, kind: str, code: str, given: dict[str, Any], stood: CaseCode | None = None) -> CaseCode:
    """Adds a code to an authority's own list, or, by an administrator, to everybody's; or changes what it says.

    A code that is no longer used gets a last day and stays: cases count by it.
    """
    check_code(kind, given)
    if stood and stood.authority_id != by.authority_id:
        raise Refused(_("Only whoever set this code changes it."))
    if not stood and CaseCode.objects.filter(kind=kind, code=code, authority=by.authority).exists():
        raise Refused(_("Code %(code)s is there already.") % {"code": code})
    values = {name: given.get(name) for name in OF_A_CODE} | {"direction": given.get("direction") or ""}
    values["is_checked"] = bool(given.get("is_checked"))
    if stood:
        CaseCode.objects.filter(pk=stood.pk).update(**values)
        saved = CaseCode.objects.get(pk=stood.pk)
    else:
        saved = CaseCode.objects.create(kind=kind, code=code, authority=by.authority, **values)
    tell_of(None, AdminEventKind.CODES_SAVED, by=by, authority_id=by.authority_id, what=kind, count=1)
    return saved


def check_code(kind: str, given: dict[str, Any]) -> None:
    if kind not in CodeKind.values:
        raise ValueError(kind)
    if not given.get("name") or not given.get("name_cy"):
        raise Refused(_("Write the name in both languages."))
    began, ends = given.get("valid_from"), given.get("valid_to")
    if began and ends and ends < began:
        raise Refused(_("The last day cannot be before the first."))


@transaction.atomic
def load_codes(*, by: User, lines: Sequence[dict[str, Any]]) -> int:
    """Codes of a list that was read: new ones are added, known ones say what the list says. How many there were."""
    if not lines or len(lines) > MOST_CODES:
        raise Refused(_("There is no code in it, or more than there can be."))
    for line in lines:
        own = CaseCode.objects.filter(kind=line["kind"], code=line["code"], authority=by.authority).first()
        save_code(by=by, kind=line["kind"], code=line["code"], given=line, stood=own)
    return len(lines)
