"""What is counted of each segment, with how much of it is chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.findings import Value
from vedette.core.segments import What
from vedette.core.table import Column, Roles, Table
from vedette.detectors.conditional.transform import fit_transform
from vedette.detectors.features import SILENT
from vedette.scanning.encode import lattice

Codes = npt.NDArray[np.int64]

FEW = 10  # a number of at most so many values is counted as kinds are
MOST_LEVELS = 20
LEAST_SHARE = 0.005  # levels in fewer rows are not compared
# Where the middle half of a segment has fewer steps of the lattice on which a number lies, its
# median and width step too: averages are compared, and no widths.
STEPS = 20
# Variances of the median and of the logarithm of the interquartile range of a normal sample,
# times its size.
OF_MEDIAN, OF_SPREAD = np.pi / 2, 1.36


@dataclass(frozen=True, eq=False)
class Counted:
    """One number of every segment.

    y, variance
        (k,) the number on a scale on which segments are compared, and how much of its
        variance is chance; NaN where a segment has too few values.
    shown
        (k,) the number as it is shown.
    """

    column: str
    what: What
    level: Value
    y: Vector
    variance: Vector
    shown: Vector


def counted(
    table: Table, roles: Roles, codes: Codes, sizes: Vector, by: str, least: int
) -> Iterator[Counted]:
    """All that is compared.

    codes, sizes
        (n,) the segment of each row, -1 for none; (k,) rows of each.
    by
        The column that divides the rows: nothing is counted of it.
    least
        Fewer values of a segment are not compared.
    """
    rows = sizes.astype(np.float64)
    yield Counted("", "rows", None, np.log(rows), 1 / rows, rows)
    for column in table:
        role = roles[column.name].kind
        if column.name == by or role in ("ignore", "label"):
            continue
        missing = column.missing
        if missing.any():
            part = of_segments(missing, codes, len(sizes))
            yield shares(column.name, "missing", None, part, rows)
        if role in SILENT or role == "time" or column.kind == "time":
            continue
        kinds = column.kind != "number" or role in ("category", "code", "flag", "key")
        if kinds or few(column):
            yield from of_levels(column, codes, len(sizes), least)
        else:
            yield from of_number(column, codes, len(sizes), least)


def of_segments(inside: npt.NDArray[np.bool_], codes: Codes, k: int) -> Vector:
    """(k,) how many of some rows are in each segment."""
    return np.bincount(codes[inside & (codes >= 0)], minlength=k).astype(np.float64)


def shares(column: str, what: What, level: Value, part: Vector, whole: Vector) -> Counted:
    """Parts of wholes, as angles, whose variance is that of chance whatever the share."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = part / whole
        # An event more and an event less: 0 of 20 and 0 of 2,000 are not the same.
        angle = 2 * np.arcsin(np.sqrt((part + 0.375) / (whole + 0.75)))
        return Counted(column, what, level, angle, 1 / (whole + 0.5), share)


def few(column: Column) -> bool:
    values = column.values[np.isfinite(column.values)]
    return len(np.unique(values[:1000])) <= FEW and len(np.unique(values)) <= FEW


def of_levels(column: Column, codes: Codes, k: int, least: int) -> Iterator[Counted]:
    """The share of each of the commonest levels among rows with a value."""
    known = ~column.missing & (codes >= 0)
    if not known.any():
        return
    _, first, of = np.unique(column.values[known], return_index=True, return_inverse=True)
    count = np.bincount(of)
    whole = of_segments(known, codes, k)
    whole[whole < least] = np.nan
    rows = np.flatnonzero(known)
    common = np.flatnonzero(count >= max(1.0, LEAST_SHARE * len(of))).tolist()
    # By count, then by name: the order of the rows must not matter.
    common.sort(key=lambda j: (-count[j], str(column.held(int(rows[first[j]])))))
    if len(count) == 2:  # the other share says the same
        common = common[1:]
    for j in common[:MOST_LEVELS]:
        part = np.bincount(codes[rows[of == j]], minlength=k).astype(np.float64)
        level = column.cell(int(rows[first[j]]))
        yield shares(column.name, "share", level, part, whole)


def of_number(column: Column, codes: Codes, k: int, least: int) -> Iterator[Counted]:
    """Where the middle of a number lies, and how wide its middle half is."""
    x = np.asarray(column.values, dtype=np.float64)
    known = np.isfinite(x) & (codes >= 0)
    if not known.any():
        return
    values = x[known]
    transform = fit_transform(values, least=float(values.min()))
    t = np.full(len(x), np.nan)
    t[known] = transform.forward(values)
    low, high = np.quantile(t[known], (0.01, 0.99))
    order = np.argsort(np.where(known, codes, k), kind="stable")
    starts = np.searchsorted(np.where(known, codes, k)[order], np.arange(k + 1))
    counts, middle, mean, deviation, spread, shown = (np.full(k, np.nan) for _ in range(6))
    averages, width = np.full(k, np.nan), np.full(k, np.nan)
    for i in range(k):
        rows = order[starts[i] : starts[i + 1]]
        if len(rows) < least:
            continue
        q1, middle[i], q3 = np.quantile(t[rows], (0.25, 0.5, 0.75))
        spread[i], counts[i] = (q3 - q1) / 1.349, len(rows)
        inner = np.clip(t[rows], low, high) if low < high else t[rows]
        mean[i], deviation[i] = inner.mean(), inner.std()
        first, shown[i], third = np.quantile(x[rows], (0.25, 0.5, 0.75))
        width[i], averages[i] = third - first, mean_of(x[rows])
    compared = np.isfinite(middle)
    if not compared.any():
        return
    if lattice(values) * STEPS > np.nanmedian(width):
        chance = deviation**2 / counts
        yield Counted(column.name, "average", None, mean, chance, averages)
        return
    usual = np.nanmedian(spread)
    chance = OF_MEDIAN * np.where(spread > 0, spread, usual) ** 2 / counts
    yield Counted(column.name, "median", None, middle, chance, shown)
    if (spread[compared] > 0).all():
        yield Counted(
            column.name, "spread", None, np.log(spread), OF_SPREAD / counts, width
        )


def mean_of(values: Vector) -> float:
    """The mean, without overflow."""
    scale = float(np.abs(values).max()) or 1.0
    return float((values / scale).mean() * scale)
