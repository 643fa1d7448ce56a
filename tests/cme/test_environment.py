"""A missing or weak setting refuses to start, with a sentence that names it."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from cme.environment import optional, required, whole_number, yes_or_no
from tests.servers import ROOT

GOOD = {
    "SECRET_KEY": "x1" * 30,
    "ALLOWED_HOSTS": "cme.council.example",
    "DATA_DIR": "lists",
    "DATABASE_URL": "postgresql://cme_app:sixteen-characters@database/cme",
    "REDIS_URL": "redis://queue/0",
}


def start_with(then: str = "", **changes: str | None) -> subprocess.CompletedProcess:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment |= {name: value for name, value in (GOOD | changes).items() if value is not None}
    command = [sys.executable, "-c", f"import cme.settings as settings; {then}"]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)


def test_a_complete_environment_starts():
    result = start_with()
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(("value", "trusted"), [(None, "None 0"), ("yes", "('HTTP_X_FORWARDED_PROTO', 'https') 1")])
def test_what_a_proxy_says_is_believed_only_behind_one(value, trusted):
    show = "print(settings.SECURE_PROXY_SSL_HEADER, settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    assert start_with(show, BEHIND_PROXY=value).stdout.strip() == trusted


def test_host_names_may_have_spaces_between():
    result = start_with("print(settings.ALLOWED_HOSTS)", ALLOWED_HOSTS="cme.council.example, www.council.example")
    assert result.stdout.strip() == "['cme.council.example', 'www.council.example']"
    assert "ALLOWED_HOSTS must name" in start_with(ALLOWED_HOSTS="cme.council.example, *").stderr


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_missing_setting_is_named(name):
    result = start_with(**{name: None})
    assert result.returncode
    assert f"ImproperlyConfigured: {name} is not set: " in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too weak: it has 5 characters and needs 50"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS must name the hosts"),
        ("DATABASE_URL", "postgresql://cme_app:word@database/cme", "The password in DATABASE_URL is too weak"),
        ("REDIS_URL", "redis://:word@queue/0", "The password in REDIS_URL is too weak"),
        ("DATABASE_URL", "sqlite:///here.db", "DATABASE_URL must be a postgresql:// address"),
        ("OWNER_DATABASE_URL", "sqlite:///here.db", "OWNER_DATABASE_URL must be a postgresql:// address"),
        ("PRACTICE", "perhaps", "PRACTICE must be yes or no, and is 'perhaps'."),
        ("LARGEST_FILE_MB", "-1", "LARGEST_FILE_MB must be a whole number, and is '-1'."),
    ],
)
def test_each_weak_setting_is_named(name, value, sentence):
    result = start_with(**{name: value})
    assert result.returncode
    assert sentence in result.stderr


def test_a_blank_value_is_no_value(monkeypatch):
    monkeypatch.setenv("NAME", "   ")
    assert optional("NAME", "default") == "default"
    assert yes_or_no("NAME", default=True) is True
    assert whole_number("NAME", default=3) == 3
    with pytest.raises(ImproperlyConfigured, match="NAME is not set: it is needed"):
        required("NAME", why="it is needed")
