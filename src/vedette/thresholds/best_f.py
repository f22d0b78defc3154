"""The cut with the best F1, or F-beta, on labelled rows: the field's epsilon."""

from __future__ import annotations

from vedette.core.cut import Cut, best_cut
from vedette.core.parameters import check_positive
from vedette.thresholds.rule import Part, Rule


class BestFRule(Rule):
    """The cut with the greatest F-beta of all distinct cuts of the rows it learns from.

    F-beta = (1 + beta^2) hits / (flagged + beta^2 odd). All cuts are looked at in one sorted
    pass, no grid: densities span a hundred orders of magnitude. Of equally good cuts the
    highest is taken, half way between the scores that it parts.

    The figures at the cut are those of the rows it was chosen on, and flatter; only rows
    that neither the detector nor the rule has seen tell how well it does.

    Parameters
    ----------
    beta
        Above 0. With 2, recall weighs four times as much as precision; with 0.5, a quarter.

    Attributes
    ----------
    cut_ : Cut
        The threshold, and precision, recall and F1 on the rows it was chosen on.
    """

    name = "best-fbeta"
    needs_labels = True

    def __init__(self, beta: float = 1.0) -> None:
        self.beta = beta

    def _check_params(self) -> None:
        check_positive("beta", self.beta)

    def _learn(self, part: Part) -> float:
        assert part.odd is not None
        self.cut_: Cut = best_cut(part.scores, part.odd, beta=float(self.beta))
        if part.scores.min() == part.scores.max():
            self.notes_.append("all scores are equal: they tell no row from another")
        return self.cut_.threshold

    def _typed(self) -> list[float]:
        return [self.beta]

    def __str__(self) -> str:
        return "best-f1" if self.beta == 1 else super().__str__()
