"""The classifiers: their promises, their known values, imbalance, and what they refuse."""

import re

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from sklearn.utils.estimator_checks import check_estimator

import vedette
from made.tables import imbalanced
from vedette.core.cut import best_cut
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData
from vedette.detectors import (
    BoostingDetector,
    Ensemble,
    ExtraTreesDetector,
    FewLabels,
    ForestDetector,
    LogisticDetector,
    MLPDetector,
    SVMDetector,
    TreeDetector,
    catalogue,
)
from vedette.detectors.supervised import CATALOGUE
from vedette.detectors.supervised.folds import folds
from vedette.detectors.supervised.mlp import as_many_of_both
from vedette.detectors.supervised.multiplying import drawn_in
from vedette.detectors.supervised.rowwise import product
from vedette.testing import checks_for
from vedette.testing.classifier_promises.asking import labelled
from vedette.testing.classifier_promises.tables import (
    hard_tables_get_an_answer_or_a_clear_error,
)
from vedette.testing.data import cloud

# Small enough for tests, large enough to learn.
SMALL = [
    LogisticDetector(folds=3),
    SVMDetector(folds=3),
    SVMDetector(folds=3, kernel="linear"),
    TreeDetector(folds=3),
    ForestDetector(folds=3, n_estimators=15),
    ExtraTreesDetector(folds=3, n_estimators=15),
    BoostingDetector(folds=3, max_iter=20),
    MLPDetector(folds=3, max_iter=30, hidden_layer_sizes=(16,)),
    FewLabels(folds=3, n_estimators=15),
]
EVERY = pytest.mark.parametrize("small", SMALL, ids=repr)


@pytest.mark.parametrize(
    ("check", "small"),
    [
        pytest.param(check, small, id=f"{check.__name__}-{small!r}")
        for small in SMALL
        for check in checks_for(small)
    ],
)
def test_keeps_every_promise_of_a_classifier(check, small):
    check(small)


@EVERY
def test_without_a_scale_a_large_or_small_unit_is_an_answer_or_a_clear_error(small):
    hard_tables_get_an_answer_or_a_clear_error(clone(small).set_params(scale=None, folds=2))


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
@EVERY
def test_is_a_scikit_learn_classifier(small):
    results = check_estimator(clone(small), on_skip=None, on_fail=None)

    assert len(results) > 50
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_every_classifier_is_tested_here():
    tested = {type(small).__name__ for small in SMALL}

    assert {entry.called for entry in CATALOGUE} == tested


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_is_made_by_its_names(entry):
    for name in (entry.name, *entry.also):
        assert type(catalogue.make(name)).__name__ == entry.called


# Labels, imbalance, and the unsupervised result beside it


def test_what_ignores_imbalance_passes_over_the_rare_class():
    X, odd = imbalanced(0, out=1.5)
    there, truth = imbalanced(1, out=1.5)
    plain = LogisticDetector(balanced=False, threshold="proba").fit(X, odd)
    aware = LogisticDetector().fit(X, odd)

    assert f1_score(truth, aware.predict(there)) > f1_score(truth, plain.predict(there))
    assert plain.predict(there)[truth].mean() < aware.predict(there)[truth].mean()


def test_unsupervised_scores_help_where_labels_are_few():
    rng = np.random.default_rng(0)
    X, there = rng.normal(size=(2, 1000, 6))
    odd = np.zeros(1000, dtype=bool)
    odd[:6] = True
    signs = np.sign(rng.normal(size=(2, 60, 6)))
    X[:6] = 4.5 * signs[0, :6]  # odd in any direction: no plane parts them from the rest
    there[:60] = 4.5 * signs[1]
    truth = np.arange(1000) < 60

    alone = LogisticDetector().fit(X, odd)
    helped = LogisticDetector(extra=["ensemble"]).fit(X, odd)

    assert best_cut(alone.unusualness(there), truth).f1 < 0.7
    assert best_cut(helped.unusualness(there), truth).f1 > 0.9


@pytest.mark.parametrize("given", ["ensemble", Ensemble(n_estimators=20)], ids=repr)
def test_a_classifier_with_extra_detectors_is_saved_cloned_and_scored_alone(
    tmp_path, given
):
    X, odd = labelled()
    model = clone(TreeDetector(extra=[given])).fit(X, odd)

    vedette.save(model, tmp_path / "model")
    loaded = vedette.load(tmp_path / "model")

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(20)])
    assert np.array_equal(model.unusualness(X)[:20], alone)
    assert np.array_equal(model.unusualness(X), loaded.unusualness(X))
    assert model.contributions(X[:3]).shape == (3, 3)
    assert isinstance(given, str) or not hasattr(given, "offset_"), "fitted in place"


# Known values


def test_logistic_odds_are_those_of_scikit_learn():
    X, odd = labelled(out=2.0)
    model = LogisticDetector(scale=None, C=0.5).fit(X, odd)
    theirs = LogisticRegression(C=0.5, class_weight="balanced", max_iter=1000).fit(X, odd)

    np.testing.assert_allclose(
        model.unusualness(X), theirs.decision_function(X), rtol=1e-9, atol=1e-9
    )


def test_svm_margins_are_those_of_scikit_learn():
    X, odd = labelled(out=2.0)
    model = SVMDetector(scale=None, C=2.0).fit(X, odd)
    theirs = SVC(C=2.0, class_weight="balanced").fit(X, odd)

    assert np.array_equal(model.unusualness(X), theirs.decision_function(X))


def test_boosting_odds_are_those_of_scikit_learn():
    X, odd = labelled(out=2.0)
    model = BoostingDetector(scale=None, max_iter=4, folds=2).fit(X, odd)
    theirs = HistGradientBoostingClassifier(
        max_iter=4,
        max_leaf_nodes=15,
        min_samples_leaf=5,
        l2_regularization=1.0,
        class_weight="balanced",
        random_state=0,
    ).fit(X, odd)

    assert np.array_equal(model.unusualness(X), theirs.decision_function(X))


@pytest.mark.parametrize("activation", ["relu", "tanh", "logistic", "identity"])
def test_network_odds_are_those_of_scikit_learn(activation):
    X, odd = labelled(out=2.0)
    params = {
        "hidden_layer_sizes": (7, 5),
        "activation": activation,
        "max_iter": 15,
        "alpha": 0.1,
    }
    model = MLPDetector(scale=None, folds=2, learning_rate_init=0.01, **params).fit(X, odd)
    rows = as_many_of_both(odd)
    with pytest.warns(UserWarning, match="Maximum iterations"):
        theirs = MLPClassifier(random_state=0, learning_rate_init=0.01, **params).fit(
            X[rows], odd[rows]
        )

    chances = model.predict_proba(X)[:, 1]
    shifted = 1 / (1 + np.exp(-model.unusualness(X)))
    np.testing.assert_allclose(shifted, theirs.predict_proba(X)[:, 1], rtol=1e-9)
    assert np.array_equal(chances > 0.5, model.predict(X))


def test_a_leaf_of_a_tree_has_half_a_row_of_doubt():
    X = np.arange(12.0)[:, None]
    model = TreeDetector(max_depth=1, min_samples_leaf=3, folds=2).fit(X, X[:, 0] < 4)

    odds = model.unusualness(np.array([[0.0], [11.0]]))

    np.testing.assert_allclose(odds, [np.log(4.5 / 0.5), np.log(0.5 / 8.5)], rtol=1e-12)


def test_out_of_fold_figures_are_those_of_the_folds():
    X, odd = labelled(300, 40, out=2.0)
    model = LogisticDetector(scale=None, threshold="proba").fit(X, odd)

    said = np.empty(300, dtype=bool)
    parts = StratifiedKFold(5, shuffle=True, random_state=0).split(X, odd)
    for kept, left in parts:
        line = LogisticRegression(class_weight="balanced", max_iter=1000)
        said[left] = line.fit(X[kept], odd[kept]).predict(X[left])

    # The constant by which folds are moved may carry a row over the line, not many.
    assert model.cross_validated_.f1 == pytest.approx(f1_score(odd, said), abs=0.03)


def test_rows_of_the_rarer_class_are_repeated_in_turn():
    odd = np.array([False, True, False, True, False, False, False])

    assert as_many_of_both(odd).tolist() == [0, 2, 4, 5, 6, 1, 3, 1, 3, 1]
    assert as_many_of_both(~odd).tolist() == [0, 2, 4, 5, 6, 1, 3, 1, 3, 1]


def test_a_row_by_row_product_is_a_product_and_its_rows_do_not_know_each_other():
    rng = np.random.default_rng(0)
    X, W = rng.normal(size=(101, 33)), rng.normal(size=(33, 17))

    whole = product(X, W)

    np.testing.assert_allclose(whole, X @ W, rtol=1e-10, atol=1e-12)
    assert np.array_equal(whole[40:41], product(X[40:41], W))


def test_far_values_are_drawn_in_and_stay_in_order():
    X = np.array([[-1e15, -31.0, -30.0, 0.0, 29.9, 30.0, 60.0, 1e300]])

    bent = drawn_in(X)

    assert (np.diff(bent[0]) > 0).all()
    assert np.array_equal(bent[0, 2:6], X[0, 2:6])
    assert bent[0, 6] == pytest.approx(30 * (1 + np.log(2)))
    assert np.abs(bent).max() < 30 * 700


# Laws


@pytest.mark.parametrize(
    "model",
    [ForestDetector(n_estimators=12), ExtraTreesDetector(n_estimators=12)],
    ids=repr,
)
def test_threads_change_no_bit_of_trees(model):
    X, odd = labelled(500, 50, out=2.0)

    one, many = (
        clone(model).set_params(n_jobs=jobs, folds=2).fit(X, odd).unusualness(X)
        for jobs in (1, 3)
    )

    assert np.array_equal(one, many)


def test_threads_change_no_bit_of_boosting():
    X, odd = labelled(2100, 100, out=2.0)

    one, many = (
        BoostingDetector(n_jobs=jobs, max_iter=5, folds=2).fit(X, odd).unusualness(X)
        for jobs in (1, 2)
    )

    assert np.array_equal(one, many)


def test_surprise_of_noise_is_the_share_of_usual_rows():
    X = cloud(1500)
    odd = np.random.default_rng(0).random(1500) < 0.1

    surprise = LogisticDetector().fit(X, odd).surprise(cloud(4000, seed=1))

    for level in (0.5, 1.0, 2.0):
        assert (surprise >= level).mean() == pytest.approx(10**-level, rel=0.5)


def test_the_anomaly_may_be_the_first_class():
    X, odd = labelled()
    model = LogisticDetector().fit(X, np.where(odd, "a", "b"))

    assert model.anomaly_ == "a"
    assert (model.decision_function(X)[odd] < 0).all()
    assert (model.predict_proba(X)[odd, 0] > 0.5).all()
    assert model.contributions(X[:1]).argmax() == 1


def test_a_threshold_may_be_searched_for():
    X, odd = labelled()

    search = GridSearchCV(
        LogisticDetector(folds=2), {"C": [0.1, 1.0], "threshold": ["auto", 0.9]}, cv=2
    )

    assert search.fit(X, odd).best_score_ > 0.9


def test_copies_of_a_row_are_never_parted():
    X = np.repeat(cloud(60), 4, axis=0)
    odd = np.repeat(np.random.default_rng(0).permutation(60) < 20, 4)  # nothing to learn

    for kept, left in folds(X, odd, 5, 0):
        assert not set(map(tuple, X[kept])) & set(map(tuple, X[left]))
    assert TreeDetector(max_depth=None).fit(X, odd).cross_validated_.f1 < 0.65


def test_without_copies_the_folds_are_those_of_scikit_learn():
    X, odd = labelled()

    theirs = StratifiedKFold(4, shuffle=True, random_state=3).split(X, odd)

    for (kept, left), (their_kept, their_left) in zip(
        folds(X, odd, 4, 3), theirs, strict=True
    ):
        assert np.array_equal(kept, their_kept)
        assert np.array_equal(left, their_left)


def test_copies_of_one_anomaly_cannot_be_left_out():
    X, odd = np.vstack([cloud(), np.full((5, 3), 99.0)]), np.arange(205) >= 200

    assert LogisticDetector().fit(X, odd).cross_validated_ is None


@pytest.mark.parametrize("extra", [None, ["ensemble"]])
def test_what_logistic_says_of_columns_is_what_occlusion_says(extra):
    X, odd = labelled(out=2.0)
    model = LogisticDetector(extra=extra).fit(X, odd)

    whole, parts = model.unusualness(X), []
    for j in range(3):
        without = X.copy()
        without[:, j] = np.median(X[:, j])
        parts.append(whole - model.unusualness(without))
    expected = np.array(parts).T / np.abs(parts).sum(axis=0)[:, None]

    np.testing.assert_allclose(model.contributions(X), expected, atol=1e-6)


@pytest.mark.parametrize(
    "model",
    [
        TreeDetector(),
        ForestDetector(n_estimators=3, folds=2),
        BoostingDetector(max_iter=3, folds=2),
    ],
    ids=repr,
)
def test_a_saved_tree_that_leads_out_of_itself_is_refused(tmp_path, model):
    model = clone(model).fit(*labelled(out=2.0))
    if isinstance(model, BoostingDetector):
        child, column = (
            model.model_._predictors[-1][0].nodes[name] for name in ("left", "feature_idx")
        )
    else:
        one = getattr(model.model_, "estimators_", [model.model_])[-1].tree_
        child, column = one.children_left, one.feature

    for array, wrong, reason in (
        (child, 10**6, "out of itself"),
        (column, 7, "beyond the 3"),
    ):
        kept, array[0] = array[0].copy(), wrong
        vedette.save(model, tmp_path / "model")
        array[0] = kept
        with pytest.raises(InvalidInput, match=reason):
            vedette.load(tmp_path / "model")


def test_with_one_anomaly_the_line_is_even_odds():
    X, odd = labelled(60, 1)
    model = TreeDetector(min_samples_leaf=1).fit(X, odd)

    assert (model.folds_, model.cross_validated_, model.threshold_) == (0, None, 0.0)


def test_a_data_frame_and_a_series_are_taken():
    pandas = pytest.importorskip("pandas")
    X, odd = labelled()
    frame, labels = pandas.DataFrame(X, columns=list("abc")), pandas.Series(odd, name="y")

    model = LogisticDetector().fit(frame, labels)

    assert model.feature_names_in_.tolist() == ["a", "b", "c"]
    assert model.score(frame, labels) > 0.9


# Refusals


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (LogisticDetector(C=0), "C must be a number above 0, got 0"),
        (LogisticDetector(max_iter=0), "max_iter must be a whole number >= 1"),
        (LogisticDetector(threshold=1.5), "threshold must be 'auto', 'proba' or"),
        (LogisticDetector(folds=1), "folds must be a whole number >= 2, got 1"),
        (LogisticDetector(balanced="yes"), "balanced must be True or False"),
        (LogisticDetector(scale="log"), "scale must be one of"),
        (LogisticDetector(random_state=-1), "random_state must be at least 0"),
        (LogisticDetector(extra=[]), "extra must be a list of detectors"),
        (
            LogisticDetector(extra=["tree"]),
            r"extra\[0\] must be a detector that learns with",
        ),
        (LogisticDetector(extra=[3]), r"extra\[0\] must be a detector"),
        (
            LogisticDetector(anomaly="x"),
            "anomaly must be a class of y, False and True, got",
        ),
        (SVMDetector(kernel="cosine"), "kernel must be one of"),
        (SVMDetector(gamma=-1), "gamma must be a number above 0"),
        (TreeDetector(max_depth=0), "max_depth must be a whole number >= 1"),
        (TreeDetector(min_samples_leaf=0), "min_samples_leaf must be"),
        (ForestDetector(n_estimators=0), "n_estimators must be"),
        (ForestDetector(max_features=1.5), "max_features must be"),
        (ExtraTreesDetector(max_features="all"), "max_features must be"),
        (BoostingDetector(learning_rate=2), r"learning_rate must be a number in \(0, 1\]"),
        (BoostingDetector(l2_regularization=-1), "l2_regularization must be"),
        (MLPDetector(hidden_layer_sizes=(3, 0)), "hidden_layer_sizes must be"),
        (MLPDetector(activation="sine"), "activation must be one of"),
        (MLPDetector(alpha=0), "alpha must be"),
    ],
    ids=repr,
)
def test_wrong_parameters_are_refused_at_fit(made, reason):
    with pytest.raises(InvalidParameter, match=reason):
        made.fit(*labelled())


def test_labels_of_one_class_point_to_what_needs_none():
    with pytest.raises(InvalidInput, match="one class only, 0") as told:
        LogisticDetector().fit(cloud(), np.zeros(200, dtype=int))

    assert "vedette.Ensemble" in told.value.hint


def test_labels_of_many_classes_are_counted():
    with pytest.raises(InvalidInput, match=re.escape("holds 200 classes (0, 1, 2, 3, 4, ")):
        LogisticDetector().fit(cloud(), np.arange(200))


def test_one_row_is_too_few():
    with pytest.raises(TooLittleData, match="n_samples = 1"):
        LogisticDetector().fit(cloud(1), [1])


def test_labels_of_several_types_are_refused():
    with pytest.raises(InvalidInput, match="several types"):
        LogisticDetector().fit(cloud(2), np.array(["a", 1], dtype=object))
