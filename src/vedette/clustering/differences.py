"""What makes the rows of a cluster different from all others, column by column, in words.

Numbers: the medians inside and outside, and d = (mean inside - mean outside) / s, s the
standard deviation within both, of values between the 1st and 99th percentile. Levels of a
category, and missing values: the shares p inside and q outside, and Cohen's
h = 2 asin sqrt p - 2 asin sqrt q.

References
----------
.. [1] Cohen, "Statistical Power Analysis for the Behavioral Sciences" (1988), chapters 2, 6.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.clusters import Difference
from vedette.core.table import Column, Roles, Table
from vedette.core.wording import cut, percent, plain, show
from vedette.detectors.features import SILENT

SMALL = 0.2  # of d and h: less is not worth a word
LARGEST = 99.0  # of d, where nothing varies within
MOST_LEVELS = 200
NOTHING = 1e-3  # of the width of a column
SAID = 4  # differences of a cluster that are told


def differences(
    table: Table,
    roles: Roles,
    inside: np.ndarray,
    *,
    leave_out: Collection[str] = (),
    most: int = SAID,
) -> tuple[Difference, ...]:
    """How the rows `inside` (n,) of a table differ from its others, most telling first.

    Columns that only name rows are no difference, nor is a time.
    """
    if inside.all() or not inside.any():
        return ()
    found: list[Difference] = []
    for column in table:
        role = roles[column.name].kind if column.name in roles else "ignore"
        if role in SILENT | {"time"} or column.name in leave_out or column.kind == "time":
            continue
        found += _missing(column, inside)
        if role in ("category", "code", "flag") or column.kind != "number":
            found += _level(column, inside)
        else:
            found += _number(column, inside)
    found = [one for one in found if abs(one.effect) >= SMALL]
    best: dict[str, Difference] = {}
    for one in sorted(found, key=lambda d: -abs(d.effect)):
        best.setdefault(one.column, one)
    return tuple(best.values())[:most]


def _number(column: Column, inside: np.ndarray) -> list[Difference]:
    values = np.asarray(column.values, dtype=np.float64)
    known = np.isfinite(values)
    a, b = values[known & inside], values[known & ~inside]
    if not len(a) or not len(b):
        return []
    effect = standardised(a, b)
    low, high = float(np.median(a)), float(np.median(b))
    name = plain(cut(column.name, 60))
    if column.redacted:
        return [
            Difference(column.name, "number", None, None, None, effect, f"{name} differs")
        ]
    near = [float(q) for q in np.quantile(values[known], (0.1, 0.9))]
    like = (near[0], near[1]) if near[1] > near[0] else None
    text = f"{name} {beside(low, like)} (others {beside(high, like)})"
    return [Difference(column.name, "number", None, low, high, effect, text)]


def beside(value: float, like: tuple[float, float] | None) -> str:
    """A middle among values that spread so far: what is nothing beside that is 0."""
    if like is not None and abs(value) < NOTHING * (like[1] - like[0]):
        value = 0.0
    return show(value, like)


def standardised(a: Vector, b: Vector) -> float:
    """The difference of two means in standard deviations within both; 0 for none."""
    # Halves, so that no sum overflows.
    scale = float(max(np.abs(a).max(), np.abs(b).max())) or 1.0
    a, b = a / scale, b / scale
    low, high = np.quantile(np.concatenate([a, b]), (0.01, 0.99))
    if low < high:
        a, b = np.clip(a, low, high), np.clip(b, low, high)
    gap = float(a.mean() - b.mean())
    within = float(np.sqrt((len(a) * a.var() + len(b) * b.var()) / (len(a) + len(b))))
    if abs(gap) <= 1e-12:
        return 0.0
    if within <= 1e-12 * abs(gap):
        return float(np.copysign(LARGEST, gap))
    return float(np.clip(gap / within, -LARGEST, LARGEST))


def _level(column: Column, inside: np.ndarray) -> list[Difference]:
    """The level whose share differs most."""
    missing = column.missing
    if column.kind == "text":
        codes, count = column.values.astype(np.int64), len(column.levels)
        first = None
    else:
        distinct, first, codes = np.unique(
            column.values, return_index=True, return_inverse=True
        )
        count = len(distinct)
    if not count or count > MOST_LEVELS:
        return []
    a = np.bincount(codes[inside & ~missing], minlength=count)
    b = np.bincount(codes[~inside & ~missing], minlength=count)
    if not a.sum() or not b.sum():
        return []
    p, q = a / a.sum(), b / b.sum()
    gap = angle(p) - angle(q)
    # Of a pair of levels that mirror each other, the one that is there.
    level = int(np.lexsort((-p, -np.abs(gap).round(9)))[0])
    row = int(np.argmax(codes == level)) if first is None else int(first[level])
    name, said = plain(cut(column.name, 60)), show(column.held(row))
    effect = float(gap[level])
    if column.redacted:
        return [
            Difference(column.name, "level", None, None, None, effect, f"{name} differs")
        ]
    shares = f"{percent(p[level])} (others {percent(q[level])})"
    text = f"{name} = {said} in {shares}"
    return [
        Difference(
            column.name, "level", said, float(p[level]), float(q[level]), effect, text
        )
    ]


def _missing(column: Column, inside: np.ndarray) -> list[Difference]:
    missing = column.missing
    p, q = float(missing[inside].mean()), float(missing[~inside].mean())
    effect = float(angle(np.array(p)) - angle(np.array(q)))
    name = plain(cut(column.name, 60))
    text = f"{name} missing in {percent(p)} (others {percent(q)})"
    return [Difference(column.name, "missing", None, p, q, effect, text)]


def angle(share: Vector) -> Vector:
    """2 asin sqrt p, in which equal steps are equally hard to tell."""
    return np.asarray(2 * np.arcsin(np.sqrt(np.clip(share, 0, 1))))
