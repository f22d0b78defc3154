"""How the false alarms are shared out: a clean load fails with probability alpha, at most.

Weighted Bonferroni: each kind of check has a part of alpha, shared equally by its columns. So
the range that a check allows does not depend on how the other checks end, and can be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# What is known from few numbers needs most: one number of rows, and odd rows, which are few;
# of columns there are thousands of values.
PARTS = {
    "volume": 0.2,
    "missing": 0.075,
    "new": 0.075,
    "range": 0.075,
    "shift": 0.075,
    "rows": 0.5,
}


@dataclass(frozen=True)
class Levels:
    """At which p-value a check of each kind fails.

    columns
        How many columns each kind of check looks at.
    """

    alpha: float
    columns: Mapping[str, int]

    def __getitem__(self, check: str) -> float:
        return self.alpha * PARTS[check] / max(1, self.columns.get(check, 1))
