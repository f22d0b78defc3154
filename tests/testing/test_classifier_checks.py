"""Each promise of a classifier is kept by an honest one and catches the one that breaks it."""

import numpy as np
import pytest

from vedette.core.arrays import as_matrix
from vedette.core.cut import cut_at
from vedette.core.errors import NotFitted
from vedette.detectors.supervised.base import LabelledDetector
from vedette.detectors.supervised.multiplying import drawn_in
from vedette.testing import check_detector, checks_for
from vedette.testing.classifier_promises import (
    asking,
    imbalance,
    keeping,
    labels,
    learning,
    scores,
    tables,
)


class Means(LabelledDetector):
    """Honest: which of the two classes' means is nearer."""

    def __init__(
        self, *, threshold="auto", anomaly=None, balanced=True, extra=None, folds=5,
        scale="robust", random_state=0,
    ):  # fmt: skip
        self.threshold = threshold
        self.anomaly = anomaly
        self.balanced = balanced
        self.extra = extra
        self.folds = folds
        self.scale = scale
        self.random_state = random_state

    def _trained(self, X, odd):
        X = drawn_in(X)
        return [X[~odd].mean(axis=0), X[odd].mean(axis=0)]

    def _log_odds(self, model, X):
        X = drawn_in(X)
        return (np.abs(X - model[0]) - np.abs(X - model[1])).sum(axis=1)


class Refusing(Means):
    """Honest: refuses missing values."""

    copes_with_missing = False


class Raw(Means):
    """Honest: has no scale, so it promises nothing of units."""

    def __init__(self, *, threshold="auto", anomaly=None, scale=None):
        super().__init__(threshold=threshold, anomaly=anomaly, scale=scale)


class SaysTrueAndFalse(Means):
    def predict(self, X):
        return super().predict(X) == self.classes_[1]


class CallsTheCommonOneOdd(Means):
    def fit(self, X, y):
        super().fit(X, y)
        self.anomaly_ = self.classes_[1 - self.anomaly_place_]
        return self


class IgnoresTheName(Means):
    def fit(self, X, y):
        named, self.anomaly = self.anomaly, None
        super().fit(X, y)
        self.anomaly = named
        return self


class TakesAnyLabels(Means):
    def fit(self, X, y):
        y = np.zeros(len(X)) if y is None else np.asarray(y)
        return super().fit(X, np.arange(len(X)) % 5 == 0 if len(np.unique(y)) != 2 else y)


class GivesTwoColumns(Means):
    def unusualness(self, X):
        return np.column_stack([super().unusualness(X)] * 2)


class LooksTheOtherWay(Means):
    def _log_odds(self, model, X):
        return -super()._log_odds(model, X)


class TurnsTheSign(Means):
    def decision_function(self, X):
        return -super().decision_function(X)


class ScoresTheBatch(Means):
    def _log_odds(self, model, X):
        return super()._log_odds(model, X) / (1 + X.std())


class LearnsWhileScoring(Means):
    def _log_odds(self, model, X):
        model[1] = model[1] + 0.01
        return super()._log_odds(model, X)


class ChangesItsArgument(Means):
    def fit(self, X, y):
        super().fit(X, y)
        X[0] = 0
        return self


class NeverForgets(Means):
    def _forget(self):
        pass

    def _trained(self, X, odd):
        self.first_ = getattr(self, "first_", len(X))
        return [mean + self.first_ / 100 for mean in super()._trained(X, odd)]


class RollsDice(Means):
    def _trained(self, X, odd):
        return [
            mean + np.random.default_rng().normal() for mean in super()._trained(X, odd)
        ]


class PassesOver(Means):
    """Draws the line where accuracy is best for the many."""

    def _learn_threshold(self, X, odd):
        super()._learn_threshold(X, odd)
        self.threshold_ = float(self._log_odds(self.model_, X).max())


class FlattersItself(Means):
    """Knows its training rows by heart, and takes its figures from them."""

    def _trained(self, X, odd):
        return [*super()._trained(X, odd), X[odd]]

    def _log_odds(self, model, X):
        known = (X[:, None] == model[2]).all(axis=2).any(axis=1)
        return super()._log_odds(model[:2], X) + 1000 * known

    def _out_of_fold(self, X, odd, parts, final):
        return final


class CutsAtTheMedian(Means):
    def _learn_threshold(self, X, odd):
        super()._learn_threshold(X, odd)
        if self.threshold == "auto" and self.folds_:
            scores = self._scored(self.model_, X)
            self.cross_validated_ = cut_at(scores, odd, float(np.median(scores)))
            self.threshold_ = self.cross_validated_.threshold


class SurprisedByAll(Means):
    def surprise(self, X):
        return np.full(len(self._border(X)), 2.0)


class NeedsFive(Means):
    def _trained(self, X, odd):
        if odd.sum() < 5:
            raise ValueError("too few")
        return super()._trained(X, odd)


class TakesFloatsOnly(Means):
    def fit(self, X, y):
        X = np.asarray(X)
        return super().fit(X if X.dtype == np.float64 else X * 1.001, y)


class DividesByTheSpread(Means):
    def _log_odds(self, model, X):
        with np.errstate(all="ignore"):
            return super()._log_odds(model, X) / np.float64(self.middle_[0] / 1e9 != 0)


class RunsOutOfNumbers(Means):
    def _log_odds(self, model, X):
        return super()._log_odds(model, X) + np.prod(np.full(X.shape[1], 2.0))


class LetsMissingThrough(Means):
    def _prepared(self, rows):
        return self.scaler_.scale(rows)

    def unusualness(self, X):
        return self._of_prepared(self._prepared(self._border(X)))


class TakesInfinity(Means):
    def unusualness(self, X):
        return super().unusualness(np.nan_to_num(np.asarray(X, dtype=float)))


class TakesOtherColumns(Means):
    def _border(self, X):
        self._check_fitted()
        return as_matrix(X, missing=True)[:, [0]] * np.ones(self.n_features_in_)


class BlamesTheFirstColumn(Means):
    def contributions(self, X):
        return np.roll(super().contributions(X), 1, axis=1)


class ForgetsWhenSaved(Means):
    def fit(self, X, y):
        super().fit(X, y)
        self.kept = self.model_
        self.model_ = 0
        return self

    def _log_odds(self, model, X):
        kept = getattr(self, "kept", [0.0, 1.0])
        return super()._log_odds(model if model else kept, X)


class ScoresUnfitted(Means):
    def surprise(self, X):
        return np.zeros(len(X))


class CopiesParameters(Means):
    def __init__(self, *, threshold="auto", anomaly=None, scale="robust"):
        super().__init__(threshold=threshold, anomaly=anomaly, scale=scale)
        self.threshold = str(threshold) + ""

    def get_params(self, deep=True):
        return {"threshold": "".join(list(self.threshold)), "anomaly": None}


class MindsTheUnits(Means):
    def _prepared(self, rows):
        return super()._prepared(rows) + rows * 1e-3

    def _learn_scale(self, rows):
        super()._learn_scale(rows)
        return self._prepared(rows)


BROKEN = [
    (SaysTrueAndFalse, labels.labels_come_back_as_they_were_given),
    (CallsTheCommonOneOdd, labels.labels_come_back_as_they_were_given),
    (IgnoresTheName, labels.the_anomaly_may_be_named),
    (TakesAnyLabels, labels.labels_that_cannot_be_used_are_refused),
    (GivesTwoColumns, scores.scores_are_one_finite_float_per_row),
    (LooksTheOtherWay, scores.what_was_labelled_is_found_again),
    (TurnsTheSign, scores.signs_are_those_of_scikit_learn),
    (ScoresTheBatch, scores.rows_are_scored_alone),
    (LearnsWhileScoring, learning.scoring_changes_nothing),
    (ChangesItsArgument, learning.fitting_leaves_its_arguments),
    (NeverForgets, learning.fit_forgets),
    (RollsDice, learning.the_same_seed_gives_the_same_bits),
    (PassesOver, imbalance.a_rare_class_is_not_passed_over),
    (FlattersItself, imbalance.figures_are_out_of_fold),
    (CutsAtTheMedian, imbalance.the_line_is_drawn_at_the_best_f1),
    (SurprisedByAll, imbalance.surprise_counts_how_rare_a_score_is),
    (NeedsFive, imbalance.few_labels_will_do),
    (TakesFloatsOnly, tables.the_type_of_the_arrays_does_not_matter),
    (DividesByTheSpread, tables.hard_tables_get_an_answer_or_a_clear_error),
    (RunsOutOfNumbers, tables.ten_thousand_columns_get_an_answer_or_a_clear_error),
    (LetsMissingThrough, tables.missing_values_are_handled_or_refused_by_name),
    (TakesInfinity, tables.infinite_values_are_refused_by_name),
    (TakesOtherColumns, tables.wrong_shapes_are_refused),
    (BlamesTheFirstColumn, keeping.contributions_are_shares_of_the_columns),
    (ForgetsWhenSaved, keeping.saved_and_loaded_scores_are_bit_equal),
    (ScoresUnfitted, keeping.unfitted_is_refused),
    (CopiesParameters, keeping.parameters_make_an_equal_classifier),
    (MindsTheUnits, tables.powers_of_two_change_no_bit),
]


@pytest.mark.parametrize(("broken", "promise"), BROKEN)
def test_a_broken_promise_is_caught(broken, promise):
    with pytest.raises(ValueError if broken is NeedsFive else AssertionError):
        promise(broken())


def test_all_broken_promises_are_told_together():
    with pytest.raises(AssertionError, match="what_was_labelled_is_found_again") as told:
        check_detector(LooksTheOtherWay())

    assert "the_anomaly_may_be_named" in str(told.value)


def test_every_check_is_shown_something_broken():
    assert {promise for _, promise in BROKEN} == set(checks_for(Means()))


@pytest.mark.parametrize("honest", [Means(), Refusing(), Raw(), Means(scale="standard")])
def test_an_honest_classifier_passes(honest):
    check_detector(honest)


def test_a_check_leaves_the_classifier_unfitted():
    honest = Means()

    check_detector(honest)

    with pytest.raises(NotFitted):
        honest.predict(asking.cloud())


def test_units_are_only_asked_of_classifiers_that_scale():
    assert tables.powers_of_two_change_no_bit not in checks_for(Raw())
