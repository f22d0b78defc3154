"""Any detector with any rule, as one estimator: the line is learned, and saved, with it."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector, as_table
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.estimator import Estimator
from vedette.core.parameters import is_between, seed_of
from vedette.thresholds.conformal import ConformalRule
from vedette.thresholds.epsilon import log10_epsilon
from vedette.thresholds.joining import (
    copy_of,
    learned,
    learns_from_labels,
    unfitted,
    which_are_odd,
    without_names,
)
from vedette.thresholds.naming import rule_of
from vedette.thresholds.rule import Flags, Rule
from vedette.thresholds.splitting import Rows, drawn_rows, last_rows

SHARE = 0.25  # of the rows, for the line, where a rule asks for rows of its own


class Thresholded(Estimator):
    """A detector whose line is drawn by a rule, on rows that it has not learned from.

    Where there are labels, a detector that needs none learns from usual rows only, and the
    odd ones only help to draw the line. Without `y` all rows are taken as they come; rules
    that learn from labels (best F1, F-beta, cost) and detectors that do refuse that.

    `predict` judges each row by itself. What `discoveries` says of a row may depend on the
    rows judged with it: with the rule 'conformal' it keeps the false share of a batch.

    Parameters
    ----------
    detector
        A detector, or its name in the catalogue. It stays unfitted.
    rule
        A rule, or as it is typed: 'best-f1', 'sigma(3)', 'conformal(0.1)'. It stays unfitted.
    validation
        The share of the rows that is kept from the detector to draw the line on. 'auto': a
        quarter, or none for contamination and sigma, which are about the rows learned from.
        None: none, so the line is drawn on rows that the detector knows, and usual rows
        will cross it more often than it says.
    anomaly
        The label of the odd rows in `y`. None: the rarer one.
    shuffle
        Whether the validation part is drawn at random, in each class alike. False: it is the
        end of the rows, for rows in the order of time.
    random_state
        Draws the validation part.

    Attributes
    ----------
    detector_, rule_
        Both fitted.
    offset_ : float
        `score_samples` below this is odd.
    validation_rows_ : (v,) array
        The rows on which the line was drawn, by their place in X.
    log10_epsilon_ : float or None
        Where the score is a density: log10 of the one below which a row is odd.
    n_features_in_ : int
    feature_names_in_ : (d,) array of str
        Only if fitted on a data frame.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> y = np.zeros(500)
    >>> X[:20], y[:20] = X[:20] + 8, 1
    >>> model = Thresholded("gaussian", "best-f1").fit(X, y)
    >>> model.predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    reads_single: ClassVar[bool] = True

    def __init__(
        self,
        detector: str | Estimator = "ensemble",
        rule: str | Rule = "contamination",
        *,
        validation: float | str | None = "auto",
        anomaly: Any = None,
        shuffle: bool = True,
        random_state: int | None = 0,
    ) -> None:
        self.detector = detector
        self.rule = rule
        self.validation = validation
        self.anomaly = anomaly
        self.shuffle = shuffle
        self.random_state = random_state

    @classmethod
    def joined(cls, detector: Estimator, rule: Rule) -> Self:
        """A fitted detector and a rule that was fitted on its scores, as one fitted model."""
        for part in (detector, rule):
            part._check_fitted()
        model = cls(copy_of(detector), copy_of(rule))
        if hasattr(detector, "feature_names_in_"):
            model.feature_names_in_ = detector.feature_names_in_
        model.n_features_in_ = detector.n_features_in_
        model.validation_rows_ = np.zeros(0, dtype=np.int64)
        model._join(detector, rule)
        return model

    # Learning

    def fit(
        self, X: Any, y: Any = None, *, days: float | None = None, amounts: Any = None
    ) -> Self:
        """Forget everything, then learn from rows X (n, d), and labels y (n,) if there are.

        Parameters
        ----------
        X, y
            The rows, and whether each is odd: two labels, the rarer is the anomaly.
        days
            How many days the rows of X span, for alarms per day.
        amounts
            What is lost with each row (n,) if it is odd and passed, for costs.
        """
        self._check_kinds()
        rule, detector = copy_of(rule_of(self.rule)), unfitted(self.detector)
        share = self._share(rule, detector)
        rows, _ = as_table(X, missing=True, single=True)
        odd = self._odd(y, len(rows), rule, detector)
        amounts = _one_each(amounts, len(rows))
        self._forget()
        self._see_columns(X, rows)
        part = self._validation_rows(len(rows), odd, share)
        scores = learned(detector, rows, odd, part)
        seen = part if len(part) else np.arange(len(rows))
        rule.fit(
            scores,
            None if odd is None else odd[seen],
            days=None if days is None else days * len(seen) / len(rows),
            amounts=None if amounts is None else amounts[seen],
        )
        self.validation_rows_: Rows = part
        self._join(detector, rule)
        return self

    def _share(self, rule: Rule, detector: Estimator) -> float | None:
        """The share of the rows that the detector does not learn from; None: it sees all."""
        own = rule.held_out or learns_from_labels(detector)
        if isinstance(self.validation, str) and self.validation == "auto":
            return SHARE if own else None
        if self.validation is None:
            if learns_from_labels(detector):
                raise InvalidParameter(
                    f"{type(detector).__name__} knows the labels of the rows it learned "
                    "from: validation must be a share of the rows, got None"
                )
            return None
        if not is_between(self.validation, 0, 1):
            raise InvalidParameter(
                "validation must be 'auto', a number in (0, 1) or None, got "
                f"{self.validation!r}"
            )
        return float(self.validation)

    def _odd(self, y: Any, n: int, rule: Rule, detector: Estimator) -> Flags | None:
        if y is None:
            if rule.needs_labels or learns_from_labels(detector):
                who = f"the rule {rule}" if rule.needs_labels else type(detector).__name__
                raise InvalidInput(
                    f"{who} learns from labels: it requires y to be passed, but the target "
                    "y is None",
                    hint="fit(X, y); without labels: contamination, sigma, tail, conformal, "
                    "and a detector such as vedette.Ensemble",
                )
            return None
        anomaly = self.anomaly
        if anomaly is None:
            anomaly = getattr(detector, "anomaly", None)
        return which_are_odd(y, n, anomaly)

    def _validation_rows(self, n: int, odd: Flags | None, share: float | None) -> Rows:
        if share is None:
            return np.zeros(0, dtype=np.int64)
        if not self.shuffle:
            return last_rows(n, odd, share)
        return drawn_rows(n, odd, share, seed_of(self.random_state))

    def _join(self, detector: Estimator, rule: Rule) -> None:
        self.detector_: Any = without_names(detector)
        self.rule_ = rule
        self.log10_epsilon_ = log10_epsilon(detector, rule.threshold_)
        self.offset_: float = -rule.threshold_

    def fit_predict(self, X: Any, y: Any = None, **told: Any) -> npt.NDArray[np.int64]:
        """`fit(X, y).predict(X)`."""
        return self.fit(X, y, **told).predict(X)

    # Scores

    def unusualness(self, X: Any) -> Vector:
        """(n,) floats, higher is odder: the detector's."""
        rows = self._border(X)
        return np.asarray(self.detector_.unusualness(rows))

    def score_samples(self, X: Any) -> Vector:
        """(n,) floats, lower is odder."""
        return np.negative(self.unusualness(X))

    def decision_function(self, X: Any) -> Vector:
        """(n,) floats, below 0 is odd."""
        scores = self.score_samples(X)  # refuses what is not fitted
        return np.asarray(scores - self.offset_)

    def predict(self, X: Any) -> npt.NDArray[np.int64]:
        """(n,) -1 for odd rows, 1 for usual ones, each by itself."""
        return np.where(self.decision_function(X) < 0, -1, 1).astype(np.int64)

    def discoveries(self, X: Any) -> Flags:
        """Which rows (n,) the rule finds in this batch; but for 'conformal': as `predict`.

        Warns if the batch is too large for the rows that the rule was calibrated on.
        """
        scores = self.unusualness(X)
        said = self.rule_.too_few(len(scores))
        if said is not None:
            warnings.warn(said, stacklevel=2)
        return self.rule_.flags(scores)

    def p_values(self, X: Any) -> Vector:
        """(n,) conformal p-values, each of its row alone; only with the rule 'conformal'."""
        scores = self.unusualness(X)
        if not isinstance(self.rule_, ConformalRule):
            raise InvalidParameter(
                f"the rule {self.rule_} has no p-values",
                hint="rule='conformal(0.1)', say",
            )
        return self.rule_.p_values(scores)

    def surprise(self, X: Any) -> Vector:
        """The detector's: -log10 of the share of its training rows that are as odd."""
        rows = self._border(X)
        return np.asarray(self.detector_.surprise(rows))

    def contributions(self, X: Any) -> Matrix:
        """The detector's: each column's signed share (n, d) of each row's score."""
        rows = self._border(X)
        return np.asarray(self.detector_.contributions(rows))

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags

        tags = super().__sklearn_tags__()
        tags.classifier_tags = ClassifierTags(multi_class=False)
        return tags


def _one_each(amounts: Any, n: int) -> Vector | None:
    if amounts is None:
        return None
    array = np.asarray(amounts, dtype=np.float64)
    if array.shape != (n,):
        raise InvalidInput(f"amounts must have shape ({n},), got {array.shape}")
    return array
