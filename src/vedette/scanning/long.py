"""A scan of a table too long for memory: learn from a sample of its rows, judge them all.

What is usual is learned from rows that are drawn by what they hold. All rows are then looked
at in stretches by what was learned, and their scores are kept in files: gaps and p-values are
those of all rows. Rows beyond gaps are fetched, and join the sample for what comes after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vedette.core.detector import Detector
from vedette.core.progress import Progress
from vedette.core.result import Result
from vedette.core.table import Table
from vedette.core.wording import count
from vedette.scanning.budget import most_surprising
from vedette.scanning.coverage import UNORDERED
from vedette.scanning.decide import accuse, chosen_views
from vedette.scanning.extending import joined, looked_at
from vedette.scanning.judged import Judged
from vedette.scanning.learning import Learned, learn
from vedette.scanning.population import Population, Spool
from vedette.scanning.rows import row_view
from vedette.scanning.run import described
from vedette.scanning.settle import ASKED_OF_LONG, settle_candidates
from vedette.scanning.views import View, scanned
from vedette.tables.agreeing import agreeing, removed_codes, without_codes
from vedette.tables.drawing import drawn
from vedette.tables.facts import find_facts
from vedette.tables.retyping import with_roles
from vedette.tables.scratch import scratch
from vedette.tables.stretches import Long, stretches

Rows = npt.NDArray[np.int64]

# Rows to learn from, if the user does not say how many.
SAMPLE = 100_000
# Of more rows beyond one gap than can be asked about, so many are fetched, evenly from the least
# to the furthest.
FETCHED = ASKED_OF_LONG
# How often rows are fetched because the rows found so far leave others at the end.
ROUNDS = 3
# Rows that rows as wholes are compared with.
REFERENCE = 2_500


@dataclass(frozen=True, eq=False)
class Stage:
    """All rows of a long table as they are judged.

    places
        (m,) of the sample in the table, by row of `learned`.
    files
        By view, the file of its scores.
    """

    table: Long
    learned: Learned
    places: Rows
    files: Sequence[Path]

    def views(
        self, learned: Learned, places: Rows, told: Callable[[float], None] = lambda _: None
    ) -> list[View]:
        """The views of some rows, with the gaps among all; tells how many are done."""
        views = []
        for k, (view, file) in enumerate(
            zip(learned.judged.views, self.files, strict=True)
        ):
            told(k / len(self.files))
            views.append(scanned(replace(view, population=Population(file, places)), None))
        return views

    def stored(self, table: Table) -> Table:
        """Rows stored as those that were learned from."""
        like, codes = self.learned.ordered.table, self.learned.codes
        return without_codes(agreeing(table, like, self.learned.roles), codes)


def scan_long(
    table: Long,
    sample: int,
    *,
    fdr: float,
    budget: int | None,
    roles: Mapping[str, str],
    seed: int,
    detector: Detector | None,
    progress: Progress,
    at_once: int | None = None,
) -> Result:
    """What looks wrong in a table of more than `sample` rows.

    at_once
        Rows looked at together; changes nothing but memory and time.
    """
    n = table.rows
    rows = drawn(table, sample, seed, size=at_once, seen=told(progress, "drawing", n))
    some, understood = with_roles(table.take(rows), roles)
    progress("learning", 0, None)
    counted = find_facts(some, understood)
    learned = learn(
        counted.cleaned,
        understood,
        counted.functions,
        seed=seed,
        detector=detector,
        in_order=False,
    )
    learned.codes = removed_codes(some, counted.cleaned)
    for fit in learned.judged.fits:
        for t in fit.z:
            fit.tells(t)  # of a fair sample, before rows join it that are none
    compared_with_fewer(learned.judged)
    with scratch() as folder:
        places = rows[learned.ordered.rows]
        seen = told(progress, "judging", n)
        files = look_at_all(table, learned, folder, at_once, seen)
        stage = Stage(table, learned, places, files)
        both = settled(stage, fdr, budget, progress)
    progress("explaining", 0, None)
    note = f"learned from {count(len(rows), 'row')} drawn from {n:,}; all are judged"
    whole = replace(
        both.ordered.table,
        rows=n,
        source=table.source,
        frame=table.frame,
        row_numbers=table.numbers,
        notes=table.notes,
    )
    facts = tuple(replace(f, text=f"{f.text} (in the sample)") for f in counted.facts)
    result = described(
        both, whole, facts, fdr=fdr, budget=budget, learned_from=note, among=n
    )
    limits = tuple(UNTRIED if said == UNORDERED else said for said in result.not_checked)
    return replace(
        result, not_checked=(*limits, f"facts of the other {n - len(rows):,} rows")
    )


def compared_with_fewer(judged: Judged) -> None:
    """Distances of rows as wholes to fewer rows: of the work of millions they are the most."""
    points = judged.space
    if points is None or not points.axes or len(points.reference) <= REFERENCE:
        return
    step = -(-len(points.reference) // REFERENCE)
    fewer = replace(points, reference=points.reference[::step], k=max(5, points.k // step))
    judged.space, view = row_view(fewer, len(judged.views[-1].z), None)
    judged.views[-1] = view


UNTRIED = "each row given the one before (the table is too long to put its rows in order)"


def told(progress: Progress, phase: str, n: int) -> Callable[[int, Table], None]:
    """What is called with each stretch of n rows as it begins."""

    def seen(start: int, _: Table) -> None:
        progress(phase, start, n)

    return seen


def look_at_all(
    table: Long,
    learned: Learned,
    folder: Path,
    size: int | None,
    seen: Callable[[int, Table], None],
) -> list[Path]:
    """The scores of all rows in files, one for each view."""
    views = learned.judged.views
    stage = Stage(table, learned, np.empty(0, np.int64), [])
    names = [str(k) for k in range(len(views))]
    place = {id(fit): k for k, fit in enumerate(learned.judged.fits)}
    with Spool(folder, names) as spool:
        for start, part in stretches(table, size):
            seen(start, part)
            looked = looked_at(learned, stage.stored(part))
            for name, view in zip(names, views, strict=True):
                scores = looked.score
                if view.fit is not None:
                    scores = looked.fits[place[id(view.fit)]].z[view.target]
                assert scores is not None
                in_file = np.empty(part.rows)
                in_file[looked.rows] = scores
                spool.add(name, in_file)
    return [spool.files[name] for name in names]


def settled(stage: Stage, fdr: float, budget: int | None, progress: Progress) -> Learned:
    """The sample and all rows beyond gaps, settled as the rows of one table."""

    def told(share: float) -> None:
        progress("comparing", round(400 * share), 1_000)

    views = stage.views(stage.learned, stage.places, told)
    wanted = beyond_gaps(views, fdr)
    if budget is not None:
        wanted = np.union1d(wanted, furthest(views, budget))
    progress("comparing", 400, 1_000)
    both = extended(stage, wanted)
    for _ in range(ROUNDS):
        progress("comparing", 700, 1_000)
        judged = both.judged
        settle_candidates(judged, fdr, None)
        if not judged.unheld:
            break
        wanted = np.union1d(wanted, np.concatenate([fetched(r) for r in judged.unheld]))
        both = extended(stage, wanted)
    both.found = both.judged.found()
    if budget is not None:
        most_surprising(both.judged, budget)
    # The files go, what was read off them stays.
    both.judged.views = [replace(view, population=None) for view in both.judged.views]
    return both


def extended(stage: Stage, wanted: Rows) -> Learned:
    """The sample and some other rows as one table, its rows named by their places."""
    wanted = np.setdiff1d(wanted, stage.places)
    learned = stage.learned
    looked = looked_at(learned, stage.stored(stage.table.take(wanted)))
    both = joined(learned, looked)
    places = np.concatenate([stage.places, wanted[looked.rows]])
    judged = replace(both.judged, views=stage.views(both, places))
    return replace(both, ordered=replace(both.ordered, rows=places), judged=judged)


def beyond_gaps(views: Sequence[View], fdr: float) -> Rows:
    """Places of the rows beyond the gaps of all views that may name rows."""
    found = [np.empty(0, dtype=np.int64)]
    for charge in accuse(chosen_views(views, fdr)):
        places = charge.everywhere
        if places is not None:
            found.append(fetched(places, charge.view.everywhere()[places]))
    return np.unique(np.concatenate(found))


def fetched(places: Rows, scores: npt.NDArray[np.float64] | None = None) -> Rows:
    """All of a few rows; of many, some from the least to the furthest."""
    if len(places) <= FETCHED:
        return places
    order = np.arange(len(places)) if scores is None else np.argsort(scores, kind="stable")
    return places[order[np.linspace(0, len(places) - 1, FETCHED).astype(np.int64)]]


def furthest(views: Sequence[View], most: int) -> Rows:
    """Places of the rows furthest out in each view, so many on each side."""
    found = [np.empty(0, dtype=np.int64)]
    for view in views:
        scores = view.everywhere()
        known = np.flatnonzero(np.isfinite(scores))
        for sign in (1, -1) if view.target >= 0 else (1,):
            k = min(most, len(known))
            found.append(known[np.argpartition(-sign * scores[known], k - 1)[:k]])
    return np.unique(np.concatenate(found))
