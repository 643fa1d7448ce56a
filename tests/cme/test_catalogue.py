"""The Welsh catalogue: nothing missing, nothing lost, nothing left behind."""

import pytest
import time_machine
from django.conf import settings

from cme import catalogue

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

#: cme/old.py
msgid "Save"
msgstr "Cadw"

#: cme/old.py
msgid "Gone"
msgstr "Wedi mynd"
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "cme").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "cme" / "words.py").write_text('a = _("Save")\nb = pgettext("verb", "Close")\nc = f("Not ours")\n')
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}\n  {% govuk "button" text=_("Send") %}\n'
        "    {% blocktranslate trimmed with n=n %}\n  Rows: {{ n }}\n {% endblocktranslate %}\n"
    )
    return tmp_path


@pytest.fixture
def po(project):
    path = project / "django.po"
    path.write_text(PO)
    path.write_text(catalogue.updated(project, path))
    return path


def test_it_collects_code_and_templates(project):
    found = {(message.context, message.id) for message in catalogue.collected(project) if message.id}
    assert found == {(None, "Save"), ("verb", "Close"), (None, "Send"), (None, "Rows: %(n)s")}


def test_it_keeps_translations_and_is_stable(project, po):
    text = po.read_text()
    assert 'msgid "Save"\nmsgstr "Cadw"' in text
    assert '#~ msgid "Gone"\n#~ msgstr "Wedi mynd"' in text
    assert str(project) not in text
    assert catalogue.updated(project, po) == text


def test_a_sentence_that_comes_back_finds_its_translation(project, po):
    (project / "cme" / "words.py").write_text('a = _("Gone")\n')
    assert '\nmsgid "Gone"\nmsgstr "Wedi mynd"' in catalogue.updated(project, po)


def test_it_names_what_is_missing(project, po):
    problems = list(catalogue.problems(project, po))
    assert "Not translated: 'Send' (templates/page.html)" in problems
    assert problems[-1].startswith("The compiled catalogue is missing")


@pytest.mark.parametrize("welsh", ["Rhesi: %(m)s", "Rhesi: {n}", "Rhesi"])
def test_it_names_other_placeholders(project, po, welsh):
    po.write_text(po.read_text().replace('msgid "Rows: %(n)s"\nmsgstr ""', f'msgid "Rows: %(n)s"\nmsgstr "{welsh}"'))
    assert any(problem.startswith("Placeholders differ") for problem in catalogue.problems(project, po))


def test_it_names_what_changed_in_the_code(project, po):
    (project / "cme" / "more.py").write_text('a = _("More")\n')
    assert any("catalogue update" in problem for problem in catalogue.problems(project, po))


def test_our_own_catalogue_has_the_plurals_of_welsh():
    po = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES" / "django.po"
    assert "nplurals=6" in po.read_text()


def test_compiling_gives_the_same_bytes_on_another_day(po):
    first = catalogue.compiled(po)
    with time_machine.travel("2030-01-01"):
        assert catalogue.compiled(po) == first
