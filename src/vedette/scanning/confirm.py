"""Ask comparable rows about every candidate before it becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from math import exp

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.scanning.belonging import Held, stands_apart
from vedette.scanning.opinion import CIRCLES, SEARCHED, Opinion, Witnesses, ask, on_a_step
from vedette.scanning.views import Fit, View

Rows = npt.NDArray[np.int64]

# At most so many witnesses, each with at least this share of the expectation.
MOST = 4
LEAST_SHARE = 0.05
# Columns of less tell sorts of rows apart, too, but not those that weigh nothing.
SLIGHT_SHARE = 0.01
MAIN_SHARE = 0.15
# A witness that is itself this far out is asked about, not believed.
SUSPICIOUS = 4.0
# Witnesses with less than this share of the testimony cannot convict without the others.
HONEST = 1 / 3
# A value within this many of its own deviations is not wrong, whatever the tail.
LEAST = 3.0
# So many near rows with such values are a cluster, if it ends there.
CLUSTER = 3
# A value that so many comparable rows hold, which nobody accuses, is no error.
SHARED = 3
# Below this probability, values alike among the nearest rows are no coincidence.
BELONGS = 1e-3
# With this leverage a fit says more of the line than of the rows near it.
FAR_OUT = 0.5
FURTHEST = 1e9
# And with this one it says nothing: the row lies far beyond all that could be compared.
BEYOND_ALL = 4.0


@dataclass(frozen=True, eq=False)
class Candidate:
    """One value beyond a gap.

    z
        Signed deviation by the model; `inner`, the signed edge of the gap that it is beyond.
    accomplices
        Other cells of the row that are wrong in the same way and so agree with it.
    cluster
        Whether it is one of a few near rows with such values.
    """

    row: int
    view: View
    z: float
    inner: float
    opinion: Opinion | None = None
    accomplices: tuple[int, ...] = ()
    cluster: bool = False

    @property
    def sign(self) -> int:
        return 1 if self.z > 0 else -1


@dataclass(eq=False)
class Court:
    """Comparable rows for the candidates of one fit."""

    fit: Fit
    _units: dict[int, Vector] = field(default_factory=dict)
    _held: dict[int, Held] = field(default_factory=dict)

    def confirm(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates that comparable rows do not explain, with the opinion of these."""
        kept = []
        by_target: dict[int, list[Candidate]] = {}
        for candidate in candidates:
            by_target.setdefault(candidate.view.target, []).append(candidate)
        for target, some in by_target.items():
            rows = np.array([c.row for c in some], dtype=np.int64)
            shares = self.fit.shares(rows, target)
            for candidate, share in zip(some, shares, strict=True):
                judged = self.judge(candidate, share)
                if judged is not None:
                    kept.append(judged)
        return kept

    def judge(self, candidate: Candidate, share: Vector) -> Candidate | None:
        """The candidate with its opinion, or None if comparable rows allow the value."""
        chosen = self.witnesses(candidate, share)
        if not chosen:
            return candidate
        opinion = self.opinion(candidate, chosen, share)
        if stands(candidate, opinion):
            if self.on_a_step(candidate, opinion, chosen, share):
                return None
            if not self.stands_apart(candidate, chosen, share):
                return None
            cluster = clustered(candidate, opinion)
            return replace(candidate, opinion=opinion, cluster=cluster)
        # A row beyond all comparable ones is not known to be wrong, whatever it is asked of.
        if opinion.leverage > FAR_OUT:
            return None
        # Two wrong values of one row acquit each other: accomplices are no witnesses.
        accomplices = {j for j in chosen if self.accomplice(j, candidate)}
        honest = self.witnesses(candidate, share, without=accomplices)
        if (
            not accomplices
            or share[list(honest)].sum() < HONEST * share[list(chosen)].sum()
        ):
            return None
        again = self.opinion(candidate, honest, share)
        if not stands(candidate, again):
            return None
        return replace(candidate, opinion=again, accomplices=tuple(sorted(accomplices)))

    def on_a_step(
        self, candidate: Candidate, opinion: Opinion, chosen: tuple[int, ...], share: Vector
    ) -> bool:
        """Whether the value is usual on one side of the row, by one of its main witnesses."""
        y = self.fit.y[candidate.view.target]
        if np.isnan(opinion.fit):
            return False
        return any(
            on_a_step(candidate.row, y, opinion.fit, self.units(j))
            for j in chosen
            if share[j] >= MAIN_SHARE
            and self.fit.design.parts[j].feature.kind != "category"
        )

    def stands_apart(
        self, candidate: Candidate, chosen: tuple[int, ...], share: Vector
    ) -> bool:
        """Whether the row is odd also among those that hold such a value."""
        parts = self.fit.design.parts
        numeric = [
            j
            for j in np.flatnonzero(share >= SLIGHT_SHARE).tolist()
            if parts[j].feature.kind != "category" and self.has(j, candidate.row)
        ]
        if not numeric:
            return True
        codes = [
            parts[j].feature.values for j in chosen if parts[j].feature.kind == "category"
        ]
        held = self.held(candidate.view.target)
        return stands_apart(candidate.row, held, [self.units(j) for j in numeric], codes)

    def held(self, target: int) -> Held:
        """What rows hold in a column, in order."""
        if target not in self._held:
            y = np.where(np.isfinite(self.fit.z[target]), self.fit.y[target], np.nan)
            self._held[target] = Held.of(y, self.fit.expected(target))
        return self._held[target]

    def accomplice(self, part: int, candidate: Candidate) -> bool:
        """Whether a witness is far out itself, also without the value it speaks for."""
        z = self.fit.z.get(part)
        row = candidate.row
        if z is None or not abs(z[row]) > SUSPICIOUS:
            return False
        accused = Candidate(
            row, candidate.view, float(z[row]), np.copysign(SUSPICIOUS, z[row])
        )
        share = self.fit.shares(np.array([row], dtype=np.int64), part)[0]
        chosen = self.witnesses(accused, share, without={candidate.view.target})
        if not chosen:
            return True
        return stands(accused, self.opinion(accused, chosen, share, target=part))

    def opinion(
        self, candidate: Candidate, chosen: tuple[int, ...], share: Vector, target: int = -1
    ) -> Opinion:
        """What comparable rows say of the candidate's value, or of that of another target."""
        target = target if target >= 0 else candidate.view.target
        row = candidate.row
        y = self.fit.y[target]
        searched = np.flatnonzero(np.isfinite(self.fit.z[target]))
        if len(searched) > SEARCHED:
            searched = searched[:: -(-len(searched) // SEARCHED)]
        scale = float(self.fit.scale(target)[row])
        z = self.fit.z[target]
        return ask(row, y, z, candidate.inner, scale, self.gather(chosen, share), searched)

    def witnesses(
        self, candidate: Candidate, share: Vector, *, without: Collection[int] = ()
    ) -> tuple[int, ...]:
        """The main witnesses of a candidate that its row has, the weightiest first."""
        chosen: list[int] = []
        for j in np.argsort(-share, kind="stable").tolist():
            if share[j] < LEAST_SHARE or len(chosen) == MOST:
                break
            if j not in without and self.has(j, candidate.row):
                chosen.append(j)
        return tuple(chosen)

    def has(self, part: int, row: int) -> bool:
        feature = self.fit.design.parts[part].feature
        if feature.kind == "category":
            return True
        return bool(np.isfinite(feature.values[row]))

    def gather(self, chosen: tuple[int, ...], share: Vector) -> Witnesses:
        parts = self.fit.design.parts
        n = len(parts[0].feature.values)
        numeric = [j for j in chosen if parts[j].feature.kind != "category"]
        coded = [j for j in chosen if parts[j].feature.kind == "category"]
        weights = share[np.array(numeric + coded, dtype=np.int64)]
        codes = [parts[j].feature.values for j in coded]
        return Witnesses(
            np.column_stack([self.units(j) for j in numeric])
            if numeric
            else np.empty((n, 0)),
            np.column_stack(codes) if codes else np.empty((n, 0), dtype=np.int32),
            weights / weights.max(),
        )

    def units(self, part: int) -> Vector:
        """A numeric witness in robust units; where it is judged itself, in its model's."""
        if part not in self._units:
            values = np.asarray(
                self.fit.design.parts[part].feature.values, dtype=np.float64
            )
            lag = self.fit.design.parts[part].lag_of
            like = part if lag is None else lag
            if like in self.fit.y:
                values = np.asarray(self.fit.model.transform(like).forward(values))
            else:
                values = robust(values)
            # Beyond this nothing is comparable, and squares would overflow.
            self._units[part] = np.clip(values, -FURTHEST, FURTHEST)
        return self._units[part]


def stands(candidate: Candidate, opinion: Opinion) -> bool:
    """Whether the value is still beyond the gap, on the same side, as comparable rows see it."""
    if usual_here(candidate, opinion) or opinion.leverage > BEYOND_ALL:
        return False
    if np.isnan(opinion.z):
        # Nobody to ask; or nobody but rows that are accused too, which are then the rule here.
        return not opinion.alike or opinion.alike[1] < CLUSTER
    return bool(opinion.z * candidate.sign > max(abs(candidate.inner), LEAST))


def usual_here(candidate: Candidate, opinion: Opinion) -> bool:
    """Whether such values are so much more common among the nearest rows than elsewhere that
    they belong to them: a step in a function, a second branch, a region of wild values.

    A compact cluster is no such region: all of it is within the inner circles.
    """
    share = beyond(candidate) / max(int(np.isfinite(candidate.view.z).sum()), 1)
    if opinion.shared >= SHARED:
        return True
    more = any(
        poisson_tail(alike, share * size) < BELONGS
        for alike, size in zip(opinion.alike, (*CIRCLES[:-1], opinion.widest), strict=True)
    )
    return more and not clustered(candidate, opinion)


def clustered(candidate: Candidate, opinion: Opinion) -> bool:
    """Whether the rows near it with such values are a few, alike, and no more further out."""
    if not opinion.alike or opinion.alike[1] < CLUSTER:
        return False
    inner, outer = opinion.alike[1], opinion.alike[-1] - opinion.alike[1]
    others = max(beyond(candidate) - inner, 1) / max(
        int(np.isfinite(candidate.view.z).sum()), 1
    )
    ring = min(CIRCLES[-1], opinion.widest) - CIRCLES[1]
    return poisson_tail(outer, others * ring) > BELONGS and outer < inner


def beyond(candidate: Candidate) -> int:
    """How many rows of the column lie beyond the candidate's gap, on its side."""
    with np.errstate(invalid="ignore"):
        further = candidate.sign * candidate.view.z > abs(candidate.inner)
    return max(1, int(further.sum()))


def poisson_tail(count: int, mean: float) -> float:
    """P(X >= count) of a Poisson variable."""
    term, below = exp(-mean), 0.0
    for i in range(count):
        below += term
        term *= mean / (i + 1)
    return max(0.0, 1.0 - below)


def robust(values: Vector) -> Vector:
    """Median 0, interquartile range that of a standard normal; NaN stays."""
    present = values[np.isfinite(values)]
    if not len(present):
        return values
    low, middle, high = np.quantile(present, [0.25, 0.5, 0.75])
    size = (high - low) / 1.349 or present.std() or 1.0
    return np.asarray((values - middle) / size)
