"""The API of lists coming in: a health board's system sends an extract and reads its state and problems."""

import datetime

import pytest
import schemathesis
import yaml
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from cme.wsgi import application
from lhb_ingest import tasks
from lhb_ingest.choices import ExtractState
from lhb_ingest.models import Extract, Job
from records.choices import ListKind, Role
from records.models import AccessLog
from records.scope import scope
from tests.factories import make_system
from tests.lhb_ingest.builders import as_file, children, health_csv, review, send, somebody

pytestmark = pytest.mark.django_db
KEY = "key-of-the-board"


@pytest.fixture
def system(db):
    return make_system(Role.DATA_OFFICER, KEY)


@pytest.fixture
def get(client, system):
    def got(name, *args, key=KEY, **query):
        return client.get(reverse(name, args=args), query, headers={"Authorization": f"Bearer {key}"})

    return got


@pytest.fixture
def post(client, system):
    def posted(content=None, key=KEY, **fields):
        data = {"authority": "660", "as_at": str(timezone.localdate()), "file": as_file(content or "")} | fields
        data = {name: value for name, value in data.items() if value is not None}
        return client.post(reverse("api_extracts"), data, headers={"Authorization": f"Bearer {key}"})

    return posted


def test_send_then_read_state_and_problems(post, get, monkeypatch, django_capture_on_commit_callbacks):
    queued = []
    monkeypatch.setattr(tasks.work_on_queue, "delay", lambda *told: queued.append(told))
    with django_capture_on_commit_callbacks(execute=True):
        sent = post(health_csv(somebody(), somebody(born_on="31/02/2015")))
    assert sent.status_code == 201, sent.json()
    told = sent.json()
    assert (told["authority"], told["state"], told["rows"], told["refusal"]) == ("660", "received", None, "")
    assert queued == [()]
    assert Job.objects.get().extract_id == told["id"]
    tasks.work_on_list(told["id"], "660")
    state = get("api_extract", told["id"]).json()
    assert (state["state"], state["state_label"], state["rows"]) == ("in_review", "Ready to review", 2)
    problem = get("api_extract_problems", told["id"]).json()["results"][0]
    assert (problem["line_number"], problem["column"], problem["code"]) == (3, "DATE_OF_BIRTH", "bad_date")
    assert problem["what_to_do"].startswith("This is not a date.")
    assert [each["id"] for each in get("api_extracts").json()["results"]] == [told["id"]]


def test_nothing_of_what_was_found_is_told(post, get):
    told = post(health_csv(*children(2))).json()
    tasks.work_on_list(told["id"], "660")
    answer = get("api_extract", told["id"]).content.decode()
    for word in ("unmatched", "matched", "counts", "candidate", "approved"):
        assert word not in answer


@pytest.mark.parametrize(
    ("fields", "where", "words"),
    [
        ({"authority": "681"}, "authority", "Select a valid choice"),
        ({"authority": "nowhere"}, "authority", "Select a valid choice"),
        ({"authority": None}, "authority", "Choose an authority"),
        ({"as_at": None}, "as_at", "Enter a date"),
        ({"as_at": "2026-02-31"}, "as_at", "like 2026-03-31"),
        ({"as_at": "31/03/2026"}, "as_at", "like 2026-03-31"),
        ({"as_at": "soon"}, "as_at", "like 2026-03-31"),
        ({"as_at": str(timezone.localdate() + datetime.timedelta(days=2))}, "as_at", "cannot be later than today"),
        ({"file": None}, "file", "Choose a file"),
    ],
)
def test_what_is_missing_or_wrong_is_told_by_name(post, fields, where, words):
    answer = post(health_csv(*children(1)), **fields)
    assert answer.status_code == 400
    assert list(answer.json()) == [where]
    assert words in answer.json()[where][0]


def test_a_file_that_is_no_list_is_refused_with_a_sentence(post):
    for content, words in ((b"", "The file is empty"), (b"%PDF", "This is a PDF")):
        answer = post(content)
        assert answer.status_code == 400
        assert words in answer.json()["file"][0]
    with scope(authority="660"):
        assert not Extract.objects.exists()


def test_the_same_file_again(post):
    content = health_csv(*children(1))
    assert post(content).status_code == 201
    again = post(content)
    assert again.status_code == 400
    assert "has been sent already" in again.json()["file"][0]


def test_a_refused_extract_says_why(post, get):
    told = post(health_csv()).json()
    tasks.work_on_list(told["id"], "660")
    assert get("api_extract", told["id"]).json()["refusal"] == "The file has headings and no rows."


def test_wrong_tokens(post, get, client):
    for key in ("key-of-nobody", ""):
        assert post(health_csv(*children(1)), key=key).status_code == 401
        assert get("api_extracts", key=key).status_code == 401
    assert client.get(reverse("api_extracts")).status_code == 401
    make_system(Role.EVALUATOR, "key-of-an-evaluator")
    assert post(health_csv(*children(1)), key="key-of-an-evaluator").status_code == 404
    assert get("api_extracts", key="key-of-an-evaluator").status_code == 404
    with scope(authority="660"):
        assert not Extract.objects.exists()


def test_another_board_s_extracts_are_not_there(get, data_officer):
    with scope(authority="660"):
        extract = review(data_officer, ListKind.HEALTH, *children(1))
    make_system(Role.DATA_OFFICER, "key-of-another-board", health_board="7A4")
    for name in ("api_extract", "api_extract_problems"):
        assert get(name, extract.pk).status_code == 200
        assert get(name, extract.pk, key="key-of-another-board").status_code == 404
    assert get("api_extracts", key="key-of-another-board").json()["results"] == []


def test_an_authority_s_own_lists_are_no_extracts(get, list_officer):
    with scope(authority="660"):
        own = send(list_officer, ListKind.SCHOOL_ROLL, *children(1))
    assert get("api_extract", own.pk).status_code == 404
    assert get("api_extract_problems", own.pk).status_code == 404


def test_reading_problems_is_logged(get, data_officer, system):
    with scope(authority="660"):
        extract = review(data_officer, ListKind.HEALTH, somebody(), somebody(born_on=""))
    get("api_extract_problems", extract.pk)
    with scope(authority="660"):
        look = AccessLog.objects.get()
        assert (look.user, look.subject, look.subject_id) == (system, "extract_problems", extract.pk)
        assert extract.state == ExtractState.IN_REVIEW


# --------------------------------------------------------------------------------------------------------- schema
def test_the_schema_is_valid_and_complete(client):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert schema["paths"]["/api/v1/extracts/"]["post"]["requestBody"]["content"].keys() == {"multipart/form-data"}
    served = yaml.safe_load(client.get(reverse("schema")).content)
    assert served["paths"].keys() == schema["paths"].keys()


@pytest.fixture
def one_connection():
    """Django would close the connection between two requests, and with it the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def api():
    made = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    made.app = application
    return made


@api().parametrize()
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_whatever_is_sent_the_api_answers_as_its_schema_says(case, system, one_connection):
    answer = case.call(headers={"Authorization": f"Bearer {KEY}"})
    case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
