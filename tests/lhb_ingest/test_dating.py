"""A list whose dates could be read two ways waits for a person; the answer is kept for the sender's next list."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from lhb_ingest.actions import approve_extract, choose_absent
from lhb_ingest.actions.dating import say_date_order
from lhb_ingest.actions.mending import check_mend
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import AbsentChild, Stop
from records.choices import ListKind
from records.errors import Refused
from records.models import RollEntry
from tests.lhb_ingest.builders import approved, children, review, school_csv, work

SCHOOL = ListKind.SCHOOL_ROLL


def roll(*dates: str) -> str:
    return school_csv(*(child.like(born_on=text) for child, text in zip(children(len(dates)), dates, strict=True)))


def birthdays(extract) -> list[date]:
    return list(extract.rows.order_by("line_number").values_list("born_on", flat=True))


def test_a_list_that_shows_its_order_does_not_ask(mon, list_officer):
    extract = review(list_officer, SCHOOL, content=roll("31/08/2015", "03/04/2015"))
    assert extract.reading["dates"]["found"] == "column" and not extract.reading["dates"]["needs_confirming"]
    approve_extract(by=list_officer, extract=extract)


def test_one_that_does_not_waits_and_the_next_is_read_alike(mon, list_officer):
    extract = review(list_officer, SCHOOL, content=roll("03/04/2015", "05/06/2014"))
    with pytest.raises(Refused, match="Say first how the dates of birth of this list are read"):
        approve_extract(by=list_officer, extract=extract)
    extract = say_date_order(by=list_officer, extract=extract, order="month_first")
    assert extract.state == ExtractState.RECEIVED and not extract.rows.exists()
    extract = work(extract)
    assert birthdays(extract) == [date(2015, 3, 4), date(2014, 5, 6)]
    approve_extract(by=list_officer, extract=extract)
    again = review(list_officer, SCHOOL, content=roll("03/04/2015"))
    assert (birthdays(again), again.reading["dates"]["found"]) == ([date(2015, 3, 4)], "last_list")


def test_the_expected_answer_reads_nothing_again(mon, list_officer):
    extract = review(list_officer, SCHOOL, content=roll("03/04/2015"))
    rows = set(extract.rows.values_list("pk", flat=True))
    extract = say_date_order(by=list_officer, extract=extract, order="day_first")
    assert (extract.state, set(extract.rows.values_list("pk", flat=True))) == (ExtractState.IN_REVIEW, rows)
    approve_extract(by=list_officer, extract=extract)
    with pytest.raises(Refused, match="is known"):
        say_date_order(by=list_officer, extract=extract, order="day_first")


def test_the_page_asks_and_tells(mon, list_officer, client):
    extract = review(list_officer, SCHOOL, content=roll("03/04/2015"))
    client.force_login(list_officer)
    browser = client
    said = browser.get(reverse("extract", args=[extract.pk])).text
    assert "Day/month/year: 03/04/2015 is 3 April 2015." in said
    assert "Say first how the dates of birth of this list are read." in said and "Say how the dates are read" in said
    page = reverse("extract_dates", args=[extract.pk])
    assert "Which day does the sender mean by 03/04/2015?" in browser.get(page).text
    assert "Choose how the dates are read." in browser.post(page, {}).text
    assert browser.post(page, {"order": "day_first"}).status_code == 302
    extract.refresh_from_db()
    assert extract.reading["dates"] | {"found": "person", "needs_confirming": False} == extract.reading["dates"]
    assert "The order of the dates of this list is known." in browser.get(page).text


def test_the_other_order_takes_what_was_said_of_the_rows_with_it(mon, list_officer, manager):
    """Who is absent, and that these birthdays are right, was said of a list that was read otherwise."""
    gone, *stays = children(3)
    approved(list_officer, list_officer, SCHOOL, gone, *stays)
    dates = ("03/04/2015", "05/06/2014")
    again = [child.like(born_on=text) for child, text in zip(stays, dates, strict=True)]
    extract = review(list_officer, SCHOOL, content=school_csv(*again))
    choose_absent(by=list_officer, extract=extract, choice="ask")
    choose_absent(by=list_officer, extract=extract, choice="ended")
    for code in ("birthdays", "few_rows"):
        passed = {"passed_at": timezone.now(), "passed_by": manager, "reason": "As in the letter."}
        Stop.objects.create(extract=extract, authority=mon, code=code, stopped_at=timezone.now(), **passed)
    AbsentChild.objects.create(
        extract=extract,
        authority=mon,
        entry=RollEntry.objects.get(source_ref=gone.ref),
        choice="keep",
        chosen_at=timezone.now(),
        chosen_by=list_officer,
    )
    extract = work(say_date_order(by=list_officer, extract=extract, order="month_first"))
    assert extract.state == ExtractState.IN_REVIEW
    assert (extract.absent_choice, extract.absences.count()) == ("", 0)
    assert [stop.code for stop in extract.stops.all()] == ["few_rows"]


def test_nothing_is_mended_before_the_order_is_said(mon, list_officer):
    """The mended rows would go when the file is read again."""
    good, bad = children(2)
    rows = school_csv(good.like(born_on="03/04/2015"), bad.like(surname="", born_on="03/04/2015"))
    extract = review(list_officer, SCHOOL, content=rows)
    with pytest.raises(Refused, match="Say first how the dates of birth"):
        check_mend(extract, list_officer)
    extract = say_date_order(by=list_officer, extract=extract, order="day_first")
    check_mend(extract, list_officer)
