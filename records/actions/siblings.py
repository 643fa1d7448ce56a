"""The writers of who is whose brother or sister, where both children have a case; and who may be."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.events import take, tell
from records.choices import EventKind
from records.errors import Refused
from records.models import Case, Sibling, User
from records.rules import check_open


@transaction.atomic
def join_siblings(*, by: User, case: Case, other: Case) -> Sibling:
    """Two children are brothers or sisters; said twice, from either case, it is one.

    The event stands on `case` alone and does not name the other: once one of them is erased, nothing leads to it.
    """
    if case.pk == other.pk:
        raise Refused(_("This is the case itself. Give the number of the other child's case."))
    one, two = (take(each, version=None) for each in sorted((case, other), key=lambda each: each.pk))
    check_open((one if one.pk == case.pk else two).status)
    given = {"said_by": by, "said_at": timezone.now(), "authority_id": case.authority_id}
    sibling, is_new = Sibling.objects.get_or_create(one=one, other=two, defaults=given)
    if is_new:
        tell(case, EventKind.SIBLING_SET, by=by)
    return sibling


@transaction.atomic
def part_siblings(*, by: User, case: Case, sibling: Sibling) -> None:
    """They are no brothers or sisters after all. Somebody who was quicker has done it already."""
    case = take(case, version=None)
    check_open(case.status)
    gone, _of_what = of_case(case).filter(pk=sibling.pk).delete()
    if gone:
        tell(case, EventKind.SIBLING_ENDED, by=by)


def of_case(case: Case) -> QuerySet[Sibling]:
    return Sibling.objects.filter(Q(one=case) | Q(other=case))


def siblings_of(case: Case) -> list[Sibling]:
    """Each with `case`, that of the brother or sister."""
    whose = ("one__child", "one__authority", "other__child", "other__authority", "said_by")
    rows = list(of_case(case).select_related(*whose))
    for row in rows:
        row.case = row.other if row.one_id == case.pk else row.one
    return rows


def may_be_siblings(case: Case) -> QuerySet[Case]:
    """Other cases, open or closed, with the child's postcode or with a way to reach one of the same people."""
    known = of_case(case)
    same = Q(child__postcode=case.child.postcode) if case.child.postcode else Q(pk=None)
    for name in ("telephone", "email"):
        ways = case.contacts.current().exclude(**{name: ""}).values(name)
        same |= Q(contacts__ended_on=None, **{f"contacts__{name}__in": ways})
    found = Case.objects.filter(same, authority=case.authority_id, erased_on=None).exclude(pk=case.pk)
    found = found.exclude(pk__in=known.values("one")).exclude(pk__in=known.values("other"))
    return found.select_related("child", "authority").distinct().order_by("pk")
