"""Wrong numbers: moved by their noise, or written as people get them wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from vedette.core.arrays import Vector
from vedette.planting.draft import Cells, Change, Draft
from vedette.planting.kinds import FACTORS
from vedette.planting.planted import Rows, Wish

Rng = np.random.Generator
# Rows that are looked at for a place where the anomaly fits.
TRIED = 500
# A planted value is at most this many times as far as was asked for.
SLACK = 1.25
# An error that changes a value by less than its noise is none that could be told.
LEAST = 1.0


def spike(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A value moved by `size` units of its noise, up or down."""
    return _moved(draft, wish, rng, within=None)


def broken_correlation(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """The same, and the value is one of the middle 98 % of its column."""
    return _moved(draft, wish, rng, within=draft.form(wish.column).usual)


def moved_values(
    draft: Draft, column: str, rows: Rows, size: float, rng: Rng
) -> tuple[Vector, np.ndarray]:
    """(r,) values moved by `size` at random up or down, and which of them can be."""
    noise, form = draft.noise[column], draft.form(column)
    old = draft.table[column].values[rows]
    sign = rng.choice([-1.0, 1.0], len(rows))
    values = form.told(noise.moved(old, rows, sign * size))
    other = form.told(noise.moved(old, rows, -sign * size))
    values = np.where(form.inside(values), values, other)
    far = np.abs(noise.distance(old, values, rows))
    return values, form.inside(values) & (far >= size / SLACK) & (far <= size * SLACK)


def _moved(
    draft: Draft, wish: Wish, rng: Rng, within: tuple[float, float] | None
) -> Change | None:
    rows = draft.free((wish.column,), rng)[: TRIED if within is None else None]
    values, good = moved_values(draft, wish.column, rows, wish.size, rng)
    if within is not None:
        good &= (values >= within[0]) & (values <= within[1])
    return first_of(draft, wish.column, rows, values, good)


def unit_error(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A value in a unit so many times as large or small."""
    factor = FACTORS[wish.form]
    return _rewritten(draft, wish, rng, lambda old: old * factor)


def sign_flip(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A value with the other sign, also where no value of the column has it."""
    return _rewritten(draft, wish, rng, np.negative)


def digits_swapped(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """Two neighbouring digits swapped: 41.7 for 47.1 is two of them, 14.7 one."""
    decimals = draft.form(wish.column).decimals

    def swapped(old: Vector) -> Vector:
        return np.array([_swapped(float(v), decimals, rng) for v in old])

    return _rewritten(draft, wish, rng, swapped)


def _swapped(value: float, decimals: int | None, rng: Rng) -> float:
    text = f"{value:.{max(decimals, 0) if decimals is not None else 4}f}"
    at = [
        k
        for k in range(len(text) - 1)
        if text[k].isdigit() and text[k + 1].isdigit() and text[k] != text[k + 1]
    ]
    if not at:
        return value
    k = int(rng.choice(at))
    return float(text[:k] + text[k + 1] + text[k] + text[k + 2 :])


def swapped_columns(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """The value of a column exchanged with that of another column of its row.

    Columns whose usual ranges overlap come first: nobody notices those.
    """
    name = wish.column
    others = [c for c in draft.numbers if c != name]
    mine = draft.form(name).usual
    near = [c for c in others if _overlap(mine, draft.form(c).usual)]
    for other in [*rng.permutation(near), *rng.permutation(others)]:
        rows = draft.free((name, str(other)), rng)[:TRIED]
        a, b = draft.table[name].values[rows], draft.table[str(other)].values[rows]
        new_a, new_b = draft.form(name).told(b), draft.form(str(other)).told(a)
        far = [
            np.abs(draft.noise[c].distance(old, new, rows))
            for c, old, new in ((name, a, new_a), (str(other), b, new_b))
        ]
        hits = np.flatnonzero(np.maximum(*far) >= LEAST)
        if len(hits):
            k = hits[:1]
            return Change(
                (
                    cells(draft, name, rows[k], new_a[k]),
                    cells(draft, str(other), rows[k], new_b[k]),
                )
            )
    return None


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return max(a[0], b[0]) <= min(a[1], b[1])


def odd_row(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A row of which three columns (two, if there are no more) are each a little off."""
    if len(draft.numbers) < 2:
        return None
    names = [str(c) for c in rng.permutation(draft.numbers)[:3]]
    rows = draft.free(tuple(names), rng)[:TRIED]
    good = np.ones(len(rows), dtype=bool)
    values = {}
    for name in names:
        values[name], can = moved_values(draft, name, rows, wish.size, rng)
        good &= can
    k = np.flatnonzero(good)[:1]
    if not len(k):
        return None
    return Change(tuple(cells(draft, c, rows[k], values[c][k]) for c in names))


def _rewritten(
    draft: Draft, wish: Wish, rng: Rng, write: Callable[[Vector], Vector]
) -> Change | None:
    rows = draft.free((wish.column,), rng)[:TRIED]
    old = draft.table[wish.column].values[rows]
    with np.errstate(over="ignore"):
        values = draft.form(wish.column).told(write(old))
    far = np.abs(draft.noise[wish.column].distance(old, values, rows))
    good = (values != old) & (far >= LEAST) & (np.abs(values) < 1e300)
    return first_of(draft, wish.column, rows, values, good)


def first_of(
    draft: Draft, column: str, rows: Rows, values: Vector, good: np.ndarray
) -> Change | None:
    """The change of the first row that will do."""
    k = np.flatnonzero(good)[:1]
    return Change((cells(draft, column, rows[k], values[k]),)) if len(k) else None


def cells(draft: Draft, column: str, rows: Rows, values: Vector) -> Cells:
    """New values of a column of numbers, with how far they are from the old ones."""
    old = draft.table[column].values[rows]
    far = np.abs(draft.noise[column].distance(old, values, rows))
    return Cells(
        column, rows, values, np.where(np.isfinite(far), far, np.nan), values - old
    )
