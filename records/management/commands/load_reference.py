"""Loads the reference data, as often as you like: what an administrator has decided stays as it is."""

from django.core.management.base import BaseCommand
from django.db import transaction

from records import reference
from records.models import Authority, HealthBoard, Regime

# The law's and the statisticians' facts. What is not here is an administrator's and is filled only for a new authority.
PUBLISHED = ["ons_code", "name", "name_cy", "health_board", "is_pilot", "pilot_from", "pilot_to"]


class Command(BaseCommand):
    help = "Loads health boards, authorities and regimes. Never overwrites what an administrator has changed."

    @transaction.atomic
    def handle(self, *args, **options):
        boards = [
            HealthBoard(code=code, ons_code=ons_code, name=name, name_cy=name_cy)
            for code, ons_code, name, name_cy in reference.HEALTH_BOARDS
        ]
        upsert(HealthBoard, boards, ["ons_code", "name", "name_cy"])
        upsert(Authority, [authority(line) for line in reference.AUTHORITIES], PUBLISHED)
        regimes = [Regime(**line._asdict()) for line in reference.REGIMES]
        upsert(Regime, regimes, ["rank", "valid_from", "valid_to", "source", "name", "name_cy"])
        if options["verbosity"]:
            self.stdout.write(f"Reference data: {len(boards)} health boards, {len(reference.AUTHORITIES)} authorities.")


def authority(line: reference.AuthorityLine) -> Authority:
    return Authority(
        code=line.code,
        ons_code=line.ons_code,
        health_board_id=line.health_board,
        is_pilot=line.is_pilot,
        pilot_from=reference.PILOT_FROM if line.is_pilot else None,
        pilot_to=reference.PILOT_TO if line.is_pilot else None,
        name=line.name,
        name_cy=line.name_cy,
        postcode_districts=line.districts.split(),
    )


def upsert(model, rows: list, fields: list[str]) -> None:
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)
