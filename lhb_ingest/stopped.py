"""Why a list was stopped, in words, and the names of the fields that a review speaks of."""

from datetime import date

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# The values of an entry, by the names of records.rolls.VALUES.
FIELDS = {
    "forenames": _("Forenames"),
    "surname": _("Surname"),
    "former_names": _("Former names"),
    "born_on": _("Date of birth"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "middle_names": _("Middle names"),
    "preferred_name": _("Preferred name"),
    "upn": _("UPN"),
    "school": _("School number"),
    "school_name": _("School"),
    "year_group": _("Year group"),
    "suitability": _("Suitability"),
}

# Why a list is stopped until a manager has looked.
STOPS = {
    "future": _("The day of the list, %(day)s, is later than the day on which it came."),
    "very_old": _("The list was %(days)s days old when it came."),
    "older": _("A newer list of this source, of %(last)s, took effect already."),
    "few_rows": _("The list has %(rows)s rows; the last one of this source, of %(last)s, had %(before)s."),
    "another_authority": _(
        "This looks like another authority's list: of %(rows)s rows with a postcode, %(outside)s are outside the "
        "area. Check which file it is and which authority was chosen."
    ),
    "another_authority_named": _(
        "This looks like the list of %(authority)s: of %(rows)s rows with a postcode, %(outside)s are outside the "
        "area. Check which file it is and which authority was chosen."
    ),
    "birthdays": _(
        "Of %(rows)s rows, %(count)s have no date of birth, or one by which the child would not be between "
        "%(youngest)s and %(oldest)s years old. Perhaps another date column was read."
    ),
    "swapped": _(
        "Forenames and surnames seem to have changed places: of %(rows)s names that are known on the lists, %(count)s "
        "are known the other way round."
    ),
    "few_matches": _(
        "Only %(share)s per cent of the children were found on a list; on the last extract, of %(last)s, it was "
        "%(before)s per cent. Perhaps a list has ended that should not have."
    ),
    "renamed": _(
        "Of %(rows)s children who were on the last list, %(count)s have another name, date of birth or UPN under their "
        "reference. Perhaps the sender has given the references to other children."
    ),
    "many_changed": _("Of %(rows)s children who were on the last list, %(count)s have changed."),
}


def stop_sentence(code: str, values: dict) -> str:
    """Why a list was stopped, with its counts and days in the language of the page."""
    shown = {name: _shown(name, value) for name, value in values.items()}
    if get_language() == "cy" and "authority_cy" in values:
        shown["authority"] = values["authority_cy"]
    return str(STOPS[f"{code}_named" if "authority" in values else code]) % shown


def _shown(name: str, value: object) -> object:
    if name in ("day", "last"):
        return formats.date_format(date.fromisoformat(str(value)), "j F Y")
    return intcomma(value) if isinstance(value, int) else value
