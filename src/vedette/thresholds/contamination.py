"""Contamination: the line is drawn so that a given share of the rows lies beyond it."""

from __future__ import annotations

import numpy as np

from vedette.core.parameters import check_number
from vedette.thresholds.rule import Part, Rule


class ContaminationRule(Rule):
    """A share of the rows it learns from is odd, whatever they are.

    It flags that share of clean rows too: it is a budget, not a finding. Labels are not
    looked at. The quantile is scikit-learn's, so that it draws the same line as a detector's
    own `contamination`.

    Parameters
    ----------
    share
        Of all rows, in (0, 0.5].
    """

    name = "contamination"
    held_out = False

    def __init__(self, share: float = 0.01) -> None:
        self.share = share

    def _check_params(self) -> None:
        check_number("share", self.share, 0, 0.5)

    def _learn(self, part: Part) -> float:
        return -float(np.percentile(-part.scores, 100.0 * self.share))

    def _typed(self) -> list[float]:
        return [self.share]
