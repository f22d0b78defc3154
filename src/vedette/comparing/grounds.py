"""Where detectors are tested without labels: the table, its halves, and with anomalies in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vedette.comparing.piece import Points
from vedette.core.arrays import Matrix
from vedette.core.errors import TooLittleData
from vedette.core.progress import Progress
from vedette.core.table import Roles, Table
from vedette.detectors.features import fit_features
from vedette.planting import Planted, plant
from vedette.planting.kinds import KINDS

Rows = npt.NDArray[np.int64]

TABLE, AGAIN, HALVES = "the table", "another seed", ("one half", "the other half")
PLANTINGS = 5
# A copy is like other rows, and an order is not seen by those who see one row at a time.
NOT_SEEN = frozenset({"duplicate", "level_shift", "stuck", "dropped_rows"})
LEAST_ROWS = 20
LEAST_PLANTED, FEW, MOST_PLANTED, MOST_SHARE = 20, 0.01, 100, 0.05


@dataclass(frozen=True, eq=False)
class Unlabelled:
    """A table without labels, and what was planted into it, once for each test."""

    table: Table
    roles: Roles
    planted: tuple[Planted, ...]
    seed: int

    @property
    def tests(self) -> tuple[str, ...]:
        """The names of the tests by planted anomalies."""
        return tuple(f"planting {i + 1}" for i in range(len(self.planted)))

    def points(self, test: str, *, kinds: bool) -> Points:
        """The rows of a test as numbers; `kinds`: see `fit_features`."""
        if test in self.tests:
            return _points(self.planted[self.tests.index(test)].table, self.roles, kinds)
        whole = _points(self.table, self.roles, kinds)
        if test not in HALVES:
            return whole
        part = halves(self.table.rows, self.seed)[HALVES.index(test)]
        return Points(np.ascontiguousarray(whole.learn[part]), whole.learn, whole.kinds)


def unlabelled(
    table: Table,
    roles: Roles,
    seed: int,
    progress: Progress = lambda phase, done, total: None,
) -> Unlabelled:
    """A table with its plantings.

    Raises
    ------
    TooLittleData
        If there are too few rows, or nothing that detectors could look at.
    """
    if table.rows < LEAST_ROWS:
        raise TooLittleData(
            f"{table.rows:,} rows are too few to compare detectors on",
            hint=f"{LEAST_ROWS} rows would do; some hundreds are better",
        )
    if not fit_features(table, roles).made:
        raise TooLittleData(
            "no column tells the rows apart",
            hint="vedette roles FILE shows what each column is taken for",
        )
    chosen = [name for name in KINDS if name not in NOT_SEEN]
    made = []
    for i in range(PLANTINGS):
        progress("planting", i, PLANTINGS)
        made.append(
            plant(
                table,
                roles,
                seed=(seed + i) % 2**32,
                count=planted_count(table.rows),
                kinds=chosen,
            )
        )
    return Unlabelled(table, roles, tuple(p for p in made if len(p)), seed)


def planted_count(rows: int) -> int:
    """How many anomalies are planted each time: few enough not to become usual."""
    return int(min(max(LEAST_PLANTED, FEW * rows), MOST_PLANTED, MOST_SHARE * rows))


def halves(rows: int, seed: int) -> tuple[Rows, Rows]:
    """Two halves of the rows, drawn at random, each ascending."""
    order = np.random.default_rng([seed, 2]).permutation(rows)
    return np.sort(order[: rows // 2]), np.sort(order[rows // 2 :])


def _points(table: Table, roles: Roles, kinds: bool) -> Points:
    features = fit_features(table, roles, kinds=kinds)
    learn: Matrix = features.matrix(table)
    return Points(learn, kinds=features.kinds)


def thinned(table: Table, rows: Rows) -> Table:
    """The table with these rows only, ascending."""
    numbers = table.row_numbers
    return replace(
        table,
        columns=tuple(column.take(rows) for column in table),
        rows=len(rows),
        frame=None,
        row_numbers=rows if numbers is None else numbers[rows],
    )
