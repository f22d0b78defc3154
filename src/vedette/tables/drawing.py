"""A fair sample of a table's rows, drawn by what they hold.

A row is drawn if the hash of its contents is among the m smallest. So neither the order of the
rows nor the stretches in which they are read matter.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from vedette.core.hashes import content_hashes
from vedette.core.table import Table
from vedette.tables.stretches import Long, stretches

Rows = npt.NDArray[np.int64]


def drawn(
    table: Long,
    m: int,
    seed: int,
    *,
    size: int | None = None,
    seen: Callable[[int, Table], None],
) -> Rows:
    """Ascending places of m rows of a longer table.

    size
        Rows read at a time.
    seen
        Called with each stretch: where it starts, and its rows.
    """
    hashes, rows = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
    for start, part in stretches(table, size):
        seen(start, part)
        new = content_hashes(part, seed)
        near = np.arange(len(new)) if len(rows) < m else np.flatnonzero(new <= hashes[-1])
        hashes = np.concatenate([hashes, new[near]])
        rows = np.concatenate([rows, near + start])
        # Copies have one hash: the earlier ones are drawn.
        least = np.lexsort((rows, hashes))[:m]
        hashes, rows = hashes[least], rows[least]
    return np.sort(rows)
