"""The cut at which mistakes cost least on labelled rows."""

from __future__ import annotations

import numpy as np

from vedette.core.cut import cheapest_cut
from vedette.core.errors import InvalidInput
from vedette.core.parameters import check_positive
from vedette.thresholds.rule import Part, Rule


class CostRule(Rule):
    """Of all cuts, the one with the least expected cost on the rows it learns from.

    To flag nothing is a cut too, and the cheapest if alarms cost more than they save. With
    `amounts`, passing an odd row costs `miss` times its amount: what a fraud would take.

    The rows must hold as large a share of odd ones as later rows will: with twice the odd
    rows, half as many alarms are worth it.

    Parameters
    ----------
    miss
        What an odd row costs that is passed.
    alarm
        What a usual row costs that is flagged.

    Attributes
    ----------
    cost_ : float
        Of a row on average, at the threshold, on the rows it was chosen on.
    cost_of_none_, cost_of_all_ : float
        The same if no row were flagged, and if all were.
    """

    name = "cost"
    needs_labels = True

    def __init__(self, miss: float = 10.0, alarm: float = 1.0) -> None:
        self.miss = miss
        self.alarm = alarm

    def _check_params(self) -> None:
        check_positive("miss", self.miss)
        check_positive("alarm", self.alarm)

    def _learn(self, part: Part) -> float:
        assert part.odd is not None
        missed = np.full(len(part.scores), float(self.miss))
        with np.errstate(over="ignore"):
            if part.amounts is not None:
                missed = missed * part.amounts
            costs = np.where(part.odd, missed, float(self.alarm))
            if not np.isfinite(costs.sum()):
                raise InvalidInput("the costs are too large to be added up")
        n = len(costs)
        threshold, cost = cheapest_cut(part.scores, part.odd, costs)
        self.cost_ = cost / n
        self.cost_of_none_ = float(costs[part.odd].sum()) / n
        self.cost_of_all_ = float(costs[~part.odd].sum()) / n
        if threshold >= part.scores.max():
            self.notes_.append("no cut saves more than it costs: nothing is flagged")
        return threshold

    def _typed(self) -> list[float]:
        return [self.miss, self.alarm]
