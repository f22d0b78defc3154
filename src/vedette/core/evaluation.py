"""What is known of detectors after they were measured on labelled rows, as plain data.

Nothing here is an array, and no number is NaN: what is not known is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vedette.core.table import Source

Way = Literal["random", "key", "time"]

METRICS = ("precision", "recall", "f1", "auroc", "average_precision")
# With fewer anomalies to test on, intervals are so wide that it is said.
FEW_ODD = 30


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, and between what it may well lie.

    value
        The mean over the folds where it is known; None if it is known in none.
    low, high
        A 95 % interval; None where there is too little to tell one.
    deviation
        The standard deviation over the folds; None with a single part.
    folds
        In how many parts it is known.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    deviation: float | None = None
    folds: int = 1


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what they are and what was said of them, over all parts together."""

    hits: int
    false_alarms: int
    missed: int
    passed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """How well one part of the rows was told apart.

    undefined
        Which of precision, recall and f1 are 0 only because 0 / 0 is written as 0, in some
        part.
    counts
        None if no threshold was learned.
    """

    rows: int
    odd: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    auroc: Estimate
    average_precision: Estimate
    counts: Counts | None
    undefined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (x, y) along a curve; `x` and `y` say what they are."""

    x: str
    y: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """Means over the parts that were tested on.

    by_threshold
        Precision, recall and F1 of the validation part against the threshold, in this
        order; empty with several parts, each of which has its own threshold.
    usual_scores, odd_scores
        Rows of the test part in bins of equal width, from `lowest` to `highest` score;
        empty with several parts.
    """

    roc: Curve | None
    precision_recall: Curve | None
    by_threshold: tuple[Curve, ...] = ()
    usual_scores: tuple[int, ...] = ()
    odd_scores: tuple[int, ...] = ()
    lowest: float = 0.0
    highest: float = 0.0


@dataclass(frozen=True, slots=True)
class Fold:
    """One detector on one division of the rows, counted from 1. None: not known."""

    fold: int
    threshold: float | None
    log_density: float | None
    precision: float | None
    recall: float | None
    f1: float | None
    auroc: float | None
    average_precision: float | None
    rows: int
    odd: int


@dataclass(frozen=True)
class Assessed:
    """One detector, measured.

    threshold
        A row is flagged if its score is greater: the median over the folds. None if it could
        not be learned.
    log_density
        The same as log10 of the density, per unit of the features; None for detectors
        without a density.
    needs_labels
        Whether it learned from labels.
    precision_at_share
        What the precision of the test part would be, had it the table's share of anomalies;
        None without a threshold.
    trained, features
        Rows it learned from, and numbers that a row was to it (in the first fold).
    seconds
        To learn and to score, over all folds.
    failed
        Why it was not measured, or not everywhere; "" if all went well.
    notes
        What the threshold's rule says of the rows it learned from.
    """

    detector: str
    needs_labels: bool
    threshold: float | None
    log_density: float | None
    validation: Figures | None
    test: Figures | None
    by_fold: tuple[Fold, ...]
    curves: Curves | None
    trained: int
    features: int
    seconds: float
    precision_at_share: float | None = None
    failed: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartOfRows:
    """A part of the rows: how many, how many of them anomalies, and from when to when."""

    name: str
    rows: int
    odd: int
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """How the rows were divided.

    way
        'random', by 'key' (no key in two parts) or by 'time' (no future row is learned from).
    names
        The columns that the key or the time is from.
    shares
        Of the three parts; None with folds.
    folds, repeats
        0 with three parts.
    parts
        The three parts; with folds, their mean sizes in whole rows.
    rule
        How the threshold was learned from the validation part.
    sampled
        How many rows were drawn, if not all were taken.
    """

    way: Way
    names: tuple[str, ...]
    shares: tuple[float, float, float] | None
    folds: int
    repeats: int
    parts: tuple[PartOfRows, ...]
    rule: str
    sampled: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the labels are.

    odd, usual, unlabelled
        Rows of each.
    chosen
        Whether the user said which value is the anomaly; else it is the rarer.
    """

    column: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    odd: int
    usual: int
    unlabelled: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """How a plain scan, which sees no label, did on all rows.

    found, hits
        Labelled rows among its findings, and how many of them are anomalies.
    unlabelled
        Findings of which the labels say nothing.
    stated
        The share of its findings that it expects to be false.
    """

    found: int
    hits: int
    unlabelled: int
    odd: int
    stated: float


@dataclass(frozen=True)
class Evaluation:
    """Detectors measured on a labelled table.

    assessed
        In the order of their average precision on the test part, the best first.
    suspicions
        Columns that tell the label too well, each in a sentence.
    notes
        What one should know to read the figures, in sentences.
    """

    source: Source
    rows: int
    label: Labelled
    protocol: Protocol
    assessed: tuple[Assessed, ...]
    scan: Scanned | None
    suspicions: tuple[str, ...]
    notes: tuple[str, ...]
    seed: int
    version: str = ""

    @property
    def measured(self) -> list[Assessed]:
        """Those of which there are figures, in the same order."""
        return [one for one in self.assessed if one.test is not None]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of one detector lie, without labels.

    quantiles
        Pairs (share, score).
    agreement
        Share of the most unusual rows that two halves of the table, learned from apart, both
        put there; None if not known.
    top
        How many rows that are.
    """

    detector: str
    quantiles: tuple[tuple[float, float], ...]
    agreement: float | None
    top: int
    failed: str = ""


@dataclass(frozen=True)
class Unlabelled:
    """What can be known of detectors on a table without labels.

    known, unknown
        Sentences.
    states
        What a plain scan of the table finds and states; "" if there was none.
    """

    source: Source
    rows: int
    spreads: tuple[Spread, ...]
    known: tuple[str, ...]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]
    seed: int
    states: str = ""
    version: str = ""
