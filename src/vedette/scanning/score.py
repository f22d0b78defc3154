"""The rows of one table, judged by what was learned from another."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Fact
from vedette.core.progress import Progress
from vedette.core.result import Result
from vedette.core.table import NO_ROWS, Table
from vedette.core.wording import count
from vedette.scanning.budget import most_surprising
from vedette.scanning.decide import Charge
from vedette.scanning.extending import Looked, joined, looked_at, usual_only
from vedette.scanning.ground import unheard_of
from vedette.scanning.judged import Judged
from vedette.scanning.learning import Learned
from vedette.scanning.run import described
from vedette.scanning.settle import settle_candidates
from vedette.scanning.views import View, scanned
from vedette.tables.agreeing import agreeing, without_codes
from vedette.tables.facts import find_facts
from vedette.tables.facts.compared import beside, unseen

Rows = npt.NDArray[np.int64]

# The gap test looks for at most this share of all rows; more of one kind are a crowd.
REACH = 0.05


def score(
    learned: Learned,
    table: Table,
    *,
    fdr: float,
    budget: int | None = None,
    rows: int,
    progress: Progress = lambda *_: None,
) -> Result:
    """What looks wrong in a table, by what is usual in the one that was learned from.

    A row is compared with all learned rows that were not found themselves, and with the
    other rows of its own table: what is beyond a gap that neither explains is found.

    rows
        Of the table that was learned from.

    Raises
    ------
    InvalidInput
        If the columns differ; the difference is named.
    """
    started = time.perf_counter()
    table = agreeing(table, learned.ordered.table, learned.roles)
    progress("counting facts", 0, None)
    counted = find_facts(table, learned.roles)
    facts = with_compared(counted.facts, learned, table, rows)
    cleaned = without_codes(counted.cleaned, learned.codes)
    progress("judging", 0, None)
    looked = looked_at(learned, cleaned)
    both = settled(joined(usual_only(learned), looked), looked, fdr)
    first = learned.ordered.table.rows
    if budget is not None:
        most_surprising(both.judged, budget, first=first)
    only_from(both.judged, first)
    progress("explaining", 0, None)
    note = f"judged by what is usual in {count(rows, 'row')} learned before"
    result = described(both, cleaned, facts, fdr=fdr, budget=budget, learned_from=note)
    return replace(result, seconds=time.perf_counter() - started)


def with_compared(
    own: tuple[Fact, ...], learned: Learned, table: Table, rows: int
) -> tuple[Fact, ...]:
    """The facts of a table, and those that only show beside what was learned from."""
    like, roles = learned.ordered.table, learned.roles
    kept = np.setdiff1d(np.arange(like.rows), learned.broken)
    whole = replace(like, columns=tuple(c.take(kept) for c in like), rows=len(kept))
    compared = beside(table, whole, roles, rows)
    said = {(known.fact, known.columns) for known in compared}
    facts = [
        *unseen(table, like, roles, rows),
        *compared,
        *(known for known in own if (known.fact, known.columns) not in said),
    ]
    return tuple(sorted(facts, key=lambda f: (-f.weight, f.columns, f.rows[:1])))


def settled(both: Learned, looked: Looked, fdr: float) -> Learned:
    """The rows of both tables judged together, crowds of looked-at rows first."""
    judged, before = both.judged, both.ordered.before
    first = both.ordered.table.rows - looked.table.rows
    crowds: list[Charge] = []
    for view in judged.views:
        if view.target >= 0 and view.judged:
            crowds += crowds_of(view, first, {c.view.column for c in crowds}, fdr)
    series = both.ordered.series
    if series is not None and before is not None:
        crowds = [c for c in crowds if unheard_of(c, series, before, first, fdr)]
    views = [without(view, crowds, before) for view in judged.views]
    if looked.after is not None:
        after = first + np.flatnonzero(looked.after)
        views = [by_the_row_before(view, after, before) for view in views]
    judged = replace(judged, views=views)
    settle_candidates(judged, fdr, before)
    judged.crowds += causes(crowds, first)
    return replace(both, judged=judged)


def crowds_of(view: View, first: int, known: set[str], fdr: float) -> list[Charge]:
    """More looked-at rows beyond all learned ones than a gap is looked for.

    If both tables were alike, each of the c rows would be as likely to come from either:
    that all are of the m looked at has a probability of at most (m / n)^c. Rows of a series
    that count as one do so here.
    """
    if view.column in known:
        return []
    learned, looked = view.z[:first], view.z[first:]
    n, m = int(np.isfinite(view.z).sum()), int(np.isfinite(looked).sum())
    if m == 0 or m == n:
        return []
    found = []
    for sign in (1, -1):
        edge = float(np.nanmax(sign * learned))
        with np.errstate(invalid="ignore"):
            rows = first + np.flatnonzero(sign * looked > edge)
        log10_p = len(rows) / view.length * np.log10(m / n)
        if len(rows) > REACH * n and log10_p < np.log10(fdr / 2):
            level = float(10 ** max(log10_p, -300.0))
            found.append(Charge(replace(view, level=level), sign, sign * edge, rows))
    return found


def causes(crowds: list[Charge], first: int) -> list[Charge]:
    """The crowds without those that only follow from another.

    A column in another unit contradicts all that depend on it. It is the one whose values by
    themselves were never seen; those of the others were.
    """
    new = [mostly_new(crowd, first) for crowd in crowds]
    strange = [crowd.rows for crowd, seldom in zip(crowds, new, strict=True) if seldom]
    elsewhere = np.concatenate(strange) if strange else NO_ROWS
    return [
        crowd
        for crowd, seldom in zip(crowds, new, strict=True)
        if seldom or 2 * np.isin(crowd.rows, elsewhere).sum() < len(crowd.rows)
    ]


def mostly_new(crowd: Charge, first: int) -> bool:
    """Whether most values of a crowd lie outside of all that were learned from."""
    view = crowd.view
    assert view.fit is not None
    y = view.fit.y[view.target]
    known = y[:first][np.isfinite(view.z[:first])]
    values = y[crowd.rows]
    outside = (values < known.min()) | (values > known.max())
    return bool(2 * outside.sum() > len(values))


def without(view: View, crowds: list[Charge], before: Rows | None) -> View:
    """The view without the rows of crowds: those of its own column, or of any as a whole."""
    rows = [c.rows for c in crowds if view.target < 0 or c.view.column == view.column]
    if not rows:
        return view
    z = view.z.copy()
    z[np.concatenate(rows)] = np.nan
    return scanned(replace(view, z=z), before)


def by_the_row_before(view: View, after: Rows, before: Rows | None) -> View:
    """The view, if it does not know the row before, without rows that come after some."""
    if view.fit is None or view.fit.lagged or not len(after):
        return view
    z = view.z.copy()
    z[after] = np.nan
    return scanned(replace(view, z=z), before)


def only_from(judged: Judged, first: int) -> None:
    """Leave only what was found in the rows from `first` on."""
    judged.cells = [cell for cell in judged.cells if cell.row >= first]
    judged.wholes = [odd for odd in judged.wholes if odd.row >= first]
    alike = [[w for w in some if w.row >= first] for some in judged.alike]
    judged.alike = [some for some in alike if some]
    crowds = [replace(c, rows=c.rows[c.rows >= first]) for c in judged.crowds]
    judged.crowds = [c for c in crowds if len(c.rows)]
