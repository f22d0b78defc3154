"""What a rule is: it learns from scores where to draw the line, whatever gave them.

Scores are finite and higher is odder (`detector.unusualness(X)`); a row is flagged if its
score is greater than the threshold.
"""

from __future__ import annotations

import abc
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput, TooLittleData
from vedette.core.parameters import is_between
from vedette.core.parametrised import Parametrised
from vedette.core.wording import count

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Part:
    """The rows that a rule learns from.

    scores
        (n,), finite, higher is odder.
    odd
        Which rows are odd (n,), or None where that is not known.
    days
        How many days the rows span, or None.
    amounts
        How many times the cost of a miss each row weighs (n,), or None: once.
    """

    scores: Vector
    odd: Flags | None
    days: float | None
    amounts: Vector | None

    @property
    def usual(self) -> Vector:
        """Scores of the rows that are not known to be odd."""
        return self.scores if self.odd is None else self.scores[~self.odd]


class Rule(Parametrised, abc.ABC):
    """Where to cut scores. A subclass brings `_learn(part) -> threshold`.

    Attributes
    ----------
    threshold_ : float
        A row is flagged if its score is greater.
    notes_ : list of str
        What the rows it learned from cannot tell, in sentences.
    """

    fitted_mark = "threshold_"
    # How the rule is typed: `--threshold NAME`.
    name: ClassVar[str]
    # Whether it learns from labels, and cannot do without.
    needs_labels: ClassVar[bool] = False
    # Whether it must learn from rows that the detector did not learn from.
    held_out: ClassVar[bool] = True
    # Whether what it says of a row depends on the rows that are judged with it.
    judges_batches: ClassVar[bool] = False

    @abc.abstractmethod
    def _learn(self, part: Part) -> float:
        """The threshold; notes go to `self.notes_`."""

    def _check_params(self) -> None:
        """Refuse parameters that cannot be used."""

    def fit(
        self,
        scores: Any,
        odd: Any = None,
        *,
        days: float | None = None,
        amounts: Any = None,
    ) -> Self:
        """Forget everything, then learn from scores.

        Parameters
        ----------
        scores
            Of the rows to learn from, (n,); higher is odder.
        odd
            Which of them are odd, (n,) of bool, or None if that is not known.
        days
            How many days the rows span; only alarms per day ask for it.
        amounts
            What is lost with each row if it is odd and passed, (n,), in units of the rule's
            cost of a miss; only costs ask for it.

        Raises
        ------
        InvalidInput
            If there are no scores, or some are not finite, or the labels do not fit them.
        TooLittleData
            If the rule needs labels and there are none, or only one class.
        InvalidParameter
            If a parameter of the rule cannot be used.
        """
        self._check_kinds()
        self._check_params()
        part = as_part(scores, odd, days, amounts)
        if self.needs_labels:
            self._check_labels(part.odd)
        self._forget()
        self.notes_: list[str] = []
        self.threshold_: float = float(self._learn(part))
        return self

    def flags(self, scores: Any) -> Flags:
        """Which rows are odd, (m,): those beyond the threshold."""
        return self.beyond(scores)

    def beyond(self, scores: Any) -> Flags:
        """Whether each score (m,), by itself, is greater than the threshold."""
        self._check_fitted()
        return np.asarray(as_scores(scores) > self.threshold_)

    def too_few(self, m: int) -> str | None:
        """Why the rows it learned from are too few to judge a batch of m by; None: they do."""
        return None

    def __str__(self) -> str:
        """As it is typed: "sigma(3)"."""
        given = ", ".join(f"{value:g}" for value in self._typed())
        return f"{self.name}({given})" if given else self.name

    def _typed(self) -> list[float]:
        """The numbers that stand in the brackets of the rule as it is typed."""
        return []

    def _check_labels(self, odd: Flags | None) -> None:
        if odd is None:
            raise TooLittleData(
                f"the rule {self} learns from labels, and there are none",
                hint="contamination, sigma and tail need no labels",
            )
        called = int(np.count_nonzero(odd))
        if called in (0, len(odd)):
            which = "odd" if called else "usual"
            raise TooLittleData(
                f"the rule {self} needs rows of both classes, and "
                f"{count(len(odd), 'row')} to learn it from {_are(len(odd))} all {which}",
                hint="a larger validation part, or a rule without labels: contamination, "
                "sigma, tail",
            )


def as_part(scores: Any, odd: Any, days: float | None, amounts: Any) -> Part:
    """What a rule learns from, checked."""
    checked = as_scores(scores)
    if len(checked) == 0:
        raise TooLittleData("there are no scores to learn a threshold from")
    if days is not None and not is_between(days, 0, np.inf):
        raise InvalidInput(f"days must be a number above 0, got {days!r}")
    return Part(
        checked,
        None if odd is None else as_flags(odd, len(checked)),
        None if days is None else float(days),
        None if amounts is None else _as_amounts(amounts, len(checked)),
    )


def as_scores(scores: Any) -> Vector:
    """Scores as (n,) finite float64."""
    array = np.asarray(scores, dtype=np.float64)
    if array.ndim != 1:
        raise InvalidInput(f"scores must have shape (rows,), got {array.shape}")
    bad = ~np.isfinite(array)
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidInput(
            f"{count(int(bad.sum()), 'score')} cannot be compared; the first is "
            f"{array[row]} at row {row}"
        )
    return array


def as_flags(odd: Any, n: int) -> Flags:
    """Labels as (n,) of bool; 0 and 1 will do."""
    array = np.asarray(odd)
    if array.shape != (n,):
        raise InvalidInput(f"odd must have shape ({n},), as the scores; got {array.shape}")
    if array.dtype != bool and not np.isin(array, (0, 1)).all():
        raise InvalidInput("odd must say True or False of each row")
    return array.astype(bool)


def _as_amounts(amounts: Any, n: int) -> Vector:
    array = np.asarray(amounts, dtype=np.float64)
    if array.shape != (n,):
        raise InvalidInput(f"amounts must have shape ({n},), got {array.shape}")
    bad = ~((array >= 0) & (array < np.inf))
    if bad.any():
        row = int(np.argmax(bad))
        raise InvalidInput(f"amounts must be 0 or more; got {array[row]} at row {row}")
    return array


def _are(n: int) -> str:
    return "is" if n == 1 else "are"
