"""Anomalies only in context: each value is usual, but not there and then.

4,000 rows: a site, an hour, a load, and a temperature that follows from them, wrong in 20
rows by ever more of its own spread, and always within what the column has. Detectors of
whole rows get one column for each site and the hour as a circle, and name as many rows as
are wrong; the scan gets the table, and names what it finds.
"""

from __future__ import annotations

import numpy as np

from hard.judged import ENSEMBLE, FACTOR, FOREST, SCAN, mean, oddness, scanned, top
from hard.outcome import Outcome, Panel

ROWS, WRONG, SPREAD = 4_000, 20, 0.7
OFF = (2, 4, 6, 8, 12, 16)
SITES = np.array(["north", "south", "east", "west"])


def made(off: float, seed: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The table, and which rows are wrong."""
    rng = np.random.default_rng([seed, int(off)])
    site, hour = rng.integers(4, size=ROWS), rng.integers(24, size=ROWS)
    load = rng.gamma(4, 5, size=ROWS)
    expected = 15 + 8 * np.sin(2 * np.pi * (hour - 9) / 24) + 6 * site + 0.2 * load
    value = expected + SPREAD * rng.normal(size=ROWS)
    low, high = np.quantile(value, [0.02, 0.98])
    wrong = np.zeros(ROWS, dtype=bool)
    sign = rng.choice([-1, 1], size=ROWS)
    moved = value + sign * off * SPREAD
    moved = np.where((moved < low) | (moved > high), value - sign * off * SPREAD, moved)
    inside = np.flatnonzero((moved > low) & (moved < high))
    wrong[rng.choice(inside, WRONG, replace=False)] = True
    table = {
        "site": SITES[site],
        "hour": hour,
        "load": np.round(load, 2),
        "temperature": np.round(np.where(wrong, moved, value), 2),
    }
    return table, wrong


def rows_of(table: dict[str, np.ndarray]) -> np.ndarray:
    """The table as numbers: sites as columns of 0 and 1, the hour as a circle."""
    sites = (table["site"][:, None] == SITES).astype(float)
    angle = 2 * np.pi * table["hour"] / 24
    parts = [sites, np.sin(angle), np.cos(angle), table["load"], table["temperature"]]
    return np.column_stack(parts)


def measure(seeds: int) -> Outcome:
    names = (SCAN, ENSEMBLE, FOREST, FACTOR)
    caught: dict[str, list[list[float]]] = {n: [] for n in names}
    false: dict[str, list[list[float]]] = {n: [] for n in names}
    for seed in range(seeds):
        for lists in (caught, false):
            for values in lists.values():
                values.append([])
        for off in OFF:
            table, wrong = made(off, seed)
            X = rows_of(table)
            for name in names:
                if name == SCAN:
                    named = scanned(table, ROWS)
                else:
                    named = top(oddness(name, X, seed), WRONG)
                caught[name][-1].append(float(named[wrong].mean()))
                false[name][-1].append(float((named & ~wrong).sum()))
    return Outcome(
        "context",
        "Values that are wrong only for their row",
        f"{ROWS:,} rows, {WRONG} wrong temperatures, none beyond the column's usual values; "
        f"detectors of rows name {WRONG} rows; mean of {seeds} seeds",
        "standard deviations off what the row says",
        list(OFF),
        [
            Panel(
                "share of the wrong rows that are named",
                {n: mean(v) for n, v in caught.items()},
                low=0,
                high=1.03,
            ),
            Panel("rows named wrongly", {n: mean(v) for n, v in false.items()}, low=0),
        ],
    )
