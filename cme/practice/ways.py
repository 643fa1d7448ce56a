"""How the practice authorities work: term dates, so that clocks of school days run; a file and a query on a case."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from records.actions import attach_file, note_step, raise_query, save_school_year
from records.keeping import RaisedBy
from records.letters import pdf_of
from records.models import Authority, Case, User
from records.rules import academic_year

# Month and day on which each half of a term begins and ends, as schools in Wales roughly have them. Made up.
HALVES = [
    ((9, 2), (10, 23)),
    ((11, 2), (12, 18)),
    ((1, 4), (2, 12)),
    ((2, 22), (3, 26)),
    ((4, 12), (5, 28)),
    ((6, 7), (7, 20)),
]


def give_term_dates(authority: Authority, manager: User, first: datetime.date) -> None:
    """The school years from the first day of the practice to the one after today's."""
    for year in range(academic_year(first), academic_year(timezone.localdate()) + 2):
        terms = [(day_of(year, begins), day_of(year, ends)) for begins, ends in HALVES]
        save_school_year(by=manager, authority=authority, year=year, terms=terms, closed=[])


def day_of(year: int, day: tuple[int, int]) -> datetime.date:
    month, number = day
    return datetime.date(year if month >= 9 else year + 1, month, number)


def keep_papers(authority: Authority, by: User) -> None:
    """On the newest open case: a letter that came in, and a parent who says that the address is wrong."""
    case = Case.objects.open().filter(authority=authority).order_by("pk").last()
    if case is None:
        return
    text = {
        "lang": "en",
        "authority": str(authority),
        "date": "",
        "reference": "",
        "subject": "Ysgol",
        "body": "Made up.",
    }
    letter = pdf_of([{"address": [], "parts": [text]}], title="Made up", author=str(authority))
    attach_file(by=by, case=case, file=SimpleUploadedFile("letter.pdf", letter), about="Letter from the last school")
    said = {"raised_by": RaisedBy.PARENT, "raised_on": timezone.localdate(), "said": "They moved in the summer."}
    query = raise_query(by=by, case=case, field="child.address", is_rights_request=True, **said)
    note_step(by=by, query=query, text="Asked the council tax team.", on=timezone.localdate())
