"""An evaluation: many detectors, the same divisions of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from vedette.core.errors import InvalidInput, TooLittleData
from vedette.core.estimator import Estimator
from vedette.core.evaluation import Assessed, PartOfRows
from vedette.core.table import iso
from vedette.core.wording import count
from vedette.detectors.catalogue import said_of
from vedette.evaluating.figures import assessed
from vedette.evaluating.protocol import Measured, measure, needs_labels
from vedette.evaluating.sample import Sample
from vedette.evaluating.splits import Rows, Split, Way, folds, three_parts
from vedette.thresholds import Rule

# More rows, or more values, than this are thinned: the slowest detectors take minutes.
MOST_ROWS, MOST_VALUES, LEAST_ROWS = 100_000, 10_000_000, 5_000

Told = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Division:
    """How rows are to be divided: into three parts, or into folds (then `shares` is None)."""

    shares: tuple[float, float, float] | None = (60, 20, 20)
    folds: int = 0
    repeats: int = 0
    way: Way | None = None


def thinned(sample: Sample, most: int | None, seed: int) -> Sample:
    """At most so many rows, the same share of anomalies, of usual and of other rows.

    most
        None: so many that all detectors end in minutes.
    """
    n = len(sample)
    if most is None:
        wide = max(1, len(sample.seen))
        most = max(LEAST_ROWS, min(MOST_ROWS, MOST_VALUES // wide))
    if n <= most:
        return sample
    rng = np.random.default_rng(seed)
    kinds = np.where(sample.known, sample.odd.astype(np.int64), 2)
    kept = []
    for kind in range(3):
        rows = np.flatnonzero(kinds == kind)
        some = min(len(rows), round(len(rows) * most / n))
        kept.append(rng.choice(rows, some, replace=False))
    return sample.thinned(np.sort(np.concatenate(kept)))


def divided(
    sample: Sample, division: Division, *, labelled: bool, seed: int
) -> list[Split]:
    """The divisions of the rows that all detectors are measured on.

    labelled
        Whether some detector learns from labels.
    """
    if division.shares is None:
        return folds(
            sample, division.folds, division.repeats or 1, way=division.way, seed=seed
        )
    return [
        three_parts(sample, division.shares, way=division.way, labelled=labelled, seed=seed)
    ]


def measured_on(
    detector: Estimator, sample: Sample, splits: Sequence[Split], rule: Rule
) -> tuple[list[Measured], str]:
    """One detector on each division; and why it could not be measured on some, or any."""
    found, failed = [], ""
    for split in splits:
        try:
            found.append(measure(detector, sample, split, rule))
        except InvalidInput as error:
            failed = error.message
    return found, failed


def assess(
    detectors: Sequence[Estimator],
    sample: Sample,
    splits: Sequence[Split],
    rule: Rule,
    told: Told | None = None,
) -> tuple[Assessed, ...]:
    """Each detector on each division, the best average precision first."""
    out = []
    for i, detector in enumerate(detectors):
        if told is not None:
            told(i, len(detectors), said_of(detector))
        found, failed = measured_on(detector, sample, splits, rule)
        if failed and found:
            failed = (
                f"not measured in {len(splits) - len(found)} of {len(splits)}: {failed}"
            )
        if found:
            share = float(sample.odd.sum() / sample.known.sum())
            needs = needs_labels(detector)
            out.append(assessed(found, share=share, needs_labels=needs, failed=failed))
        else:
            out.append(_not_assessed(detector, failed))
    return tuple(sorted(out, key=_place))


def _place(one: Assessed) -> tuple[float, float]:
    """The best first, what is not known last."""

    def fall(value: float | None) -> float:
        return 1.0 if value is None else -value

    if one.test is None:
        return 2.0, 2.0
    return fall(one.test.average_precision.value), fall(one.test.auroc.value)


def _not_assessed(detector: Estimator, why: str) -> Assessed:
    return Assessed(
        detector=said_of(detector),
        needs_labels=needs_labels(detector),
        threshold=None,
        log_density=None,
        validation=None,
        test=None,
        by_fold=(),
        curves=None,
        trained=0,
        features=0,
        seconds=0.0,
        failed=why,
    )


def parts_of(sample: Sample, splits: Sequence[Split]) -> tuple[PartOfRows, ...]:
    """The three parts; of several divisions their mean sizes."""
    out = []
    for name in ("train", "validation", "test"):
        each: list[Rows] = [getattr(split, name) for split in splits]
        start = end = None
        if len(each) == 1 and splits[0].way == "time" and len(each[0]):
            assert sample.times is not None
            times = sample.times[each[0]]
            start, end = iso(times.min()), iso(times.max())
        rows = round(np.mean([len(some) for some in each]))
        odd = round(np.mean([sample.odd[some].sum() for some in each]))
        out.append(PartOfRows(name, rows, odd, start, end))
    return tuple(out)


def check_parts(sample: Sample, splits: Sequence[Split]) -> None:
    """Refuse divisions with nothing to learn from or nothing to test on.

    Raises
    ------
    TooLittleData
        If there is none with both.
    """
    for split in splits:
        if len(split.train) and len(split.test):
            return
    raise TooLittleData(
        f"{count(len(sample), 'row')} cannot be divided into parts to learn from and to test on",
        hint="more rows are needed; --by-chance divides them without keys and times",
    )
