"""One detector, one division of the rows, measured once.

    learn      how columns become numbers, and the detector: from rows of the first part
    threshold  by a rule, on the scores and labels of the second
    test       the third is scored, once, and counted

Labels of the third part touch nothing before it is scored.
"""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidInput, TooLittleData
from vedette.core.estimator import Estimator
from vedette.detectors.catalogue import said_of
from vedette.detectors.features import Features, fit_features
from vedette.detectors.members import copied
from vedette.detectors.supervised.base import LabelledDetector
from vedette.evaluating.sample import Sample
from vedette.evaluating.splits import Rows, Split
from vedette.thresholds import Rule

Bools = npt.NDArray[np.bool_]

MICROSECONDS = 86_400e6  # of a day
REPEATS = 20  # of a usual row, where anomalies are repeated less often


@dataclass(frozen=True, eq=False)
class Part:
    """The rows of a part, their labels, their scores, and which are flagged, each (m,).

    `flagged` is None if no threshold could be learned.
    """

    rows: Rows
    odd: Bools
    scores: Vector
    flagged: Bools | None = None


@dataclass(frozen=True, eq=False)
class Measured:
    """One detector on one division of the rows.

    rule
        Fitted on the validation part; None if it could not be, for the reason in `unruled`.
    threshold
        A row is flagged if its score is greater; None if it could not be learned.
    log_density
        The logarithm (base 10) of the density at the threshold, per unit of the features;
        None for detectors that have none.
    trained
        How many rows the detector has learned from.
    features
        How many numbers a row was to it.
    """

    detector: str
    fitted: Estimator
    encoding: Features
    rule: Rule | None
    unruled: str
    log_density: float | None
    validation: Part
    test: Part
    trained: int
    fit_seconds: float
    score_seconds: float

    @property
    def threshold(self) -> float | None:
        return None if self.rule is None else self.rule.threshold_

    @property
    def features(self) -> int:
        return len(self.encoding.made)


def needs_labels(detector: Estimator) -> bool:
    """Whether a detector learns from labels."""
    return isinstance(detector, LabelledDetector)


def measure(detector: Estimator, sample: Sample, split: Split, rule: Rule) -> Measured:
    """Fit a copy of a detector, learn its threshold, and score the test part once.

    Raises
    ------
    TooLittleData
        If there is nothing to learn from: no row, no column, or no label that it needs.
    """
    one = copied(detector)
    learned = _rows_to_learn(one, sample, split)
    table = sample.at(learned)
    encoding = fit_features(
        table, sample.roles, leave_out=sample.leave_out, kinds=_kinds(one)
    )
    if not encoding.made:
        raise TooLittleData(
            f"no column tells the {len(learned):,} rows to learn from apart",
            hint="vedette roles FILE shows what each column is taken for",
        )
    if _kinds(one):
        one.set_params(categories=list(encoding.kinds))
    X = encoding.matrix(table)
    begun = time.perf_counter()
    _fit(one, X, sample.odd[learned], sample.known[learned])
    fitted = time.perf_counter()
    validation = _scored(one, encoding, sample, split.validation)
    line, unruled = _ruled(rule, validation, sample, split)
    test = _scored(one, encoding, sample, split.test)
    return Measured(
        detector=said_of(detector),
        fitted=one,
        encoding=encoding,
        rule=line,
        unruled=unruled,
        log_density=None if line is None else log_density_at(one, X, line.threshold_),
        validation=_flagged(validation, line),
        test=_flagged(test, line),
        trained=len(learned),
        fit_seconds=fitted - begun,
        score_seconds=time.perf_counter() - fitted,
    )


def _ruled(rule: Rule, part: Part, sample: Sample, split: Split) -> tuple[Rule | None, str]:
    """The rule fitted on the validation part, or why it could not be."""
    try:
        days = _days_of(part, sample, split)
        seen = part if rule.held_out else as_they_come(part, split.odd_weight)
        weights = np.full(len(seen.rows), split.odd_weight)
        fitted = copy.deepcopy(rule).fit(seen.scores, seen.odd, days=days, amounts=weights)
    except InvalidInput as error:
        return None, error.message
    return fitted, ""


def as_they_come(part: Part, odd_weight: float) -> Part:
    """A part with each row repeated, so that anomalies are as frequent as in the table.

    For rules about the spread of all rows, which tell the same of rows that are all repeated.
    """
    if odd_weight == 1 or not len(part.rows):
        return part
    times = np.where(part.odd, max(1, round(REPEATS * odd_weight)), REPEATS)
    places = np.repeat(np.arange(len(times)), times)
    return Part(part.rows[places], part.odd[places], part.scores[places])


def _days_of(part: Part, sample: Sample, split: Split) -> float | None:
    """In how many days so many usual rows come as the validation part holds.

    Of the test part only the times are looked at. None where there is no time.
    """
    if sample.times is None or not len(part.rows):
        return None
    times = sample.times[~np.isnat(sample.times)].astype("datetime64[us]").view(np.int64)
    days = float(np.ptp(times)) / MICROSECONDS if len(times) else 0.0
    known = np.concatenate([split.train, split.validation])
    usual = int((~sample.odd[known]).sum())
    share = len(known) / sample.of * int((~part.odd).sum()) / max(1, usual)
    return days * share or None


def _flagged(part: Part, rule: Rule | None) -> Part:
    if rule is None or not len(part.rows):
        return part
    return replace(part, flagged=rule.flags(part.scores))


def _rows_to_learn(detector: Estimator, sample: Sample, split: Split) -> Rows:
    """Usual rows and those of which nothing is known; for classifiers, all labelled ones."""
    if not needs_labels(detector):
        rows = split.train[~sample.odd[split.train]]
        most = getattr(detector, "learns_from", None)
        if most is not None and len(rows) > most:
            rows = rows[np.linspace(0, len(rows) - 1, most).astype(np.int64)]
    else:
        rows = split.train
        if not _takes_unlabelled(detector):
            rows = rows[sample.known[rows]]
        odd = int(np.count_nonzero(sample.odd[rows]))
        if not 0 < odd < len(rows):
            raise TooLittleData(
                "it learns from labels of both kinds; of the "
                f"{len(rows):,} labelled rows to learn from, {odd:,} are anomalies"
            )
    if not len(rows):
        raise TooLittleData("no usual row is left to learn from")
    return rows


def _kinds(detector: Estimator) -> bool:
    """Whether a detector would take categories as such, and was not told which they are."""
    asked = detector.get_params(deep=False)
    return asked.get("metric") == "gower" and asked.get("categories", ()) is None


def _takes_unlabelled(detector: Estimator) -> bool:
    """Whether a detector has a label for rows of which nothing is known."""
    return "unlabelled" in detector._param_names()


def _fit(detector: Estimator, X: Matrix, odd: Bools, known: Bools) -> None:
    if isinstance(detector, LabelledDetector):
        labels = odd.astype(np.int64)
        if not known.all():
            labels[~known] = detector.get_params(deep=False)["unlabelled"]
        detector.fit(X, labels)
    else:
        detector.fit(X)  # type: ignore[attr-defined]


def _scored(detector: Estimator, encoding: Features, sample: Sample, rows: Rows) -> Part:
    scores = np.empty(0)
    if len(rows):
        scores = detector.unusualness(encoding.matrix(sample.at(rows)))  # type: ignore[attr-defined]
    return Part(rows, sample.odd[rows], scores)


def log_density_at(detector: Estimator, X: Matrix, threshold: float) -> float | None:
    """log10 of the density where the unusualness is `threshold`, if one goes with the other."""
    density = getattr(detector, "log_density", None)
    if density is None:
        return None
    some = X[:: max(1, len(X) // 5)]
    logs, scores = density(some), detector.unusualness(some)  # type: ignore[attr-defined]
    low, high = int(scores.argmin()), int(scores.argmax())
    if scores[low] == scores[high]:
        return None
    slope = (logs[high] - logs[low]) / (scores[high] - scores[low])
    if not np.allclose(logs, logs[low] + slope * (scores - scores[low]), atol=1e-6):
        return None
    return float((logs[low] + slope * (threshold - scores[low])) / np.log(10))
