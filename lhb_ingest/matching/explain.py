"""The reasons behind a pairing as sentences that a caseworker would say, one for each field, in the page's language."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    ("forename", "same"): _("The first forename is the same."),
    ("forename", "partly"): _("They have a forename in common."),
    ("forename", "nearly"): _("The forenames are spelt almost alike."),
    ("forename", "form"): _("The forenames are forms of one name."),
    ("forename", "unknown"): _("One side has no forename."),
    ("forename", "different"): _("The forenames are different."),
    ("surname", "same"): _("The surname is the same."),
    ("surname", "partly"): _("Part of the surname is the same."),
    ("surname", "nearly"): _("The surnames are spelt almost alike."),
    ("surname", "unknown"): _("One side has no surname."),
    ("surname", "different"): _("The surnames are different."),
    ("family", "same"): _("A brother or sister went from the one address to the other."),
    ("upn", "same"): _("Another education row has the same unique pupil number; its address is the one compared."),
    ("alone", "same"): _("The forenames differ, but nobody else near has this birth date and home."),
    ("alone", "partly"): _(
        "The forenames differ, but everybody else near who has this birth date and home has their own match."
    ),
    ("names", "exchanged"): _("Forename and surname are exchanged."),
    ("born_on", "same"): _("The date of birth is the same."),
    ("born_on", "nearly"): _("The dates of birth differ in one place, or day and month are exchanged."),
    ("born_on", "unknown"): _("One side has no date of birth."),
    ("born_on", "different"): _("The dates of birth are different."),
    ("home", "same"): _("The address is the same."),
    ("home", "partly"): _("The postcode is the same; the house is not."),
    ("home", "nearly"): _("The house has the same name; a postcode is missing."),
    ("home", "unknown"): _("One side has no postcode."),
    ("home", "different"): _("The addresses are different."),
}

WORDS = {
    "same": _("same"),
    "partly": _("partly the same"),
    "nearly": _("almost the same"),
    "form": _("a form of the same name"),
    "unknown": _("not known"),
    "different": _("different"),
    "exchanged": _("exchanged"),
}


def sentences(reasons: list[dict[str, str]]) -> list[str]:
    """A sentence for each reason, in the order of the fields."""
    return [str(SENTENCES[reason["field"], reason["level"]]) for reason in reasons]


def levels(reasons: list[dict[str, str]]) -> dict[str, str]:
    """Field -> the level in a word, for a table that sets two people side by side."""
    return {reason["field"]: str(WORDS[reason["level"]]) for reason in reasons}
