"""The plain spelling of a name inside the database: small letters, no marks, no apostrophes, spaces for hyphens."""

from django.db.models import Func, TextField, Value


class Plain(Func):
    """Both sides of a comparison go through it: O'Neill, O’Neill and oneill are one, and so are Siân and Sian."""

    template = "translate(lower(unaccent(%(expressions)s)), '-''’', ' ')"
    output_field = TextField()
    arity = 1


def plain(text: str) -> Plain:
    """What somebody typed, as the other side of the comparison."""
    return Plain(Value(text, output_field=TextField()))
