"""One piece of work, a detector tested once, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vedette.core.arrays import Matrix, Vector


@dataclass(frozen=True, eq=False)
class Points:
    """What detectors without labels learn from and score.

    learn, score
        (n, d) and (m, d) rows; score None: the rows they learned from.
    kinds
        Which of the columns are numbers that only tell kinds apart.
    """

    learn: Matrix
    score: Matrix | None = None
    kinds: tuple[int, ...] = ()

    @property
    def scored(self) -> Matrix:
        """The rows that are scored."""
        return self.learn if self.score is None else self.score


@dataclass(frozen=True)
class Piece:
    """A detector, and where it is tested.

    detector, seed
        As it is typed, and for its chance.
    test
        The name of the test.
    most
        It learns from at most so many rows; None: from all.
    """

    detector: str
    seed: int
    test: str
    most: int | None = None

    def asked(self) -> Mapping[str, Any]:
        """What its outcome depends on, besides the rows."""
        return {"detector": self.detector, "seed": self.seed, "most": self.most}


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of a piece: scores, or the reason why there are none.

    scores
        (m,) higher is odder.
    threshold
        Beyond it a row is flagged; None if no labels were known to learn it from.
    learned, of
        It learned from so many rows, of so many.
    seconds
        Of one core.
    lasting
        Whether the reason would be the same the next time.
    """

    scores: Vector | None = None
    threshold: float | None = None
    learned: int = 0
    of: int = 0
    reason: str = ""
    seconds: float = 0.0
    lasting: bool = True
