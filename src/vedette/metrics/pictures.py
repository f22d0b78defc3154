"""The numbers for pictures of metrics (`vedette.core.pictures`): small enough to be sent."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.pictures import Axis, Classes, Line, Lines
from vedette.core.wording import number
from vedette.metrics.curves import PrecisionRecallCurve, RocCurve, threshold_curve
from vedette.metrics.given import Flags, scored, some_odd

FINE = 300  # steps of either axis: points that are closer are one
BINS = 40
# A score axis goes so many widths of the middle half of the scores beyond their median, or as
# far as most odd rows and the threshold need; the few beyond stand at its ends.
REACH = 8.0
MOST_ODD = 0.9
SHARE = Axis(0.0, 1.0)


def roc_picture(curves: Mapping[str, RocCurve]) -> Lines:
    """ROC curves by name, above the line of chance; each with its area."""
    drawn = [
        Line(name, _points(curve.false_rate, curve.recall, SHARE), note=_share(curve.area))
        for name, curve in curves.items()
    ]
    chance = Line("chance", ((0.0, 0.0), (1.0, 1.0)), quiet=True)
    return Lines(
        "ROC", "false alarms, share of usual rows", "recall", SHARE, SHARE, (chance, *drawn)
    )


def precision_recall_picture(curves: Mapping[str, PrecisionRecallCurve]) -> Lines:
    """Precision against recall by name, above chance; each with its average precision."""
    drawn = [
        Line(
            name,
            _points(*_steps(curve.recall, curve.precision), SHARE),
            note=_share(curve.average),
        )
        for name, curve in curves.items()
    ]
    bases = sorted({curve.base for curve in curves.values()})
    chance = [Line("chance", ((0.0, base), (1.0, base)), quiet=True) for base in bases]
    return Lines(
        "Precision and recall", "recall", "precision", SHARE, SHARE, (*chance, *drawn)
    )


def threshold_picture(odd: Any, scores: Any, threshold: float | None = None) -> Lines:
    """Precision, recall and F1 against the threshold, the one that was chosen marked.

    odd, scores
        (n,) as of `threshold_curve`.
    """
    along = threshold_curve(odd, scores)
    axis = score_axis(*scored(odd, scores), threshold)
    lines = tuple(
        Line(name, _points(along.thresholds, values, axis))
        for name, values in (
            ("precision", along.precision),
            ("recall", along.recall),
            ("F1", along.f1),
        )
    )
    return Lines(
        "By threshold",
        "threshold of the score",
        "share",
        axis,
        SHARE,
        lines,
        _mark(threshold),
    )


def classes_picture(odd: Any, scores: Any, threshold: float | None = None) -> Classes:
    """How the scores of usual and of odd rows lie; `odd`, `scores` (n,).

    Raises
    ------
    TooLittleData
        If no row is odd.
    """
    truth, values = scored(odd, scores)
    some_odd(truth, "where odd rows lie")
    axis = score_axis(truth, values, threshold)
    held = np.clip(values, axis.low, axis.high)
    usual, wrong = (
        np.histogram(held[rows], BINS, (axis.low, axis.high))[0].tolist()
        for rows in (~truth, truth)
    )
    return Classes(
        "Scores by class",
        "score, higher is odder",
        axis,
        tuple(usual),
        tuple(wrong),
        _mark(threshold),
    )


def recall_picture(
    sizes: Sequence[float],
    recalls: Mapping[str, Sequence[float | None]],
    *,
    x: str = "size",
    log: bool = False,
) -> Lines:
    """Recall against the size of what was planted: a line for each kind.

    sizes
        (k,) rising, in units that `x` names.
    recalls
        By kind (k,); None where it was not tried.
    log
        Whether equal steps are equal ratios of sizes.
    """
    axis = Axis(float(min(sizes)), float(max(sizes)), log=log and min(sizes) > 0)
    lines = tuple(
        Line(
            kind,
            tuple(
                (float(size), float(recall))
                for size, recall in zip(sizes, along, strict=True)
                if recall is not None
            ),
        )
        for kind, along in recalls.items()
    )
    return Lines("Recall by size", x, "recall", axis, SHARE, lines)


def score_axis(odd: Flags, scores: Vector, threshold: float | None) -> Axis:
    """The part of the scores that is drawn: no wild one squeezes the others."""
    finite = scores[np.isfinite(scores)]
    if not finite.size:
        return Axis(0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    left, middle, right = (float(q) for q in np.quantile(finite, [0.25, 0.5, 0.75]))
    reach, marked = REACH * (right - left), _finite(threshold)
    if reach > 0:
        wrong = scores[odd & np.isfinite(scores)]
        need = float(np.quantile(wrong, MOST_ODD)) if wrong.size else middle
        high = min(high, max(middle + reach, need))
        low = max(low, min(middle - reach, need))
    low, high = min(low, *marked, low), max(high, *marked, high)
    return Axis(low, high) if high > low else Axis(low - 0.5, low + 0.5)


def _finite(threshold: float | None) -> list[float]:
    return [float(threshold)] if threshold is not None and math.isfinite(threshold) else []


def _mark(threshold: float | None) -> tuple[float, str] | None:
    marked = _finite(threshold)
    if not marked:
        return None
    return marked[0], f"threshold {number(float(f'{marked[0]:.4g}'))}"


def _share(value: float) -> str:
    return f"{value:.2f}"


def _steps(recall: Vector, precision: Vector) -> tuple[Vector, Vector]:
    """The curve as steps, so that the area below it is the average precision.

    It ends where every odd row is found: to flag more adds no area.
    """
    end = int(np.argmax(recall == recall[-1])) + 1
    recall, precision = recall[:end], precision[:end]
    return np.concatenate([[0.0], np.repeat(recall, 2)[:-1]]), np.repeat(precision, 2)


def _points(x: Vector, y: Vector, axis: Axis) -> tuple[tuple[float, float], ...]:
    """The points of a curve that can be told apart, and where it enters and leaves the axis."""
    inside = np.flatnonzero((x >= axis.low) & (x <= axis.high))
    if not inside.size:
        return ()
    first, last = max(inside[0] - 1, 0), min(inside[-1] + 2, len(x))
    x, y = np.clip(x[first:last], axis.low, axis.high), y[first:last]
    cells = np.column_stack([(x - axis.low) / (axis.high - axis.low), y])
    cells = np.round(cells * FINE)
    moved = (np.diff(cells, axis=0) != 0).any(axis=1)
    kept = np.concatenate([[True], moved])
    kept[-1] = True
    return tuple((float(a), float(b)) for a, b in zip(x[kept], y[kept], strict=True))
