"""What rooms above this one have to know at once, in the same transaction, though records may not import them."""

from django.dispatch import Signal

case_erased = Signal()  # `sender` is Case, `case` the skeleton that stays
