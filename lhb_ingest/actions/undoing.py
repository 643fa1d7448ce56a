"""Takes a whole approved list back: the register is as it was before, but for what people have worked on since."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from lhb_ingest.actions.leaving import take_back_leavers, take_back_returned
from lhb_ingest.actions.measuring import lapse_samples
from lhb_ingest.choices import Absence, Act, CandidateState, ExtractState
from lhb_ingest.models import AbsentChild, Candidate, EntryChange, Extract, KeptMatch, Match, NearMatch, Remembered
from records.actions.people import tell_of
from records.choices import AdminEventKind
from records.errors import Refused
from records.models import Authority, ClosureProposal, RollEntry, User
from records.rights import Right
from records.rolls import take_back
from records.tallies import set_tally


def can_undo(extract: Extract, user: User) -> bool:
    try:
        check_undo(extract, user)
    except Refused:
        return False
    return True


def check_undo(extract: Extract, user: User) -> None:
    """Raises Refused where `user` may not take the list back now, and says why."""
    if not user.has_right(Right.OVERRULE_LIST):
        raise Refused(_("Only a manager takes an approved list back."))
    if extract.state != ExtractState.APPROVED:
        raise Refused(_("Only an approved list whose rows are still held can be taken back."))
    if extract.supplements_of.filter(state=ExtractState.APPROVED).exists():
        raise Refused(_("Mended rows were added to this list since. Take them back first."))
    if later := later_list(extract):
        day = formats.date_format(later.as_at, "j F Y")
        raise Refused(
            _("A later list of this source, of %(day)s, took effect after this one. Take that one back first.")
            % {"day": day}
        )


def later_list(extract: Extract) -> Extract | None:
    """The last list of the same source that took effect after this one and still holds."""
    same = Extract.objects.filter(authority=extract.authority, kind=extract.kind, sender=extract.sender)
    later = same.filter(undone_at=None, approved_at__gt=extract.approved_at).exclude(pk=extract.pk)
    return later.order_by("-approved_at").first()


def candidates_worked_on(extract: Extract) -> QuerySet[Candidate]:
    """Its candidates about whom a person has said anything: these stay."""
    touched = (
        ~Q(state=CandidateState.WAITING)
        | Q(row__near_matches__judgement__gt="")
        | Q(row__matches__by__isnull=False)
        | Q(opinions__isnull=False)
        | Q(decisions__isnull=False)
    )
    return extract.candidates.filter(touched).select_related("row", "case", "decided_by").distinct()


def leavers_worked_on(extract: Extract) -> QuerySet[Candidate]:
    """Children made candidates because this list no longer showed them, about whom a person has said anything."""
    touched = (
        ~Q(state=CandidateState.WAITING)
        | Q(row__near_matches__judgement__gt="")
        | Q(row__matches__isnull=False)
        | Q(claimed_until__gt=timezone.now())
    )
    return extract.candidates.filter(touched, left_entry__isnull=False).distinct()


def entries_worked_on(extract: Extract) -> QuerySet[EntryChange]:
    """What the approval did to entries on which something rests since: these stay as they are."""
    since = extract.approved_at
    judged = NearMatch.objects.filter(judged_at__gt=since).values("entry")
    by_person = Match.objects.filter(by__isnull=False, made_at__gt=since).values("entry")
    found = Candidate.objects.filter(decided_at__gt=since, found_entry__isnull=False).values("found_entry")
    settled = AbsentChild.objects.filter(settled_by__isnull=False, settled_at__gt=since).values("entry")
    # What began here and a health list, approved since, was compared with: without it the child would be on no list.
    relied_on = Match.objects.filter(undone_at=None, row__extract__state=ExtractState.APPROVED).values("entry")
    left = leavers_worked_on(extract).values("left_entry")
    proposed = ClosureProposal.objects.filter(decided_by__isnull=False, decided_at__gt=since).values("entry")
    asked = (judged, by_person, found, settled, left, proposed)
    people = Q()
    for entries in asked:
        people |= Q(entry__in=entries)
    worked_on = extract.journal.exclude(act="seen").filter(people | Q(act="began", entry__in=relied_on))
    return worked_on.select_related("entry").order_by("entry__surname", "entry__forenames", "pk")


@transaction.atomic
def undo_extract(*, by: User, extract: Extract) -> Extract:
    """Entries have their earlier values exactly, candidates are withdrawn, tallies are taken back.

    What people have worked on since stays: its journal and its candidates name it. Refused once a later list of the
    source took effect, and after the purge.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=extract.authority_id)  # as for approvals
    extract = Extract.objects.select_for_update(of=("self",)).select_related("authority").get(pk=extract.pk)
    check_undo(extract, by)
    lapse_samples(of=Q(extract=extract))
    extract.candidates.update(claimed_by=None, claimed_until=None)  # of those that stay, too
    kept = _undo_candidates(extract) if extract.is_health else _undo_entries(extract)
    extract.counts["kept"] = kept
    extract.rematch_due = not extract.is_health  # proposals of closure may have rested on it
    extract.state = ExtractState.UNDONE
    extract.undone_at, extract.undone_by = timezone.now(), by
    extract.rematch_due = not extract.is_health  # what was proposed on it is withdrawn
    extract.save()
    tell_of(None, AdminEventKind.LIST_UNDONE, by=by, authority_id=extract.authority_id, list=extract.pk, kept=kept)
    return extract


def _undo_candidates(extract: Extract) -> int:
    stay = list(candidates_worked_on(extract).values_list("pk", "worklist"))
    extract.candidates.exclude(pk__in=[pk for pk, _worklist in stay]).delete()
    lines = {"line_number__in": extract.rows.values("line_number")} if extract.supplements_id else {}
    Remembered.objects.filter(extract=extract.supplements_id or extract.pk, **lines).delete()
    seen = KeptMatch.objects.filter(seen_in=extract, settled_by=None)  # what it had settled is asked about again
    seen.update(settled_at=None, settled_as="", seen_in=None)
    _tally(extract, [worklist for _pk, worklist in stay])
    return len(stay)


def _undo_entries(extract: Extract) -> int:
    stay = set(entries_worked_on(extract).values_list("entry", flat=True))
    take_back_leavers(extract=extract)
    extract.refresh_from_db(fields=["counts"])  # it has counted them again
    journal = extract.journal.exclude(entry__in=stay)
    gone = list(journal.values_list("entry", "act", "before"))
    list(RollEntry.objects.select_for_update().filter(pk__in=[entry for entry, *_rest in gone]).values_list("pk"))
    AbsentChild.objects.filter(settled_by=None, settled_at=extract.approved_at).update(settled_at=None, settled_as="")
    extract.absences.filter(choice=Absence.ASK, settled_at=None).delete()
    journal.delete()
    lapse_samples(of=Q(entry__in=[entry for entry, act, _before in gone if act == Act.BEGAN]))
    take_back(journal=gone)
    take_back_returned(authority=extract.authority)
    _tally(extract, [])
    return len(stay)


def _tally(extract: Extract, worklists: list[str]) -> None:
    """The figures count of the list what stays of it, and nothing else."""
    counts = {}
    for worklist in worklists:
        counts["candidate_arrived", worklist] = counts.get(("candidate_arrived", worklist), 0) + 1
    on = timezone.localdate(extract.received_at)
    set_tally(authority=extract.authority, source_key=f"extract:{extract.pk}", on=on, counts=counts)
