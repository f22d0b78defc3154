"""What is asked to be planted, and what was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.table import Table

Rows = npt.NDArray[np.int64]

# In units of the column's own noise.
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


@dataclass(frozen=True, slots=True)
class Wish:
    """One anomaly that is to be planted.

    column
        "" for kinds that are of whole rows.
    size
        In units of the column's noise; 0 for kinds without a size.
    form
        Which of the forms of its kind: "x 10", "/ 10"; "" where there is one.
    """

    kind: str
    column: str
    size: float = 0.0
    form: str = ""


@dataclass(frozen=True, eq=False)
class Planted:
    """A table with anomalies in it, and where they are: m rows, k of them wrong.

    rows
        (k,) 0-based rows of `table` that are wrong.
    columns
        (k,) which value of the row is wrong; "" for the row as a whole.
    kinds, forms
        (k,) what is wrong with it: "unit_error", "x 100".
    sizes
        (k,) how far the value was moved in units of its column's noise; NaN where there is
        no distance (a category, a missing value).
    amounts
        (k,) the same in the column's own units, signed; NaN likewise.
    events
        (k,) which anomaly the row is a part of, from 0: a run is one anomaly of many rows.
    wishes
        By event, what was asked for.
    origin
        (m,) the row of the table it was planted into; a copied row has that of its model.
    refused
        What was asked for and could not be planted in any row that was free.
    """

    table: Table
    rows: Rows
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    sizes: Vector
    forms: tuple[str, ...]
    amounts: Vector
    events: Rows
    wishes: tuple[Wish, ...]
    origin: Rows
    refused: tuple[Wish, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def odd(self) -> npt.NDArray[np.bool_]:
        """(m,) which rows hold an anomaly."""
        odd = np.zeros(self.table.rows, dtype=bool)
        odd[self.rows] = True
        return odd
