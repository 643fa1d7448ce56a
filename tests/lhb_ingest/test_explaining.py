"""Headings that no layout knows: a person says once what they mean, the file goes on, and the next one just loads."""

import re
from urllib.parse import urlencode

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lhb_ingest.actions import (
    check_extract,
    end_layout,
    explain_headings,
    keep_layout,
    withdraw_extract,
)
from lhb_ingest.choices import ExtractState, Field
from lhb_ingest.headings import NOT_FROM_HEALTH
from lhb_ingest.layouts import LAYOUTS, Layout, changes, nearest, reading_for
from lhb_ingest.meanings import ALLOWED, WELSH, clashes, guesses, lacking, look_like_values
from lhb_ingest.models import Extract, SenderLayout
from records.choices import ListKind, Role
from records.errors import Refused
from records.models import AccessLog
from records.scope import scope
from records.spreadsheets import Unreadable
from tests.factories import authority, make_user
from tests.lhb_ingest.builders import born, send, somebody, work

HEALTH, SCHOOL, EOTAS, HOME = ListKind.HEALTH, ListKind.SCHOOL_ROLL, ListKind.EOTAS, ListKind.HOME_EDUCATION
MEANINGS = {"Rhif": "source_ref", "Pwy": "full_name", "Pryd": "born_on", "Lle": "address_1"}


def strange(*people, headings="Rhif,Pwy,Pryd,Lle,Nodiadau") -> str:
    lines = [f"{each.ref},{each.forenames} {each.surname},{each.born_text},Tŷ Gwyn,dim" for each in people]
    return "\r\n".join([headings, *lines, ""])


def strange_health(*people, headings="ID,NOM,PRENOM,NE,RUE,CODE,SEX,MAMAN") -> str:
    lines = [
        f"{each.ref},{each.surname},{each.forenames},{each.born_text},1 Lôn Wen,{each.postcode},2,Non"
        for each in people
    ]
    return "\r\n".join([headings, *lines, ""])


HEALTH_MEANINGS = {
    "ID": "source_ref",
    "NOM": "surname",
    "PRENOM": "forenames",
    "NE": "born_on",
    "RUE": "address_1",
    "CODE": "postcode",
}


# ------------------------------------------------------------------------------------------------------------- rules
@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        (SCHOOL, "Date of Brith", Field.BORN_ON),
        (SCHOOL, "Dyddiad gen", Field.BORN_ON),
        (SCHOOL, "CYFENW", Field.SURNAME),
        (HOME, "Addasrwydd", Field.SUITABILITY),
        (SCHOOL, "Addasrwydd", None),
        (HEALTH, "UPN", None),
        (HEALTH, "School", None),
        (HEALTH, "Preferred name", None),
        (HEALTH, "NHS number", None),
        (HEALTH, "NHS_TRACE_STATUS", None),
        (SCHOOL, "Ethnicity", None),
        (SCHOOL, "Sex", None),
        (SCHOOL, "", None),
    ],
)
def test_what_a_heading_seems_to_mean(kind, heading, field):
    assert guesses(kind, [heading]) == ({heading: field} if field else {})


def test_no_field_is_guessed_twice_and_no_name_is_given_twice():
    assert guesses(SCHOOL, ["Surname", "Last name"]) == {"Surname": "surname"}
    assert guesses(SCHOOL, ["Name", "Surname", "Forename"]) == {"Surname": "surname", "Forename": "forenames"}


@pytest.mark.parametrize(
    ("kind", "fields", "codes"),
    [
        (HEALTH, ["full_name", "born_on", "postcode"], []),
        (HEALTH, ["surname", "forenames", "born_on", "address_1"], []),
        (HEALTH, ["surname", "born_on"], ["name", "home"]),
        (SCHOOL, ["full_name", "born_on", "upn", "school"], []),
        (SCHOOL, ["full_name", "born_on", "source_ref"], ["school"]),
        (EOTAS, ["forenames", "surname"], ["born_on", "source_ref"]),
        (EOTAS, [], ["name", "born_on", "source_ref"]),
    ],
)
def test_what_a_list_cannot_do_without(kind, fields, codes):
    assert lacking(kind, fields) == codes


def test_the_same_field_twice_is_a_clash():
    assert clashes({"A": "surname", "B": "surname"}) == [("field_twice", "A", "B")]
    assert clashes({"A": "full_name", "B": "forenames"}) == [("name_twice", "A", "B")]
    assert clashes({"A": "address_1", "B": "address_2"}) == []


@pytest.mark.parametrize(
    ("headings", "are_values"),
    [
        (["Jones", "Mari", "14/03/2015"], True),
        (["Jones", "Mari", "LL65 1AA"], True),
        (["123456", "Jones"], True),
        (["Address 1", "DOB", "Year 7"], False),
        (["PupilRef", "Surname"], False),
    ],
)
def test_a_first_line_of_values_is_not_kept_as_headings(headings, are_values):
    assert look_like_values(headings) is are_values


def test_health_may_mean_only_what_the_law_names():
    of_schools = {Field.UPN, Field.SCHOOL, Field.SCHOOL_NAME, Field.YEAR_GROUP, Field.SUITABILITY}
    assert not of_schools & set(ALLOWED[HEALTH])


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.code)
def test_the_welsh_headings_of_a_template_are_known(layout):
    fields = list(dict.fromkeys(layout.columns.values()))
    reading = reading_for(layout.kind, [WELSH[name] for name in fields])
    assert [name for name in fields if name in reading.columns] == fields


EXPLAINED = Layout(
    "explained", EOTAS, "Hafan", MEANINGS, tuple(MEANINGS), dropped=("Nodiadau",), is_explained=True, pk=1
)


def test_an_explained_layout_reads_its_own_headings_in_any_order_and_spelling():
    reading = reading_for(EOTAS, ["NODIADAU", "lle", "pwy ", "PRYD", "rhif"], [EXPLAINED])
    assert reading.layout is EXPLAINED
    assert reading.columns == {"address_1": 1, "full_name": 2, "born_on": 3, "source_ref": 4}
    assert reading.dropped == ["NODIADAU"]


def test_an_explained_layout_does_not_read_a_file_whose_headings_changed():
    with pytest.raises(Unreadable):
        reading_for(EOTAS, ["Rhif", "Pwy", "Pryd"], [EXPLAINED])


def test_what_a_sender_changed():
    new = ["Rhif", "Enw llawn", "Pryd", "Lle", "Rhif ffôn"]
    found = changes(EXPLAINED, new)
    assert (found.renamed, found.missing, found.new) == ([("Pwy", "Enw llawn")], ["Nodiadau"], ["Rhif ffôn"])
    assert nearest([EXPLAINED], new) is EXPLAINED
    assert nearest([EXPLAINED], ["A", "B", "Rhif"]) is None


# ------------------------------------------------------------------------------------------------------------- actions
def test_explained_once_it_goes_on_and_the_next_just_loads(mon, list_officer):
    first, second = somebody(), somebody()
    extract = send(list_officer, EOTAS, content=strange(first))
    assert extract.state == ExtractState.NEEDS_LAYOUT
    assert explain_headings(by=list_officer, extract=extract, columns=MEANINGS, name="Hafan") == [extract]
    extract = work(Extract.objects.get(pk=extract.pk))
    assert extract.state == ExtractState.IN_REVIEW
    row = extract.rows.get()
    assert (row.source_ref, row.surname, row.address) == (first.ref, first.surname, "Tŷ Gwyn")
    assert extract.dropped_columns == ["Nodiadau"]
    layout = SenderLayout.objects.get()
    assert (layout.columns, layout.dropped, layout.version) == (MEANINGS, ["Nodiadau"], 1)
    assert (layout.authority_id, layout.health_board_id, layout.made_by) == ("660", None, list_officer)
    following = send(list_officer, EOTAS, content=strange(first, second))
    assert (following.state, following.sender_layout) == (ExtractState.RECEIVED, layout)
    assert work(following).rows.count() == 2


def test_other_files_that_waited_for_the_same_go_on_too(mon, list_officer):
    one = send(list_officer, EOTAS, content=strange(somebody()))
    two = send(list_officer, EOTAS, content=strange(somebody()))
    other = send(list_officer, EOTAS, content=strange(somebody(), headings="A,B,C,D,E"))
    assert explain_headings(by=list_officer, extract=one, columns=MEANINGS, name="Hafan") == [one, two]
    other.refresh_from_db()
    assert other.state == ExtractState.NEEDS_LAYOUT


def test_the_second_of_two_officers_is_told(mon, list_officer):
    extract = send(list_officer, EOTAS, content=strange(somebody()))
    explain_headings(by=list_officer, extract=extract, columns=MEANINGS, name="Hafan")
    with pytest.raises(Refused, match="explained already"):
        explain_headings(by=make_user(Role.LIST_OFFICER), extract=extract, columns=MEANINGS, name="Hafan")
    assert SenderLayout.objects.count() == 1


def test_a_changed_heading_makes_a_new_version_and_the_old_one_ends(mon, list_officer):
    explain_headings(
        by=list_officer, extract=send(list_officer, EOTAS, content=strange(somebody())), columns=MEANINGS, name="Hafan"
    )
    changed = send(list_officer, EOTAS, content=strange(somebody(), headings="Rhif,Enw newydd,Pryd,Lle,Nodiadau"))
    assert changed.state == ExtractState.NEEDS_LAYOUT
    meanings = {"Rhif": "source_ref", "Enw newydd": "full_name", "Pryd": "born_on", "Lle": "address_1"}
    explain_headings(by=list_officer, extract=changed, columns=meanings, name=" Hafan ")
    old, new = SenderLayout.objects.order_by("version")
    assert (old.version, old.ended_by, new.version, new.replaces, new.ended_at) == (1, list_officer, 2, old, None)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({**MEANINGS, "Nodiadau": "full_name"}, "cannot both mean the same"),
        ({**MEANINGS, "Nodiadau": "surname"}, "given twice"),
        ({name: field for name, field in MEANINGS.items() if field != "born_on"}, "date of birth"),
        ({**MEANINGS, "Nodiadau": "suitability"}, "cannot have this meaning"),
        ({**MEANINGS, "Nodiadau": "nonsense"}, "cannot have this meaning"),
        ({**MEANINGS, "Nid yno": "upn"}, "no heading"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(mon, list_officer, columns, sentence):
    extract = send(list_officer, EOTAS, content=strange(somebody()))
    with pytest.raises(Refused, match=sentence):
        explain_headings(by=list_officer, extract=extract, columns=columns, name="Hafan")
    extract.refresh_from_db()
    assert extract.state == ExtractState.NEEDS_LAYOUT and not SenderLayout.objects.exists()


def health_waiting(data_officer, *people, **given) -> Extract:
    with scope(health_board="7A1"):
        return send(data_officer, HEALTH, content=strange_health(*people or [somebody()], **given))


def test_a_health_board_explains_its_own_and_the_worker_reads_by_it(data_officer):
    extract = health_waiting(data_officer)
    with scope(health_board="7A1"):
        explain_headings(by=data_officer, extract=extract, columns=HEALTH_MEANINGS, name="Bwrdd")
        layout = SenderLayout.objects.get()
        assert (layout.authority_id, layout.health_board_id) == (None, "7A1")
        assert layout.dropped == ["MAMAN"], "what may never come is not a choice to be kept"
    with scope(authority="660"):
        extract = work(Extract.objects.get(pk=extract.pk))
        assert extract.state == ExtractState.IN_REVIEW
        assert extract.dropped_columns == ["SEX", "MAMAN"]
        assert "Mamgu" not in str(list(extract.rows.values()))
    with scope(health_board="7A1"):
        following = send(data_officer, HEALTH, content=strange_health(somebody()), authority=authority("661"))
        assert (following.state, following.sender) == (ExtractState.RECEIVED, extract.sender)


@pytest.mark.parametrize("heading", ["SEX", "MAMAN"])
def test_nothing_else_can_be_read_from_a_health_file(data_officer, heading):
    extract = health_waiting(data_officer)
    with scope(health_board="7A1"), pytest.raises(Refused, match="cannot have this meaning"):
        meaning = "former_surname" if heading == "SEX" else "upn"
        explain_headings(by=data_officer, extract=extract, columns=HEALTH_MEANINGS | {heading: meaning}, name="B")


def test_a_column_of_nhs_numbers_has_no_meaning_whatever_it_is_called(data_officer):
    people = [somebody(ref=number) for number in ("9434765919", "9999999468", "9999999476")]
    extract = health_waiting(data_officer, *people)
    with scope(health_board="7A1"), pytest.raises(Refused, match="‘ID’ holds NHS numbers"):
        explain_headings(by=data_officer, extract=extract, columns=HEALTH_MEANINGS, name="B")


def test_an_authority_does_not_explain_a_health_file(data_officer, list_officer):
    extract = health_waiting(data_officer)
    with scope(authority="660"), pytest.raises(Refused, match="The health board that sent"):
        explain_headings(by=list_officer, extract=extract, columns=HEALTH_MEANINGS, name="B")


def test_a_file_that_nobody_can_explain_is_taken_back(mon, list_officer, django_capture_on_commit_callbacks):
    content = strange(somebody())
    extract = send(list_officer, EOTAS, content=content)
    name = extract.file.name
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_extract(by=list_officer, extract=extract)
    extract.refresh_from_db()
    assert (extract.state, bool(extract.file)) == (ExtractState.CANCELLED, False)
    assert not default_storage.exists(name)
    assert send(list_officer, EOTAS, content=content).state == ExtractState.NEEDS_LAYOUT


def test_an_ended_layout_reads_no_further_file(mon, list_officer):
    layout = keep_layout(by=list_officer, kind=EOTAS, sender="", name="Hafan", columns=MEANINGS)
    end_layout(by=list_officer, layout=layout)
    assert send(list_officer, EOTAS, content=strange(somebody())).state == ExtractState.NEEDS_LAYOUT
    with pytest.raises(Refused, match="has ended"):
        end_layout(by=list_officer, layout=layout)


def test_a_layout_for_everybody_is_an_administrators(administrator, list_officer):
    with scope():
        shared = keep_layout(by=administrator, kind=EOTAS, sender="", name="Hafan", columns=MEANINGS)
    with scope(authority="661"):
        officer = make_user(Role.LIST_OFFICER, "661")
        extract = send(officer, EOTAS, content=strange(somebody(postcode="LL55 1AA")))
        assert (extract.state, extract.sender_layout) == (ExtractState.RECEIVED, shared)
        assert check_extract(extract_id=extract.pk)
        with pytest.raises(Refused, match="somebody else"):
            end_layout(by=officer, layout=shared)


def test_a_layout_of_one_sender_reads_no_others_file(mon, list_officer):
    keep_layout(by=list_officer, kind=ListKind.INDEPENDENT, sender="Ysgol Un", name="Un", columns=MEANINGS)
    one, two = (
        send(list_officer, ListKind.INDEPENDENT, content=strange(somebody()), sender=name)
        for name in ("Ysgol Un", "Ysgol Dau")
    )
    assert (one.state, two.state) == (ExtractState.RECEIVED, ExtractState.NEEDS_LAYOUT)


# -------------------------------------------------------------------------------------------------------------- pages
def words(page) -> str:
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def waiting(list_officer, **given) -> Extract:
    with scope(authority="660"):
        return send(list_officer, EOTAS, content=strange(somebody(forenames="Heledd"), **given))


def said(act="keep", **changed) -> dict:
    meanings = {**MEANINGS, "Nodiadau": "-"} | changed
    fields = {f"heading_{number}": name for number, name in enumerate(meanings.values())}
    return fields | {"name": "Hafan", "date_order": "", "act": act}


@pytest.mark.django_db
def test_the_page_leads_from_the_upload_to_the_review(client, list_officer):
    extract = waiting(list_officer)
    client.force_login(list_officer)
    url = reverse("extract_headings", args=[extract.pk])
    page = client.get(url)
    assert "Heledd" in words(page) and "Nodiadau" in words(page)
    preview = client.post(url, said("preview"))
    assert "How the first rows will be read" in words(preview)
    with scope(authority="660"):
        assert not SenderLayout.objects.exists()
        assert AccessLog.objects.filter(page="extract_headings").count() == 2
    assert client.post(url, said()).url == reverse("extract", args=[extract.pk])
    assert client.get(url).url == reverse("extract", args=[extract.pk]), "a second time there is nothing to explain"
    with scope(authority="660"):
        assert Extract.objects.get().state == ExtractState.RECEIVED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"Nodiadau": ""}, "Say what ‘Nodiadau’ means"),
        ({"Nodiadau": "full_name"}, "cannot both mean the same"),
        ({"Pryd": "-"}, "No heading means the date of birth"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(client, list_officer, changed, sentence):
    extract = waiting(list_officer)
    client.force_login(list_officer)
    page = client.post(reverse("extract_headings", args=[extract.pk]), said(**changed))
    assert sentence in words(page) and "govuk-error-summary" in page.text
    with translation.override("cy"):
        page = client.post(reverse("extract_headings", args=[extract.pk]), said(**changed))
    assert sentence not in words(page) and "govuk-error-summary" in page.text


@pytest.mark.django_db
def test_a_known_sender_is_shown_what_changed(client, list_officer):
    with scope(authority="660"):
        keep_layout(by=list_officer, kind=EOTAS, sender="", name="Hafan", columns=MEANINGS, dropped=["Nodiadau"])
    extract = waiting(list_officer, headings="Rhif,Enw llawn,Pryd,Lle,Ffôn")
    client.force_login(list_officer)
    page = client.get(reverse("extract_headings", args=[extract.pk]))
    assert "Renamed, it seems: ‘Pwy’ is now ‘Enw llawn’" in words(page)
    assert "No longer there: ‘Nodiadau’" in words(page) and "New: ‘Ffôn’" in words(page)
    assert 'value="Hafan"' in page.text


@pytest.mark.django_db
def test_the_file_of_another_kind_is_recognised(client, list_officer):
    with scope(authority="660"):
        content = f"Ref,ChildName,DOB,Address,Postcode,Suitability\nE1,Mari Jones,{born():%d/%m/%Y},1 Y Stryd,,\n"
        extract = send(list_officer, SCHOOL, content=content)
    client.force_login(list_officer)
    assert "those of another kind of list: Home education register" in words(
        client.get(reverse("extract_headings", args=[extract.pk]))
    )


@pytest.mark.django_db
def test_a_health_file_shows_its_values_to_its_board_alone(client, data_officer, list_officer):
    extract = health_waiting(data_officer, somebody(forenames="Heledd"))
    url = reverse("extract_headings", args=[extract.pk])
    client.force_login(list_officer)
    page = client.get(url)
    assert "The health board that sent this extract" in words(page) and "Heledd" not in page.text
    client.force_login(data_officer)
    page = client.get(url)
    assert "Heledd" in words(page) and "Always dropped unread: SEX" in words(page)
    choices = set(re.findall(r'<option value="(\w+)"', page.text))
    assert choices == {*map(str, ALLOWED[HEALTH]), "day_first", "month_first"}


@pytest.mark.django_db
def test_layouts_are_made_changed_and_ended_on_pages(client, administrator):
    client.force_login(administrator)
    asked = urlencode({"kind": EOTAS, "sender": "", "headings": "Rhif,Pwy,Pryd,Lle,Nodiadau"})
    url = f"{reverse('layout_new')}?{asked}"
    assert "Nodiadau" in words(client.get(url))
    made = client.post(url, said())
    with scope():
        layout = SenderLayout.objects.get()
    assert made.url == reverse("layout", args=[layout.pk])
    assert "Hafan" in words(client.get(reverse("layouts")))
    changed = client.post(reverse("layout_change", args=[layout.pk]), said(Nodiadau="address_2"))
    with scope():
        new = SenderLayout.objects.current().get()
    assert changed.url == reverse("layout", args=[new.pk]) and new.columns["Nodiadau"] == "address_2"
    assert "Version 1" in words(client.get(reverse("layout", args=[new.pk])))
    client.post(reverse("layout_end", args=[new.pk]))
    assert "Hafan" not in words(client.get(reverse("layouts")))
    assert "Hafan" in words(client.get(reverse("layouts"), {"ended": "yes"}))


@pytest.mark.django_db
@pytest.mark.parametrize("headings", ["Rhif", "Jones,Mari,14/03/2015"])
def test_headings_that_are_none(client, administrator, headings):
    client.force_login(administrator)
    page = client.get(reverse("layout_new"), {"kind": EOTAS, "sender": "", "headings": headings})
    assert "govuk-error-summary" in page.text


@pytest.mark.django_db
def test_a_wider_file_takes_no_more_queries(client, list_officer):
    client.force_login(list_officer)

    def queries(extract):
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("extract_headings", args=[extract.pk])).status_code == 200
        return len(found)

    few = queries(waiting(list_officer))
    wide = ",".join(f"Col {chr(97 + number)}" for number in range(25))
    assert queries(waiting(list_officer, headings=f"Rhif,Pwy,Pryd,Lle,{wide}")) == few


def test_every_forbidden_heading_is_no_meaning_in_health():
    assert guesses(HEALTH, sorted(NOT_FROM_HEALTH)) == {}
