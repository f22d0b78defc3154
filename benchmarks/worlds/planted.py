"""Planted worlds: a clean draft, and wrong cells of several kinds in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from worlds import businesses
from worlds.model import PlantKind, World, generator
from worlds.pieces import Rng
from worlds.planting import (
    SINGLE,
    Draft,
    plant_category_pairs,
    plant_dropped_run,
    plant_shifted_cluster,
)  # fmt: skip
from worlds.series import SERIES_WORLDS
from worlds.series_planted import series_planted

MAKERS: dict[str, Callable[[int, Rng], Draft]] = {
    maker.__name__: maker
    for maker in (
        businesses.orders, businesses.servers, businesses.sensors, businesses.staff,
        businesses.weather,
    )
}  # fmt: skip
PLANTED_WORLDS: tuple[str, ...] = tuple(MAKERS)

KINDS: tuple[PlantKind, ...] = (
    "spike", "broken_correlation", "wrong_category", "unit_error", "dropped_run",
    "shifted_cluster", "category_pair",
)  # fmt: skip
SHARES = (0.002, 0.02)
RUN = (10, 60)  # rows


def draft(world: str, n: int, seed: int) -> Draft:
    """A clean table of a planted world, with the laws of its columns."""
    return MAKERS[world](n, generator(world, n, seed))


def planted(
    world: str,
    n: int,
    seed: int,
    deviations: float = 8,
    share: float | None = None,
    kinds: Sequence[PlantKind] = KINDS,
) -> World:
    """A table with wrong cells `deviations` conditional standard deviations off, or more.

    share
        Of the rows, in all; None: drawn from .2 to 2 %, evenly in the log. At least three
        rows. The same seed gives the same clean table whatever is planted.
    kinds
        A run or a cluster is planted where it takes at most half of the wrong rows (a
        run is 10 to 60 rows, a cluster 5 or more) or nothing else was asked for.

    A series world has its own fixed plan (`series_planted`) and takes no kinds.
    """
    if world in SERIES_WORLDS:
        return series_planted(world, n, seed, deviations)
    work = draft(world, n, seed)
    rng = generator(f"{world} planted", n, seed)
    if share is None:
        share = float(np.exp(rng.uniform(*np.log(SHARES))))
    plant(work, kinds, max(3, round(share * n)), deviations, rng)
    gaussian = frozenset(name for name, law in work.laws.items() if law.gaussian)
    return World(world, work.table, tuple(work.planted), gaussian)


def plant(work: Draft, kinds: Sequence[PlantKind], total: int, k: float, rng: Rng) -> None:
    """`total` wrong rows: a run, a cluster and broken rules first, then single cells."""
    left = total
    alone = len(kinds) == 1
    if "dropped_run" in kinds and (alone or total >= 2 * RUN[0]):
        longest = max(RUN[0], min(RUN[1], total if alone else total // 3))
        length = int(rng.integers(RUN[0], longest + 1))
        left -= length if plant_dropped_run(work, k, rng, length) else 0
    if "shifted_cluster" in kinds and (alone or left >= 10):
        size = max(5, total if alone else left // 4)
        left -= size if plant_shifted_cluster(work, k, rng, size) else 0
    if "category_pair" in kinds:
        left -= plant_category_pairs(work, min(4, max(1, total // 4)), rng)
    single = [kind for kind in SINGLE if kind in kinds]
    rng.shuffle(single)
    for i in range(max(0, left) if single else 0):
        for j in range(len(single)):  # a kind that has no place here leaves it to the next
            if SINGLE[single[(i + j) % len(single)]](work, k, rng):
                break
