"""What people answer where a list's value differs from ours, and the rules by which it need not be asked."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.choices import Answer, ExtractState, Rule
from lhb_ingest.models import Extract, FieldRule
from lhb_ingest.trust import CHOSEN, rules_of
from records.actions.people import changes, tell_of
from records.choices import AdminEventKind, ListKind
from records.errors import Refused
from records.models import Authority, User
from records.rights import Right
from records.rolls import VALUES


@transaction.atomic
def answer_changes(
    *,
    by: User,
    extract: Extract,
    answer: str,
    changes: Sequence[int] | None = None,
    field: str = "",
    difference: str = "",
    answered: str | None = None,
) -> int:
    """Takes the list's value, keeps ours, or ('') asks again: of `changes`, or of all of a field, a difference,
    and a present answer.

    Only what the rule asks about can be answered. Returns how many were.
    """
    if not by.has_right(Right.APPROVE_LIST):
        raise Refused(_("Your role does not approve lists."))
    extract = Extract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    if extract.state != ExtractState.IN_REVIEW:
        raise Refused(_("Only while a list is ready to review can its changes be answered."))
    if answer not in ("", *Answer.values):
        raise Refused(_("Choose which value holds."))
    asked = extract.changes.filter(rule=Rule.ASK)
    if changes is not None:
        asked = asked.filter(pk__in=changes)
    wanted = {"field": field or None, "difference": difference or None, "answer": answered}
    asked = asked.filter(**{name: value for name, value in wanted.items() if value is not None})
    who = {"answered_at": timezone.now(), "answered_by": by} if answer else {"answered_at": None, "answered_by": None}
    return asked.update(answer=answer, **who)


@transaction.atomic
def set_field_rules(*, by: User, authority: Authority, kind: str, sender: str, rules: Mapping[str, str]) -> list[str]:
    """What lists of a source may do to each field, from the next comparison on. Returns the fields that changed."""
    if kind not in ListKind.values or kind == ListKind.HEALTH:
        raise Refused(_("Choose what kind of list this is."))
    if not rules.keys() <= set(VALUES) or not set(rules.values()) <= set(CHOSEN):
        raise Refused(_("Choose a rule for each field."))
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    before = rules_of(authority=authority, kind=kind, sender=sender)
    changed = changes({name: str(before[name]) for name in rules}, {name: str(rule) for name, rule in rules.items()})
    now = timezone.now()
    FieldRule.objects.bulk_create(
        FieldRule(authority=authority, kind=kind, sender=sender, field=name, rule=rules[name], set_at=now, set_by=by)
        for name in changed
    )
    if changed:
        tell_of(None, AdminEventKind.FIELD_RULES_SET, by=by, authority_id=authority.pk, of=kind, **changed)
    return list(changed)
