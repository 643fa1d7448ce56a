"""An education list takes effect: entries begin and change, and the absent become what a person said of them."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.changes import fields_said
from lhb_ingest.choices import Absence, Answer, ExtractState, Outcome
from lhb_ingest.models import AbsentChild, EntryChange, Extract
from lhb_ingest.review import absent_from, schools_of, undecided_absent
from records.copying import copy_into
from records.errors import Refused
from records.models import RollEntry, User
from records.rolls import AS_WRITTEN, VALUES, RollChange, bring_up_to_date

SETTLED_BY = (Absence.ENDED, Absence.KEEP)


def update_roll(extract: Extract, *, absent: str) -> RollChange:
    """Within the approval. Refused where nobody has said what becomes of children who are no longer on the list."""
    undecided = undecided_absent(extract)
    if absent == Absence.ASK:
        _note(extract, undecided, absent, by=extract.approved_by, asked_of=None)
    elif absent:
        extract.absent_choice = absent
    if not (extract.absent_choice or absent) and (count := undecided.count()):
        text = _("First say what becomes of the children who are no longer on the list: %(count)s.")
        raise Refused(text % {"count": count})
    change = bring_up_to_date(
        authority=extract.authority,
        kind=extract.kind,
        sender=extract.sender,
        rows=extract.rows.exclude(outcome=Outcome.HELD_TWICE).order_by().values("source_ref", AS_WRITTEN, *VALUES),
        as_at=extract.as_at,
        schools=[] if extract.supplements_id else schools_of(extract),
        also_there=extract.refs_with_problems,
        kept=_kept(extract),
        staying=_staying(extract),
        source=extract.pk,
        fields=fields_said(extract),
    )
    copy_into(
        EntryChange,
        ("extract", "authority", "entry", "act", "before"),
        ((extract.pk, extract.authority_id, *line) for line in change.journal),
    )
    _settle_those_seen(extract)
    return change


def _kept(extract: Extract) -> dict[str, dict[str, bool]]:
    """Reference -> field -> whether a person refused the list's value, of the values that stay as they are."""
    kept = defaultdict(dict)
    staying = extract.changes.exclude(answer=Answer.TAKE).order_by()
    for ref, field, answer, by, refused in staying.values_list(
        "row__source_ref", "field", "answer", "answered_by", "entry__sources"
    ):
        before = refused.get(field, {})
        kept[ref][field] = answer == Answer.KEEP and (by is not None or "refused" in before)
    return kept


def _staying(extract: Extract) -> list[int]:
    """Absent entries that do not end."""
    said = dict(extract.absences.values_list("entry", "choice"))
    absent = absent_from(extract).values_list("pk", flat=True)
    return [pk for pk in absent if said.get(pk, extract.absent_choice) != Absence.ENDED]


def _settle_those_seen(extract: Extract) -> None:
    """A child who was to be checked and is on this list again needs no checking."""
    waiting = AbsentChild.objects.filter(choice=Absence.ASK, settled_at=None).exclude(extract=extract)
    seen = extract.journal.exclude(act="ended").values("entry")
    waiting.filter(entry__in=seen).update(settled_at=extract.approved_at, settled_as=Absence.KEEP)


@transaction.atomic
def choose_absent(
    *, by: User, extract: Extract, choice: str, entries: Sequence[int] | None = None, asked_of: User | None = None
) -> int:
    """Says what becomes of absent children: of `entries`, or of all. It happens at the approval. Returns how many."""
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    if extract.state != ExtractState.IN_REVIEW:
        raise Refused(_("Only while a list is ready to review can this be chosen."))
    if choice not in Absence.values:
        raise Refused(_("Choose what becomes of the children."))
    absent = absent_from(extract)
    if entries is not None:
        absent = absent.filter(pk__in=entries)
    else:
        extract.absent_choice = "" if choice == Absence.ASK else choice
        extract.save(update_fields=["absent_choice"])
        extract.absences.all().delete()
        if choice != Absence.ASK:
            return absent.count()
    extract.absences.filter(entry__in=absent).delete()
    return _note(extract, absent, choice, by=by, asked_of=asked_of if choice == Absence.ASK else None)


def _note(extract: Extract, absent: QuerySet[RollEntry], choice: str, *, by: User, asked_of: User | None) -> int:
    now = timezone.now()
    return copy_into(
        AbsentChild,
        ("extract", "authority", "entry", "choice", "chosen_at", "chosen_by", "asked_of", "settled_as"),
        (
            (extract.pk, extract.authority_id, pk, choice, now, by.pk, asked_of and asked_of.pk, "")
            for pk in list(absent.values_list("pk", flat=True))
        ),
    )


@transaction.atomic
def settle_absent(*, by: User, absent: AbsentChild, settled_as: str) -> AbsentChild:
    """Whoever was asked knows now: the child has left on the day of that list, or is still there."""
    absent = AbsentChild.objects.select_for_update(of=("self",)).select_related("extract").get(pk=absent.pk)
    if absent.settled_at or absent.choice != Absence.ASK or absent.extract.approved_at is None:
        raise Refused(_("This has been settled already. Nothing was changed."))
    if settled_as not in SETTLED_BY:
        raise Refused(_("Choose whether the child has left."))
    entry = RollEntry.objects.select_for_update().get(pk=absent.entry_id)
    if settled_as == Absence.ENDED and entry.ended_on is None:
        entry.ended_on = max(absent.extract.as_at, entry.began_on)
        entry.save(update_fields=["ended_on"])
        Extract.objects.filter(pk=absent.extract_id).update(rematch_due=True)  # the child may be on no list now
    absent.settled_as, absent.settled_at, absent.settled_by = settled_as, timezone.now(), by
    absent.save(update_fields=["settled_as", "settled_at", "settled_by"])
    return absent
