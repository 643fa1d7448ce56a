"""Reference data on areas: which fifth of Wales a postcode belongs to, by the Welsh Index of Multiple Deprivation."""

from django.db import models
from django.db.models import Q

from records.models.reference import ReferenceLoad


class DeprivationArea(models.Model):
    """A postcode, or a postcode sector such as 'LL65 1', and its fifth: 1 is the most deprived. About no child."""

    postcode = models.CharField(primary_key=True, max_length=8)
    quintile = models.PositiveSmallIntegerField()
    load = models.ForeignKey(ReferenceLoad, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="quintile_is_one_to_five", condition=Q(quintile__gte=1, quintile__lte=5))
        ]
