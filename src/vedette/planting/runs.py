"""Wrong runs of rows in a series: shifted, stuck, left out."""

from __future__ import annotations

import numpy as np

from vedette.planting.draft import Change, Draft
from vedette.planting.numbers import cells
from vedette.planting.planted import Rows, Wish

Rng = np.random.Generator
SHORTEST, LONGEST = 5, 20
STARTS = 60


def level_shift(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """5 to 20 rows of a series, all moved by `size` units of noise in one direction."""
    noise, form = draft.noise[wish.column], draft.form(wish.column)
    for rows in _runs(draft, wish.column, rng):
        old = draft.table[wish.column].values[rows]
        first = float(rng.choice([-1.0, 1.0]))
        for sign in (first, -first):
            values = form.told(noise.moved(old, rows, sign * wish.size))
            if form.inside(values).all():
                return Change((cells(draft, wish.column, rows, values),))
    return None


def stuck(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """5 to 20 rows of a series that all repeat the value of the first."""
    column = draft.table[wish.column].values
    for rows in _runs(draft, wish.column, rng):
        if len(np.unique(column[rows])) > len(rows) // 2:
            values = np.full(len(rows) - 1, column[rows[0]])
            return Change((cells(draft, wish.column, rows[1:], values),))
    return None


def dropped_rows(draft: Draft, wish: Wish, rng: Rng) -> Change | None:
    """5 to 20 rows of a series left out; the row after them is the one that shows it."""
    for rows in _runs(draft, None, rng):
        return Change(dropped=rows[:-1], after=int(rows[-1]))
    return None


def _runs(draft: Draft, column: str | None, rng: Rng) -> list[Rows]:
    """Runs of consecutive rows of one series that are free and have values."""
    before = draft.previous
    if before is None:
        return []
    good = np.zeros(draft.table.rows, dtype=bool)
    good[draft.free(() if column is None else (column,), rng)] = True
    found: list[Rows] = []
    for last in rng.permutation(np.flatnonzero(good & (before >= 0)))[:STARTS]:
        length = int(rng.integers(SHORTEST, LONGEST + 1))
        run = [int(last)]
        while len(run) < length and before[run[-1]] >= 0 and good[before[run[-1]]]:
            run.append(int(before[run[-1]]))
        if len(run) == length:
            found.append(np.array(run[::-1], np.int64))
    return found
