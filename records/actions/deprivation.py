"""Loads which fifth of Wales a postcode belongs to, by the Welsh index of deprivation: 1 is the most deprived."""

import datetime
import hashlib
import re

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from records.actions.loading import Difference
from records.actions.people import tell_of
from records.choices import AdminEventKind, ReferenceKind
from records.errors import Refused
from records.models import DeprivationArea, ReferenceLoad, User

AREA = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? \d([A-Z]{2})?$")  # a postcode, or a sector: 'LL65 1AA', 'LL65 1'
MOST = 200_000


def deprivation_in(text: str) -> dict[str, int]:
    """Postcode or sector -> fifth, from lines of two values. Raises Refused with the line that is wrong.

    A first line of headings is passed over. A postcode may stand with or without its space.
    """
    found: dict[str, int] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        cells = [cell.strip().strip('"') for cell in re.split("[,;\t|]", line)]
        if not any(cells) or (number == 1 and not re.search(r"\d", line)):
            continue
        area = _area(cells[0])
        if len(cells) < 2 or not AREA.match(area) or cells[1] not in ("1", "2", "3", "4", "5"):
            raise Refused(_("Line %(line)s: write a postcode or sector, and a fifth from 1 to 5.") % {"line": number})
        if found.get(area, int(cells[1])) != int(cells[1]):
            raise Refused(_("Line %(line)s: this area stands there twice with different fifths.") % {"line": number})
        found[area] = int(cells[1])
    if not found or len(found) > MOST:
        raise Refused(_("There is no area in it, or more than there can be."))
    return found


def _area(text: str) -> str:
    squeezed = "".join(text.upper().split())
    at = -3 if squeezed[-2:].isalpha() else -1
    return f"{squeezed[:at]} {squeezed[at:]}" if len(squeezed) > 3 else squeezed


def compare_deprivation(areas: dict[str, int]) -> Difference:
    known = dict(DeprivationArea.objects.values_list("postcode", "quintile"))
    return Difference(
        new=sorted(areas.keys() - known.keys()),
        changed=sorted(area for area, fifth in areas.items() if known.get(area, fifth) != fifth),
        same=sum(known.get(area) == fifth for area, fifth in areas.items()),
        absent=sorted(known.keys() - areas.keys()),
    )


@transaction.atomic
def load_deprivation(*, by: User, areas: dict[str, int], source: str, as_at: datetime.date) -> ReferenceLoad:
    """From now on these are the areas: what the new table does not show goes."""
    difference = compare_deprivation(areas)
    load = ReferenceLoad.objects.create(
        kind=ReferenceKind.DEPRIVATION,
        authority=None,
        source=source,
        as_at=as_at,
        fingerprint=hashlib.sha256(repr(sorted(areas.items())).encode()).hexdigest(),
        counts=difference.counts,
        loaded_at=timezone.now(),
        loaded_by=by,
    )
    DeprivationArea.objects.exclude(postcode__in=list(areas)).delete()
    DeprivationArea.objects.bulk_create(
        [DeprivationArea(postcode=area, quintile=fifth, load=load) for area, fifth in areas.items()],
        update_conflicts=True,
        unique_fields=["postcode"],
        update_fields=["quintile", "load"],
        batch_size=5000,
    )
    tell_of(None, AdminEventKind.REFERENCE_LOADED, by=by, what=load.kind, **difference.counts)
    return load
