"""A linear programme, or one with whole numbers, for HiGHS. Knows nothing of counts."""

from collections.abc import Mapping, Sequence

import highspy
import numpy as np

INFINITY = highspy.kHighsInf


class Unsolved(Exception):
    """The programme has no solution, or none was found in time."""


class Programme:
    """Columns between bounds, rows of sums between bounds, and a cost to make smallest."""

    def __init__(self) -> None:
        self.low: list[float] = []
        self.high: list[float] = []
        self.cost: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[Mapping[int, float], float, float]] = []
        self.solver: highspy.Highs | None = None

    def column(self, low: float, high: float, *, cost: float = 0.0, whole: bool = False) -> int:
        """A new column; gives its number."""
        self.low.append(low)
        self.high.append(high)
        self.cost.append(cost)
        self.whole.append(whole)
        return len(self.low) - 1

    def row(self, terms: Mapping[int, float], low: float, high: float) -> None:
        self.rows.append((terms, low, high))

    def bound(self, column: int, low: float, high: float) -> None:
        """Other bounds for a column, also of a programme that was solved before."""
        self.low[column], self.high[column] = low, high
        if self.solver is not None:
            self.solver.changeColBounds(column, low, high)

    def solve(self, cost: np.ndarray | None = None) -> np.ndarray:
        """The value of every column where `cost` (or the columns' own) is smallest. Raises Unsolved.

        Asked again with another cost it goes on from where it was, which is quick.
        """
        if self.solver is None:
            self.solver = self._passed()
        if cost is not None:
            count = len(self.low)
            self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unsolved(self.solver.modelStatusToString(self.solver.getModelStatus()))
        return np.asarray(self.solver.getSolution().col_value)

    def _passed(self) -> highspy.Highs:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.low), len(self.rows)
        lp.col_cost_ = np.asarray(self.cost, dtype=float)
        lp.col_lower_, lp.col_upper_ = self._bounds(self.low), self._bounds(self.high)
        lp.row_lower_ = self._bounds([low for _, low, _ in self.rows])
        lp.row_upper_ = self._bounds([high for _, _, high in self.rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(terms) for terms, _, _ in self.rows)]).astype(np.int32)
        lp.a_matrix_.index_ = np.array([place for terms, _, _ in self.rows for place in terms], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([value for terms, _, _ in self.rows for value in terms.values()], dtype=float)
        if any(self.whole):
            kinds = highspy.HighsVarType
            lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("threads", 1)  # the same answer on any machine
        solver.setOptionValue("random_seed", 1)
        solver.setOptionValue("mip_max_nodes", 20_000)  # a bound that does not depend on how quick the machine is
        solver.passModel(lp)
        return solver

    @staticmethod
    def _bounds(values: Sequence[float]) -> np.ndarray:
        return np.clip(np.asarray(values, dtype=float), -INFINITY, INFINITY)
