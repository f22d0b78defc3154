"""Is there a gap in the upper tail that a clean column would not have?

If the top k rows are clean, the empty stretch from the k+1-th score up to the k-th is one
of the spacings of a sample. Given the k+1-th score, the k rows above it are independent
draws from the tail above it. None of them falls into the stretch with probability [1]_

    P_k = [ P(X > x_(k) | X > x_(k+1)) ]^k,    averaged over the tails that the rows *below*
                                               the top k allow.

The top k rows enter that fit only as "there are k rows further out": neither can they
hide themselves by stretching the tail (masking), nor is the tail cut short by leaving
them out. A tight cluster of k outliers is as improbable as its exponent k makes it.

Tails change outward: a t5 fits a lighter shape in its top fifth than it has beyond. So the
stretch above x_(k+1) is given a shape that is heavier than the window's by up to DRIFT.

Every k is tested, and together they may spend 2 SPENT of the level: k gets the share
1 / (k (k + 1)) of it, and these sum to 1. So

    level of the gap at k  =  P_k  k (k + 1) / (2 SPENT),

to be compared with the false-alarm rate a user accepts for one side of a column.

References
----------
.. [1] Rényi, "On the theory of order statistics", Acta Mathematica Academiae Scientiarum
   Hungaricae 4, 1953: spacings of an exponential sample.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vedette.calibrate.order import FEWEST_IN_WINDOW, Top, Upper, ends, most_outliers
from vedette.calibrate.pareto import ZERO, Window, hazard, posterior
from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter

# Without it t3 to t5 err at twice the level (benchmarks/calibration.py). A tail that fits
# xi = -.1, as a normal or a bounded one does, errs rarely as it is, and would lose power.
DRIFT = 0.15
DRIFT_FROM, DRIFT_FULL = -0.1, 0.1  # shapes
# .5 would spend the level exactly if the tails were Pareto. Whoever asks comparable rows
# about what lies beyond a gap, as a scan does, can spend twice that: about half of the false
# gaps do not survive the question (benchmarks/truth.py).
SPENT = 1.0
ALWAYS = 3  # k = 1, 2, 3 are always tested
WIDEST = 10  # and so are the ten widest gaps
LARGEST = 0.05  # most outliers looked for, as a share of the rows


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty stretch of the tail with k rows beyond it.

    inner, outer
        The scores at its two ends: the most extreme row on this side of it, and the nearest
        of the k rows beyond.
    level
        The smallest false-alarm rate of one side at which the gap is significant, 0 to 1.
    """

    k: int
    inner: float
    outer: float
    level: float


@dataclass(frozen=True, slots=True)
class GapScan:
    """The gaps of one side of a column.

    judged
        False if there are too few rows to say anything; then `needed` rows would do (0: no
        number of such rows would, as in a constant column). n counts rows with a score.
    gaps
        All that were tested, from the outermost inward.
    level
        The smallest of their levels: a p-value for "this side is clean".
    """

    judged: bool
    n: int
    needed: int
    gaps: tuple[Gap, ...]
    level: float

    def at(self, level: float) -> Gap | None:
        """The innermost gap significant at the level; the rows beyond it are findings."""
        for gap in reversed(self.gaps):
            if gap.level <= level:
                return gap
        return None


@dataclass(frozen=True, slots=True)
class TwoSided:
    """Both sides of a column, in its own units: below, rows at or under `outer` lie beyond.

    level
        Twice the smaller of the two sides' levels, at most 1.
    """

    upper: GapScan
    lower: GapScan
    level: float

    @property
    def judged(self) -> bool:
        return self.upper.judged or self.lower.judged

    @property
    def needed(self) -> int:
        """Rows that would do for one side at least, if none is judged."""
        return min((s.needed for s in (self.upper, self.lower) if s.needed), default=0)

    def at(self, level: float) -> tuple[Gap | None, Gap | None]:
        """The gaps above and below that are significant at half the level each."""
        return self.upper.at(level / 2), self.lower.at(level / 2)


def scan_gaps(scores: Vector, *, largest_share: float = LARGEST) -> GapScan:
    """Look for gaps in the upper tail of scores (n,); missing ones are left out.

    largest_share
        Most outliers looked for, as a share of the rows.
    """
    check_share(largest_share)
    (upper,) = ends(scores, largest_share, both=False)
    return scan_upper(upper)


def scan_both(z: Vector, *, largest_share: float = LARGEST) -> TwoSided:
    """Look for gaps in both tails of z (n,), as large a share on each side."""
    check_share(largest_share)
    upper, lower = (scan_upper(end) for end in ends(z, largest_share, both=True))
    level = min(1.0, 2 * min(upper.level, lower.level))
    return TwoSided(upper, turned(lower), level)


def scan_top(top: Top, *, largest_share: float = LARGEST) -> GapScan:
    """As `scan_gaps`, of an end that was sorted before."""
    return scan_upper(top.upper(most_outliers(top.n, largest_share)))


def turned(scan: GapScan) -> GapScan:
    """The gaps of -z in the units of z."""
    gaps = tuple(replace(g, inner=-g.inner, outer=-g.outer) for g in scan.gaps)
    return replace(scan, gaps=gaps)


def check_share(largest_share: float) -> None:
    if not 0 < largest_share <= 0.2:
        raise InvalidParameter(
            f"largest_share must be above 0 and at most 0.2, got {largest_share}"
        )


def scan_upper(upper: Upper) -> GapScan:
    """Test the gaps of one upper end."""
    if not upper.judged:
        return GapScan(False, upper.n, upper.needed, (), 1.0)
    tested = windows(upper, candidates(upper))
    if not tested:
        return GapScan(True, upper.n, 0, (), 1.0)
    ks = np.array(list(tested))
    log_p = log_gap_probability(upper, ks, list(tested.values()))
    levels = np.minimum(np.exp(np.minimum(log_p, 0.0)) * ks * (ks + 1) / (2 * SPENT), 1.0)
    gaps = tuple(
        Gap(int(k), float(upper.score[k]), float(upper.score[k - 1]), float(level))
        for k, level in zip(ks, levels, strict=True)
    )
    return GapScan(True, upper.n, 0, gaps, min(1.0, float(levels.min())))


def candidates(upper: Upper) -> Vector:
    """The k worth testing, ascending: the first few, and those with the widest gaps.

    Gaps are compared after scaling by the tail around each of them: against one common
    scale those at small k would always look widest or always narrowest.
    """
    most = min(upper.most, upper.above - FEWEST_IN_WINDOW - 1)
    k = np.arange(1, most + 1)
    j = np.minimum(2 * k + 10, upper.above - 1)
    nearest, inside = upper.value[k], upper.value[j]
    local_scale = (nearest - inside) / np.log(j / k)
    gap = np.maximum(upper.value[k - 1] - nearest - upper.cell / 2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        width = np.where(gap > 0, k * gap / local_scale, 0.0)
    widest = np.argpartition(-width, min(WIDEST, most - 1))[:WIDEST]
    return np.union1d(k[:ALWAYS], k[widest])


def windows(upper: Upper, ks: Vector) -> dict[int, Window]:
    """The rows under the top k, for each k that has enough of them."""
    found = {}
    for k in ks.tolist():
        end, threshold = upper.threshold(k)
        y = np.maximum(upper.value[k:end] - threshold, 0.0)
        if len(y) >= FEWEST_IN_WINDOW and y[0] > 0:
            found[k] = Window(y, censored=k)
    return found


def log_gap_probability(upper: Upper, ks: Vector, tested: list[Window]) -> Vector:
    """log P_k for each k: (c,)."""
    gap = np.maximum(upper.value[ks - 1] - upper.value[ks] - upper.cell / 2, 0.0)
    nearest = np.array([w.y[0] for w in tested])
    tails = posterior(tested, upper.n)
    # Above y_1 a Pareto tail is Pareto again, with scale s + xi y_1.
    onward = np.maximum(tails.scale + tails.shape * nearest[:, None, None], 1e-300)
    with np.errstate(over="ignore"):
        z = gap[:, None, None] / onward
    return tails.log_mean(-ks[:, None, None] * hazard(z, shape_beyond(tails.shape)))


def shape_beyond(shape: Vector) -> Vector:
    """The shape of the tail beyond a window that fits `shape`."""
    share = np.clip((shape - DRIFT_FROM) / (DRIFT_FULL - DRIFT_FROM), 0.0, 1.0)
    beyond = shape + DRIFT * share
    return np.where(np.abs(beyond) < ZERO, ZERO, beyond)
