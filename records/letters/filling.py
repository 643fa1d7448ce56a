"""The rules of letters, without a database: placeholders, what fills them, and which languages somebody must get."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from records.choices import Preference
from records.errors import Refused
from records.letters.shipped import Pair

# What stands in double brackets in an English text, and its twin in a Welsh one.
PLACEHOLDERS = {
    "child": "plentyn",
    "date of birth": "dyddiad geni",
    "address of the child": "cyfeiriad y plentyn",
    "recipient": "derbynnydd",
    "authority": "awdurdod",
    "reference": "cyfeirnod",
    "caseworker": "gweithiwr achos",
}
ENGLISH = {welsh: english for english, welsh in PLACEHOLDERS.items()}
FOUND = re.compile(r"\(\(([^()]*)\)\)")
BOTH, WELSH, ENGLISH_ONLY = ("cy", "en"), ("cy",), ("en",)


def names_in(text: str, *, is_welsh: bool) -> set[str]:
    """The placeholders of a text by their English names. Refused where one is unknown, or a bracket is left open."""
    names = {" ".join(name.split()).lower() for name in FOUND.findall(text)}
    known = ENGLISH if is_welsh else PLACEHOLDERS
    if unknown := sorted(names - set(known)):
        words = _("There is no placeholder ((%(name)s)). These are known: %(known)s.")
        raise Refused(words % {"name": unknown[0], "known": ", ".join(f"(({name}))" for name in known)})
    left = FOUND.sub("", text)
    if "((" in left or "))" in left:
        raise Refused(_("A placeholder is not closed: write it like ((%(name)s)).") % {"name": next(iter(known))})
    return {ENGLISH[name] for name in names} if is_welsh else names


def check_pair(pair: Pair) -> None:
    """Both languages are there and say the same of the case, as far as placeholders show it."""
    if not all(part.strip() for part in (pair.subject, pair.subject_cy, pair.body, pair.body_cy)):
        raise Refused(_("A letter needs a subject and a text in both languages."))
    english = names_in(f"{pair.subject} {pair.body}", is_welsh=False)
    welsh = names_in(f"{pair.subject_cy} {pair.body_cy}", is_welsh=True)
    if english != welsh:
        only = sorted(english ^ welsh)[0]
        words = _("The placeholder ((%(name)s)) stands in one language only (in Welsh: ((%(welsh)s))).")
        raise Refused(words % {"name": only, "welsh": PLACEHOLDERS[only]})


def filled(text: str, values: Mapping[str, str]) -> str:
    """`values` by English names. What is not known is left as a line to fill in by hand."""

    def value(found: re.Match) -> str:
        name = " ".join(found[1].split()).lower()
        return values.get(ENGLISH.get(name, name), "") or "……………"

    return FOUND.sub(value, text)


def languages_for(preference: str, household: Iterable[str] = (), asked: Iterable[str] = ()) -> tuple[str, ...]:
    """The languages of a letter: those the person asked for; both where nobody has asked.

    `household` is what other parents of the child asked for: where one wants Welsh, all get it too. `asked` is what an
    officer chose instead; more than is due is allowed, English alone only to whoever asked for English.
    """
    due = {Preference.WELSH: WELSH, Preference.ENGLISH: ENGLISH_ONLY}.get(Preference(preference), BOTH)
    if due == ENGLISH_ONLY and {Preference.WELSH, Preference.BOTH} & set(household):
        due = BOTH
    chosen = tuple(asked) or due
    if not set(due) <= set(chosen):
        if chosen == ENGLISH_ONLY:
            raise Refused(_("A letter in English alone goes only to somebody who asked for English."))
        raise Refused(_("This person is to have the letter in English too."))
    return tuple(code for code in BOTH if code in chosen)
