"""Loads of a small shop, day by day, and the ways in which one can be wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from vedette.core.table import Table
from vedette.gating.run import Fitted, Judged, judge
from vedette.tables.reading import read
from vedette.tables.roles import guess_roles

Load = dict[str, np.ndarray]
FIRST = np.datetime64("2026-03-02", "us")  # a Monday


def day(k: int, *, seed: int = 0, rows: int = 400) -> Load:
    """The load of day k: each has its own volume, mean and missing share."""
    rng = np.random.default_rng([seed, k])
    n = int(rows * np.exp(0.05 * rng.normal()))
    hours = np.sort(rng.uniform(0, 24, n))
    price = np.exp(3 + 0.05 * rng.normal() + 0.5 * rng.normal(size=n)).round(2)
    weight = rng.gamma(3, 2, n).round(2)
    weight[rng.random(n) < 0.02] = np.nan
    return {
        "ts": FIRST + np.timedelta64(k, "D") + (hours * 3.6e9).astype("timedelta64[us]"),
        "country": rng.choice(["DE", "FR", "IT"], n, p=[0.5, 0.3, 0.2]),
        "price": price,
        "weight": weight,
    }


def days(first: int, last: int, **asked: Any) -> Load:
    """The loads of several days as one table."""
    parts = [day(k, **asked) for k in range(first, last)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def fitted(data: Any, **known: Any) -> Fitted:
    """What a model keeps of a table, without what it learned of its rows."""
    table: Table = read(data)
    return Fitted(
        table, table.rows, known.pop("roles", None) or guess_roles(table), **known
    )


def judged(old: Any, new: Any, **asked: Any) -> Judged:
    """A load against a table, without its rows."""
    known = old if isinstance(old, Fitted) else fitted(old)
    return judge(known, read(new), asked.pop("alpha", 0.05), **asked)


def failing(found: Judged) -> set[tuple[str, str | None]]:
    """The checks that fail, with their columns."""
    return {(c.check, c.column) for c in found.checks if c.verdict == "fail"}
