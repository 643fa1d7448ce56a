"""The words of figures going out: where a return stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReturnState(TextChoices):
    MADE = "made", _("To be looked at")
    LOOKED_AT = "looked_at", _("To be released")
    RELEASED = "released", _("Released")
