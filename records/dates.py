"""A date on a form, in three boxes or in one, with errors that say what is wrong with it."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)


class DayField(forms.DateField):
    """A date in one box, like 31/3/2026, within what can be meant."""

    default_error_messages = {
        "out_of_range": _("Enter a date from %(earliest)s to %(latest)s."),
    }

    def __init__(self, *, earliest: datetime.date = EARLIEST, latest: datetime.date = LATEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value is not None and not self.earliest <= value <= self.latest:
            ends = {"earliest": self.earliest, "latest": self.latest}
            words = {name: date_format(day, "j F Y") for name, day in ends.items()}
            raise ValidationError(self.error_messages["out_of_range"], code="out_of_range", params=words)


class DateParts(forms.MultiWidget):
    """Boxes `<name>_day`, `<name>_month`, `<name>_year`; the page layer draws them as GOV.UK's date input."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in ("day", "month", "year")}, attrs)

    def decompress(self, value: datetime.date | None) -> list[int | None]:
        return [value.day, value.month, value.year] if value else [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str] | None:
        parts = super().value_from_datadict(data, files, name)
        return [(part or "").strip() for part in parts] if any(parts) else None


class DateField(DayField):
    """Takes a day, a month and a year as people write them. Refuses half a date and a year of two digits."""

    widget = DateParts
    default_error_messages = {
        "required": _("Enter a date."),
        "incomplete": _("Enter the day, the month and the year."),
        "not_numbers": _("Use numbers for the day, the month and the year, like 31 3 2026."),
        "short_year": _("Write the year with 4 digits, like 2026."),
        "invalid": _("Enter a real date, like 31 3 2026."),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        if not isinstance(value, (list, tuple)):
            return super().to_python(value)
        parts = [str(part).strip() if part is not None else "" for part in value]
        if not any(parts):
            return None
        self.check_parts(parts)
        day, month, year = map(int, parts)
        try:
            return datetime.date(year, month, day)
        except ValueError:
            raise self.error("invalid") from None

    def check_parts(self, parts: list[str]) -> None:
        if not all(parts):
            raise self.error("incomplete")
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise self.error("not_numbers")
        if len(parts[2]) != 4:
            raise self.error("short_year")

    def error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)
