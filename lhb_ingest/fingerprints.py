"""Keyed hashes that say 'the same row as before' after the row has gone. Without the key nothing can be tried."""

import hashlib
import hmac
from collections.abc import Mapping

from django.conf import settings

from records.normalise import fold


def row_fingerprint(values: Mapping) -> str:
    """HMAC-SHA256, first 128 bits in hexadecimal, over folded names, date of birth and postcode."""
    names = (fold(name) or name.casefold() for name in (values["surname"], values["forenames"]))  # or: other letters
    about = "|".join((*names, str(values["born_on"] or ""), values["postcode"]))
    return hmac.new(settings.SECRET_KEY.encode(), about.encode(), hashlib.sha256).hexdigest()[:32]
