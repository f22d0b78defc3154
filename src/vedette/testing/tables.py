"""Small tables with known wrong values, for the checks of scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.arrays import Matrix

Columns = dict[str, Any]

ROWS = 1_000
CENTRES = {"length": 40.0, "width": 80.0, "tension": 92.0, "pressure": 1000.0}
NAMES = tuple(CENTRES)
# (4, 5) how the columns follow from standard normal causes: one that the first three share,
# so that two of them tell which third one is wrong, and one of each by itself.
MIXING = np.array(
    [
        [5.0, 1.5, 0.0, 0.0, 0.0],
        [10.0, 0.0, 3.0, 0.0, 0.0],
        [-4.0, 0.0, 0.0, 1.2, 0.0],
        [0.0, 0.0, 0.0, 0.0, 30.0],
    ]
)
# So many conditional standard deviations each planted value is moved.
MOVED = {137: ("width", 12.0), 512: ("tension", -12.0), 801: ("length", 12.0)}


@dataclass(frozen=True)
class Planted:
    """A wrong value: where, what rows like it have, and their standard deviation."""

    row: int
    column: str
    expected: float
    sd: float


def clean_parts(seed: int = 0, n: int = ROWS) -> Columns:
    """Four quantities of one Gaussian, three of them correlated; nothing is wrong."""
    X = np.random.default_rng(seed).normal(size=(n, MIXING.shape[1])) @ MIXING.T
    return {name: X[:, j] + CENTRES[name] for j, name in enumerate(NAMES)}


def wrong_parts(seed: int = 0) -> tuple[Columns, tuple[Planted, ...]]:
    """`clean_parts` with three gross errors, and what is known of each."""
    table = clean_parts(seed)
    expected, sd = given_the_others(np.column_stack(list(table.values())))
    planted = []
    for row, (name, moves) in MOVED.items():
        j = NAMES.index(name)
        planted.append(Planted(row, name, float(expected[row, j]), float(sd[j])))
        table[name][row] = expected[row, j] + moves * sd[j]
    return table, tuple(planted)


def given_the_others(X: Matrix) -> tuple[Matrix, Matrix]:
    """What the other columns imply of each, (n, d), and its standard deviation, (d,)."""
    precision = np.linalg.inv(MIXING @ MIXING.T)
    size = np.diag(precision)
    away = X - np.array(list(CENTRES.values()))
    return np.asarray(X - away @ precision / size), np.asarray(1 / np.sqrt(size))


def wrong_series(keys: int = 1, seed: int = 1, n: int = 600) -> Columns:
    """Hourly series, `keys` of them; in the first, values drop for 12 rows, one is a spike.

    Rows 200 to 211 of `heat` have dropped; row 400 of `load` is a spike. Heat and flow follow
    from the load, which follows from that of the hour before.
    """
    rng = np.random.default_rng(seed)
    hours = np.datetime64("2026-01-05", "us") + np.arange(n) * np.timedelta64(1, "h")
    load, heat, flow = np.empty((3, keys, n))
    for k in range(keys):
        steps = rng.normal(0, 3, n)
        for i in range(1, n):
            steps[i] += 0.9 * steps[i - 1]
        load[k] = 50 + steps
        heat[k] = 20 + 0.5 * load[k] + rng.normal(0, 1, n)
        flow[k] = 300 - 2 * load[k] + rng.normal(0, 4, n)
    heat[0, 200:212] -= 25
    load[0, 400] += 40
    table: Columns = {"time": np.tile(hours, keys)}
    if keys > 1:
        table["station"] = np.repeat([f"station {k}" for k in range(keys)], n)
    return table | {"load": load.ravel(), "heat": heat.ravel(), "flow": flow.ravel()}


def taken(table: Columns, rows: Any) -> Columns:
    """Some rows of a table, in their order."""
    return {name: np.asarray(values)[rows] for name, values in table.items()}


def measured() -> Columns:
    """Quantities with three wrong values, counts, a category and missing values."""
    rng = np.random.default_rng(7)
    table, _ = wrong_parts()
    table["kind"] = np.array(["plain", "coated", "plated"])[rng.integers(0, 3, 1_000)]
    table["flaws"] = rng.poisson(8, 1_000)
    table["pressure"][rng.choice(1_000, 40, replace=False)] = np.nan
    return table


def ids() -> Columns:
    """A column of ids for the rows of `measured`."""
    return {"part_id": np.array([f"p{i:05d}" for i in range(1_000)])}
