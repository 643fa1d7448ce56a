"""Reads one setting from the environment, or refuses to start with a sentence that names it."""

import os
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def required(name: str, *, why: str, at_least: int = 1) -> str:
    """The value of `name`. Raises ImproperlyConfigured when it is missing or shorter than `at_least` characters."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    if len(value) < at_least:
        raise ImproperlyConfigured(f"{name} is too weak: it has {len(value)} characters and needs {at_least}: {why}")
    return value


def with_strong_password(name: str, address: str, *, at_least: int = 16) -> str:
    """The address, unless it carries a password shorter than `at_least`: then ImproperlyConfigured, naming `name`."""
    password = urlsplit(address).password
    if password is not None and len(unquote(password)) < at_least:
        raise ImproperlyConfigured(f"The password in {name} is too weak: it needs at least {at_least} characters.")
    return address


def optional(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def yes_or_no(name: str, *, default: bool) -> bool:
    """True for yes/true/1/on, False for no/false/0/off. Raises ImproperlyConfigured for any other word."""
    word = os.environ.get(name, "").strip().lower()
    if not word:
        return default
    if word in {"yes", "true", "1", "on"}:
        return True
    if word in {"no", "false", "0", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, and is {word!r}.")


def whole_number(name: str, *, default: int) -> int:
    word = os.environ.get(name, "").strip()
    if not word:
        return default
    if not word.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, and is {word!r}.")
    return int(word)


def keys_by_code(name: str, value: str) -> dict[str, str]:
    """'660=key, 661=key' as {code: key}. Raises ImproperlyConfigured, without the keys, where it is anything else."""
    keys = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        code, _sign, key = part.partition("=")
        if not (code.strip().isdigit() and len(code.strip()) == 3 and len(key.strip()) >= 73):
            raise ImproperlyConfigured(f"{name} must be like 660=key,661=key, each key as GOV.UK Notify shows it.")
        keys[code.strip()] = key.strip()
    return keys
