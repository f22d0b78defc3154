"""Wrong kinds, missing values, wrong dates, rows that come twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from vedette.core.table import Column
from vedette.planting.draft import Cells, Change, Draft
from vedette.planting.planted import Rows, Wish

Rng = np.random.Generator
# A value is usually there if at most this share of the column is missing.
SELDOM = 0.05
YEARS = (1, 10, 100)


def wrong_category(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """Another kind of the column, drawn as often as it occurs."""
    column = draft.table[wish.column]
    rows = draft.free((wish.column,), rng)
    if not len(rows):
        return None
    known = column.values[~column.missing]
    others = known[known != column.values[rows[0]]]
    if not len(others):
        return None
    return _one(wish.column, rows[:1], rng.choice(others, 1))


def new_level(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A kind that the column does not have: a known one mistyped, or the next number."""
    column = draft.column(wish.column)
    rows = draft.free((wish.column,), rng)[:1]
    if not len(rows) or column.kind == "flag":
        return None
    if column.kind != "text":
        known = column.values[~column.missing]
        return _one(wish.column, rows, np.array([float(known.max()) + 1]))
    level = mistyped(str(column.levels[column.values[rows[0]]]), column, rng)
    levels = np.array([*column.levels, None], dtype=object)
    levels[-1] = level
    draft.changed[wish.column] = replace(column, levels=levels)
    return _one(wish.column, rows, np.array([len(levels) - 1], column.values.dtype))


def mistyped(text: str, column: Column, rng: Rng) -> str:
    """The text with a letter doubled, so often that the column does not have it."""
    taken = set(column.levels.tolist())
    while text in taken or not text:
        k = int(rng.integers(len(text))) if text else 0
        text = text[: k + 1] + (text[k : k + 1] or "?") + text[k + 1 :]
    return text


def missing(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """No value, in a column that seldom is without."""
    column = draft.column(wish.column)
    rows = draft.free((wish.column,), rng)[:1]
    if not len(rows) or column.missing.mean() > SELDOM:
        return None
    return _one(wish.column, rows, column.without(rows).values[rows])


def wrong_date(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A date 1, 10 or 100 years off, before or after."""
    column = draft.table[wish.column]
    rows = draft.free((wish.column,), rng)[:1]
    if not len(rows):
        return None
    years = int(rng.choice(YEARS) * rng.choice([-1, 1]))
    moved = column.values[rows] + np.timedelta64(round(365.2425 * years), "D")
    return _one(wish.column, rows, moved)


def duplicate(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """A row that comes once more."""
    rows = draft.free((), rng)[:1]
    return Change(copied=rows) if len(rows) else None


def _one(column: str, rows: Rows, values: np.ndarray) -> Change:
    none = np.full(1, np.nan)
    return Change((Cells(column, rows, values, none, none),))
