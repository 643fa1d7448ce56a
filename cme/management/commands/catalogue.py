"""`manage.py catalogue update | compile | check`: the Welsh of the pages (cme/catalogue.py)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cme import catalogue


class Command(BaseCommand):
    help = "Keeps the Welsh catalogue: update it from the code, compile it, or check that nothing is missing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["update", "compile", "check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        po = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES" / "django.po"
        if action == "update":
            po.parent.mkdir(parents=True, exist_ok=True)
            po.write_text(catalogue.updated(settings.BASE_DIR, po))
        if action in {"update", "compile"}:
            po.with_suffix(".mo").write_bytes(catalogue.compiled(po))
        if action == "check" and (problems := list(catalogue.problems(settings.BASE_DIR, po))):
            raise CommandError("\n".join([*problems, f"Problems: {len(problems)}"]))
