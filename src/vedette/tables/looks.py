"""One look at a column: what the rules for roles ask of its values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column


@dataclass(frozen=True)
class Look:
    """Counts over the values that are present."""

    column: Column

    @cached_property
    def present(self) -> npt.NDArray[Any]:
        return np.asarray(self.column.values[~self.column.missing])

    @cached_property
    def n(self) -> int:
        return len(self.present)

    @cached_property
    def sorted_distinct(self) -> npt.NDArray[Any]:
        return np.asarray(np.unique(self.present))

    @cached_property
    def distinct(self) -> int:
        return len(self.sorted_distinct)

    @cached_property
    def whole(self) -> bool:
        """Numbers only: no value has a fraction."""
        return bool(np.all(np.floor(self.present) == self.present))

    @cached_property
    def low(self) -> float:
        return float(self.sorted_distinct[0])

    @cached_property
    def high(self) -> float:
        return float(self.sorted_distinct[-1])

    def within(self, low: float, high: float) -> bool:
        return bool(self.low >= low and self.high <= high)

    @cached_property
    def runs_on(self) -> bool:
        """98 % of the steps between the sorted values are at most 1."""
        steps = np.diff(np.sort(self.present))
        return bool(np.mean(steps <= 1) >= 0.98) if len(steps) else False

    @cached_property
    def counts_rows(self) -> bool:
        """0, 1, 2, ... or 1, 2, 3, ... from the first row to the last."""
        values = self.column.values
        return bool(self.low in (0, 1) and np.all(np.diff(values) == 1))

    @cached_property
    def mean_length(self) -> float:
        """Of the distinct texts, in characters."""
        levels = self.column.levels
        return sum(map(len, levels.tolist())) / max(1, len(levels))
