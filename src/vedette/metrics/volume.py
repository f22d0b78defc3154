"""Volume under the surface: AUROC and AP of a series, with soft edges of every width.

Around each odd range a buffer of l/2 rows belongs to it in part: a row at distance d by
sqrt(1 - d / l). With these soft labels s, at each threshold,

    TP = sum of s over the flagged rows           P = (sum of labels + sum of s) / 2
    recall = min(TP / P, 1) * (share of the ranges with their buffers that are met)
    false rate = (flagged - TP) / (n - P)         precision = TP / flagged

The areas under both curves are averaged over the widths l = 0, 1, ... window.

Paparrizos, Boniol, Palpanas, Tsay, Elmore and Franklin (2022), "Volume under the surface: a
new accuracy evaluation measure for time-series anomaly detection", PVLDB 15(11), section 4.
All distinct scores are thresholds (the authors' program takes 250); the area under precision
and recall is that of steps, as average precision is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter
from vedette.metrics.given import Flags, both_classes, scored
from vedette.metrics.runs import Places, runs, stretches


@dataclass(frozen=True)
class Volume:
    """VUS-ROC and VUS-PR, and the areas they are the means of.

    roc_by_width, pr_by_width
        (window + 1,) areas with buffers of 0, 1, ... window rows.
    """

    roc: float
    pr: float
    roc_by_width: tuple[float, ...]
    pr_by_width: tuple[float, ...]

    @property
    def window(self) -> int:
        """The widest buffer, in rows."""
        return len(self.roc_by_width) - 1


def vus(odd: Any, scores: Any, *, window: int, series: Any = None) -> Volume:
    """VUS-ROC and VUS-PR of the scores of a series.

    Even at width 0 they differ from AUROC and AP: a range must be met for its rows to count.
    The time is that of one sort, plus that of the rows near odd ranges for each width.

    Parameters
    ----------
    odd
        (n,) true (or 1) where a row is odd; rows in order of time.
    scores
        (n,), higher is odder. Infinite ones rank first or last.
    window
        The widest buffer, both sides together, in rows: how much a detector may be early or
        late. Usual are the length of a period, or of a typical anomaly. At least 0.
    series
        (n,) which series a row belongs to; its rows follow each other. No buffer goes from
        one into the next. None: there is one series.

    Raises
    ------
    TooLittleData
        If all rows are odd, or none is.
    InvalidInput
        If lengths differ, or a score is missing.
    InvalidParameter
        If `window` is not a whole number of at least 0.

    Examples
    --------
    >>> late = vus([0, 1, 1, 0, 0, 0, 0, 0], [0, 0, 1, 3, 2, 0, 0, 0], window=4)
    >>> [round(area, 3) for area in late.pr_by_width]
    [0.292, 0.292, 0.553, 0.613, 0.784]
    """
    truth, values = scored(odd, scores)
    both_classes(truth, "VUS")
    if isinstance(window, bool) or not isinstance(window, int | np.integer) or window < 0:
        raise InvalidParameter(f"window must be a whole number of at least 0, got {window}")
    near = _near(truth, int(window) // 2, stretches(series, len(truth)))
    thresholds = _thresholds(values, near.rows)
    areas = [_areas(width, near, thresholds) for width in range(int(window) + 1)]
    roc, pr = (tuple(float(a) for a in kind) for kind in zip(*areas, strict=True))
    return Volume(float(np.mean(roc)), float(np.mean(pr)), roc, pr)


@dataclass(frozen=True)
class _Near:
    """The rows (m,) in odd ranges and up to `reach` around them, in order.

    distance
        (m,) to the nearest odd row, 0 in a range.
    joined
        (m,) whether the row before is the one before in its series.
    place, gap
        (e,) each row in each buffer: which of the m it is, and its distance; rising gaps.
    """

    rows: Places
    distance: Places
    joined: Flags
    place: Places
    gap: Places


@dataclass(frozen=True)
class _Thresholds:
    """The thresholds (k,), falling, at which a curve may bend.

    flagged
        (k,) rows with such a score or a higher one; the last is all rows.
    first
        (m,) the first threshold that flags a row near an odd range.
    """

    flagged: Places
    first: Places
    total: int


def _near(odd: Flags, reach: int, stretch: Places) -> _Near:
    ranges = runs(odd, stretch)
    gaps = np.arange(1, reach + 1)
    sides = [(ranges.starts, -1), (ranges.ends - 1, 1)]
    edge = np.concatenate([np.repeat(ends[None], reach, axis=0) for ends, _ in sides], 1)
    row = np.concatenate([ends + side * gaps[:, None] for ends, side in sides], 1)
    gap = np.repeat(gaps[:, None], row.shape[1], axis=1)
    inside = (row >= 0) & (row < len(odd))
    held = np.where(inside, row, 0)
    inside &= (stretch[held] == stretch[edge]) & ~odd[held]
    row, gap = row[inside], gap[inside]  # still by rising gap
    distance = np.full(len(odd), reach + 1)
    np.minimum.at(distance, row, gap)
    distance[odd] = 0
    rows = np.flatnonzero(distance <= reach)
    follows = np.diff(rows, prepend=-2) == 1
    joined = follows & (np.diff(stretch[rows], prepend=-1) == 0)
    return _Near(rows, distance[rows], joined, np.searchsorted(rows, row), gap)


def _thresholds(scores: Vector, near: Places) -> _Thresholds:
    distinct, which = np.unique(-scores, return_inverse=True)
    flagged = np.cumsum(np.bincount(which))
    # Between two thresholds that flag a row near a range the curve is straight, so of those
    # only the last is needed.
    bends = np.unique(which[near])
    kept = np.unique(np.concatenate([bends, bends - 1, [len(distinct) - 1]]))
    kept = kept[kept >= 0]
    return _Thresholds(flagged[kept], np.searchsorted(kept, which[near]), len(scores))


def _areas(width: int, near: _Near, thresholds: _Thresholds) -> tuple[float, float]:
    """The areas under ROC, and under precision and recall, with buffers of one width."""
    k = len(thresholds.flagged)
    soft = _soft(width, near)
    hits = np.cumsum(np.bincount(thresholds.first, soft, minlength=k))
    positive = (np.count_nonzero(near.distance == 0) + float(soft.sum())) / 2
    met = _met(width, near, thresholds.first, k)
    recall = np.minimum(hits / positive, 1.0) * met
    false_rate = (thresholds.flagged - hits) / (thresholds.total - positive)
    steps = np.diff(recall, prepend=0.0)
    under_pr = float(steps @ (hits / thresholds.flagged))
    up = np.concatenate([[0.0], recall, [1.0]])
    right = np.concatenate([[0.0], false_rate, [1.0]])
    return float(np.trapezoid(up, right)), under_pr


def _soft(width: int, near: _Near) -> Vector:
    """(m,) how much each row belongs to an odd range; buffers that meet add up to at most 1."""
    some = int(np.searchsorted(near.gap, width // 2, side="right"))
    parts = np.sqrt(1 - near.gap[:some] / width) if some else np.zeros(0)
    soft = np.bincount(near.place[:some], parts, minlength=len(near.rows))
    return np.minimum(np.where(near.distance == 0, 1.0, soft), 1.0)


def _met(width: int, near: _Near, first: Places, k: int) -> Vector:
    """(k,) share of the ranges with their buffers that have a flagged row."""
    there = near.distance <= width // 2
    begins = there & ~(near.joined & np.concatenate([[False], there[:-1]]))
    earliest = np.minimum.reduceat(first[there], np.flatnonzero(begins[there]))
    return np.cumsum(np.bincount(earliest, minlength=k)) / len(earliest)
