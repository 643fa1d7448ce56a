"""What somebody types to find a child: a name in its plain spelling inside the database, or the number of a case.

Plain: small letters, no marks, no apostrophes, spaces for hyphens.
"""

from django.db.models import Func, Q, TextField, Value


class Plain(Func):
    """Both sides of a comparison go through it: O'Neill, O’Neill and oneill are one, and so are Siân and Sian."""

    template = "translate(lower(unaccent(%(expressions)s)), '-''’', ' ')"
    output_field = TextField()
    arity = 1


def plain(text: str) -> Plain:
    """What somebody typed, as the other side of the comparison."""
    return Plain(Value(text, output_field=TextField()))


def by_number(text: str, field: str = "pk") -> Q:
    """660-00012, 00012 and 12 are all case 12."""
    digits = text.rpartition("-")[2].strip()
    return Q(**{field: int(digits)}) if digits.isdecimal() and len(digits) < 16 else Q(pk=None)
