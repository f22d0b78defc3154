"""The scores of all rows of a table of which only some are held.

They are in a file, one after the other, so that a long table is calibrated as a short one is:
over every row, one view at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Population:
    """The scores of one view.

    file
        (n,) float64, by place; NaN where there is nothing to judge.
    places
        (v,) by row of the view, its place.
    """

    file: Path
    places: Rows

    def scores(self, z: Vector, left_out: Rows) -> Vector:
        """(n,) all scores, those of the view (v,) as it has them, some left out."""
        everywhere = np.fromfile(self.file, dtype=np.float64)
        everywhere[self.places] = z
        everywhere[left_out] = np.nan
        return everywhere


class Spool:
    """The files of several views, filled from the first row to the last."""

    def __init__(self, folder: Path, views: Sequence[str]) -> None:
        self.files = {view: folder / f"scores-{k}" for k, view in enumerate(views)}
        self.stack = ExitStack()
        self.open: dict[str, BinaryIO] = {}

    def __enter__(self) -> Self:
        for view, file in self.files.items():
            self.open[view] = self.stack.enter_context(file.open("wb"))
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def add(self, view: str, scores: Vector) -> None:
        """The scores of the next rows."""
        self.open[view].write(np.ascontiguousarray(scores, dtype=np.float64).data)
