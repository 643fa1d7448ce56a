"""The environment that settings.py reads: for a practice set-up, and for asking whether a deployment would be safe."""

import secrets
from pathlib import Path

from cme.embedded.servers import Servers, write_secret


def practice(servers: Servers, data: Path) -> dict[str, str]:
    """Plain HTTP on this machine, no second factor, letters to the log, and every page says that it is practice."""
    return servers.environment() | {
        "PRACTICE": "yes",
        "SECRET_KEY": _secret_key(data / "secret-key"),
        "ALLOWED_HOSTS": "*",
        "DATA_DIR": str(data),
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
    }


def deployment(servers: Servers, data: Path) -> dict[str, str]:
    """As strict as a council's own: for `manage.py check --deploy`."""
    return servers.environment() | {
        "PRACTICE": "no",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "cme.council.example",
        "DATA_DIR": str(data),
        "REQUIRE_SECOND_FACTOR": "yes",
    }


def _secret_key(path: Path) -> str:
    """Made once, and kept where only its owner can read it."""
    if not path.exists():
        write_secret(path, secrets.token_urlsafe(50))
    return path.read_text()
