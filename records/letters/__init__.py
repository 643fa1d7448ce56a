"""Letters in two languages: shipped texts, what may stand in them, who gets which language, the printed page."""

from records.letters.filling import BOTH, PLACEHOLDERS, check_pair, filled, languages_for
from records.letters.printing import pdf_of
from records.letters.shipped import SHIPPED, Pair

__all__ = ["BOTH", "PLACEHOLDERS", "SHIPPED", "Pair", "check_pair", "filled", "languages_for", "pdf_of"]
