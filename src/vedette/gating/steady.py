"""Columns that run on: what the next load holds lies beyond what was fitted, by their nature."""

from __future__ import annotations

import numpy as np

from vedette.gating.loads import Loads, Numbers, Places

OWN = 0.8  # of the variance of ranks lies between the loads: each has values of its own
FOLLOWS = 0.8  # rank correlation of the loads' means with time
MOVED = 0.2  # of the variance of ranks; below, a trend moves the extremes little
RUNS = 0.95  # rank correlation of the rows with time


def ranks(values: Numbers, among: Numbers) -> Numbers:
    """(n,) the share of the sorted `among` below each value, ties by half; NaN stays."""
    low = np.searchsorted(among, values, "left")
    high = np.searchsorted(among, values, "right")
    return np.where(np.isnan(values), np.nan, (low + high) / (2.0 * len(among)))


def ranks_in(values: Numbers, key: Places) -> Numbers:
    """(n,) the rank of each value among those of the same key, from 0 to 1; NaN stays."""
    there = ~np.isnan(values)
    order = np.lexsort((values[there], key[there]))
    _, starts, sizes = np.unique(key[there][order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(starts, sizes)
    out = np.full(len(values), np.nan)
    inside = np.empty(len(order))
    inside[order] = (place + 0.5) / np.repeat(sizes, sizes)
    out[there] = inside
    return out


def runs_on(values: Numbers, loads: Loads) -> str:
    """Why neither range nor distribution of a column can be compared; "" if they can.

    values
        (n,) the fitted values, NaN where missing. They are ranked within their series, so
        that the counters of several machines are each seen to run on.
    """
    u = ranks_in(values, loads.key)
    there = ~np.isnan(u)
    if loads.many:
        return "each load has values of its own" if _between(u, loads)[0] >= OWN else ""
    if loads.old is None:
        return ""
    there &= ~np.isnat(loads.old.time)
    if there.sum() < 3:
        return ""
    time = loads.old.time[there].astype(np.int64)
    order = np.unique(time, return_inverse=True)[1].astype(np.float64)
    return "it runs on with time" if abs(correlation(u[there], order)) >= RUNS else ""


def trends(u: Numbers, loads: Loads) -> str:
    """Why the range of a column cannot be compared; "" if it can."""
    if not loads.many:
        return ""
    moved, means = _between(u, loads)
    known = ~np.isnan(means)
    order = np.argsort(np.argsort(means[known])).astype(np.float64)
    follows = correlation(order, loads.place[known])
    if moved < MOVED or abs(follows) < FOLLOWS:
        return ""
    return "it rises from load to load" if follows > 0 else "it falls from load to load"


def _between(u: Numbers, loads: Loads) -> tuple[float, Numbers]:
    """Share of the variance of ranks that lies between loads, and (k,) their means."""
    there = ~np.isnan(u)
    counts = loads.total(there)
    sums = loads.total(np.where(there, u, 0.0))
    means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    inside = there & (loads.of_row >= 0)
    if not inside.any():
        return 0.0, means
    whole = float(np.var(u[inside]))
    within = float(np.mean((u[inside] - means[loads.of_row[inside]]) ** 2))
    return (1 - within / whole if whole > 0 else 0.0), means


def correlation(x: Numbers, y: Numbers) -> float:
    """Pearson's; 0 where one of them is constant."""
    x, y = x - x.mean(), y - y.mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 0 else 0.0
