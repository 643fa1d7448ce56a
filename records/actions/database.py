"""The writers of the CME database: a child enters it by three findings, is corrected, and is removed on a ground."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.accuracy import standing
from records.actions.accuracy import keep_changes
from records.actions.events import put_back, take, tell
from records.actions.spells import open_spell
from records.choices import Basis, Condition, EventKind, Ground, Origin, SuitabilityFinding
from records.errors import Refused
from records.keeping import ValueOf, ValueSource
from records.models import Authority, Case, CMERecord, Finding, RecordParent, RecordProvider, Regime, User
from records.rules import (
    can_work,
    check_birthday,
    check_of_compulsory_school_age,
    check_open,
    check_removal,
    is_over_age,
    regime_for,
)

COPIED = ("forenames", "surname", "former_names", "born_on", "address", "postcode")  # items 1 to 3


@dataclass(frozen=True)
class FindingGiven:
    condition: str
    basis: str
    note: str = ""
    suitability: str = ""  # of NOT_SUITABLE only


@dataclass(frozen=True)
class ParentGiven:
    """One parent of item 4; every part may be unknown."""

    name: str = ""
    address: str = ""
    postcode: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class ProviderGiven:
    """One provider of item 5."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class ItemsGiven:
    """The six items of Schedule 2, each as far as it is known."""

    forenames: str
    surname: str
    born_on: datetime.date | None
    former_names: Sequence[str] = ()
    address: str = ""
    postcode: str = ""
    address_is: str = Origin.LAST_KNOWN
    parents: Sequence[ParentGiven] = ()
    providers: Sequence[ProviderGiven] = ()
    aln: str = ""
    alp: str = ""


def check_findings(findings: Sequence[FindingGiven]) -> None:
    """A child is entered on three findings, each on its own basis (regulation 3(3)), or not at all."""
    if sorted(finding.condition for finding in findings) != sorted(Condition.values):
        raise Refused(_("Record all three findings: without each of them the child cannot go on the CME database."))
    for finding in findings:
        check_finding(finding)


def check_finding(finding: FindingGiven) -> None:
    if finding.basis not in Basis.values:
        raise Refused(_("Say what each finding rests on."))
    if finding.basis == Basis.OTHER and not finding.note.strip():
        raise Refused(_("Say in the note what the finding rests on."))
    if finding.condition == Condition.RESIDENT and finding.basis == Basis.LISTS_COMPARED:
        raise Refused(_("Being on a health list does not by itself show that a child is ordinarily resident."))
    needs_suitability = finding.condition == Condition.NOT_SUITABLE
    if needs_suitability != (finding.suitability in SuitabilityFinding.values):
        raise Refused(_("Say if the child is not, or may not be, receiving suitable education."))


@transaction.atomic
def enter_on_database(
    *, by: User, case: Case, findings: Sequence[FindingGiven], version: int | None = None
) -> CMERecord:
    """Records the three findings in the case file and copies the child onto the CME database."""
    today = timezone.localdate()
    case = take(case, version=version)
    check_open(case.status)
    check_findings(findings)
    check_of_compulsory_school_age(case.child.born_on, today)
    if CMERecord.objects.filter(case=case).exists():
        raise Refused(_("This child is on the CME database already."))
    regime = regime_for(case.authority, Regime.objects.all(), today)
    for finding in findings:
        write_finding(case, finding, by=by)
    record = CMERecord.objects.create(
        case=case,
        authority_id=case.authority_id,
        regime=regime,
        **{field: getattr(case.child, field) for field in COPIED},
    )
    put_back(case)
    tell(case, EventKind.ENTERED, by=by, record=record.pk, regime=regime.code)
    return record


def write_finding(case: Case, finding: FindingGiven, *, by: User) -> None:
    Finding.objects.create(
        case=case,
        spell=open_spell(case),
        authority_id=case.authority_id,
        condition=finding.condition,
        suitability=finding.suitability,
        basis=finding.basis,
        note=finding.note,
        found_on=timezone.localdate(),
        found_by=by,
    )
    codes = {"condition": finding.condition, "basis": finding.basis}
    if finding.suitability:
        codes["suitability"] = finding.suitability
    tell(case, EventKind.FINDING, by=by, **codes)


@transaction.atomic
def record_statutory_items(
    *, by: User, case: Case, items: ItemsGiven, source: str = ValueSource.OTHER, version: int | None = None
) -> CMERecord:
    """Brings the six items up to date: completes them, or corrects what is wrong (regulation 5). What stood is kept."""
    case = take(case, version=version)
    check_open(case.status)
    record = CMERecord.objects.filter(case=case).first()
    if record is None:
        raise Refused(_("This child is not on the CME database."))
    check_birthday(items.born_on, timezone.localdate())
    given = {name: getattr(items, name) for name in (*COPIED, "address_is", "aln", "alp")}
    given["former_names"] = list(items.former_names)
    stood = {name: standing(record, name) for name in (*given, "parents", "providers")}
    changed = [name for name, value in given.items() if stood[name] != value]
    for name in changed:
        setattr(record, name, given[name])
    record.save(update_fields=changed)
    changed += [
        *replace_lines(record, "parents", RecordParent, items.parents),
        *replace_lines(record, "providers", RecordProvider, items.providers),
    ]
    if changed:
        now = {name: (stood[name], standing(record, name)) for name in changed}
        keep_changes(case, of=ValueOf.RECORD, changed=now, source=source, by=by)
        put_back(case)
        tell(case, EventKind.RECORD_CHANGED, by=by, items=changed)
    return record


def replace_lines(record: CMERecord, name: str, model, given: Sequence) -> list[str]:
    """Writes the parents, or the providers, anew if they differ; says so by returning the item's name."""
    fields = list(given[0].__dataclass_fields__) if given else []
    lines = getattr(record, name)
    if given and list(lines.order_by("pk").values(*fields)) == [vars(line) for line in given]:
        return []
    if not given and not lines.exists():
        return []
    lines.all().delete()
    model.objects.bulk_create([model(record=record, authority_id=record.authority_id, **vars(line)) for line in given])
    return [name]


@transaction.atomic
def remove_record(*, by: User | None, case: Case, ground: str, since: datetime.date | None = None) -> bool:
    """Erases the statutory record with what its values were before. What remains is an event: key, ground, dates.

    False: there was none. The caller has taken the case. `since` when the ground holds, where somebody has said so.
    """
    record = CMERecord.objects.filter(case=case).first()
    if record is None:
        return False
    remains = {
        "record": record.pk,
        "ground": ground,
        "regime": record.regime_id,
        "entered_on": timezone.localdate(record.entered_at).isoformat(),
    }
    if since:
        remains["since"] = since.isoformat()
    record.delete()
    case.value_changes.filter(of=ValueOf.RECORD).delete()
    tell(case, EventKind.REMOVED, by=by, **remains)
    return True


@transaction.atomic
def remove_after_closing(*, by: User, case: Case, ground: str, on: datetime.date, version: int | None = None) -> None:
    """Removes the record of a child who was never found, once there is a ground: found since, or too old since."""
    case = take(case, version=version)
    if can_work(case.status):
        raise Refused(_("This case is open. Close it on the ground: that removes the record."))
    record = CMERecord.objects.filter(case=case).first()
    if record is None:
        raise Refused(_("This child is not on the CME database."))
    check_removal(ground, born_on=latest_birthday(record), opened_on=case.opened_on, on=on, today=timezone.localdate())
    remove_record(by=by, case=case, ground=ground, since=on)
    put_back(case)


@transaction.atomic
def remove_over_age(*, authority: Authority) -> int:
    """Removes every record whose child's compulsory school age has ended, and says how many. Open cases stay open."""
    today = timezone.localdate()
    records = CMERecord.objects.filter(authority=authority).select_related("case__child").order_by("case_id")
    found = [record.case for record in records if is_over_age(latest_birthday(record), today)]
    for case in found:
        case = take(case, version=None)
        if remove_record(by=None, case=case, ground=Ground.REG11_AGE):
            put_back(case)
    return len(found)


def latest_birthday(record: CMERecord) -> datetime.date | None:
    """Where record and case file differ, the later one: what cannot be undone waits until both agree."""
    return max(filter(None, (record.born_on, record.case.child.born_on)), default=None)
