"""How many rows a load has, against the loads fitted."""

from __future__ import annotations

import math

import numpy as np

from vedette.core import wording
from vedette.core.gate import Check, verdict
from vedette.gating.forecast import forecast
from vedette.gating.loads import Loads

# With too few loads to know: what fails is so much less than the smallest, more than the largest.
LESS, MORE = 0.25, 0.5
LEAST = 0.1  # a load within so much of what was expected never fails


def volume(rows: int, fitted_rows: int, loads: Loads, level: float, kept: float) -> Check:
    """The check of the number of rows.

    kept
        The share of the fitted rows that the model holds.
    """
    if not loads.many:
        return _rough(rows, fitted_rows, loads, kept)
    sizes = loads.sizes / kept
    seen = forecast(np.log(sizes), 1 / loads.sizes, 1 / rows, loads, broken=True)
    low, high = (math.exp(min(x, 700.0)) for x in seen.range(level))
    expected = math.exp(seen.centre)
    low, high = min(low, expected * (1 - LEAST)), max(high, expected * (1 + LEAST))
    season = "weekdays" if loads.unit == "day" else "hours of the day"
    like = f", {season} told apart" if seen.seasonal else ""
    p = seen.p(math.log(rows))
    return _check(rows, expected, low, high, p, f"after {loads.named}{like}")


def _rough(rows: int, fitted_rows: int, loads: Loads, kept: float) -> Check:
    """By a stated tolerance: how much loads differ is not known."""
    sizes = loads.sizes / kept if loads.count > 1 else np.array([float(fitted_rows)])
    low, high = float(sizes.min()) * (1 - LESS), float(sizes.max()) * (1 + MORE)
    most = f"{wording.percent(LESS)} less to {wording.percent(MORE)} more than"
    return _check(
        rows, float(np.median(sizes)), low, high, None, f"{most} {loads.named} had"
    )


def _check(
    rows: int, expected: float, low: float, high: float, p: float | None, basis: str
) -> Check:
    bounds = math.ceil(low), math.floor(high)
    ended = verdict(bounds[0] <= rows <= bounds[1])
    said = f"{wording.count(rows, 'row')}; expected {bounds[0]:,} to {bounds[1]:,}, {basis}"
    if ended == "fail":
        change = wording.percent(abs(rows - expected), expected)
        side = "fewer" if rows < expected else "more"
        said = f"{change} {side} rows than expected: {said}"
    return Check(
        "volume", None, ended, said, rows, round(expected), bounds[0], bounds[1], p
    )
