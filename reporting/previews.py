"""What is costly to reckon about a return that is looked at, remembered as long as nothing that it rests on changes."""

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.db.models import Max

from records.models import CaseEvent, Spell, Tally
from reporting.models import Return
from reporting.returns import code_version, has_changed
from reporting.safety import Shown, around, shown_of

REMEMBERED = 24 * 60 * 60  # seconds; each under a name that holds all that it rests on


def preview_of(cme_return: Return) -> Shown:
    """What would be shown if it were released now. Depends on nothing but this return and what is out around it."""
    out = around(cme_return).values_list("pk", flat=True)  # released figures never change
    name = ("preview", cme_return.pk, cme_return.fingerprint, code_version(), *out)
    lines = remembered(name, lambda: [[*key, text] for key, text in shown_of(cme_return).items()])
    return {(code, category): text for code, category, text in lines}


def is_stale(cme_return: Return) -> bool:
    """`has_changed`, asked again only when something has happened in the authority since it was last asked."""
    newest = [
        model.objects.filter(authority=cme_return.authority_id).aggregate(last=Max("pk"))["last"]
        for model in (CaseEvent, Spell, Tally)
    ]
    return remembered(("stale", cme_return.pk, cme_return.fingerprint, *newest), lambda: has_changed(cme_return))


def remembered(name: tuple, reckon: Callable):
    key = "review:" + hashlib.sha256(repr(name).encode()).hexdigest()
    found = cache.get(key)
    if found is None:
        found = reckon()
        cache.set(key, found, REMEMBERED)
    return found
