"""Keyed hashes that say 'the same row as before' after the row has gone. Without the key nothing can be tried."""

import hmac
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from records.normalise import fold

ABOUT = ("surname", "forenames", "born_on", "postcode")


def row_fingerprint(values: Mapping) -> str:
    """HMAC-SHA256, first 128 bits in hexadecimal, over folded names, date of birth and postcode."""
    [fingerprint] = row_fingerprints({name: [values[name]] for name in ABOUT})
    return fingerprint


def row_fingerprints(values: Mapping[str, Sequence]) -> list[str]:
    """The same for many rows, given by columns."""
    surnames, forenames = ([fold(name) or name.casefold() for name in values[part]] for part in ABOUT[:2])
    days = [str(born_on or "") for born_on in values["born_on"]]
    about = zip(surnames, forenames, days, values["postcode"], strict=True)  # a name without a letter is in others
    return list(map(_keyed, map("|".join, about)))


def reference_fingerprint(*, sender: str, source_ref: str, forenames: str, born_on: date | None) -> str:
    """The same for the sender's own number for a child, which stays when the child moves; '' where there is none.

    Forenames and date of birth go with it: a sender who numbers each file anew would otherwise hide one child behind
    another.
    """
    about = f"{sender}|{source_ref}|{fold(forenames) or forenames.casefold()}|{born_on}"
    return _keyed(about) if source_ref and born_on else ""


def pair_fingerprint(one: str, other: str) -> str:
    """The same over the fingerprints of two sides: 'just these two, as they were'."""
    return _keyed(f"{one}|{other}")


def key_of_stored_pairs() -> bytes:
    """A key for `matching.stored`, of no use for the fingerprints of rows."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"stored pairs", "sha256")


def _keyed(text: str) -> str:
    """As `hmac.digest`, which prepares the key anew each time and takes more than twice as long."""
    inner, outer = _pads(settings.SECRET_KEY)
    return sha256(outer + sha256(inner + text.encode()).digest()).hexdigest()[:32]


@lru_cache(maxsize=4)
def _pads(key: str) -> tuple[bytes, bytes]:
    """The key as HMAC puts it before the text and before the first hash (RFC 2104)."""
    secret = key.encode()
    block = (sha256(secret).digest() if len(secret) > 64 else secret).ljust(64, b"\0")
    return bytes(byte ^ 0x36 for byte in block), bytes(byte ^ 0x5C for byte in block)
