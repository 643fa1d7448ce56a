"""Forms of forenames that an authority adds to the shipped table, and ends: nothing is deleted."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lhb_ingest.matching.forms import SHIPPED
from lhb_ingest.models import NameForm
from records.errors import Refused
from records.models import Authority, User
from records.normalise import fold


def folded(name: str) -> str:
    """The name as it is compared. Raises Refused for what is not one name in Latin letters."""
    words = fold(name).split()
    if len(words) != 1 or len(words[0]) < 2:
        raise Refused(_("Write one forename of at least two letters, such as Wil."))
    return words[0]


def also_form_of(name: str, other: str) -> list[str]:
    """The lines of the shipped table in which `name` stands without `other`: it would be a form of both from now on."""
    return [line for line in SHIPPED.lines_with(name) if other not in line.split()]


@transaction.atomic
def add_name_form(*, by: User, authority: Authority, name: str, form: str, source: str) -> NameForm:
    """From the next comparison on, one is a form of the other: evidence for a pair, never equality."""
    name, form, source = folded(name), folded(form), source.strip()
    if name == form:
        raise Refused(_("Both names are the same once marks and capitals are left aside."))
    if not source:
        raise Refused(_("Say how you know that one is a form of the other."))
    if SHIPPED.is_form(name, form):
        raise Refused(_("The shipped table says so already."))
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)  # two people at once
    live = NameForm.objects.filter(authority=authority, ended_at=None, name__in=(name, form), form__in=(name, form))
    if live.exists():
        raise Refused(_("This form has been added already."))
    return NameForm.objects.create(
        authority=authority, name=name, form=form, source=source, added_at=timezone.now(), added_by=by
    )


@transaction.atomic
def end_name_form(*, by: User, name_form: NameForm) -> NameForm:
    """The form counts no longer, from the next comparison on. It stays to be read, with who ended it and when."""
    name_form = NameForm.objects.select_for_update(of=("self",)).get(pk=name_form.pk)
    if name_form.ended_at:
        raise Refused(_("This form has been ended already."))
    name_form.ended_at, name_form.ended_by = timezone.now(), by
    name_form.save()
    return name_form
