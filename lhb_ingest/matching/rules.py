"""Under which rule a pairing may be accepted without a person. Pure; every rule is a row of a test table."""

from functools import cached_property

import numpy as np
import pyarrow as pa
from rapidfuzz.distance import DamerauLevenshtein

from lhb_ingest.matching.agreement import NO_DAY, Values
from lhb_ingest.matching.compare import Comparison, Level
from lhb_ingest.matching.forms import is_known_name, is_sure_form
from lhb_ingest.matching.prepare import Person
from lhb_ingest.matching.side import Places, Side, together

COMMON = (
    100  # so many children of one name on either side, and name with birth date is not enough when the homes differ
)
FAR_AWAY = "other_authority"  # a list of children of another place: a namesake there is likelier than a move
MOVED = 2  # the rule of one name and birth date in two homes
ALONE = 5  # the rule that wants nobody else of that birth date at that home or of those names


class Names:
    """What the two lists say about names: how many bear one, and what is a name at all. `entries`: how many of the
    entries are the list's own; any after them are the same children once more."""

    def __init__(self, values: Values, entries: int):
        self._values = values
        self._own = len(values.sides[0]), entries

    @cached_property
    def common(self) -> tuple[np.ndarray, np.ndarray]:
        """For each of either side whether so many bear the name, with half a surname too, that two of them may well be
        born on one day."""
        values = self._values
        most = max(int(side.max(initial=0)) for side in values.parts) + 1
        borne = [name[:, None] * most + parts for name, parts in zip(values.name, values.parts, strict=True)]
        common = []
        for held, parts, own in zip(borne, values.parts, self._own, strict=True):
            every, count = np.unique(held[:own][parts[:own] >= 0], return_counts=True)
            common.append(every[count >= COMMON])
        is_common = [np.isin(held, np.concatenate(common)) for held in borne]
        of_rows, of_entries = (
            np.any(found & (parts >= 0), axis=1) for found, parts in zip(is_common, values.parts, strict=True)
        )
        return np.asarray(of_rows), np.asarray(of_entries)

    def may_move(self, row: Places, entry: Places) -> np.ndarray:
        """Whether one name on one day in two homes may be one child who moved, rather than two children."""
        return ~(is_far_away(self._values.sides[1])[entry] | self.common[0][row] | self.common[1][entry])

    def is_name(self, forename: str) -> bool:
        """Whether the folded forename is somebody's and no slip: it stands in the tables, or both sides call one child
        so. A slip stands on one side only."""
        return is_known_name(forename) or forename in self._agreed

    @cached_property
    def _agreed(self) -> set[str]:
        values, own = self._values, self._own
        about = (values.forename, values.surname, [days - NO_DAY for days in values.born_on])
        every = together(*(np.concatenate([each[side][: own[side]] for side in (0, 1)]) for each in about))
        has_day = values.born_on[0] != NO_DAY
        agreed = np.flatnonzero(np.isin(every[: own[0]], every[own[0] :]) & has_day)
        return set(values.sides[0].columns["forename"].take(pa.array(agreed)).to_pylist())


def is_far_away(entries: Side) -> np.ndarray:
    """For each entry whether its list is one of children of another place."""
    return np.array([kind == FAR_AWAY for kind, _sender in entries.lists] or [False])[entries.list_numbers]


def sameness(row: Person, entry: Person, names: Names) -> str:
    """Why two first forenames that differ are one child's all the same, if nobody else is near; '' where that is open.

    'known_as': the list itself says so. 'turned': two forenames in common. 'middle': the first name of one is a middle
    name of the other, and no half of a double first name (Thomas-James may have a twin called James). 'form': forms
    that twins would not bear side by side. 'slip': one is a name and the other, a letter or so from it, is nobody's.
    Ifan and Iwan are both names, and so are Mali and Mari: they stay with a person.
    """
    if row.forename in entry.known_as or entry.forename in row.known_as:
        return "known_as"
    if len(set(row.forenames) & set(entry.forenames)) > 1:
        return "turned"
    if (row.forename in entry.middles and not entry.is_double) or (entry.forename in row.middles and not row.is_double):
        return "middle"
    if is_sure_form(row.forename, entry.forename):
        return "form"
    is_slip = is_slip_of(row.forename, entry.forename) and names.is_name(row.forename) != names.is_name(entry.forename)
    return "slip" if is_slip else ""


def is_slip_of(one: str, other: str) -> bool:
    """One letter apart in four or more, two in six or more, or cut short; never in the first letter."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 3 or one[0] != other[0]:
        return False
    if longer.startswith(shorter):
        return True
    apart = 2 if len(shorter) > 5 else 1
    return len(shorter) > 3 and DamerauLevenshtein.distance(one, other, score_cutoff=apart) <= apart


def rule_for(levels: Comparison, *, may_move: bool = True, same: str = "") -> int:
    """The number of the first rule under which the pairing may be accepted without a person, or 0.

    1 at home, part of the surname suffices; 2 moved, with a name that is not common; 3 at home with another surname; 4
    at home with a slip in day or month; 5 at home, and the forenames are one child's for a reason (`sameness`). None
    where forenames differ otherwise, where middle names differ (brothers are often called alike but for those), or
    where a name has too few Latin letters to say anything.
    """
    if not levels.has_letters:
        return 0
    surname, home = levels.surname, levels.home
    is_same_day = levels.born_on == Level.SAME
    is_home = surname == home == Level.SAME
    if levels.forename != Level.SAME:
        is_open = levels.middle == Level.DIFFERENT and same != "turned"
        return ALONE if same and is_same_day and is_home and not is_open else 0
    if levels.middle == Level.DIFFERENT:
        return 0
    is_near_day = levels.born_on == Level.NEARLY and levels.is_same_year
    rules = (
        (1, is_same_day and surname >= Level.PARTLY and home >= Level.PARTLY),
        (MOVED, is_same_day and surname == Level.SAME and may_move),
        (3, is_same_day and home == Level.SAME),
        (4, is_near_day and is_home),
    )
    return next((number for number, fits in rules if fits), 0)
