"""A list whose dates could be read two ways waits for a person; the answer is kept for the sender's next list."""

from datetime import date

import pytest
from django.urls import reverse

from lhb_ingest.actions import approve_extract
from lhb_ingest.actions.dating import say_date_order
from lhb_ingest.choices import ExtractState
from records.choices import ListKind
from records.errors import Refused
from tests.lhb_ingest.builders import children, review, school_csv, work

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
    assert "Day/month/year: 03/04/2015 is 3 April 2015." in browser.get(reverse("extract", args=[extract.pk])).text
    page = reverse("extract_dates", args=[extract.pk])
    assert "Which day does the sender mean by 03/04/2015?" in browser.get(page).text
    assert "Choose how the dates are read." in browser.post(page, {}).text
    assert browser.post(page, {"order": "day_first"}).status_code == 302
    extract.refresh_from_db()
    assert extract.reading["dates"] | {"found": "person", "needs_confirming": False} == extract.reading["dates"]
    assert "The order of the dates of this list is known." in browser.get(page).text
