"""Logs name what happened and where, never what was in the row."""

import io
import logging

import psycopg
import pytest
from celery import shared_task
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from cme.logs import NoValues

CHILD = "Blodeuwedd Llywelyn"


@pytest.fixture
def lines():
    """A logger that writes as the site does; gives what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(NoValues("%(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("tests.lines")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_an_exception_is_its_class_and_its_places(lines):
    logger, stream = lines
    try:
        try:
            raise ValidationError(f"{CHILD} is too young")
        except ValidationError as error:
            raise ValueError(f"row of {CHILD}") from error
    except ValueError:
        logger.exception("A row could not be used")
    written = stream.getvalue()
    assert CHILD not in written
    assert "A row could not be used" in written
    assert "builtins.ValueError" in written
    assert "django.core.exceptions.ValidationError" in written
    assert "test_logs.py:" in written


@pytest.mark.django_db
def test_what_the_database_quotes_is_not_written(lines):
    logger, stream = lines
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [CHILD])
    except Exception as error:
        assert CHILD in str(error)
        logger.exception("The row was refused: %s", error)
    written = stream.getvalue()
    assert CHILD not in written
    assert "The row was refused: django.db.utils.DataError" in written
    assert f"{psycopg.errors.InvalidTextRepresentation.__module__}.InvalidTextRepresentation" in written


def test_a_query_string_is_cut(lines):
    logger, stream = lines
    logger.warning("Not Found: %s", "/children/?name=Blodeuwedd&born=2014-05-01")
    logger.warning('"GET /cy/cases/?q=Llywelyn HTTP/1.1" 200')
    assert stream.getvalue().splitlines() == [
        "WARNING tests.lines Not Found: /children/?...",
        'WARNING tests.lines "GET /cy/cases/?... HTTP/1.1" 200',
    ]


def test_a_question_mark_in_a_sentence_stays(lines):
    logger, stream = lines
    logger.warning("Ready? Not yet.")
    assert "Ready? Not yet." in stream.getvalue()


def test_what_another_formatter_left_on_the_record_is_not_written(lines):
    logger, stream = lines
    try:
        raise IntegrityError(f"Key (name)=({CHILD}) already exists")
    except IntegrityError as error:
        record = logger.makeRecord("tests.lines", 40, __file__, 1, "refused", (), (type(error), error, None))
    assert CHILD in logging.Formatter().format(record)
    assert CHILD in record.exc_text
    logger.handle(record)
    assert CHILD not in stream.getvalue()


def test_a_failed_task_is_logged_without_its_message(lines):
    logger, stream = lines

    @shared_task(name="tests.fails")
    def fails(name):
        raise ValueError(f"row of {name}")

    trace = logging.getLogger("celery.app.trace")
    trace.addHandler(logger.handlers[0])
    try:
        fails.apply(args=[CHILD])
    finally:
        trace.removeHandler(logger.handlers[0])
    written = stream.getvalue()
    assert "tests.fails" in written
    assert "builtins.ValueError" in written
    assert CHILD not in written
