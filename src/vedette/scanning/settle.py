"""From rows beyond gaps to what stands: asked again, echoes silenced, runs closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vedette.core.table import NO_ROWS
from vedette.scanning.alike import gather_alike
from vedette.scanning.confirm import Candidate, Court
from vedette.scanning.decide import Charge, accuse, chosen_views
from vedette.scanning.echo import close_runs, silence_echoes
from vedette.scanning.judged import Cell, Judged, Whole
from vedette.scanning.views import Fit, View, scanned

Rows = npt.NDArray[np.int64]

# More rows than this beyond the gap of one column are a group apart, not single errors.
CROWD_SHARE = 0.01
CROWD_ROWS = 20
# So many times more explained candidates than others make a mode of the column.
MODE = 4
# Of more candidates than this only a sample is asked about.
ASKED = 300
ASKED_OF_LONG = 2_500  # of a long table, in which so many single errors are no crowd
SAMPLED = 60


@dataclass(eq=False)
class Hearing:
    """What became of the rows beyond one gap.

    kept, heard
        Candidates that stand, and all that were no echoes.
    moved
        (row, target) to which the blame for an echo has gone.
    crowd
        There are too many of them to be single errors.
    """

    charge: Charge
    kept: list[Candidate]
    heard: list[Candidate]
    moved: list[tuple[int, int]]
    crowd: bool = False

    @property
    def explained(self) -> Rows:
        """Rows beyond the gap that are explained after all."""
        if self.crowd:
            return np.empty(0, dtype=np.int64)
        standing = np.array([c.row for c in self.kept], dtype=np.int64)
        return np.setdiff1d(self.charge.rows, standing)

    @property
    def explained_elsewhere(self) -> Rows:
        """Places in the population that are explained, and are not held in the view."""
        charge = self.charge
        if self.crowd or charge.everywhere is None or charge.view.population is None:
            return NO_ROWS
        return np.setdiff1d(charge.everywhere, charge.view.population.places)


def settle_candidates(judged: Judged, fdr: float, before: Rows | None) -> None:
    """From rows beyond gaps to confirmed cells, crowds, odd rows and groups of them.

    A gap may owe its width to rows that turn out to be explained. So these are taken out,
    and the columns are chosen and their gaps walked once more: what stands must lie beyond a
    gap of what is left.
    """
    courts = {id(fit): Court(fit) for fit in judged.fits}
    hearings = [
        hear(courts[id(charge.view.fit)], charge, before)
        for charge in accuse(chosen_views(judged.views, fdr))
        if charge.view.fit is not None
    ]
    blame_sources(hearings)
    views = [without_explained(view, hearings, before) for view in judged.views]
    chosen = chosen_views(views, fdr)
    edges = {(x.view.column, id(x.view.fit), x.sign): x.inner for x in accuse(chosen)}
    for fit in judged.fits:
        mine = [h for h in hearings if h.charge.view.fit is fit]
        judged.cells += settle_fit(judged, fit, mine, edges, before)
    wholes = [
        odd
        for view, level in chosen
        if view.fit is None
        for odd in odd_rows(judged, view, level, before)
    ]
    gather_alike(judged, wholes)


def hear(court: Court, charge: Charge, before: Rows | None) -> Hearing:
    """Ask of every row beyond a gap whether it is an echo, or usual among its like."""
    candidates = charge.candidates()
    if charge.count > (ASKED if charge.view.population is None else ASKED_OF_LONG):
        stands = mostly_stands(court, candidates)
        return Hearing(charge, [], [], [], crowd=stands)
    moved: list[tuple[int, int]] = []
    if court.fit.lagged and before is not None:
        candidates, moved = silence_echoes(court.fit, candidates, before)
    kept = court.confirm(candidates)
    standing = {c.row for c in kept}
    explained = [c for c in candidates if c.row not in standing]
    if len(explained) >= MODE * max(1, len(kept)):
        # Nearly all of them are explained: it is a way of the column to be that far out, and
        # what is left is of the same kind unless it is further out than any of them.
        furthest = max(abs(c.z) for c in explained)
        kept = [c for c in kept if abs(c.z) > furthest]
    return Hearing(charge, kept, candidates, moved)


def blame_sources(hearings: Sequence[Hearing]) -> None:
    """A row that echoes in the next one is wrong, whatever comparable rows said of it."""
    moved = {(id(h.charge.view.fit), *pair) for h in hearings for pair in h.moved}
    for hearing in hearings:
        view = hearing.charge.view
        kept = {c.row for c in hearing.kept}
        hearing.kept += [
            candidate
            for candidate in hearing.charge.candidates()
            if candidate.row not in kept
            and (id(view.fit), candidate.row, view.target) in moved
        ]


def without_explained(view: View, hearings: Sequence[Hearing], before: Rows | None) -> View:
    """The view with the explained rows taken out, and its gaps looked for again."""
    mine = [h for h in hearings if h.charge.view is view]
    rows = np.concatenate([NO_ROWS, *(h.explained for h in mine)])
    elsewhere = np.concatenate([NO_ROWS, *(h.explained_elsewhere for h in mine)])
    if not len(rows) + len(elsewhere):
        return view
    z = view.z.copy()
    z[rows] = np.nan
    return scanned(replace(view, z=z, left_out=elsewhere), before)


def settle_fit(
    judged: Judged,
    fit: Fit,
    hearings: Sequence[Hearing],
    edges: dict[tuple[str, int, int], float],
    before: Rows | None,
) -> list[Cell]:
    """The wrong cells by one fit: what stands beyond the gaps that are left."""
    kept: list[Candidate] = []
    for hearing in hearings:
        charge = hearing.charge
        edge = edges.get((charge.view.column, id(fit), charge.sign))
        if edge is None:
            continue
        standing = [c for c in hearing.kept if c.sign * c.z > c.sign * edge]
        n = charge.view.known
        if hearing.crowd:
            judged.crowds.append(charge)
        elif len(standing) > max(CROWD_SHARE * n, CROWD_ROWS):
            rows = np.array([c.row for c in standing], dtype=np.int64)
            judged.crowds.append(replace(charge, rows=rows, everywhere=None))
        else:
            kept += standing
    cells = {(c.row, c.view.target): as_cell(fit, c) for c in kept}
    if fit.lagged and before is not None:
        add_runs(fit, [c for h in hearings for c in h.heard], cells, before)
    return list(cells.values())


def odd_rows(judged: Judged, view: View, level: float, before: Rows | None) -> list[Whole]:
    """Rows that are odd as wholes, those left out that a wrong cell explains already.

    In a series the rows before and after a wrong one are explained by it too. What is left
    is looked at again: its tail must have a gap by itself.
    """
    assert judged.space is not None
    taken = {cell.row for cell in judged.cells}
    taken |= {int(row) for crowd in judged.crowds for row in crowd.rows}
    if before is not None:
        taken |= {int(before[r]) for r in taken} | next_rows(taken, before)
    score = view.z.copy()
    score[[r for r in taken if r >= 0]] = np.nan
    elsewhere = [c.everywhere for c in judged.crowds if c.everywhere is not None]
    left_out = np.concatenate([NO_ROWS, *elsewhere])
    left = scanned(replace(view, z=score, left_out=left_out), before)
    place = {int(r): i for i, r in enumerate(judged.space.rows)}
    charges = accuse([(left, level)])
    judged.unheld += [c.everywhere for c in charges if c.everywhere is not None]
    return [Whole(c.row, place[c.row], log10_p(c)) for x in charges for c in x.candidates()]


def mostly_stands(court: Court, candidates: list[Candidate]) -> bool:
    """Whether comparable rows leave most of a large crowd unexplained, by a sample of it."""
    sample = candidates[:: max(1, len(candidates) // SAMPLED)]
    return 2 * len(court.confirm(sample)) >= len(sample)


def as_cell(fit: Fit, candidate: Candidate) -> Cell:
    near = candidate.opinion.rows if candidate.opinion is not None else ()
    return Cell(
        candidate.row,
        candidate.view.target,
        fit,
        candidate.z,
        candidate.inner,
        log10_p(candidate),
        tuple(int(r) for r in near),
        candidate.accomplices,
        cluster=candidate.cluster,
    )


def log10_p(candidate: Candidate) -> float:
    """Of the value in its column, both sides counted; the rows beyond its gap left out."""
    view, sign = candidate.view, candidate.sign if candidate.view.target >= 0 else 1
    # The findings are no part of the tail they are judged by.
    p = view.log10_p(sign, np.array([sign * candidate.z]), candidate.inner)[0]
    return min(0.0, float(p) + (np.log10(2) if view.lower is not None else 0.0))


def add_runs(
    fit: Fit, heard: Sequence[Candidate], cells: dict[tuple[int, int], Cell], before: Rows
) -> None:
    """The rows between a jump and the jump back; the row after the jump back is usual."""
    places = np.arange(len(before), dtype=np.int64)
    chain = np.cumsum(before < 0).astype(np.int64)
    for target, start, end in close_runs(heard, places, chain, fit):
        like = cells.get((start, target))
        if like is None:
            continue
        for row in range(start, end):
            cells.setdefault((row, target), replace(like, row=row, comparable=()))
            cells[row, target] = replace(cells[row, target], in_run=True)
        cells.pop((end, target), None)


def next_rows(rows: set[int], before: Rows) -> set[int]:
    return set(
        np.flatnonzero(np.isin(before, np.array(sorted(rows), dtype=np.int64))).tolist()
    )
