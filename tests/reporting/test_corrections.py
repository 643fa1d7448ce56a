"""A correction: a new version with a reason, beside what is out, which never changes under anyone."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from records.choices import Role
from records.errors import Refused
from records.scope import scope
from reporting.choices import CorrectionReason
from reporting.models import Return
from reporting.returns import (
    can_correct,
    correct_return,
    look_at_return,
    make_return,
    release_return,
)
from reporting.reviewing import differences, released_of
from tests.factories import CaseFactory, authority, make_user
from tests.reporting.conftest import MONTH

pytestmark = pytest.mark.django_db
LATE = CorrectionReason.LATE_LIST


@pytest.fixture
def late(release):
    """A released return of 20 cases; two more of the same month were written down after it."""
    one = release(cases=20)
    with scope(authority="660"):
        CaseFactory.create_batch(6, authority_id="660", received_on=MONTH, opened_on=MONTH, origin="school")
    return one


def test_a_late_list_changes_no_released_figure(late):
    before = released_of(late)
    with scope(authority="660"):
        assert make_return(authority=authority(), month=MONTH).pk == late.pk
        assert released_of(late) == before


def test_a_correction_is_a_new_version_with_its_differences(late, first, second):
    before = released_of(late)
    with scope(authority="660"):
        new = correct_return(by=first, cme_return=late, reason=LATE)
        assert (new.version, new.state, new.correction, new.corrected_by) == (2, "made", LATE, first)
        assert new.counted["cases_opened"] != late.counted["cases_opened"]
        assert new.counted["cases_closed"] == late.counted["cases_closed"]
        new = look_at_return(by=second, cme_return=new, fingerprint=new.fingerprint)
        release_return(by=make_user(Role.CASE_MANAGER), cme_return=new)
        changed = {(each.indicator.code, each.label): (each.before, each.now) for each in differences(new, exact=True)}
        assert changed["cases_opened", "Total"] == ("20", "26")
        public = {(each.indicator.code, each.label): (each.before, each.now) for each in differences(new, exact=False)}
        assert public["cases_opened", "Total"] == ("20", "25")
        assert released_of(late) == before


def test_the_same_figures_are_no_correction(release, first):
    one = release(cases=20)
    with scope(authority="660"), pytest.raises(Refused, match="the same"):
        correct_return(by=first, cme_return=one, reason=LATE)


def test_only_what_is_out_is_corrected_and_only_its_newest_version(make, late, first):
    waiting = make(month=datetime.date(2025, 12, 1))
    with scope(authority="660"):
        with pytest.raises(Refused, match="made again"):
            correct_return(by=first, cme_return=waiting, reason=LATE)
        correct_return(by=first, cme_return=late, reason=LATE)
        assert not can_correct(first, late)
        with pytest.raises(Refused, match="newer version"):
            correct_return(by=first, cme_return=late, reason=LATE)


@pytest.mark.parametrize(("role", "code"), [(Role.CASEWORKER, "660"), (Role.CASE_MANAGER, "661"), (Role.EVALUATOR, "")])
def test_only_a_manager_of_the_authority_corrects(late, role, code):
    with scope(authority="660"), pytest.raises(Refused):
        correct_return(by=make_user(role, code), cme_return=late, reason=LATE)


def test_who_had_it_made_does_not_release_it(late, first, second):
    with scope(authority="660"):
        new = correct_return(by=first, cme_return=late, reason=LATE)
        new = look_at_return(by=second, cme_return=new, fingerprint=new.fingerprint)
        with pytest.raises(Refused, match="another person"):
            release_return(by=first, cme_return=new)
        with pytest.raises(IntegrityError, match="who_corrects_does_not_release"), transaction.atomic():
            Return.objects.filter(pk=new.pk).update(
                state="released", released_by=first, released_at="2026-03-01T09:00:00Z"
            )


def test_a_later_version_needs_a_reason(late, first):
    with scope(authority="660"):
        new = correct_return(by=first, cme_return=late, reason=LATE)
        with pytest.raises(IntegrityError, match="later_version_has_reason"), transaction.atomic():
            Return.objects.filter(pk=new.pk).update(correction="")


@pytest.mark.parametrize("language", ["", "/cy"])
def test_on_the_page(late, first, second, client, language):
    client.force_login(first)
    page = client.get(f"{language}/returns/{late.pk}/")
    assert f"{language}/returns/{late.pk}/correct/" in page.content.decode()
    without = client.post(f"{language}/returns/{late.pk}/correct/", {})
    assert without.status_code == 200 and not Return.objects.filter(version=2).exists()
    made = client.post(f"{language}/returns/{late.pk}/correct/", {"reason": LATE}, follow=True)
    text = made.content.decode()
    assert str(LATE.label) in text
    assert "26" in text
    again = client.post(f"{language}/returns/{late.pk}/correct/", {"reason": LATE}, follow=True)
    assert again.redirect_chain


def test_an_evaluator_reads_which_version_is_the_newest_and_why(late, first, second, client):
    with scope(authority="660"):
        new = correct_return(by=first, cme_return=late, reason=LATE)
    client.force_login(make_user(Role.EVALUATOR, ""))
    assert client.get(reverse("released_return", args=[new.pk])).status_code == 404
    assert "replaced" not in client.get(reverse("released_return", args=[late.pk])).content.decode()
    with scope(authority="660"):
        new = look_at_return(by=second, cme_return=new, fingerprint=new.fingerprint)
        release_return(by=make_user(Role.CASE_MANAGER), cme_return=new)
    assert "replaced by version 2" in client.get(reverse("released_return", args=[late.pk])).content.decode()
    page = client.get(reverse("released_return", args=[new.pk])).content.decode()
    assert "A list of the month came late" in page
    assert first.get_full_name() not in page
