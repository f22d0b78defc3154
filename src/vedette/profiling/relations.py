"""Who depends on whom: by twos, and each column given all others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.dependence import Pair, Relations
from vedette.core.table import Roles, Table
from vedette.profiling.pairs import pairs_of
from vedette.profiling.predicting import predictions
from vedette.profiling.sides import Side, comparable, side_of
from vedette.tables.facts import Facts

# Values that are looked at, rows times columns: of a table of 12 columns, 5,000 rows.
CELLS, MOST_ROWS, FEWEST_ROWS = 60_000, 5_000, 1_000
# Of wider tables, so many columns are compared by twos, and so many are predicted.
MOST_COMPARED, MOST_PREDICTED = 300, 60
MOST_PAIRS = 60


def relations(table: Table, roles: Roles, facts: Facts, seed: int) -> Relations:
    """What the columns of a table (without codes for missing) tell of each other.

    Columns that others determine exactly are left to the facts.
    """
    determined = tuple(dict.fromkeys(f.column for f in facts.functions))
    able = [c for c in table if comparable(c, roles) and c.name not in determined]
    rows = drawn_rows(table.rows, min(len(able), MOST_PREDICTED), seed)
    sides = [side for c in able if (side := side_of(c, roles, rows)) is not None]
    compared = sides[:MOST_COMPARED]
    found = pairs_of(compared)
    some = most_related(compared, found)
    told = predictions(some, seed) if len(some) > 1 else ()
    return Relations(
        pairs=tuple(found[:MOST_PAIRS]),
        more=max(0, len(found) - MOST_PAIRS),
        predicted=told,
        determined=determined,
        left_out=tuple(side.name for side in sides if side not in some),
        rows=len(rows),
    )


def drawn_rows(n: int, columns: int, seed: int) -> npt.NDArray[np.intp]:
    """So many rows at random that the work is bounded, in their order."""
    most = min(MOST_ROWS, max(FEWEST_ROWS, CELLS // max(1, columns)))
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng([seed, 11]).permutation(n)[:most])


def most_related(sides: list[Side], found: list[Pair]) -> list[Side]:
    """At most so many columns as are predicted: of more, those most related, in order."""
    if len(sides) <= MOST_PREDICTED:
        return sides
    best = {side.name: 0.0 for side in sides}
    for pair in found:
        for name in (pair.first, pair.second):
            best[name] = max(best[name], pair.strength)
    kept = set(sorted(best, key=lambda name: -best[name])[:MOST_PREDICTED])
    return [side for side in sides if side.name in kept]
