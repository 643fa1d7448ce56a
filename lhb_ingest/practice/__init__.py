"""Practice lists: made-up children on health and education lists, with the truth about who is missing."""

from .districts import POSTCODE_DISTRICTS
from .lists import spoil
from .making import MonthOfLists, make_lists

__all__ = ["POSTCODE_DISTRICTS", "MonthOfLists", "make_lists", "spoil"]
