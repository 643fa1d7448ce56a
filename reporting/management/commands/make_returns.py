"""manage.py make_returns --month YYYY-MM [--authority CODE]: the same figures as the timetable makes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from records.models import Authority
from reporting.months import month_from, month_name, month_of
from reporting.tasks import last_month, made


class Command(BaseCommand):
    help = "Makes the returns of a month for every authority, or for one. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", help="YYYY-MM; without it, the month before this one")
        parser.add_argument("--authority", help="the code of one authority, such as 660; without it, every authority")

    def handle(self, *args: Any, **options: Any) -> None:
        month = self.month(options["month"])
        codes = Authority.objects.order_by("pk").values_list("pk", flat=True)
        if wanted := options["authority"]:
            codes = codes.filter(pk=wanted)
            if not codes:
                raise CommandError(f"There is no authority {wanted}.")
        failed = []
        for number, code in enumerate(codes, start=1):
            if not made(code, month):
                failed.append(code)
            self.stdout.write(f"{number} of {len(codes)}: {code}")
        if failed:
            raise CommandError(f"No return for {month_name(month)} was made for: {', '.join(failed)}.")
        self.stdout.write(f"Returns for {month_name(month)}: {len(codes)}.")

    def month(self, text: str | None):
        if not text:
            return last_month()
        try:
            month = month_from(text)
        except ValueError:
            raise CommandError(f"{text} is not a month. Write it like 2026-01.") from None
        if month >= month_of(timezone.localdate()):
            raise CommandError(f"{text} is not over yet, so its figures cannot be made.")
        return month
