"""From what was measured on each division of the rows to the figures of a detector."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.evaluation import (
    METRICS,
    Assessed,
    Counts,
    Curve,
    Curves,
    Estimate,
    Figures,
    Fold,
)
from vedette.evaluating import intervals
from vedette.evaluating.protocol import Measured, Part
from vedette.metrics import (
    Confusion,
    auroc,
    average_precision,
    confusion,
    precision_recall_curve,
    roc_curve,
    threshold_curve,
)

POINTS = 201  # of a curve
BINS = 40


def assessed(
    measured: Sequence[Measured], *, share: float, needs_labels: bool, failed: str
) -> Assessed:
    """The figures of one detector that was measured once or in several folds.

    share
        Of the labelled rows of the table, those that are anomalies.
    failed
        Why it could not be measured, or not in all folds; "" if it was.
    """
    first = measured[0]
    density = [m.log_density for m in measured if m.log_density is not None]
    thresholds = [m.threshold for m in measured if m.threshold is not None]
    unruled = dict.fromkeys(m.unruled for m in measured if m.unruled)
    notes = dict.fromkeys(note for m in measured for note in _notes(m))
    by_train = float(np.mean([len(m.test.rows) / m.trained for m in measured]))
    test = figures([m.test for m in measured], by_train)
    return Assessed(
        detector=first.detector,
        needs_labels=needs_labels,
        threshold=float(np.median(thresholds)) if thresholds else None,
        log_density=float(np.median(density)) if density else None,
        validation=figures([m.validation for m in measured], by_train),
        test=test,
        by_fold=tuple(_fold(i, m) for i, m in enumerate(measured, start=1)),
        curves=curves(measured),
        trained=first.trained,
        features=first.features,
        seconds=sum(m.fit_seconds + m.score_seconds for m in measured),
        precision_at_share=_precision_at(share, test.counts),
        failed=failed,
        notes=(*notes, *unruled),
    )


def _notes(measured: Measured) -> list[str]:
    """What the rule says of the rows it learned from, and of those it judged."""
    rule = measured.rule
    if rule is None:
        return []
    few = rule.too_few(len(measured.test.rows)) if len(measured.test.rows) else None
    return [*rule.notes_, *([few] if few else [])]


def figures(parts: Sequence[Part], test_by_train: float) -> Figures:
    """The figures of one part, or the means of several."""
    counted = [c for part in parts if (c := _counted(part)) is not None]
    undefined = dict.fromkeys(name for c in counted for name in c.undefined)
    if len(parts) == 1:
        five = _of_one(parts[0], counted[0] if counted else None)
    else:
        five = _of_folds(parts, test_by_train)
    return Figures(
        rows=sum(len(part.rows) for part in parts),
        odd=sum(int(part.odd.sum()) for part in parts),
        precision=five[0],
        recall=five[1],
        f1=five[2],
        auroc=five[3],
        average_precision=five[4],
        counts=_summed(counted),
        undefined=tuple(undefined),
    )


def _of_one(part: Part, counts: Confusion | None) -> tuple[Estimate, ...]:
    odd = int(part.odd.sum())
    usual = len(part.rows) - odd
    return _of_rows(counts, _auroc(part), _average(part), odd, usual)


def _of_rows(
    counts: Confusion | Counts | None,
    area: float | None,
    average: float | None,
    odd: float,
    usual: float,
    times: float = 1.0,
) -> tuple[Estimate, ...]:
    """The five figures of rows that were tested so many `times` each."""
    unknown = Estimate(None, folds=0)
    cut = (unknown, unknown, unknown)
    if counts is not None:
        hits, false = counts.hits / times, counts.false_alarms / times
        cut = (
            intervals.of_share(hits, hits + false),
            intervals.of_share(hits, odd),
            intervals.of_f1(hits, false + counts.missed / times),
        )
    return (
        *cut,
        unknown if area is None else intervals.of_auroc(area, odd, usual),
        unknown if average is None else intervals.of_average_precision(average, odd),
    )


def _of_folds(parts: Sequence[Part], test_by_train: float) -> tuple[Estimate, ...]:
    """Folds without an anomaly say nothing of any figure, and are in no mean."""
    some = [part for part in parts if part.odd.any()]
    if not some:
        return (Estimate(None, folds=0),) * len(METRICS)
    counted = [c for part in some if (c := _counted(part)) is not None]
    each = (
        [c.precision for c in counted],
        [c.recall for c in counted],
        [c.f1 for c in counted],
        [area for part in some if (area := _auroc(part)) is not None],
        [ap for part in some if (ap := _average(part)) is not None],
    )
    rows, odd = (np.concatenate([getattr(p, of) for p in some]) for of in ("rows", "odd"))
    _, first = np.unique(rows, return_index=True)
    area, average = (sum(v) / len(v) if v else None for v in each[3:])
    different = int(odd[first].sum())
    together = _of_rows(
        _summed(counted),
        area,
        average,
        different,
        len(first) - different,
        len(rows) / len(first),
    )
    return tuple(
        intervals.over_folds(values, test_by_train, alike)
        for values, alike in zip(each, together, strict=True)
    )


def _counted(part: Part) -> Confusion | None:
    if part.flagged is None:
        return None
    return confusion(part.odd, part.flagged)


def _summed(counted: Sequence[Confusion]) -> Counts | None:
    if not counted:
        return None
    return Counts(
        hits=sum(c.hits for c in counted),
        false_alarms=sum(c.false_alarms for c in counted),
        missed=sum(c.missed for c in counted),
        passed=sum(c.passed for c in counted),
    )


def _precision_at(share: float, counts: Counts | None) -> float | None:
    """The precision where this share of rows are anomalies; 0 if none is flagged."""
    if counts is None:
        return None
    odd, usual = counts.hits + counts.missed, counts.false_alarms + counts.passed
    if not odd or not usual:
        return None
    right = share * counts.hits / odd
    wrong = (1 - share) * counts.false_alarms / usual
    return right / (right + wrong) if right + wrong else 0.0


def _auroc(part: Part) -> float | None:
    return None if part.odd.all() or not part.odd.any() else auroc(part.odd, part.scores)


def _average(part: Part) -> float | None:
    return average_precision(part.odd, part.scores) if part.odd.any() else None


def _fold(number: int, measured: Measured) -> Fold:
    test = measured.test
    counts = _counted(test) if test.odd.any() else None
    return Fold(
        fold=number,
        threshold=measured.threshold,
        log_density=measured.log_density,
        precision=None if counts is None else counts.precision,
        recall=None if counts is None else counts.recall,
        f1=None if counts is None else counts.f1,
        auroc=_auroc(test),
        average_precision=_average(test),
        rows=len(test.rows),
        odd=int(test.odd.sum()),
    )


# Curves


def curves(measured: Sequence[Measured]) -> Curves:
    """The curves of the test part, or their means; and what only one part has."""
    tests = [m.test for m in measured]
    both = [part for part in tests if part.odd.any() and not part.odd.all()]
    roc = _mean_curve("share of usual rows flagged", "recall", both, _roc)
    precise = _mean_curve("recall", "precision", both, _precision_recall)
    if len(measured) > 1:
        return Curves(roc, precise)
    one = measured[0]
    return Curves(roc, precise, _by_threshold(one.validation), *_histogram(one))


def _mean_curve(
    x: str, y: str, parts: Sequence[Part], along: Callable[[Part, Vector], Vector]
) -> Curve | None:
    if not parts:
        return None
    grid = np.linspace(0, 1, POINTS)
    mean = np.mean([along(part, grid) for part in parts], axis=0)
    return Curve(x, y, tuple(zip(grid.tolist(), mean.tolist(), strict=True)))


def _roc(part: Part, grid: Vector) -> Vector:
    """Recall at each share of usual rows flagged."""
    curve = roc_curve(part.odd, part.scores)
    last = np.append(np.diff(curve.false_rate) > 0, True)  # the highest of a vertical piece
    return np.asarray(np.interp(grid, curve.false_rate[last], curve.recall[last]))


def _precision_recall(part: Part, grid: Vector) -> Vector:
    """Precision where recall is first at least so high."""
    curve = precision_recall_curve(part.odd, part.scores)
    place = np.searchsorted(curve.recall, grid - 1e-12)
    return np.asarray(curve.precision[np.minimum(place, len(curve.precision) - 1)])


def _by_threshold(part: Part) -> tuple[Curve, ...]:
    if not part.odd.any():
        return ()
    curve = threshold_curve(part.odd, part.scores)
    some = np.unique(np.linspace(0, len(curve.thresholds) - 1, POINTS).astype(np.int64))
    at = curve.thresholds[some].tolist()
    named = (("precision", curve.precision), ("recall", curve.recall), ("F1", curve.f1))
    return tuple(
        Curve("threshold", name, tuple(zip(at, values[some].tolist(), strict=True)))
        for name, values in named
    )


def _histogram(
    measured: Measured,
) -> tuple[tuple[int, ...], tuple[int, ...], float, float]:
    """Usual and odd rows of the test part by score; what lies beyond is in the last bin."""
    scores, odd = measured.test.scores, measured.test.odd
    if not len(scores):
        return (), (), 0.0, 0.0
    low, high = float(scores.min()), float(np.quantile(scores, 0.99))
    if measured.threshold is not None:
        high = max(high, measured.threshold + (measured.threshold - low) / 4)
    if not low < high:
        return (), (), 0.0, 0.0
    held = np.clip(scores, low, high)
    usual, _ = np.histogram(held[~odd], BINS, (low, high))
    of_odd, _ = np.histogram(held[odd], BINS, (low, high))
    return tuple(usual.tolist()), tuple(of_odd.tolist()), low, high
