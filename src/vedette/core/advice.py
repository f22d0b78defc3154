"""What follows from a profile: what the anomalies do to the numbers, and how to look for
them."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core.diagnosis import Assumption


@dataclass(frozen=True, slots=True)
class Moved:
    """A column's mean and standard deviation over all rows, and without the findings."""

    column: str
    mean: float
    mean_without: float
    deviation: float
    deviation_without: float

    @property
    def shift(self) -> float:
        """How far the mean moves, in standard deviations without the findings."""
        away = self.mean - self.mean_without
        return away / self.deviation_without if self.deviation_without else 0.0

    @property
    def inflated(self) -> float:
        """The deviation with the findings over that without; 1 if neither deviates."""
        if self.deviation_without:
            return self.deviation / self.deviation_without
        return 1.0


@dataclass(frozen=True, slots=True)
class MovedPair:
    """The correlation of two columns over all rows, and without the findings."""

    first: str
    second: str
    correlation: float
    without: float


@dataclass(frozen=True, slots=True)
class Influence:
    """What the findings of a scan do to the numbers of a table.

    rows, found
        Rows that were scanned, and those of them that were found.
    fdr
        At most this share of the findings is expected to be false.
    columns
        By falling change of the deviation; all columns of numbers that may be shown.
    pairs
        Those whose correlation moves by 0.05 or more, most first.
    """

    rows: int
    found: int
    fdr: float
    columns: tuple[Moved, ...]
    pairs: tuple[MovedPair, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A detector that does not take for granted what fails here.

    check
        The assumption that fails, by its name in `vedette.core.diagnosis.ASSUMPTIONS`.
    detector
        By its name in the catalogue; "" for a scan by all views.
    """

    check: str
    detector: str
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """Anomalies that a label column names.

    telling
        Columns that tell them from the others by themselves, and how well: the probability
        that an anomaly and another row are told apart (area under the ROC curve), 0.5 to 1.
    """

    label: str
    rows: int
    anomalies: int
    telling: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Which detector suits a table, and why.

    detector
        By its name in the catalogue; "" for a scan by all views.
    text
        The advice in one sentence.
    choices
        For each assumption of distance methods that fails, what to take; first the one
        that decides.
    assumptions
        All that were checked.
    """

    detector: str
    text: str
    choices: tuple[Choice, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def failing(self) -> tuple[Assumption, ...]:
        """The assumptions that do not hold."""
        return tuple(check for check in self.assumptions if check.verdict == "fails")
