"""What the columns of a table tell of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Nature = Literal["numbers", "kinds", "mixed"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns that do not vary independently.

    nature
        Of two quantities, of two columns of kinds, or of a column of kinds and a quantity.
    linear, rank
        Of quantities: the correlations of Pearson and of Spearman, -1 to 1.
    association
        0 to 1. Of kinds: Cramer's V without its bias (Bergsma, 2013). Of kinds and a
        quantity: the correlation ratio of its ranks, without bias (Kelley, 1935). None of
        quantities.
    rows
        In which both have a value.
    """

    first: str
    second: str
    nature: Nature
    rows: int
    linear: float | None = None
    rank: float | None = None
    association: float | None = None

    @property
    def strength(self) -> float:
        """0 to 1, the strongest of what was measured."""
        known = [x for x in (self.linear, self.rank, self.association) if x is not None]
        return max((abs(x) for x in known), default=0.0)


@dataclass(frozen=True, slots=True)
class Leaning:
    """A column that a prediction leans on, and its share of it."""

    column: str
    share: float


@dataclass(frozen=True, slots=True)
class Predicted:
    """How well a column is told by all others, in rows that its model has not seen.

    explained
        0 to 1. Of a quantity: by how much the mean deviation from what is predicted is
        below that from the median. Of kinds: by how much guesses err less than if it were
        always the most frequent one (Goodman and Kruskal's lambda).
    linear
        The same by a weighted sum of the other quantities; None of kinds.
    by
        What the prediction leans on, most first; the shares of all columns sum to 1.
    """

    column: str
    explained: float
    linear: float | None
    by: tuple[Leaning, ...]
    rows: int

    @property
    def curved(self) -> bool:
        """Whether there is clearly more to be told than a weighted sum tells."""
        return self.linear is not None and self.explained > self.linear + 0.1


@dataclass(frozen=True, slots=True)
class Relations:
    """Who depends on whom.

    pairs
        Those that chance does not explain, strongest first; `more` are not listed.
    predicted
        Every column that could be predicted, best told first.
    determined
        Columns that others determine exactly: counted as facts, and not here again.
    left_out
        Columns that were not looked at, since there are too many.
    rows
        Were looked at at most, drawn at random.
    """

    pairs: tuple[Pair, ...]
    more: int
    predicted: tuple[Predicted, ...]
    determined: tuple[str, ...]
    left_out: tuple[str, ...]
    rows: int
