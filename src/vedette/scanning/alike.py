"""Rows alike: odd rows that are each other's nearest are one statement, not many.

Nothing in the data tells a small honest cluster from a repeated error; so it is shown as what
it is, a group of rows unlike the rest, and judged once.
"""

from __future__ import annotations

import numpy as np

from vedette.scanning.judged import Judged, Whole
from vedette.scanning.rows import Space

# An odd row whose so many nearest rows are odd too is one of a group.
NEAREST = 3
LEAST = 4


def gather_alike(judged: Judged, wholes: list[Whole]) -> None:
    """Put odd rows and cells of clusters that are each other's nearest into groups."""
    if judged.space is None:
        return
    place = {int(r): i for i, r in enumerate(judged.space.rows)}
    best: dict[int, float] = {}
    for cell in judged.cells:
        if cell.cluster and cell.row in place:
            best[cell.row] = min(cell.log10_p, best.get(cell.row, 0.0))
    of_cells = [Whole(row, place[row], p) for row, p in sorted(best.items())]
    single, judged.alike = part_alike(wholes + of_cells, judged.space)
    grouped = {w.row for some in judged.alike for w in some}
    judged.cells = [cell for cell in judged.cells if cell.row not in grouped]
    judged.wholes = [w for w in single if w.row not in best]


def part_alike(
    wholes: list[Whole], points: Space | None
) -> tuple[list[Whole], list[list[Whole]]]:
    """Odd rows by themselves, and groups of odd rows that are each other's nearest."""
    if points is None or len(wholes) < LEAST:
        return wholes, []
    places = np.array([w.place for w in wholes], dtype=np.int64)
    near = points.nearest(places, NEAREST)
    odd = {int(p): i for i, p in enumerate(places)}
    member = [all(int(p) in odd for p in row) for row in near]
    group = list(range(len(wholes)))
    for i, row in enumerate(near):
        if member[i]:
            for p in row:
                join(group, i, odd[int(p)])
    roots: dict[int, list[int]] = {}
    for i in range(len(wholes)):
        roots.setdefault(root(group, i), []).append(i)
    alike = [[wholes[i] for i in some] for some in roots.values() if len(some) >= LEAST]
    grouped = {w.row for some in alike for w in some}
    return [w for w in wholes if w.row not in grouped], alike


def root(group: list[int], i: int) -> int:
    while group[i] != i:
        group[i] = group[group[i]]
        i = group[i]
    return i


def join(group: list[int], i: int, j: int) -> None:
    group[root(group, i)] = root(group, j)
