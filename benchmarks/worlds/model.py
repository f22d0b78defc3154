"""What a generated table is, and what is known to be wrong with it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

# float64 with NaN, int64, object strings with None, datetime64[us]
Table: TypeAlias = dict[str, npt.NDArray[Any]]
Floats: TypeAlias = npt.NDArray[np.float64]
Words: TypeAlias = npt.NDArray[np.object_]

PlantKind = Literal[
    "spike",
    "broken_correlation",
    "wrong_category",
    "unit_error",
    "dropped_run",
    "shifted_cluster",
    "swap",
    "run",
    "level_shift",
    "category_pair",
]


@dataclass(frozen=True)
class Planted:
    """One wrong cell.

    deviations
        Its distance from the true conditional centre in true conditional standard
        deviations, on the scale where the noise is additive; at least what was asked for.
        For series, the size of the shift in innovation standard deviations. 0: a category.
    event
        Cells of one run, cluster or level shift share it.
    """

    row: int
    column: str
    kind: PlantKind
    deviations: float
    event: int


@dataclass(frozen=True)
class World:
    """A table, what was planted in it, and the columns whose noise is Gaussian-like."""

    name: str
    table: Table
    planted: tuple[Planted, ...] = ()
    gaussian_like: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        return len(next(iter(self.table.values())))

    @property
    def wrong_rows(self) -> frozenset[int]:
        return frozenset(p.row for p in self.planted)


def generator(name: str, n: int, seed: int) -> np.random.Generator:
    """Random numbers that depend on the world, the size and the seed, and nothing else."""
    return np.random.default_rng([zlib.crc32(name.encode()), n, seed])
