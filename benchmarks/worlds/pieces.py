"""Columns that many tables have: skewed categories, clocks, ids, holes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from worlds.model import Floats, Words

Rng = np.random.Generator
Times = npt.NDArray[np.datetime64]


def words(prefix: str, count: int) -> list[str]:
    width = len(str(count))
    return [f"{prefix}{i + 1:0{width}d}" for i in range(count)]


def codes(rng: Rng, n: int, count: int, power: float = 1.0) -> npt.NDArray[np.int64]:
    """(n,) 0 .. count - 1 with Zipf shares i^-power; 0 is the most frequent."""
    share = np.arange(1, count + 1, dtype=float) ** -power
    return rng.choice(count, size=n, p=share / share.sum())


def pick(names: Sequence[str], which: npt.NDArray[Any]) -> Words:
    return np.array(names, dtype=object)[which]


def category(rng: Rng, n: int, names: Sequence[str], power: float = 1.0) -> Words:
    return pick(names, codes(rng, n, len(names), power))


def clock(n: int, minutes: float, start: str = "2026-01-05") -> Times:
    """(n,) regular moments."""
    step = np.arange(n) * round(minutes * 60_000_000)
    return np.datetime64(start, "us") + step.astype("timedelta64[us]")


def arrivals(rng: Rng, n: int, days: float, start: str = "2026-01-05") -> Times:
    """(n,) sorted irregular moments, whole seconds, spread over some days."""
    seconds = np.sort(rng.uniform(0, days * 86_400, n)).astype("int64")
    return np.datetime64(start, "us") + seconds.astype("timedelta64[s]")


def hour(times: Times) -> Floats:
    """(n,) hour of the day with its fraction."""
    day = times.astype("datetime64[D]")
    seconds = (times - day).astype("timedelta64[s]").astype(float)
    return np.asarray(seconds / 3600)


def weekday(times: Times) -> npt.NDArray[np.int64]:
    """(n,) 0 is Monday."""
    return (times.astype("datetime64[D]").astype("int64") + 3) % 7


def daily(times: Times, peak: float = 14.0) -> Floats:
    """(n,) a smooth wave in -1 .. 1 with its top at the hour `peak`."""
    return np.asarray(np.cos((hour(times) - peak) / 24 * 2 * np.pi))


def ids(prefix: str, n: int) -> Words:
    return np.array(words(prefix, n), dtype=object)


def holes(column: npt.NDArray[Any], where: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """The column with some cells missing: NaN, NaT or None."""
    if column.dtype == object:
        column = column.copy()
        column[where] = None
        return column
    if np.issubdtype(column.dtype, np.datetime64):
        return np.where(where, np.datetime64("NaT"), column)
    return np.where(where, np.nan, column.astype(float))


def whole(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return np.asarray(np.rint(values).astype("int64"))
