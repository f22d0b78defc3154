"""Each promise is kept by honest detectors and catches the one that breaks it."""

import numpy as np
import pytest

from vedette.core.arrays import as_matrix
from vedette.core.detector import Detector
from vedette.core.errors import NotFitted, VedetteError
from vedette.testing import check_detector, checks, checks_for


class Distance(Detector):
    """Honest: distance from the median, in scaled columns."""

    def __init__(self, *, contamination="auto", scale="robust"):
        self.contamination = contamination
        self.scale = scale

    def _fit(self, X):
        self.centre_ = np.median(X, axis=0)

    def _unusualness(self, X):
        largest = np.abs(X).max(axis=1, keepdims=True, initial=1.0)
        gaps = X / largest - self.centre_ / largest
        return largest[:, 0] / np.sqrt(X.shape[1]) * np.sqrt((gaps**2).mean(axis=1))


class Coping(Distance):
    """Honest: a missing value stands three spreads out."""

    copes_with_missing = True

    def _fit(self, X):
        known = np.where(np.isnan(X).all(axis=0), 0.0, X)
        self.centre_ = np.nanmedian(known, axis=0)

    def _unusualness(self, X):
        return super()._unusualness(np.where(np.isnan(X), self.centre_ + 3.0, X))


class Raw(Distance):
    """Honest: has no scale, so it promises nothing of units."""

    def __init__(self, *, contamination="auto", scale=None):
        super().__init__(contamination=contamination, scale=scale)

    def _fit(self, X):
        super()._fit(X / 2**40)

    def _unusualness(self, X):
        return super()._unusualness(X / 2**40)


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
        scores = super()._learn(X)
        X[0] = 0
        return scores


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


class CallsMissingUsual(Coping):
    def _unusualness(self, X):
        return Distance._unusualness(self, np.where(np.isnan(X), self.centre_, X))


class LetsMissingThrough(Distance):
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
            self.fit(checks.cloud())


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


HONEST = [Distance(), Distance(scale="standard"), Coping(), Raw()]


@pytest.mark.parametrize(
    ("broken", "promise"),
    [
        (GivesTwoColumns, checks.scores_are_one_finite_float_per_row),
        (SaysNothing, checks.scores_are_not_all_alike),
        (LooksTheOtherWay, checks.a_far_row_is_odder_than_every_usual_one),
        (LearnsNothing, checks.what_is_usual_comes_from_the_training_rows),
        (ScoresTheBatch, checks.rows_are_scored_alone),
        (LearnsWhileScoring, checks.scoring_changes_nothing),
        (ChangesItsArgument, checks.fitting_leaves_its_argument),
        (NeverForgets, checks.fit_forgets),
        (RollsDice, checks.the_same_seed_gives_the_same_bits),
        (ScoresTrainingRowsAnew, checks.training_rows_score_again_as_in_fit),
        (KnowsItsTrainingRows, checks.a_training_row_does_not_vouch_for_itself),
        (PredictsTheWrongSign, checks.signs_are_those_of_scikit_learn),
        (FlagsOneInTen, checks.auto_flags_about_one_usual_row_in_a_hundred),
        (FlagsOneInTen, checks.contamination_is_a_share_of_the_training_rows),
        (CountsSurpriseWrong, checks.surprise_counts_how_rare_a_score_is),
        (MindsTheType, checks.the_type_of_the_array_does_not_matter),
        (DividesByZero, checks.hard_tables_get_an_answer_or_a_clear_error),
        (CallsMissingUsual, checks.missing_values_are_handled_or_refused_by_name),
        (LetsMissingThrough, checks.missing_values_are_handled_or_refused_by_name),
        (TakesInfinity, checks.infinite_values_are_refused_by_name),
        (TakesOtherColumns, checks.wrong_shapes_are_refused),
        (BlamesTheFirstColumn, checks.contributions_are_shares_of_the_columns),
        (ForgetsWhenSaved, checks.saved_and_loaded_scores_are_bit_equal),
        (ScoresUnfitted, checks.unfitted_is_refused),
        (CopiesParameters, checks.parameters_make_an_equal_detector),
        (MindsTheUnits, checks.powers_of_two_change_no_bit),
        (MindsTheUnits, checks.other_units_change_no_ranking),
    ],
)
def test_a_broken_promise_is_caught(broken, promise):
    with pytest.raises(AssertionError):
        promise(broken())


def test_all_broken_promises_are_told_together():
    with pytest.raises(AssertionError, match="scores_are_not_all_alike") as told:
        check_detector(SaysNothing())

    assert "a_far_row_is_odder_than_every_usual_one" in str(told.value)


def test_every_check_is_shown_something_broken():
    (parameters,) = (
        mark.args[1]
        for mark in test_a_broken_promise_is_caught.pytestmark
        if mark.name == "parametrize"
    )
    assert {promise for _, promise in parameters} == set(checks_for(Distance()))


@pytest.mark.parametrize("detector", HONEST, ids=repr)
def test_an_honest_detector_passes(detector):
    check_detector(detector)


def test_a_check_leaves_the_detector_unfitted():
    detector = Distance()

    check_detector(detector)

    with pytest.raises(NotFitted):
        detector.score_samples(checks.cloud())


def test_units_are_only_asked_of_detectors_that_scale():
    assert checks.powers_of_two_change_no_bit not in checks_for(Raw())


def test_the_hard_tables_are_hard():
    tables = checks.hard_tables()
    refused = 0
    for X in tables.values():
        try:
            as_matrix(X)
        except VedetteError:
            refused += 1
    assert refused == 0, "the border refuses a table that a detector should see"
    assert np.abs(tables["subnormal values"]).max() < np.finfo(np.float64).tiny
