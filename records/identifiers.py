"""Numbers with a check letter or digit: the Welsh UPN and the NHS number. Pure."""

import re

from stdnum.gb import nhs

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_UPN = re.compile(r"^[A-Z][0-9]{11}[0-9A-Z]$")


def is_upn(text: str) -> bool:
    """Whether a unique pupil number is well formed: weights 2 to 13, modulo 23 (UPN data standard 2.0).

    python-stdnum's own check knows no Welsh authority and refuses every UPN issued in Wales.
    """
    if not _UPN.match(text) or text[-1] not in "0123456789" + _UPN_LETTERS:
        return False
    values = [int(sign) if sign.isdigit() else _UPN_LETTERS.index(sign) for sign in text[1:]]
    return _UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % 23] == text[0]


def is_nhs_number(text: str) -> bool:
    """Whether the text is an NHS number. For recognising a column that must be dropped, never for keeping one."""
    return nhs.is_valid(text)
