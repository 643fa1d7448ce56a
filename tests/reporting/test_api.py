"""The API of figures going out: a system with a token reads released returns, and nothing else."""

import pytest
from django.urls import reverse

from records.choices import Role
from reporting.models import Download
from tests.factories import make_system

pytestmark = pytest.mark.django_db
KEY = "key-of-the-evaluators"


@pytest.fixture
def get(client):
    make_system(Role.EVALUATOR, KEY)

    def got(name, *args, key=KEY, **query):
        return client.get(reverse(name, args=args), query, headers={"Authorization": f"Bearer {key}"})

    return got


def test_released_returns_only(get, make, release):
    hidden = make("660")
    seen = release("661")
    assert [one["id"] for one in get("api_returns").json()["results"]] == [seen.pk]
    for name in ("api_return", "api_return_csv"):
        assert get(name, seen.pk).status_code == 200
        assert get(name, hidden.pk).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"), [({"authority": "661"}, 1), ({"month": "2026-01"}, 2), ({"month": "2025-12"}, 0)]
)
def test_narrowed_by_authority_and_month(get, release, query, found):
    release("660")
    release("661")
    assert get("api_returns", **query).json()["count"] == found


def test_a_wrong_month_is_told(get):
    response = get("api_returns", month="May")
    assert response.status_code == 400
    assert "2026-01" in response.json()["month"][0]


def test_lines_as_shown(get, release):
    one = release(cases=13)
    answer = get("api_return", one.pk).json()
    assert (answer["authority"], answer["month"], answer["version"]) == ("660", "2026-01", 1)
    line = next(x for x in answer["lines"] if (x["indicator"], x["category"]) == ("cases_opened", "total"))
    assert line["shown"] == "15"
    assert line["words"]["definition_en"].startswith("Cases opened on a day of the month")


def test_a_return_says_what_its_signs_mean_and_each_reading_is_noted(get, release):
    one = release(cases=3)
    answer = get("api_return", one.pk).json()
    assert {sign["sign"] for sign in answer["signs"]} == {"[c]", "[x]", "[z]"}
    assert all(sign["meaning_en"] and sign["meaning_cy"] for sign in answer["signs"])
    assert (answer["as_at"], answer["correction"], answer["replaced_by"]) == ("2026-01-31", {}, None)
    line = next(line for line in answer["lines"] if line["indicator"] == "open_cases")
    assert line["shown"] == "[c]" and line["words"]["note_cy"]
    assert list(Download.objects.values_list("cme_return", "form", "is_exact")) == [(one.pk, "api", False)]


def test_a_month_of_every_authority(get, make, release):
    one = release("660", cases=13)
    make("661")
    answer = get("api_month", "2026-01").json()
    assert [each["authority"] for each in answer["authorities"] if each["return"]] == ["660"]
    total = next(each for each in answer["totals"] if (each["authority"], each["indicator"], each["category"]) ==
                 ("all", "cases_opened", "total"))  # fmt: skip
    assert total["value"] == "15" and "Without 21" in total["note_en"]
    assert Download.objects.get().cme_return == one
    assert get("api_month", "2025-12").status_code == get("api_month", "may").status_code == 404


def test_csv(get, release):
    response = get("api_return_csv", release().pk)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="cme-660-2026-01-v1-released.csv"')


def test_without_a_token_or_the_right_nothing(get, client, release):
    one = release()
    make_system(Role.DATA_OFFICER, "key-of-a-board")
    for name, args in [("api_returns", []), ("api_return", [one.pk]), ("api_return_csv", [one.pk])]:
        assert client.get(reverse(name, args=args)).status_code == 401
        assert get(name, *args, key="key-of-a-board").status_code == 403
        assert get(name, *args, key="key-of-nobody").status_code == 401
