"""What a comparison of detectors on one table found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vedette.core.table import Source

Way = Literal["labels", "planted"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and the 95 % interval that chance in rows, folds and seeds gives it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Contender:
    """One detector that was compared.

    detector
        As it is typed.
    rank
        From 1; None if it has no scores.
    reason
        Why it has none.
    learns_labels
        Whether it learned from labels: of rows that it was not tested on.
    learned_from
        It learned from so many of the rows, as its time grows with their square; None: all.
    ap, auroc, f1
        Means over the tests; of labelled anomalies, or of planted ones. F1 at the threshold
        that is best on the rows it learned from; None without labels.
    behind
        How much less average precision than the first, with an interval that holds for all
        comparisons at once; None for the first itself.
    tied
        Whether nothing tells it apart from the first.
    ahead_of_default
        Likewise, how much more than the default detector; None for that one, or where it
        was not compared.
    agreement, overlap
        With the other detectors: mean weighted rank correlation, and share of the top rows
        in common.
    stable_seeds, stable_halves
        The share of the top rows that stays with another seed (None: there is no chance in
        it), and if each half of the rows is learned alone.
    kinds
        By kind of planted anomaly, its average precision.
    seconds
        Of one core, for all its pieces.
    """

    detector: str
    family: str
    rank: int | None = None
    reason: str = ""
    learns_labels: bool = False
    learned_from: int | None = None
    ap: Estimate | None = None
    auroc: Estimate | None = None
    f1: Estimate | None = None
    behind: Estimate | None = None
    tied: bool = False
    ahead_of_default: Estimate | None = None
    agreement: float | None = None
    overlap: float | None = None
    stable_seeds: float | None = None
    stable_halves: float | None = None
    kinds: tuple[tuple[str, float], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two detectors: weighted rank correlation, and the share of top rows in common."""

    one: str
    other: str
    correlation: float
    overlap: float


@dataclass(frozen=True)
class Comparison:
    """Detectors compared on one table: `contenders`, the best first.

    Attributes
    ----------
    way
        "labels": measured by a column of labels. "planted": by anomalies put into the table.
    label, anomalies
        The column, and how many of the rows it calls anomalies; planted: None, and how many
        were planted each time.
    positive
        The values of the column that are anomalies, where they were given.
    contenders
        Ranked ones first, then those without scores.
    default
        The detector that others must beat to be worth naming; as it is typed.
    chance
        The average precision of a detector that guesses.
    tests, split
        How often each detector was tested, and on what, in a few words.
    top
        So many of the oddest rows are compared (0 with labels).
    agreements
        Each pair of detectors (none with labels).
    notes
        What limits it, in sentences.
    pieces, kept
        How many pieces of work there were, and how many were taken from an earlier run.
    """

    source: Source
    rows: int
    columns: int
    way: Way
    label: str | None
    anomalies: int
    contenders: tuple[Contender, ...]
    default: str
    chance: float
    tests: int
    split: str
    positive: tuple[str, ...] = ()
    top: int = 0
    agreements: tuple[Agreement, ...] = ()
    notes: tuple[str, ...] = ()
    seed: int = 0
    version: str = ""
    pieces: int = 0
    kept: int = 0

    @property
    def ranked(self) -> tuple[Contender, ...]:
        """Those with scores, the best first."""
        return tuple(c for c in self.contenders if c.rank is not None)

    @property
    def failed(self) -> tuple[Contender, ...]:
        """Those without scores."""
        return tuple(c for c in self.contenders if c.rank is None)

    @property
    def best(self) -> Contender | None:
        """The first, if any has scores."""
        return self.ranked[0] if self.ranked else None

    @property
    def alike(self) -> tuple[Contender, ...]:
        """Those that are not told apart from the first."""
        return tuple(c for c in self.ranked if c.tied)

    @property
    def worth_naming(self) -> bool:
        """Whether the first is better than the default detector by more than chance."""
        best = self.best
        ahead = None if best is None else best.ahead_of_default
        return ahead is not None and ahead.low > 0
