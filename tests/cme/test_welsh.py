"""Welsh: dates, a few key sentences, and every page of the navigation without English left over."""

import datetime
import re
from html import unescape

import pytest
from django.forms import DateField, Form
from django.template.defaultfilters import filesizeformat
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from cme import catalogue
from cme.context import NAVIGATION
from records.choices import Role
from tests.factories import make_user

MONTHS = [
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
]
PAGES = ["home", "help", "privacy", "accessibility", "mfa_index", "case_new", "extract_send", "person_new"]
ENGLISH = re.compile(
    r"\b(the|and|with|Filter|Names?|Forenames?|Surname|Address|Received|Status|State|Date|Rows?|Lists?|Cases?|Send|Save"
    r"|Candidates?|Released|Returns?|Authority|People|Role|Kind|Page|Nobody|Nothing|Open(ed)?|Closed|January|July)\b"
)


@pytest.fixture(autouse=True)
def in_welsh():
    with translation.override("cy"):
        yield


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS, 1)))
def test_months(number, name):
    day = datetime.date(2026, number, 1)
    assert date_format(day, "j F Y") == f"1 {name} 2026"
    assert date_format(day, "j E Y") == f"1 {name} 2026"


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("Candidates", "Plant posibl"),
        ("Lists coming in", "Rhestrau sy'n dod i mewn"),
        ("CME database", "Y gronfa ddata PCA"),
        ("Not a registered pupil", "Heb fod yn ddisgybl cofrestredig"),
        ("Home educated, suitability not established", "Yn cael addysg yn y cartref, addasrwydd heb ei sefydlu"),
    ],
)
def test_words_of_the_glossary(english, welsh):
    assert gettext(english) == welsh


def test_one_english_word_two_welsh_ones():
    assert pgettext("case status", "Closed") == "Ar gau"
    assert gettext("Closed") == "Caewyd"


@pytest.mark.parametrize("number", [0, 1, 2, 3, 6, 12])
def test_every_plural_form_is_there(number):
    sentence = "Your password must contain at least %(min_length)d character."
    assert ngettext(sentence, sentence, number) == "Rhaid i'ch cyfrinair gynnwys o leiaf %(min_length)d nod."
    assert filesizeformat(number) == f"{number}\N{NO-BREAK SPACE}beit"


def test_a_form_speaks_welsh():
    class Dated(Form):
        day = DateField()

    assert Dated({"day": "x"}).errors["day"] == ["Rhowch ddyddiad dilys."]


def test_no_translation_is_the_english_or_has_double_spaces(settings):
    same = {"Menu", "System", "PDF"}
    po = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    for message in catalogue.read(po):
        original = message.id[0] if isinstance(message.id, tuple) else message.id
        for welsh in message.string if isinstance(message.string, tuple) else [message.string]:
            if original and re.search(r"[a-z]", catalogue.PLACEHOLDER.sub("", original)):
                assert original in same or welsh != original
                assert "  " not in welsh and welsh == welsh.strip()
                assert original.endswith(".") == welsh.endswith("."), original


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_every_page_of_the_navigation_is_welsh(client, settings, role):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(make_user(role, name="Mair"))
    seen = 0
    for name in [*PAGES, *(name for name, _label, _rights in NAVIGATION)]:
        answer = client.get(address(name))
        if answer.status_code in {302, 403, 404}:
            continue
        seen += 1
        page = answer.content.decode()
        assert '<html lang="cy"' in page, name
        assert not ENGLISH.findall(visible(page)), (name, ENGLISH.findall(visible(page)))
    assert seen >= 5


def address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return "/cy/no/such/page/"


def visible(page: str) -> str:
    """The words that a reader or a screen reader meets, without the link to the English page and names of files."""
    page = re.sub(r'<(\w+)[^>]*\blang="en[^"]*"[^>]*>.*?</\1>', " ", page, flags=re.DOTALL)
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    page = re.sub(r'<span class="cme-code">.*?</span>', " ", page, flags=re.DOTALL)
    told = " ".join(re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', page))
    return unescape(re.sub(r"<[^>]+>", " ", page) + " " + told)
