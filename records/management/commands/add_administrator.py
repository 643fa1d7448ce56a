"""Adds an administrator from the server's keyboard: the first one, who adds everybody else on the People page."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from records.actions import add_administrator
from records.errors import Refused


class Command(BaseCommand):
    help = "Adds an administrator and prints a password, once. The person changes it after signing in."

    def add_arguments(self, parser):
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)

    def handle(self, *, email: str, name: str, **options) -> None:
        try:
            person, password = add_administrator(email=email, name=name)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except ValidationError as invalid:
            faults = (f"--{field}: {' '.join(words)}" for field, words in invalid.message_dict.items())
            raise CommandError("\n".join(faults)) from None
        self.stdout.write(f"{person.email} is an administrator and signs in with this password, shown only now:")
        self.stdout.write(password)
