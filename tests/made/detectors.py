"""Detectors that keep every promise, and for each promise one that breaks it."""

import numpy as np

from vedette.core.arrays import as_matrix
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, TooLittleData
from vedette.core.scaling import fit_scaler
from vedette.testing.data import cloud


class Distance(Detector):
    """Honest: distance from the median, in scaled columns."""

    def __init__(self, *, contamination="auto", scale="robust"):
        self.contamination = contamination
        self.scale = scale

    def _fit(self, X):
        self.centre_ = np.median(X, axis=0)

    def _unusualness(self, X):
        largest = np.maximum(np.abs(X).max(axis=1), np.abs(self.centre_).max())[:, None]
        largest = np.where(largest > 0, largest, 1.0)  # in such units no square overflows
        gaps = X / largest - self.centre_ / largest
        return largest[:, 0] / np.sqrt(X.shape[1]) * np.sqrt((gaps**2).mean(axis=1))


class Refusing(Distance):
    """Honest: refuses missing values."""

    copes_with_missing = False


class Raw(Distance):
    """Honest: has no scale, so it promises nothing of units."""

    def __init__(self, *, contamination="auto", scale=None):
        super().__init__(contamination=contamination, scale=scale)

    def _fit(self, X):
        super()._fit(X / 4)

    def _unusualness(self, X):
        return super()._unusualness(X / 4)


class GivesTwoColumns(Distance):
    def score_samples(self, X):
        return np.column_stack([super().score_samples(X)] * 2)


class SaysNothing(Distance):
    def _unusualness(self, X):
        return np.zeros(len(X))


class LooksTheOtherWay(Distance):
    def _unusualness(self, X):
        return 100 - super()._unusualness(X)


class LearnsNothing(Distance):
    def __init__(self, *, contamination="auto", scale=None):
        super().__init__(contamination=contamination, scale=scale)

    def _fit(self, X):
        self.centre_ = np.full(X.shape[1], 5.0)

    def _offset(self, scores):
        return -5.0


class ScoresTheBatch(Distance):
    def _unusualness(self, X):
        return super()._unusualness(X) / (1 + X.std())


class LearnsWhileScoring(Distance):
    def _unusualness(self, X):
        scores = super()._unusualness(X)
        self.centre_ = self.centre_ + 0.01
        return scores


class ChangesItsArgument(Distance):
    def _learn(self, X):
        learned = super()._learn(X)
        X[0] = 0
        return learned


class NeverForgets(Distance):
    def _forget(self):
        pass

    def _fit(self, X):
        if not hasattr(self, "centre_") or len(self.centre_) != X.shape[1]:
            self.first_ = getattr(self, "first_", len(X))
        self.centre_ = np.median(X, axis=0) + self.first_ / 100


class RollsDice(Distance):
    def _fit(self, X):
        self.centre_ = np.random.default_rng().normal(size=X.shape[1])


class KnowsItsTrainingRows(Distance):
    """Nearest training row, without leaving out the row itself."""

    def _fit(self, X):
        self.rows_ = X

    def _unusualness(self, X):
        return np.sqrt(((X[:, None] - self.rows_) ** 2).sum(axis=2).min(axis=1))


class ScoresTrainingRowsAnew(Distance):
    def _learn(self, X):
        scores = super()._learn(X)
        self.training_ = self.training_ * 1.01
        return scores


class PredictsTheWrongSign(Distance):
    def predict(self, X):
        return -super().predict(X)


class FlagsOneInTen(Distance):
    def _offset(self, scores):
        return float(np.percentile(-scores, 10))


class CountsSurpriseWrong(Distance):
    def surprise(self, X):
        return 2 * super().surprise(X)


class MindsTheType(Distance):
    def _learn(self, X):
        scores = super()._learn(X)
        if getattr(X, "dtype", None) == np.float32:
            self.centre_ = self.centre_ + 1e-3
        return scores


class DividesByZero(Distance):
    def _unusualness(self, X):
        with np.errstate(all="ignore"):
            return super()._unusualness(X) / (0 if X.shape[1] == 1 else 1)

    def _in_chunks(self, rows):
        return self._unusualness(self.scaler_.scale(rows))


class CallsMissingUsual(Distance):
    def _prepared(self, rows):
        scaled = self.scaler_.scale(rows)
        return np.where(np.isnan(scaled), self.middle_, scaled)


class LetsMissingThrough(Refusing):
    def _border(self, X):
        return np.nan_to_num(as_matrix(X, missing=True))


class TakesInfinity(Distance):
    def _border(self, X):
        return super()._border(np.nan_to_num(np.asarray(X, dtype=float)))


class TakesOtherColumns(Distance):
    def _border(self, X):
        X = np.atleast_2d(np.asarray(X, dtype=float))
        return super()._border(np.resize(X, (len(X), self.n_features_in_)))


class BlamesTheFirstColumn(Distance):
    def _parts(self, X):
        return np.eye(1, X.shape[1]).repeat(len(X), axis=0)


class ForgetsWhenSaved(Distance):
    def _fit(self, X):
        self.centre = np.median(X, axis=0)
        self.n_ = len(X)

    def _unusualness(self, X):
        self.centre_ = getattr(self, "centre", np.zeros(X.shape[1]))
        return super()._unusualness(X)


class ScoresUnfitted(Distance):
    def _check_fitted(self):
        if not hasattr(self, "offset_"):
            self.fit(cloud())


class CopiesParameters(Distance):
    def __init__(self, *, contamination="auto", scale="robust"):
        super().__init__(contamination=contamination, scale="".join(list(scale)))


class MindsTheUnits(Distance):
    def _learn(self, X):
        self.size_of_units = float(np.abs(as_matrix(X)).mean())
        return super()._learn(X)

    def _unusualness(self, X):
        weights = 1 + np.arange(X.shape[1]) * np.log10(self.size_of_units)
        return super()._unusualness(X * weights)


class BlindAmongEqualRows(Distance):
    """As the quartiles are equal, so is every score."""

    def _fit(self, X):
        super()._fit(X)
        self.width_ = float(np.ptp(np.quantile(X, [0.25, 0.75], axis=0), axis=0).max())

    def _unusualness(self, X):
        return super()._unusualness(X) * min(self.width_, 1.0)


class FindsManyColumnsTooMany(Distance):
    def _unusualness(self, X):
        if X.shape[1] > 5_000:
            raise MemoryError("no room for a square matrix of the columns")
        return super()._unusualness(X)


class Ruled(Distance):
    """Honest: has a rule of its own, and units do not matter though it has no scale."""

    own_rule = "more than 4 robust standard deviations from the median"
    unit_free = True

    def __init__(self, *, contamination="own", scale=None):
        super().__init__(contamination=contamination, scale=scale)

    def _fit(self, X):
        self.robust_ = fit_scaler(X, "robust")
        super()._fit(self.robust_.scale(X))

    def _unusualness(self, X):
        return super()._unusualness(self.robust_.scale(X))

    def _own_limit(self):
        return 4.0


class DrawsAnotherLine(Ruled):
    def _offset(self, scores):
        return -5.0 if self.contamination == "own" else super()._offset(scores)


class TakesAnyRule(Distance):
    def _check_common(self):
        pass

    def _offset(self, scores):
        return -1.0


class RefusesWithoutAWord(Distance):
    def _fit(self, X):
        if np.ptp(X, axis=0).min() == 0:
            raise InvalidInput("")
        super()._fit(X)


class RefusesOnlyWhenScoring(Distance):
    def _unusualness(self, X):
        if len(self.training_rows_) == 1:
            raise TooLittleData("one row is too few")
        return super()._unusualness(X)

    def _fit(self, X):
        super()._fit(X)
        self.training_rows_ = X

    def _training_scores(self, X):
        return np.zeros(len(X))


HONEST = [Distance(), Distance(scale="standard"), Refusing(), Raw(), Ruled()]
