"""Views: every score by which a row can be judged, and what the tail of each says.

A view is one column seen with its other columns (and, in a series, with the row before), or
the rows as wholes. Each is calibrated by itself; which of them may name rows is decided over
all of them together.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.calibrate.blocks import block_maxima, blocks
from vedette.calibrate.gap import LARGEST, GapScan, scan_both, scan_gaps, scan_top, turned
from vedette.calibrate.order import Top, known, most_outliers, tops
from vedette.calibrate.tail import tail_probability
from vedette.core.arrays import Vector
from vedette.core.table import NO_ROWS
from vedette.detectors.conditional.model import ConditionalModel
from vedette.scanning.encode import Design, Encoded
from vedette.scanning.order import uniform
from vedette.scanning.population import Population
from vedette.scanning.strangers import widened

Rows = npt.NDArray[np.int64]


# Of more rows than this the weights are read off the paths, which is faster and coarser.
MANY = 1000
# Witnesses that leave more than this of the mean deviation tell nothing.
TELLING = 0.95
# Of the ends of a long column, room for so many rows that are no part of a tail.
OUTSIDE = 5_000


@dataclass(eq=False)
class Fit:
    """The conditional model of a table, and each judged column in the model's units.

    y, z
        By target: the transformed values (spread over their cells where the lattice is
        coarse), and their distance from what was expected in units of the local scale. (n,)
        each, NaN where there is nothing to judge.
    """

    model: ConditionalModel
    design: Design
    lagged: bool = False
    y: dict[int, Vector] = field(default_factory=dict)
    z: dict[int, Vector] = field(default_factory=dict)
    _tells: dict[int, bool] = field(default_factory=dict, repr=False)
    _shares: dict[tuple[int, int], Vector] = field(default_factory=dict, repr=False)

    def shares(self, rows: Rows, target: int) -> list[Vector]:
        """How much each feature weighs in what is expected of some rows, (features,) each."""
        unknown = np.array(
            [r for r in rows if (int(r), target) not in self._shares], np.int64
        )
        if len(unknown):
            method: Literal["swap", "path"] = "path" if len(unknown) > MANY else "swap"
            found = self.model.reasons(unknown, target, method=method)
            for row, share in zip(unknown.tolist(), found, strict=True):
                self._shares[row, target] = np.asarray(share, dtype=np.float64)
        return [self._shares[int(r), target] for r in rows]

    def tells(self, target: int) -> bool:
        """Whether the others say anything of a column: more than its median does."""
        if target not in self._tells:
            y = self.y[target]
            known = np.isfinite(self.z[target])
            left = (
                np.abs(y[known] - self.expected(target)[known]).mean()
                if known.any()
                else 0.0
            )
            alone = np.abs(y[known] - np.median(y[known])).mean() if known.any() else 0.0
            self._tells[target] = bool(left < TELLING * alone)
        return self._tells[target]

    def expected(self, target: int) -> Vector:
        return np.asarray(self.model.expected(target), dtype=np.float64)

    def scale(self, target: int) -> Vector:
        return np.asarray(self.model.scale(target), dtype=np.float64)


def fit_seeing(fit: Fit, parts: list[Encoded], places: Rows, seed: int) -> Fit:
    """The same model before other rows: what it expects of them, and how far off they are."""
    values = [part.feature.values for part in parts]
    seen = Fit(
        widened(fit, fit.model.seeing(values, places), parts),
        Design(parts, fit.design.skipped, fit.design.sources),
        fit.lagged,
    )
    for t in fit.z:
        seen.y[t] = spread_values(fit.model, parts[t], t, seed, places)
        seen.z[t] = (seen.y[t] - seen.expected(t)) / seen.scale(t)
    return seen


def fits_joined(a: Fit, b: Fit) -> Fit:
    """One fit with the rows of both, those of the second after those of the first."""
    first, second = a.model.held(), b.model.held()
    cells = [np.concatenate(pair) for pair in zip(first[0], second[0], strict=True)]
    places = np.concatenate([first[1], second[1]])
    expected = np.concatenate([first[2], second[2]], axis=1)
    scale = np.concatenate([first[3], second[3]], axis=1)
    parts = [
        replace(
            part,
            feature=replace(part.feature, values=values),
            hidden=None
            if part.hidden is None or other.hidden is None
            else np.concatenate([part.hidden, other.hidden]),
        )
        for part, other, values in zip(a.design.parts, b.design.parts, cells, strict=True)
    ]
    both = Fit(
        a.model.holding(cells, places, expected, scale),
        Design(parts, a.design.skipped, a.design.sources),
        a.lagged,
    )
    both.y = {t: np.concatenate([a.y[t], b.y[t]]) for t in a.y}
    both.z = {t: np.concatenate([a.z[t], b.z[t]]) for t in a.z}
    both._tells = dict(a._tells)
    return both


UNSEEN = GapScan(False, 0, 0, (), 1.0)


@dataclass(frozen=True, eq=False)
class View:
    """One score of all rows and its gaps.

    target
        Which part of the design is judged; -1 for the rows as wholes.
    z
        (n,) signed deviations, or the score of the row (upwards only); NaN: not judged.
    length
        So many neighbouring rows of a series count as one.
    level
        The p-value of "no row here but what its own tail explains".
    population
        The scores of all rows, if the n that are held here are only some of them.
    left_out
        Places in the population that are explained, besides those that are NaN here.
    ends
        Of the population, its upper end and that of -z.
    """

    column: str
    target: int
    fit: Fit | None
    z: Vector
    length: int
    upper: GapScan = UNSEEN
    lower: GapScan | None = None
    level: float = 1.0
    population: Population | None = None
    left_out: Rows = field(default_factory=lambda: NO_ROWS)
    ends: tuple[Top, ...] = ()

    @property
    def judged(self) -> bool:
        return self.upper.judged

    @property
    def known(self) -> int:
        """How many rows have a score."""
        return self.ends[0].n if self.ends else int(np.isfinite(self.z).sum())

    def everywhere(self) -> Vector:
        """The scores of all rows."""
        if self.population is None:
            return self.z
        return self.population.scores(self.z, self.left_out)

    def log10_p(self, sign: int, scores: Vector, inner: float | None = None) -> Vector:
        """log10 of the p-values of some scores, on one side of the view.

        inner
            Signed edge of a gap: what is beyond it is no part of the tail.
        """
        mine, edge = sign * self.z, np.inf if inner is None else sign * inner
        top = self.ends[0 if sign > 0 else 1] if self.ends else None
        with np.errstate(invalid="ignore"):
            beyond = int(((mine if top is None else top.score) > edge).sum())
        beyond = min(beyond, int(0.05 * self.known))
        return tail_probability(mine, scores, beyond=beyond, top=top)


def fit_model(design: Design, seed: int, *, lagged: bool = False) -> Fit:
    """Fit every column on the others and see how far each value is from what they say."""
    fit = Fit(ConditionalModel(seed=seed % 2**32).fit(design.features), design, lagged)
    for t in design.targets:
        if fit.model.status(t) != "model":
            design.skipped.setdefault(design.parts[t].column, "fewer than 50 values")
            continue
        places = np.arange(len(design.parts[t].feature.values), dtype=np.int64)
        fit.y[t] = spread_values(fit.model, design.parts[t], t, seed, places)
        fit.z[t] = (fit.y[t] - fit.expected(t)) / fit.scale(t)
    return fit


def spread_values(
    model: ConditionalModel, part: Encoded, target: int, seed: int, places: Rows
) -> Vector:
    """The values in the model's units; those of a coarse lattice spread over their cells.

    Whole numbers lie on a lattice, but their deviations do not: expectation and scale differ
    from row to row. The gaps between them would then pass for gaps in the tail.

    places
        (n,) what decides where in its cell a row is put.
    """
    x = np.asarray(part.feature.values, dtype=np.float64)
    transform = model.transform(target)
    y = np.asarray(transform.forward(x), dtype=np.float64)
    if part.cell <= 0:
        return y
    # The cells lie edge to edge, also where a logarithm has stretched them; that of the
    # lowest value, which a logarithm cannot show whole, begins at it.
    upper = np.asarray(transform.forward(x + part.cell / 2), dtype=np.float64)
    inside = np.maximum(x - part.cell / 2, np.minimum(part.least, x))
    lower = np.asarray(transform.forward(inside), dtype=np.float64)
    share = uniform(places, part.label, seed) + 0.5
    return np.asarray(lower + share * (upper - lower))


def scanned(view: View, before: Rows | None) -> View:
    """The view with the gaps in its tails; neighbours in a series count as one."""
    if view.population is not None:
        return scanned_everywhere(view)
    z, length = view.z, view.length
    if length > 1 and before is not None:
        block = blocks(before, length)
        upper = scan_gaps(block_maxima(z, block))
        lower = turned(scan_gaps(block_maxima(-z, block)))
    elif view.target >= 0:
        both = scan_both(z)
        upper, lower = both.upper, both.lower
    else:
        upper, lower = scan_gaps(z), UNSEEN
    if view.target < 0:
        return replace(view, upper=upper, level=upper.level, ends=())
    level = min(1.0, 2 * min(upper.level, lower.level))
    return replace(view, upper=upper, lower=lower, level=level, ends=())


def scanned_everywhere(view: View) -> View:
    """The view with the gaps among the scores of its whole population."""
    both = view.target >= 0
    scores = known(view.everywhere())
    ends = tops(scores, most_outliers(len(scores), LARGEST), both=both)
    del scores
    kept = tuple(end.first(OUTSIDE) for end in ends)
    upper = scan_top(ends[0])
    if not both:
        return replace(view, upper=upper, level=upper.level, ends=kept)
    lower = turned(scan_top(ends[1]))
    level = min(1.0, 2 * min(upper.level, lower.level))
    return replace(view, upper=upper, lower=lower, level=level, ends=kept)
