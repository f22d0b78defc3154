"""What every classifier here is: scikit-learn's manners, and a rare class taken seriously.

Three things differ from a bare classifier. Both classes weigh alike while it learns. The
line between them is drawn where F1 of the rare class is greatest, on scores of rows that the
model scoring them has not seen (stratified folds). And it answers what a detector answers:
how unusual a row is, how surprising, and which columns are to blame.
"""

from __future__ import annotations

import abc
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector, as_matrix
from vedette.core.cut import Cut, best_cut, cut_at
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.core.estimator import Estimator
from vedette.core.parameters import check_whole, is_between
from vedette.core.scaling import check_scale
from vedette.core.scoring import in_chunks, occluded, shares, surprise_among
from vedette.detectors import members
from vedette.detectors.combining.robust_z import RobustUnits, robust_units
from vedette.detectors.supervised.folds import Rows, folds
from vedette.detectors.supervised.labels import anomaly_of, as_labels, two_classes

# Log-odds that differ by less are equal.
ROUNDING = 1e-9


class LabelledDetector(Estimator, abc.ABC):
    """Learns from labelled rows which are odd; scores and classifies others.

    A subclass brings `_trained(X, odd)`, a fitted model, and `_log_odds(model, X)`, on rows
    that are scaled and have no gaps. It knows the kinds of anomaly that were labelled: a row
    unlike all training rows is not odd for that alone, unless `extra` tells it.

    Parameters
    ----------
    threshold
        Where `predict` draws the line. 'auto': where F1 of the anomalies is greatest out of
        fold, of all distinct cuts (of equally good ones, the nearest to even odds). 'proba':
        at a probability of 0.5. A number in (0, 1): at that probability of the anomaly.
    anomaly
        The class that is the anomaly. None: the rarer one, of two equal ones the greater.
    balanced
        Whether both classes weigh alike in the fit. Probabilities are then those of a world
        in which anomalies are as frequent as usual rows, not frequencies in this one.
    extra
        Detectors (or names of the catalogue) that learn the same rows without labels; their
        scores, as robust z, are further columns for the model.
    folds
        Parts of the rows that are left out in turn, copies together; fewer where one class
        has fewer different rows.
    scale
        None, 'standard', 'robust' or 'rank': the units the columns are brought to.
    random_state
        A whole number, or None for another seed at each fit. It draws the folds and seeds
        the model.

    Attributes
    ----------
    classes_ : (2,) array
        Both labels, ascending.
    anomaly_ : object
        The label of the anomaly.
    threshold_ : float
        In units of `unusualness`, the log-odds of the anomaly; a row beyond it is odd.
    cross_validated_ : Cut or None
        Precision, recall and F1 of the anomalies out of fold at `threshold_`. As 'auto' has
        chosen the cut on these very scores, it flatters a little. None with a single row
        (and its copies) of a class: it cannot be left out, and 'auto' is 'proba'.
    folds_ : int
        The folds used; 0 if none.
    usual_ : (n,) array
        Unusualness of the usual training rows out of fold, ascending (with 0 folds, as
        fitted).
    n_features_in_ : int
    feature_names_in_ : (d,) array of str
        Only if fitted on a data frame.
    """

    estimator_type = "classifier"
    fitted_mark = "threshold_"
    # Fewer rows than this are refused.
    least_rows: ClassVar[int] = 2

    threshold: float | str
    anomaly: Any
    balanced: bool
    extra: list[Any] | None
    folds: int
    random_state: int | None

    # What a subclass brings

    @abc.abstractmethod
    def _trained(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> Any:
        """A model fitted on rows X (n, d) of which some, not all, are `odd` (n,)."""

    @abc.abstractmethod
    def _log_odds(self, model: Any, X: Matrix) -> Vector:
        """(n,) finite floats, log-odds of the anomaly, each of its own row only."""

    def _trained_on(self, X: Matrix, odd: npt.NDArray[np.bool_], rows: Rows) -> Any:
        """A model fitted on some of the training rows X (n, d), those with numbers `rows`."""
        return self._trained(X[rows], odd[rows])

    def _check_params(self) -> None:
        """Refuse parameters that cannot be used (called by `fit`)."""

    def _known(self, labels: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
        """Which rows (n,) have a label: all, unless a subclass says otherwise."""
        return np.ones(len(labels), dtype=np.bool_)

    # What a caller uses

    def fit(self, X: Any, y: Any) -> Self:
        """Forget everything, then learn from rows X (n, d) with labels y (n,)."""
        self._check_common()
        self._check_params()
        rows = as_matrix(X, missing=self.copes_with_missing)
        if len(rows) < self.least_rows:
            raise TooLittleData(
                f"X has n_samples = {len(rows)}; {type(self).__name__} needs "
                f"{self.least_rows} rows, of two classes"
            )
        labels = as_labels(y, len(rows))
        known = self._known(labels)
        classes, which = two_classes(labels[known])
        place = anomaly_of(classes, which, self.anomaly)
        self._forget()
        self._see_columns(X, rows)
        self.classes_ = classes
        self.anomaly_place_ = place
        self.anomaly_ = classes[place]
        odd = np.zeros(len(rows), dtype=np.bool_)
        odd[known] = which == place
        self._learn(rows, odd, known)
        return self

    def _learn(
        self, rows: Matrix, odd: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]
    ) -> None:
        """Fit on rows (n, d) of which some are `odd` (n,) and the labels of some `known`."""
        features = self._learn_features(self._learn_scale(rows))
        self.model_ = self._trained_on(features, odd, np.arange(len(odd)))
        self._learn_threshold(features, odd)

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """(n,) labels, of `classes_`."""
        second = self.decision_function(X) > 0
        return np.asarray(self.classes_[second.astype(np.int64)])

    def decision_function(self, X: Any) -> Vector:
        """(n,) floats, above 0 is `classes_[1]`: log-odds beyond the threshold."""
        beyond = self.unusualness(X) - self.threshold_
        return beyond if self.anomaly_place_ == 1 else np.negative(beyond)

    def predict_proba(self, X: Any) -> Matrix:
        """(n, 2) probabilities of `classes_`.

        With threshold='auto' they are counted from the threshold, so that the greater is
        what `predict` says. They tell an order rather than a frequency.
        """
        odds = self.unusualness(X)
        if self.threshold == "auto":
            odds = odds - self.threshold_
        two = np.column_stack([_logistic(-odds), _logistic(odds)])
        return two if self.anomaly_place_ == 1 else two[:, ::-1].copy()

    def unusualness(self, X: Any) -> Vector:
        """(n,) floats, higher is odder: the log-odds of the anomaly."""
        return in_chunks(
            lambda rows: self._of_prepared(self._prepared(rows)),
            self._border(X),
            type(self).__name__,
        )

    def surprise(self, X: Any) -> Vector:
        """-log10 of the share of usual rows that are as odd: 3 is one row in 1,000.

        Counted among the usual training rows out of fold, so at most log10(n + 1).
        """
        return surprise_among(self.unusualness(X), self.usual_)

    def contributions(self, X: Any) -> Matrix:
        """Each column's signed share (n, d) of each row's log-odds.

        A column's part is by how much the log-odds fall when it takes its median in the
        training rows; the absolute shares of a row sum to 1. A row that no single column
        moves gets zeros.
        """
        return shares(self._parts(self._prepared(self._border(X))))

    def _parts(self, X: Matrix) -> Matrix:
        """Each column's part (n, d) of each row's log-odds; X is scaled."""
        return occluded(self._of_prepared, X, self.middle_)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Share of rows whose label is right; for rare anomalies, F1 says more."""
        from sklearn.metrics import accuracy_score

        return float(accuracy_score(y, self.predict(X), sample_weight=sample_weight))

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import ClassifierTags

        tags = super().__sklearn_tags__()
        tags.classifier_tags = ClassifierTags(multi_class=False)
        tags.target_tags.required = True
        return tags

    # Learning and scoring

    def _learn_features(self, X: Matrix) -> Matrix:
        """The columns the model sees of the training rows, after learning `extra`."""
        self.extra_ = [] if self.extra is None else members.unfitted(self.extra, "extra")
        if not self.extra_:
            return X
        scores = np.column_stack([other.fit_unusualness(X) for other in self.extra_])
        self.extra_units_: RobustUnits = robust_units(scores)
        return np.hstack([X, self.extra_units_.held(scores)])

    def _of_prepared(self, X: Matrix) -> Vector:
        if self.extra_:
            scores = np.column_stack([other.unusualness(X) for other in self.extra_])
            X = np.hstack([X, self.extra_units_.held(scores)])
        return self._log_odds(self.model_, X)

    def _learn_threshold(self, X: Matrix, odd: npt.NDArray[np.bool_]) -> None:
        parts = folds(X, odd, self.folds, self.random_state)
        self.folds_ = len(parts)
        scores = self._scored(self.model_, X)
        if parts:
            scores = self._out_of_fold(X, odd, parts, scores)
        self._draw_line(X, scores, odd)

    def _draw_line(self, X: Matrix, scores: Vector, odd: npt.NDArray[np.bool_]) -> None:
        """Learn where the line is from scores (n,) of X, out of fold if there are folds."""
        # What differs by rounding is equal: trees give many rows the same score.
        self.usual_: Vector = np.sort(scores[~odd]) + ROUNDING
        fixed = self._fixed_threshold()
        self.cross_validated_: Cut | None = None
        if self.folds_:
            self.cross_validated_ = (
                best_cut(scores, odd, natural=0.0)
                if fixed is None
                else cut_at(scores, odd, fixed)
            )
            fixed = self.cross_validated_.threshold
        self.threshold_: float = fixed if fixed is not None else 0.0

    def _fixed_threshold(self) -> float | None:
        if self.threshold == "auto":
            return None
        if isinstance(self.threshold, str):
            return 0.0
        return float(np.log(self.threshold / (1 - self.threshold)))

    def _out_of_fold(
        self,
        X: Matrix,
        odd: npt.NDArray[np.bool_],
        parts: list[tuple[Rows, Rows]],
        final: Vector,
    ) -> Vector:
        """Log-odds (n,) of each row by a model that has not seen its fold.

        Models differ in where their usual rows lie, so each is moved by a constant: to where
        the final model has the usual rows that both have seen (their median).
        """
        scores = np.empty(len(X))
        for kept, left in parts:
            model = self._trained_on(X, odd, kept)
            both = kept[~odd[kept]]
            there = np.median(final[both]) - np.median(self._scored(model, X[both]))
            scores[left] = self._scored(model, X[left]) + there
        return scores

    def _scored(self, model: Any, X: Matrix) -> Vector:
        return in_chunks(lambda rows: self._log_odds(model, rows), X, type(self).__name__)

    # Checks

    def _check_common(self) -> None:
        self._check_kinds()
        check_scale(self.scale)
        cut = self.threshold
        if cut not in ("auto", "proba") and not is_between(cut, 0, 1):
            raise InvalidParameter(
                f"threshold must be 'auto', 'proba' or a probability in (0, 1), got {cut!r}"
            )
        if not isinstance(self.balanced, (bool, np.bool_)):
            raise InvalidParameter(f"balanced must be True or False, got {self.balanced!r}")
        check_whole("folds", self.folds, 2)
        if self.random_state is not None:
            check_whole("random_state", self.random_state, 0)
            if self.random_state >= 2**32:
                raise InvalidParameter(
                    f"random_state must be below 2^32, got {self.random_state!r}"
                )


def _logistic(x: Vector) -> Vector:
    """1 / (1 + exp(-x)), without overflow."""
    small = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))
