"""Prints the moves between the statuses of a case, as docs/statuses.md has them."""

from django.core.management.base import BaseCommand
from django.utils import translation

from records.choices import CaseStatus, MarkerKind
from records.rules import MOVES

BEGINNING = """# Statuses of a case

Written by `manage.py status_diagram > docs/statuses.md` from the one table of moves (`MOVES` in `records/rules.py`); a
test compares the two. 'Suitability not yet established' is a status of its own and never the same as 'judged
unsuitable'. What stands beside the status, as a flag with its reason, since when and by whom: {flags}. A closed case
that is opened again is the same case with another spell, and begins at '{opened}'.
"""


def status_diagram() -> str:
    """The table of moves as a page: a diagram, the same as a table, and the words in both languages."""
    lines = [BEGINNING.format(flags=", ".join(words("en-gb", MarkerKind)), opened="Opened")]
    lines += ["```mermaid", "stateDiagram-v2", "    [*] --> opened"]
    lines += [f"    {status} --> {to}" for status, moves in MOVES.items() for to in moves]
    lines += ["    closed --> opened: opened again", "```", "", "| status | Cymraeg | may go to |", "|---|---|---|"]
    welsh = dict(zip(CaseStatus.values, words("cy", CaseStatus), strict=True))
    english = dict(zip(CaseStatus.values, words("en-gb", CaseStatus), strict=True))
    for status, moves in MOVES.items():
        to = ", ".join(english[each] for each in moves) or "nowhere; it may be opened again"
        lines.append(f"| {english[status]} | {welsh[status]} | {to} |")
    return "\n".join(lines) + "\n"


def words(language: str, choices: type) -> list[str]:
    with translation.override(language):
        return [str(each.label) for each in choices]


class Command(BaseCommand):
    help = "Prints docs/statuses.md from the table of moves."

    def handle(self, *args, **options):
        self.stdout.write(status_diagram(), ending="")
