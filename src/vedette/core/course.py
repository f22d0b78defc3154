"""How a column of numbers goes through time: seasons, a trend or steps, or a wandering level.

Plain data in the column's own units; every face draws from it and adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vedette.core.findings import Value


@dataclass(frozen=True, slots=True)
class Season:
    """A cycle that repeats: 'day', 'week' or 'year'.

    swing
        From the lowest to the highest phase of its mean course, in units of the column.
    p
        How likely one as strong by chance, over all columns and cycles.
    """

    cycle: Literal["day", "week", "year"]
    swing: float
    p: float


@dataclass(frozen=True, slots=True)
class Step:
    """A level that holds from a moment on: the means of the stretches before and after."""

    at: Value
    before: float
    after: float
    p: float


@dataclass(frozen=True, slots=True)
class Trend:
    """A steady rise or fall: where the line begins and ends in the time that is there."""

    first: float
    last: float
    p: float


@dataclass(frozen=True, slots=True)
class Course:
    """One column in time.

    deviation
        Of the values, what changes are measured by.
    wanders
        Whether what is left of the values has no level it returns to: a unit root is not
        excluded (Dickey and Fuller). Trend and steps are then not told: such a column has
        them by chance.
    wave
        From the lowest to the highest point of a wave as long as a year, if it explains the
        values better than trend, steps or wandering, which are then not told. Fewer than
        four years do not show whether it repeats.
    stationary
        No trend, no step, no wave, and a level it returns to; seasons aside. None where
        too short.
    """

    name: str
    deviation: float
    seasons: tuple[Season, ...]
    trend: Trend | None
    steps: tuple[Step, ...]
    wanders: bool
    wave: float | None
    stationary: bool | None
    text: str
