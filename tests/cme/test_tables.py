"""Tables on narrow screens: each either fits, or becomes blocks whose cells name their columns and keep their roles."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import translation

from records.choices import Role
from tests.world import make_world

pytestmark = pytest.mark.django_db
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row"}
FITS = 3  # columns that a telephone has room for


@dataclass
class Table:
    is_stacked: bool
    headings: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, dict]]] = field(default_factory=list)  # (tag, attributes) of each cell
    wrong: list[str] = field(default_factory=list)


class Tables(HTMLParser):
    """Every table of a page, with what is wrong with its roles."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[Table] = []
        self.is_body, self.is_unseen, self.heading = False, False, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table":
            self.found.append(Table("cme-stack" in attrs["class"]))
        if tag in ("thead", "tbody"):
            self.is_body = tag == "tbody"
        if tag == "tr" and self.is_body:
            self.found[-1].rows.append([])
        if tag in ("th", "td"):
            self._cell(tag, attrs)
        self.is_unseen = "govuk-visually-hidden" in attrs.get("class", "")  # over a column of buttons
        wanted = ROLES.get(tag) or {"td": "cell", "th": "rowheader" if self.is_body else "columnheader"}.get(tag)
        if wanted and self.found and self.found[-1].is_stacked and attrs.get("role") != wanted:
            self.found[-1].wrong.append(f"{tag} without role {wanted}")

    def _cell(self, tag, attrs):
        if self.is_body:
            self.found[-1].rows[-1].append((tag, attrs))
        else:
            self.found[-1].headings.append("")
            self.heading = tag

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.heading = None
        if tag == "table":
            self.is_body = False

    def handle_data(self, data):
        if self.heading and not self.is_unseen and data.strip(" ▲▼\n"):
            self.found[-1].headings[-1] += " ".join(data.split())


def check(table: Table) -> None:
    if not table.is_stacked:
        assert len(table.headings) <= FITS, table.headings
        return
    assert table.wrong == []
    for row in table.rows:
        assert len(row) == len(table.headings)
        for heading, (tag, attrs) in zip(table.headings, row, strict=True):
            if tag == "td":
                assert attrs.get("data-label", "") == heading


PAGES = {
    Role.CASE_MANAGER: ["cases", "candidates", "candidate", "extracts", "extract", "extract_rows", "extract_problems"],
    Role.LIST_OFFICER: ["extracts", "extract", "extract_absent", "purges"],
    Role.AUDITOR: ["log", "admin_log", "purges"],
    Role.ADMINISTRATOR: ["people", "person", "reference"],
    Role.EVALUATOR: ["released", "released_return"],
}
RETURNS = ["returns", "return"]


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_a_table_fits_or_its_cells_name_their_columns(client, language):
    world = make_world()
    rows = {
        "candidate": [world.candidate.pk],
        "extract": [world.review.pk],
        "extract_rows": [world.review.pk, "unmatched"],
        "extract_problems": [world.review.pk],
        "extract_absent": [world.roll.pk],
        "person": [world.systems[Role.EVALUATOR].pk],
        "released_return": [world.released.pk],
        "return": [world.made.pk],
    }
    seen = 0
    for role, names in PAGES.items():
        client.force_login(world.people[role])
        for name in [*names, *(RETURNS if role == Role.CASE_MANAGER else [])]:
            with translation.override(language):
                address = reverse(name, args=rows.get(name, []))
            response = client.get(address)
            tables = Tables(response.text).found
            assert tables and any(table.rows for table in tables), name
            for table in tables:
                check(table)
            seen += len(tables)
    assert seen > 25
