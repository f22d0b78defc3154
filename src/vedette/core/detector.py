"""What a detector is, to those who write one and to those who use one.

The methods are scikit-learn's (`score_samples`: lower is odder; `predict`: -1 is odd), but
scikit-learn is imported only once it asks. A subclass thinks in one direction: higher is
more unusual.
"""

from __future__ import annotations

import abc
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector, as_table
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.core.estimator import Estimator
from vedette.core.parameters import is_number
from vedette.core.scaling import check_scale
from vedette.core.scoring import CHUNK as CHUNK
from vedette.core.scoring import in_chunks, occluded, shares, surprise_among

# The threshold of contamination='auto': a false alarm on one usual row in 100.
USUAL_SHARE = 0.01


class Detector(Estimator, abc.ABC):
    """Learns what is usual; scores how unusual a row is.

    A subclass brings the mathematics, `_fit(X)` and `_unusualness(X)`, on float64 rows that
    are already checked and scaled and have no gaps (a missing value stands as far out as it
    is rare, see `vedette.core.missing`), and declares its constructor's parameters, among
    them `contamination` and `scale`. This class brings the manners. What a caller may rely on,
    for every detector, is written and tested in `vedette.testing`.

    Neighbours and the like must leave out *one* training row that is bit-equal to the
    query: then a training row never vouches for itself, and `fit_predict(X)` is
    `fit(X).predict(X)`.

    Parameters
    ----------
    contamination
        Where `predict` draws the line. 'auto': at surprise 2, a false alarm on one usual
        row in 100; with fewer than 99 training rows, beyond all of them. A number in
        (0, 0.5]: at that share of the training rows. 'own', where the algorithm has a rule
        of its own (`own_rule`): by that rule.
    scale
        None, 'standard', 'robust' or 'rank': the units the columns are brought to.

    Attributes
    ----------
    n_features_in_ : int
    feature_names_in_ : (d,) array of str
        Only if fitted on a data frame.
    offset_ : float
        `score_samples` below this is odd.
    training_ : (n,) array
        Unusualness of the training rows, ascending.
    """

    # Fewer rows than this are refused.
    least_rows: ClassVar[int] = 1
    # What the algorithm itself calls an outlier, in words; None: it has no such rule.
    own_rule: ClassVar[str | None] = None
    # Whether units change nothing even where `scale` is None.
    unit_free: ClassVar[bool] = False
    # The threshold 'auto' is learned from at most so many training rows, evenly taken; None:
    # all of them. For detectors that fit in less time than they score.
    calibration_rows: ClassVar[int | None] = None
    # A scan lets it learn from at most so many rows, drawn at random; None: from all. For
    # detectors whose time grows with the square of the rows.
    learns_from: ClassVar[int | None] = None
    # Rows that are scaled and scored at a time.
    chunk: ClassVar[int] = CHUNK

    contamination: float | str = "auto"

    # What a subclass brings

    @abc.abstractmethod
    def _fit(self, X: Matrix) -> None:
        """Forget everything, then learn from the rows of X (n, d)."""

    @abc.abstractmethod
    def _unusualness(self, X: Matrix) -> Vector:
        """(n,) finite floats, higher is more unusual, each of its own row only."""

    def _check_params(self) -> None:
        """Refuse parameters that cannot be used (called by `fit`)."""

    def _training_scores(self, X: Matrix) -> Vector:
        """`_unusualness` of the rows just learned (not scaled): for those who know it."""
        return self._in_chunks(X)

    def _own_limit(self) -> float:
        """The unusualness beyond which `own_rule` calls a row odd."""
        raise NotImplementedError

    # What a caller uses

    def fit(self, X: Any, y: object = None) -> Self:
        """Forget everything, then learn from the rows of X (n, d). `y` is not looked at."""
        self._learn(X)
        return self

    def score_samples(self, X: Any) -> Vector:
        """(n,) floats, lower is odder."""
        return np.negative(self.unusualness(X))

    def decision_function(self, X: Any) -> Vector:
        """(n,) floats, below 0 is odd."""
        return np.asarray(self.score_samples(X) - self.offset_)

    def predict(self, X: Any) -> npt.NDArray[np.int64]:
        """(n,) -1 for odd rows, 1 for usual ones."""
        return np.where(self.decision_function(X) < 0, -1, 1).astype(np.int64)

    def fit_predict(self, X: Any, y: object = None) -> npt.NDArray[np.int64]:
        """`fit(X).predict(X)`, without scoring twice."""
        scores = self._learn(X)
        if scores is None:
            return self.predict(X)
        return np.where(-scores - self.offset_ < 0, -1, 1).astype(np.int64)

    def unusualness(self, X: Any) -> Vector:
        """(n,) floats, higher is odder: `score_samples` turned round."""
        return self._in_chunks(self._border(X))

    def fit_unusualness(self, X: Any) -> Vector:
        """`fit(X).unusualness(X)`, without scoring twice."""
        scores = self._learn(X)
        return self.unusualness(X) if scores is None else scores

    def surprise(self, X: Any) -> Vector:
        """-log10 of the share of usual rows that are as odd: 3 is one row in 1,000.

        The share is counted among the n training rows (and the row itself), so it is at
        most log10(n + 1): beyond all that was seen, data say no more.
        """
        return surprise_among(self.unusualness(X), self.training_)

    def contributions(self, X: Any) -> Matrix:
        """Each column's signed share (n, d) of each row's score.

        The absolute shares of a row sum to 1. By default a column's part is by how much
        the score falls when the column takes its median in the training rows; a negative
        part makes the row more usual. A row that no single column moves gets zeros.
        """
        return shares(self._parts(self._prepared(self._border(X))))

    def _parts(self, X: Matrix) -> Matrix:
        """Each column's part (n, d) of each row's unusualness; X is scaled."""
        return occluded(self._unusualness, X, self.middle_)

    # Learning and scoring

    def _learn(self, X: Any) -> Vector | None:
        """Fit, and return the training rows' unusualness if all of them were scored."""
        self._check_common()
        self._check_params()
        rows, whole = as_table(
            X,
            missing=self.copes_with_missing,
            single=self.reads_single and self.scale is None,
        )
        if len(rows) < self.least_rows:
            raise TooLittleData(
                f"X has n_samples = {len(rows)}; {type(self).__name__} needs "
                f"{self.least_rows} rows",
                hint=f"{self.least_rows} rows would do; some hundreds are better",
            )
        self._forget()
        self._see_columns(X, rows)
        self._fit(self._learn_scale(rows, whole=whole))
        some = self._calibration(len(rows))
        scores = self._training_scores(rows if some is None else rows[some])
        self.training_: Vector = np.sort(scores)
        self.offset_: float = self._offset(scores)
        return scores if some is None else None

    def _calibration(self, n: int) -> npt.NDArray[np.int64] | None:
        """The training rows that set the threshold; None: all of them."""
        most = self.calibration_rows
        if most is None or n <= most or self.contamination != "auto":
            return None
        return np.linspace(0, n - 1, most).astype(np.int64)

    def _offset(self, scores: Vector) -> float:
        if self.contamination == "own":
            return -self._own_limit()
        if isinstance(self.contamination, str):
            return -_surprising(self.training_)
        return float(np.percentile(-scores, 100.0 * self.contamination))

    def _in_chunks(self, rows: Matrix) -> Vector:
        def score(X: Matrix) -> Vector:
            return self._unusualness(self._prepared(X))

        return in_chunks(score, rows, type(self).__name__, self.chunk)

    # Checks

    def _check_common(self) -> None:
        self._check_kinds()
        check_scale(self.scale)
        share = self.contamination
        words = ("auto",) if self.own_rule is None else ("auto", "own")
        if share not in words and not (is_number(share) and 0 < share <= 0.5):
            raise InvalidParameter(
                f"contamination must be {' or '.join(map(repr, words))} or a number in "
                f"(0, 0.5], got {share!r}"
            )


def _surprising(training: Vector) -> float:
    """The unusualness (n, ascending, of the training rows) beyond which surprise is 2."""
    n = len(training)
    count = int(USUAL_SHARE * (n + 1) * (1 + 4 * EPS))
    if count == 0:
        return float(training[-1])
    least = float(training[n - count])
    tied = n - int(np.searchsorted(training, least, side="left")) > count
    return least if tied else float(np.nextafter(least, -np.inf))
