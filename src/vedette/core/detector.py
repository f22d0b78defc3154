"""What a detector is, to those who write one and to those who use one.

The methods are scikit-learn's (`score_samples`: lower is odder; `predict`: -1 is odd), but
scikit-learn is imported only once it asks. A subclass thinks in one direction: higher is
more unusual.
"""

from __future__ import annotations

import abc
import inspect
import sys
from collections import defaultdict
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import EPS, Matrix, Vector, as_matrix, check_columns, column_names
from vedette.core.errors import InvalidParameter, NotFitted, TooLittleData, unknown
from vedette.core.scaling import Scaler, check_scale, fit_scaler

# Rows that are scaled and scored at a time, so that memory stays bounded.
CHUNK = 65_536
# The threshold of contamination='auto': a false alarm on one usual row in 100.
USUAL_SHARE = 0.01


class Detector(abc.ABC):
    """Learns what is usual; scores how unusual a row is.

    A subclass brings the mathematics, `_fit(X)` and `_unusualness(X)`, on float64 rows that
    are already checked and scaled, and declares its constructor's parameters, among them
    `contamination` and `scale`. This class brings the manners. What a caller may rely on,
    for every detector, is written and tested in `vedette.testing`.

    Neighbours and the like must leave out *one* training row that is bit-equal to the
    query: then a training row never vouches for itself, and `fit_predict(X)` is
    `fit(X).predict(X)`.

    Parameters
    ----------
    contamination
        Where `predict` draws the line. 'auto': at surprise 2, a false alarm on one usual
        row in 100; with fewer than 99 training rows, beyond all of them. A number in
        (0, 0.5]: at that share of the training rows.
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

    # Whether `_fit` and `_unusualness` cope with NaN for missing values.
    copes_with_missing: ClassVar[bool] = False
    # Fewer rows than this are refused.
    least_rows: ClassVar[int] = 1

    contamination: float | str = "auto"
    scale: str | None = None

    # What a subclass brings

    @abc.abstractmethod
    def _fit(self, X: Matrix) -> None:
        """Forget everything, then learn from the rows of X (n, d)."""

    @abc.abstractmethod
    def _unusualness(self, X: Matrix) -> Vector:
        """(n,) finite floats, higher is more unusual, each of its own row only."""

    def _check_params(self) -> None:  # noqa: B027  (a detector may have none)
        """Refuse parameters that cannot be used (called by `fit`)."""

    def _training_scores(self, X: Matrix) -> Vector:
        """`_unusualness` of the rows just learned (not scaled): for those who know it."""
        return self._in_chunks(X)

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
        scores = -self._learn(X)
        return np.where(scores - self.offset_ < 0, -1, 1).astype(np.int64)

    def unusualness(self, X: Any) -> Vector:
        """(n,) floats, higher is odder: `score_samples` turned round."""
        return self._in_chunks(self._border(X))

    def surprise(self, X: Any) -> Vector:
        """-log10 of the share of usual rows that are as odd: 3 is one row in 1,000.

        The share is counted among the n training rows (and the row itself), so it is at
        most log10(n + 1): beyond all that was seen, data say no more.
        """
        scores = self.unusualness(X)
        n = len(self.training_)
        # A score that a training row has is that row's: it does not count twice.
        below = np.searchsorted(self.training_, scores, side="left")
        known = np.searchsorted(self.training_, scores, side="right") > below
        share = (1.0 + n - below - known) / (n + 1.0)
        surprise: Vector = np.maximum(-np.log10(share), 0.0)
        return np.asarray(np.minimum(surprise, np.log10(n) + 3.0))

    def contributions(self, X: Any) -> Matrix:
        """Each column's signed share (n, d) of each row's score.

        The absolute shares of a row sum to 1. By default a column's part is by how much
        the score falls when the column takes its median in the training rows; a negative
        part makes the row more usual. A row that no single column moves gets zeros.
        """
        rows = self._border(X)
        parts = self._parts(self.scaler_.scale(rows))
        total = np.abs(parts).sum(axis=1, keepdims=True)
        shares: Matrix = np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
        return shares

    def _parts(self, X: Matrix) -> Matrix:
        """Each column's part (n, d) of each row's unusualness; X is scaled."""
        whole = self._unusualness(X)
        parts = np.empty_like(X)
        for j in range(X.shape[1]):
            without = X.copy()
            without[:, j] = self.middle_[j]
            parts[:, j] = whole - self._unusualness(without)
        return parts

    # Learning and scoring

    def _learn(self, X: Any) -> Vector:
        """Fit, and return the training rows' unusualness."""
        self._check_common()
        self._check_params()
        rows = as_matrix(X, missing=self.copes_with_missing)
        if len(rows) < self.least_rows:
            raise TooLittleData(
                f"X has n_samples = {len(rows)}; {type(self).__name__} needs "
                f"{self.least_rows} rows",
                hint=f"{self.least_rows} rows would do; some hundreds are better",
            )
        self._forget()
        names = column_names(X)
        if names is not None:
            self.feature_names_in_ = np.array(names, dtype=object)
        self.n_features_in_ = rows.shape[1]
        self.scaler_: Scaler = fit_scaler(rows, self.scale)
        scaled = self.scaler_.scale(rows)
        self.middle_: Vector = _medians(scaled)
        self._fit(scaled)
        scores = self._training_scores(rows)
        self.training_: Vector = np.sort(scores)
        self.offset_: float = self._offset(scores)
        return scores

    def _forget(self) -> None:
        for name in [n for n in vars(self) if n.endswith("_") and not n.startswith("__")]:
            delattr(self, name)

    def _offset(self, scores: Vector) -> float:
        if isinstance(self.contamination, str):
            return -_surprising(self.training_)
        return float(np.percentile(-scores, 100.0 * self.contamination))

    def _border(self, X: Any) -> Matrix:
        self._check_fitted()
        rows = as_matrix(X, missing=self.copes_with_missing)
        names = getattr(self, "feature_names_in_", None)
        check_columns(
            X,
            rows.shape[1],
            fitted=self.n_features_in_,
            names=names,
            who=type(self).__name__,
        )
        return rows

    def _in_chunks(self, rows: Matrix) -> Vector:
        parts = [
            self._unusualness(self.scaler_.scale(rows[i : i + CHUNK]))
            for i in range(0, len(rows), CHUNK)
        ]
        scores = np.concatenate(parts)
        if not np.isfinite(scores).all():  # a fault of the detector, never passed on
            row = int(np.flatnonzero(~np.isfinite(scores))[0])
            raise ArithmeticError(f"{self!r} gave {scores[row]} for row {row}")
        return scores

    # scikit-learn's manners

    @classmethod
    def _param_names(cls) -> list[str]:
        parameters = inspect.signature(cls.__init__).parameters.values()
        return sorted(
            p.name for p in parameters if p.name != "self" and p.kind != p.VAR_KEYWORD
        )

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The constructor's arguments by name; `deep` adds those of nested estimators."""
        params: dict[str, Any] = {}
        for name in self._param_names():
            value = getattr(self, name)
            params[name] = value
            if deep and hasattr(value, "get_params") and not isinstance(value, type):
                nested = value.get_params().items()
                params.update((f"{name}__{key}", inner) for key, inner in nested)
        return params

    def set_params(self, **params: Any) -> Self:
        """Set constructor arguments; `outer__inner` reaches nested estimators."""
        nested: dict[str, dict[str, Any]] = defaultdict(dict)
        for key, value in params.items():
            name, delimiter, inner = key.partition("__")
            if name not in self._param_names():
                error = unknown(
                    f"parameter of {type(self).__name__}", name, self._param_names()
                )
                raise InvalidParameter(error.message, hint=error.hint)
            if delimiter:
                nested[name][inner] = value
            else:
                setattr(self, name, value)
        for name, values in nested.items():
            getattr(self, name).set_params(**values)
        return self

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(
            estimator_type="outlier_detector",
            target_tags=TargetTags(required=False),
            input_tags=InputTags(allow_nan=self.copes_with_missing),
        )

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "offset_")

    def __repr__(self) -> str:
        defaults = inspect.signature(type(self).__init__).parameters
        args = [
            f"{name}={value!r}"
            for name, value in self.get_params(deep=False).items()
            if repr(value) != repr(defaults[name].default)
        ]
        return f"{type(self).__name__}({', '.join(args)})"

    # Checks

    def _check_fitted(self) -> None:
        if not hasattr(self, "offset_"):
            raise _not_fitted(f"{self!r} is not fitted", hint="call fit(X) first")

    def _check_common(self) -> None:
        check_scale(self.scale)
        share = self.contamination
        number = isinstance(share, (int, float)) and not isinstance(share, bool)
        if share != "auto" and not (number and 0 < float(share) <= 0.5):
            raise InvalidParameter(
                f"contamination must be 'auto' or a number in (0, 0.5], got {share!r}"
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


def _medians(X: Matrix) -> Vector:
    """Median of each column over its known values; 0 where there are none."""
    half = X / 2  # the mean of the middle two must not overflow
    known = ~np.isnan(X)
    if known.all():
        return np.asarray(2 * np.median(half, axis=0))
    columns = [half[known[:, j], j] for j in range(X.shape[1])]
    return np.array([2 * np.median(column) if column.size else 0.0 for column in columns])


def _not_fitted(message: str, hint: str) -> NotFitted:
    """The error; where scikit-learn is loaded, it is scikit-learn's NotFittedError too."""
    theirs = sys.modules.get("sklearn.exceptions")
    if theirs is None:
        return NotFitted(message, hint=hint)
    both = type("NotFitted", (NotFitted, theirs.NotFittedError), {})
    return both(message, hint=hint)  # type: ignore[no-any-return]
