"""The four counts of findings against the truth, and what is made of them.

    precision = hits / (hits + false alarms)
    recall    = hits / (hits + missed)
    F_b       = (1 + b^2) hits / ((1 + b^2) hits + b^2 missed + false alarms)

van Rijsbergen (1979), "Information retrieval", chapter 7.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.errors import InvalidParameter
from vedette.metrics.given import flags, same_length, share


@dataclass(frozen=True)
class Confusion:
    """Rows by what they are and what was said of them.

    hits, false_alarms
        Flagged rows that are odd, and that are usual.
    missed, passed
        Rows not flagged that are odd, and that are usual.
    """

    hits: int
    false_alarms: int
    missed: int
    passed: int

    @property
    def precision(self) -> float:
        """Share of the flagged rows that are odd; 0 if none is flagged."""
        return share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of the odd rows that are flagged; 0 if none is odd."""
        return share(self.hits, self.hits + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 if nothing is odd or flagged."""
        return self.f_beta(1.0)

    def f_beta(self, beta: float) -> float:
        """F with recall weighing `beta` times as much as precision; 0 / 0 is 0."""
        if not (math.isfinite(beta) and beta >= 0):
            raise InvalidParameter(f"beta must be a number of at least 0, got {beta}")
        of_recall = (beta / math.hypot(1.0, beta)) ** 2  # b^2 / (1 + b^2), without overflow
        wrong = of_recall * self.missed + (1 - of_recall) * self.false_alarms
        return share(self.hits, self.hits + wrong)

    @property
    def undefined(self) -> tuple[str, ...]:
        """Which of precision, recall and f1 are 0 only because 0 / 0 is written as 0."""
        flagged, odd = self.hits + self.false_alarms, self.hits + self.missed
        wholes = {"precision": flagged, "recall": odd, "f1": flagged + odd}
        return tuple(name for name, whole in wholes.items() if not whole)

    @property
    def rows(self) -> int:
        """How many rows were counted."""
        return self.hits + self.false_alarms + self.missed + self.passed


def confusion(odd: Any, flagged: Any) -> Confusion:
    """Count hits, false alarms, misses and passed rows.

    Parameters
    ----------
    odd
        (n,) true (or 1) where a row is odd.
    flagged
        (n,) true (or 1) where it was called so.

    Raises
    ------
    InvalidInput
        If they are of different lengths, empty, or hold anything but 0 and 1.

    Examples
    --------
    >>> counts = confusion([1, 1, 0, 0, 0], [1, 0, 1, 0, 0])
    >>> counts
    Confusion(hits=1, false_alarms=1, missed=1, passed=2)
    >>> counts.precision, counts.recall, counts.f1
    (0.5, 0.5, 0.5)
    """
    truth, called = flags(odd, "odd"), flags(flagged, "flagged")
    same_length(truth, called, "flagged")
    hits = int(np.count_nonzero(truth & called))
    all_odd, all_called = int(np.count_nonzero(truth)), int(np.count_nonzero(called))
    return Confusion(
        hits=hits,
        false_alarms=all_called - hits,
        missed=all_odd - hits,
        passed=len(truth) - all_odd - all_called + hits,
    )
