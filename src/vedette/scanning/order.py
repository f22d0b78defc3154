"""A canonical order of rows, so that what is found depends on the rows and not on the file.

Every random choice further on (folds, samples, jitter) is made by a row's place. Places are
given by a hash of what the row holds, each value by its rank in its column: a shuffled file, or
a column in other units, gives the same places. Rows that are equal in everything may change
places with each other, which changes nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.core.hashes import Hash, mixed, name_hash
from vedette.core.table import Column, Table


def row_hashes(table: Table, seed: int, *, leave_out: frozenset[str] = frozenset()) -> Hash:
    """(n,) a hash of the contents of each row, whatever the order of columns."""
    total = np.zeros(table.rows, dtype=np.uint64)
    for column in table:
        if column.name not in leave_out:
            total += mixed(codes(column) + name_hash(column.name, seed))
    return mixed(total)


def codes(column: Column) -> Hash:
    """(n,) equal for equal values; the same after any increasing change of units."""
    if column.kind == "text":
        levels = np.array(
            [name_hash(str(level), 0) for level in column.levels], dtype=np.uint64
        )
        if not len(levels):
            return np.zeros(len(column), dtype=np.uint64)
        return np.where(column.values < 0, np.uint64(0), levels[column.values])
    values = column.values.astype(np.int64) if column.kind == "time" else column.values
    ranks = np.unique(values, return_inverse=True, equal_nan=True)[1]
    return np.where(column.missing, 0, ranks + 1).astype(np.uint64)


def uniform(
    places: npt.NDArray[np.int64], column: str, seed: int
) -> npt.NDArray[np.float64]:
    """(n,) numbers in (-.5, .5), one for each place, others for each column."""
    bits = mixed(places.astype(np.uint64) + name_hash(column, seed ^ 0x6A09E667))
    return (bits >> np.uint64(11)).astype(np.float64) * 2.0**-53 - 0.5
