"""Any detector with any rule: what it learns from which rows, and what it keeps."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_predict
from sklearn.utils.estimator_checks import check_estimator

import vedette
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData, UnknownName
from vedette.detectors import ECOD, KNN, Gaussian, LogisticDetector
from vedette.testing import expected_failed_checks
from vedette.testing.data import cloud, far_row
from vedette.thresholds import (
    AlarmsPerDayRule,
    BestFRule,
    ConformalRule,
    CostRule,
    SigmaRule,
    Thresholded,
    rule_of,
)

RULES = [
    "best-f1",
    "best-fbeta(2)",
    "cost(10, 1)",
    "contamination(0.1)",
    "sigma(3)",
    "robust-sigma(3)",
    "conformal(0.1)",
    "tail(1e-3)",
    "alarms-per-day(2, 100)",
]


def labelled(n=400, d=3, seed=0, share=0.1):
    """Rows of which one in ten is far out, and which."""
    X = cloud(n, d, seed=seed)
    y = np.arange(n) % round(1 / share) == 3
    X[y] += 8 * X.std(axis=0)
    return X, y


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "detector", [Gaussian(), KNN(), LogisticDetector()], ids=["gaussian", "knn", "logistic"]
)
def test_every_rule_draws_the_line_of_any_detector(detector, rule, tmp_path):
    X, y = labelled()
    later, odd = labelled(seed=1)

    model = Thresholded(detector, rule).fit(X, y)

    found = model.predict(later) == -1
    assert found[odd].mean() > 0.9
    assert found[~odd].mean() < 0.12
    assert (found == (model.unusualness(later) > model.rule_.threshold_)).all()
    assert (model.predict(far_row(X)) == -1).all()

    vedette.save(model, tmp_path / "model.vedette")
    loaded = vedette.load(tmp_path / "model.vedette")
    assert repr(loaded) == repr(model)
    assert str(loaded.rule_) == str(model.rule_) == str(rule_of(rule))
    assert np.array_equal(loaded.decision_function(later), model.decision_function(later))
    assert np.array_equal(loaded.discoveries(later[:8]), model.discoveries(later[:8]))
    assert loaded.log10_epsilon_ == model.log10_epsilon_


def test_the_detector_learns_from_usual_rows_that_draw_no_line():
    X, y = labelled()

    model = Thresholded(Gaussian(), "best-f1", validation=0.3).fit(X, y)

    part = model.validation_rows_
    assert len(part) == 120
    assert y[part].sum() == 12  # the same share of both classes
    left = np.setdiff1d(np.flatnonzero(~y), part)
    same = Gaussian().fit(X[left])
    assert np.array_equal(model.unusualness(X), same.unusualness(X))
    rule = BestFRule().fit(same.unusualness(X[part]), y[part])
    assert model.offset_ == -rule.threshold_
    assert model.rule_.cut_ == rule.cut_


def test_rules_about_the_rows_learned_from_take_them_all():
    X = cloud(300)

    model = Thresholded(KNN(), "contamination(0.07)").fit(X)

    own = KNN(contamination=0.07).fit(X)
    assert len(model.validation_rows_) == 0
    assert model.offset_ == own.offset_
    assert np.array_equal(model.fit_predict(X), own.fit_predict(X))


def test_labels_keep_odd_rows_out_even_where_no_row_is_held_back():
    X, y = labelled()

    model = Thresholded(Gaussian(), "sigma(3)").fit(X, y)

    usual = Gaussian().fit(X[~y])
    assert np.array_equal(model.score_samples(X), usual.score_samples(X))
    assert model.offset_ == -SigmaRule(3).fit(usual.unusualness(X[~y])).threshold_


def test_rows_in_the_order_of_time_draw_the_line_last():
    X, y = labelled()

    model = Thresholded("gaussian", "best-f1", shuffle=False).fit(X, y)

    assert model.validation_rows_.tolist() == list(range(300, 400))


def test_the_seed_draws_the_rows():
    X, y = labelled()
    rows = [
        Thresholded("gaussian", "best-f1", random_state=seed).fit(X, y).validation_rows_
        for seed in (1, 1, 2)
    ]

    assert np.array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[2])


def test_the_anomaly_is_the_rarer_label_or_as_it_is_named():
    X, y = labelled()
    words = np.where(y, "fraud", "fine")

    by_name = Thresholded("gaussian", "best-f1", anomaly="fraud").fit(X, words)

    assert by_name.offset_ == Thresholded("gaussian", "best-f1").fit(X, words).offset_
    assert (
        by_name.offset_ == Thresholded("gaussian", "best-f1").fit(X, y.astype(int)).offset_
    )
    turned = Thresholded(LogisticDetector(anomaly="fine"), "best-f1").fit(X, words)
    assert (turned.predict(X) == -1)[~y].mean() > 0.9


def test_days_and_amounts_are_those_of_the_rows_that_draw_the_line():
    X, y = labelled()
    amounts = np.arange(400.0)

    alarms = Thresholded("gaussian", AlarmsPerDayRule(3)).fit(X, y, days=40)
    costs = Thresholded("gaussian", CostRule(1, 5)).fit(X, y, amounts=amounts)

    assert alarms.rule_.rows_per_day_ == pytest.approx(10)
    part = costs.validation_rows_
    assert costs.rule_.cost_of_none_ == pytest.approx((amounts * y)[part].sum() / len(part))


def test_a_batch_is_judged_as_one_and_each_row_by_itself():
    X = cloud(1_000)
    model = Thresholded("gaussian", "conformal(0.1)").fit(X)
    batch = np.vstack([far_row(X), cloud(20, seed=1)])

    assert model.p_values(far_row(X)) == 1 / 251
    assert model.discoveries(batch).tolist() == [True] + [False] * 20
    assert np.array_equal(model.p_values(batch)[:1], model.p_values(far_row(X)))
    rows_alone = [model.predict(row[None])[0] for row in batch]
    assert model.predict(batch).tolist() == rows_alone
    assert model.predict(batch)[0] == -1


def test_a_batch_too_large_for_the_calibration_is_warned_of():
    X = cloud(400)
    model = Thresholded("gaussian", "conformal(0.1)").fit(X)

    with pytest.warns(UserWarning, match="nothing is found until 40 rows are odder"):
        model.discoveries(cloud(401, seed=1))


def test_p_values_are_of_the_conformal_rule_alone():
    model = Thresholded("gaussian", "sigma(3)").fit(cloud())

    with pytest.raises(InvalidParameter, match="sigma\\(3\\) has no p-values"):
        model.p_values(cloud())


def test_a_fitted_detector_and_a_fitted_rule_are_joined(tmp_path):
    X, y = labelled()
    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    detector = ECOD().fit(frame[~y])
    rule = BestFRule().fit(detector.unusualness(frame), y)

    model = Thresholded.joined(detector, rule)

    assert model.offset_ == -rule.threshold_
    assert np.array_equal(
        model.predict(frame) == -1, rule.flags(detector.unusualness(frame))
    )
    assert detector.feature_names_in_.tolist() == ["a", "b", "c"]
    vedette.save(model, tmp_path / "model.vedette")
    loaded = vedette.load(tmp_path / "model.vedette")
    assert np.array_equal(loaded.predict(frame), model.predict(frame))
    with pytest.raises(NotFittedError):
        Thresholded.joined(ECOD(), rule)
    with pytest.raises(NotFittedError):
        Thresholded.joined(detector, BestFRule())


def test_a_saved_one_is_read_where_nothing_was_imported(tmp_path):
    X, y = labelled()
    vedette.save(Thresholded("gaussian", "best-f1").fit(X, y), tmp_path / "model.vedette")
    code = "import vedette; print(vedette.load('model.vedette'))"

    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ended.stdout == "Thresholded(detector='gaussian', rule='best-f1')\n"


def test_what_it_is_made_of_stays_unfitted_and_is_reached_by_name():
    detector, rule = Gaussian(), SigmaRule(2)
    model = Thresholded(detector, rule).fit(cloud())

    assert not hasattr(detector, "offset_")
    assert not hasattr(rule, "threshold_")
    model.set_params(rule__n=4.0, detector__contamination=0.2)
    assert rule.n == 4.0
    assert repr(clone(model)) == repr(model)
    assert model.get_params()["rule__n"] == 4.0


def test_out_of_fold_predictions_are_scikit_learns():
    X, y = labelled()

    found = cross_val_predict(Thresholded("gaussian", "best-f1"), X, y, cv=4)

    assert (found[y] == -1).mean() > 0.9
    assert (found[~y] == -1).mean() < 0.1


def test_surprise_and_reasons_are_the_detectors():
    X = cloud()
    model = Thresholded(Gaussian(), "sigma(3)").fit(X)
    detector = Gaussian().fit(X)

    assert np.array_equal(model.surprise(X), detector.surprise(X))
    assert np.array_equal(model.contributions(X), detector.contributions(X))


@pytest.mark.parametrize("rule", ["best-f1", "cost(3, 1)"])
def test_missing_labels_are_refused(rule):
    with pytest.raises(InvalidInput, match="learns from labels"):
        Thresholded("gaussian", rule).fit(cloud())
    with pytest.raises(InvalidInput, match="LogisticDetector learns from labels"):
        Thresholded("logistic", "sigma(3)").fit(cloud())


def test_labels_that_cannot_draw_a_line_are_refused():
    X, y = labelled(40)
    one = np.arange(40) == 3

    with pytest.raises(InvalidInput, match="one class only"):
        Thresholded("gaussian", "best-f1").fit(X, np.zeros(40))
    with pytest.raises(TooLittleData, match="are all usual"):
        Thresholded("gaussian", "best-f1", anomaly=1).fit(X, np.zeros(40))
    with pytest.raises(TooLittleData, match="none is left"):
        Thresholded("logistic", "best-f1").fit(X, one)
    with pytest.raises(InvalidInput, match="inconsistent"):
        Thresholded("gaussian", "best-f1").fit(X, y[:-1])
    # One labelled anomaly draws a line for a detector that needs none itself.
    assert Thresholded("gaussian", "best-f1").fit(X, one).predict(X[3:4]) == [-1]


def test_too_few_rows_to_part_are_refused():
    X = cloud(3)

    with pytest.raises(TooLittleData, match="n_samples = 1"):
        Thresholded("gaussian", "conformal").fit(X[:1])
    with pytest.raises(TooLittleData, match="cannot be parted"):
        Thresholded("gaussian", "conformal", shuffle=False).fit(X[:1])
    Thresholded("gaussian", "conformal", validation=None).fit(X[:1])


@pytest.mark.parametrize(
    ("parameters", "error", "said"),
    [
        ({"detector": "gausian"}, UnknownName, "gaussian"),
        ({"detector": 3}, InvalidParameter, "a detector or its name"),
        ({"detector": Thresholded()}, InvalidParameter, "a detector or its name"),
        ({"rule": "sgma"}, UnknownName, "sigma"),
        ({"rule": SigmaRule(-1)}, InvalidParameter, "above 0"),
        ({"validation": 1.0}, InvalidParameter, "validation must be"),
        ({"validation": "half"}, InvalidParameter, "validation must be"),
        ({"shuffle": 1}, InvalidParameter, "shuffle"),
        ({"random_state": -1}, InvalidParameter, "random_state"),
        ({"detector": LogisticDetector(), "validation": None}, InvalidParameter, "None"),
    ],
    ids=str,
)
def test_parameters_that_cannot_be_used_are_refused(parameters, error, said):
    X, y = labelled(40)

    with pytest.raises(error, match=said):
        Thresholded(**parameters).fit(X, y)


@pytest.mark.parametrize(
    "model",
    [
        Thresholded("gaussian", "contamination(0.1)"),
        Thresholded("gaussian", "best-f1"),
        Thresholded("gaussian", ConformalRule()),
        Thresholded("logistic", "best-f1"),
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
def test_has_scikit_learns_manners(model):
    expected = expected_failed_checks(model)

    results = check_estimator(
        model, expected_failed_checks=expected, on_skip=None, on_fail=None
    )

    assert len(results) > 40
    failed = {r["check_name"]: r["exception"] for r in results if r["status"] == "failed"}
    assert failed == {}
    met = {r["check_name"] for r in results if r["status"] == "xfail"}
    assert met == set(expected), "a failure that is expected does not happen"


def test_what_scikit_learn_asks_and_is_not_done_has_a_reason():
    assert expected_failed_checks(Thresholded("gaussian", "contamination")) == {}
    assert "without labels" in str(
        expected_failed_checks(Thresholded("gaussian", "best-f1"))
    )
    assert "find none there" in str(expected_failed_checks(Thresholded("gaussian", "tail")))
