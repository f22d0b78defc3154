"""A wave as long as a year, where there are too few years to call it a season."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

YEAR = 365.2425 * 86_400_000_000  # microseconds
# Of less a wave looks like a trend; of more a season of the year can be told.
SHORTEST, LONGEST = 0.75, 4.0


def wave_of_a_year(at: npt.NDArray[np.int64], y: Numbers) -> Numbers | None:
    """(k,) the sine of one year's length closest to means y (k,) at moments (microseconds);
    None if these span too little of a year, or years enough."""
    years = (at - at[0]) / YEAR
    if not SHORTEST <= years[-1] <= LONGEST:
        return None
    turn = 2 * np.pi * years
    X = np.column_stack([np.ones_like(turn), np.sin(turn), np.cos(turn)])
    return np.asarray(X @ np.linalg.lstsq(X, y, rcond=None)[0])
