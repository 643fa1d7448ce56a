"""Numbers with a check letter or digit: the Welsh UPN and the NHS number. Pure."""

import re
from operator import mul

from stdnum.gb import nhs

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN_VALUES = {sign: value for signs in ("0123456789", UPN_LETTERS) for value, sign in enumerate(signs)}
UPN_WEIGHTS = range(2, 14)
_WALES = frozenset(map(str, range(660, 682)))
_UPN = re.compile(r"^[A-Z][0-9]{11}[0-9A-Z]$")


def is_upn(text: str) -> bool:
    """Whether a unique pupil number is well formed: weights 2 to 13, modulo 23 (UPN data standard 2.0).

    python-stdnum's own check knows no Welsh authority and refuses every UPN issued in Wales.
    """
    if not _UPN.match(text) or text[-1] not in "0123456789" + UPN_LETTERS:
        return False
    values = map(_UPN_VALUES.__getitem__, text[1:])
    return UPN_LETTERS[sum(map(mul, UPN_WEIGHTS, values)) % 23] == text[0]


def is_of_wales(number: str) -> bool:
    """Whether the number of an authority, the first three figures of a school's number and in a UPN, is a Welsh one."""
    return number in _WALES


def is_nhs_number(text: str) -> bool:
    """Whether the text is an NHS number. For recognising a column that must be dropped, never for keeping one."""
    return nhs.is_valid(text)
