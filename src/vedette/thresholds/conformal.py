"""Conformal p-values from usual rows that the detector has not seen, with few of them false."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import TooLittleData
from vedette.core.parameters import check_number
from vedette.core.wording import count, percent
from vedette.thresholds.counting import likely_share, line_at, places
from vedette.thresholds.false_discovery import conformal_p, discoveries
from vedette.thresholds.rule import Flags, Part, Rule, as_scores


class ConformalRule(Rule):
    """Of the rows that it finds in a batch, on average at most a share q is usual.

    The p-value of a row is the share of calibration rows that are as odd, itself counted:
    (1 + #) / (n + 1). Nothing is assumed of the scores or of the detector, one thing of the
    rows: that usual rows to be judged and calibration rows are exchangeable. So calibration
    rows must not have been learned from, and no drift may lie between. Odd rows among them
    make it find less, never more that is false. With labels, odd rows are left out.

    What is found depends on the batch (`flags`): a p-value of 0.001 is a finding among ten
    rows and none among a million. The line for a row by itself (`threshold_`, `beyond`) is
    another promise: at most a share `level` of usual rows lies beyond it, however many of
    the findings that makes false.

    Parameters
    ----------
    q
        The false share of what is found in a batch, in (0, 1).
    level
        The share of usual rows beyond the line for single rows, in (0, 1).

    Attributes
    ----------
    calibration_ : (n,) array
        Scores of the calibration rows, ascending.
    false_alarms_ : (low, high)
        The share of usual rows beyond `threshold_`: the range of nine calibration parts in
        ten of this size.
    """

    name = "conformal"
    judges_batches = True

    def __init__(self, q: float = 0.1, level: float = 0.01) -> None:
        self.q = q
        self.level = level

    def flags(self, scores: Any) -> Flags:
        """Which rows of this batch are odd, (m,): Benjamini-Hochberg at q."""
        return discoveries(self.p_values(scores), self.q)

    def p_values(self, scores: Any) -> Vector:
        """The p-value of each score by itself, (m,), at least 1 / (n + 1)."""
        self._check_fitted()
        return conformal_p(as_scores(scores), self.calibration_)

    def fewest(self, m: int) -> int:
        """How many of m rows must be odder than all calibration rows before any is found."""
        self._check_fitted()
        return max(1, math.ceil(m / (self.q * (len(self.calibration_) + 1)) - 1e-9))

    def too_few(self, m: int) -> str | None:
        """Why no single row among m can be found, and how many would do; None: it can."""
        n, fewest = len(self.calibration_), self.fewest(m)
        if m == 0 or fewest == 1:
            return None
        enough = math.ceil(m / self.q - 1e-9) - 1
        if fewest > m:
            found = "nothing can be found"
        else:
            found = (
                f"nothing is found until {count(fewest, 'row')} are odder than every "
                "calibration row"
            )
        return (
            f"with {count(n, 'calibration row')} no p-value is below 1/{n + 1:,}: among "
            f"{count(m, 'row')} {found}, at a false share of {percent(self.q)}. "
            f"{count(enough, 'calibration row')} would do for a single one"
        )

    def _check_params(self) -> None:
        check_number("q", self.q, 0, 1, closed="neither")
        check_number("level", self.level, 0, 1, closed="neither")

    def _learn(self, part: Part) -> float:
        if len(part.usual) == 0:
            raise TooLittleData("there are no usual rows to calibrate on")
        self.calibration_: Vector = np.sort(part.usual)
        n = len(self.calibration_)
        j = places(self.level, n)
        if j == 0:
            self.notes_.append(
                f"{count(n, 'calibration row')} cannot tell the most unusual "
                f"{percent(self.level)}: the line for single rows is drawn beyond all of "
                f"them; {math.ceil(1 / self.level - 1e-9) - 1:,} would do"
            )
        if self.q * (n + 1) < 1 - 1e-9:
            self.notes_.append(
                f"{count(n, 'calibration row')} are too few to find anything at a false "
                f"share of {percent(self.q)}, in a batch of any size; a batch of m rows "
                f"takes m / {self.q:g} - 1 of them to find a single odd one"
            )
        self.false_alarms_ = likely_share(n, max(j, 1))
        return line_at(self.calibration_, max(j, 1))

    def _typed(self) -> list[float]:
        return [self.q] if self.level == 0.01 else [self.q, self.level]
