"""Which row to ask a person about next, and why this one.

First the most surprising finding of each reason in turn. Once something was called real and
something expected, a model of the verdicts is fitted again every few of them, and of ten
questions eight are the rows it holds for most surely real, one is a row it cannot decide,
and one is the most surprising row that the scan did not report.

References
----------
.. [1] Lewis and Gale, "A sequential algorithm for training text classifiers", SIGIR 1994:
   ask where the model is least certain.
.. [2] Das, Wong, Dietterich, Fern and Emmott, "Incorporating expert feedback into active
   anomaly discovery", ICDM 2016: ask about the top of what was learned.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector

Why = Literal["finding", "alike", "likely", "unsure", "below"]

# Questions about findings before those that the model chooses.
FIRST = 10
LIKELY: tuple[Why, ...] = ("likely",) * 4
CYCLE: tuple[Why, ...] = (*LIKELY, "unsure", *LIKELY, "below")
# A model is fitted again after so many verdicts.
REFIT = 5
# Undecided are rows near the cut, among so many times the rows called real at least.
NEAR = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A row to ask about, by its place in the table, and why."""

    place: int
    why: Why


class Asking:
    """Chooses rows to ask about, learning from every answer.

    Parameters
    ----------
    order
        (n,) how odd each row is, findings before all others.
    findings
        Places of the findings by reason, each reason's most surprising first.
    alike
        A place of each group of rows alike, which are not findings one by one.
    X
        (n, d) features of the rows.
    fit
        Learns what scores rows (n, d) from X and y, which is 1 real, 0 expected, -1 unknown.
    """

    def __init__(
        self,
        order: Vector,
        findings: Sequence[Sequence[int]],
        alike: Sequence[int],
        X: Matrix,
        y: npt.NDArray[np.int64],
        fit: Callable[[Matrix, npt.NDArray[np.int64]], Vector],
    ) -> None:
        self.order, self.X, self.fit = order, X, fit
        self.y = y.copy()
        self.found = {place for some in findings for place in some} | set(alike)
        self.first = in_turn(findings, alike)
        self.alike = set(alike)
        self.asked: set[int] = set()
        self.score: Vector | None = None
        self.fitted_at = -REFIT
        self.questions = 0

    def take(self, place: int, verdict: int) -> None:
        """Learn an answer: 1 real, 0 expected, -1 none (it is not asked again)."""
        self.asked.add(place)
        self.y[place] = verdict

    def forget(self, place: int, verdict: int) -> None:
        """The answer was taken back: before it stood `verdict`; the row may be asked again."""
        self.asked.discard(place)
        self.y[place] = verdict

    def next(self) -> Question | None:
        """The next question; None if every row was asked about."""
        if not self._open().any():
            return None
        question = self._next()
        self.questions += 1
        return question

    def _next(self) -> Question:
        if self.questions < FIRST:
            for place in self.first:
                if self._is_open(place):
                    return Question(place, "alike" if place in self.alike else "finding")
        self._refit()
        why = CYCLE[self.questions % len(CYCLE)]
        if self.score is None or why == "below":
            return self._plain(below=why == "below")
        return self._unsure() if why == "unsure" else self._likely()

    def _open(self) -> npt.NDArray[np.bool_]:
        """(n,) which rows may be asked about."""
        free = self.y < 0
        free[list(self.asked)] = False
        return np.asarray(free)

    def _is_open(self, place: int) -> bool:
        return self.y[place] < 0 and place not in self.asked

    def _refit(self) -> None:
        known = int(np.count_nonzero(self.y >= 0))
        both = (self.y == 1).any() and (self.y == 0).any()
        if not both:
            self.score = None
        elif self.score is None or abs(known - self.fitted_at) >= REFIT:
            self.score = self.fit(self.X, self.y)
            self.fitted_at = known

    def _plain(self, *, below: bool) -> Question:
        """The most surprising row left; with `below`, of those the scan did not report."""
        free = self._open()
        if below:
            rest = free.copy()
            rest[list(self.found)] = False
            free = rest if rest.any() else free
        place = int(np.argmax(np.where(free, self.order, -np.inf)))
        if place in self.found:
            return Question(place, "alike" if place in self.alike else "finding")
        return Question(place, "below")

    def _likely(self) -> Question:
        assert self.score is not None
        return Question(
            int(np.argmax(np.where(self._open(), self.score, -np.inf))), "likely"
        )

    def _unsure(self) -> Question:
        """The row nearest to the middle between what was called real and expected."""
        assert self.score is not None
        real, expected = self.score[self.y == 1], self.score[self.y == 0]
        middle = (np.median(real) + np.median(expected)) / 2
        free = np.flatnonzero(self._open())
        most = max(NEAR, NEAR * len(real))
        top = free[np.argsort(-self.score[free], kind="stable")[:most]]
        return Question(int(top[np.argmin(np.abs(self.score[top] - middle))]), "unsure")


def in_turn(findings: Sequence[Sequence[int]], alike: Sequence[int]) -> list[int]:
    """The first of every reason, then the second of every reason, and so on."""
    longest = max(map(len, findings), default=0)
    turns = [some[i] for i in range(longest) for some in findings if i < len(some)]
    width = len(findings)
    return [*turns[:width], *alike, *turns[width:]]
