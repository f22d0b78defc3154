"""Combination: its promises, its three units by hand, and what it refuses."""

import numpy as np
import pytest
from scipy import stats
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

import vedette
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter, NotFitted, UnknownName
from vedette.detectors import Combination, Ensemble
from vedette.detectors.combining.robust_z import robust_units
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row


class Column(Detector):
    """How far one column is from its median, and nothing else."""

    def __init__(self, column=0, *, contamination="auto", scale=None):
        self.column = column
        self.contamination = contamination
        self.scale = scale

    def _fit(self, X):
        self.centre_ = float(np.median(X[:, self.column]))

    def _unusualness(self, X):
        return np.abs(X[:, self.column] - self.centre_)


def two(method="robust-z", **params):
    return Combination(
        [Ensemble(n_estimators=20), Ensemble(n_estimators=10, scale="standard")],
        method=method,
        **params,
    )


METHODS = pytest.mark.parametrize("method", ["robust-z", "p-value", "rank"])


@METHODS
@pytest.mark.parametrize("check", checks_for(Combination()), ids=lambda c: c.__name__)
def test_keeps_every_promise_of_a_detector(check, method):
    check(two(method))


@pytest.mark.filterwarnings("ignore:Estimator Combination does not inherit")
@METHODS
def test_is_a_scikit_learn_estimator(method):
    results = check_estimator(
        Combination([Ensemble(n_estimators=5)], method=method), on_skip=None, on_fail=None
    )

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


# Known values


def test_robust_z_by_hand():
    X = np.vstack([cloud(300), far_row(cloud(300))])
    model = two(weights=[3, 1]).fit(X)

    parts = model.fit_components()
    low, middle, high = np.quantile(parts, [0.25, 0.5, 0.75], axis=0)
    z = np.clip((parts - middle) / ((high - low) / 1.3489795), -3, 20)

    np.testing.assert_allclose(model.unusualness(X), z @ [0.75, 0.25], atol=0.01)


def test_p_values_are_joined_as_fisher_does():
    X, there = cloud(300), cloud(40, seed=1)
    model = Combination([Column(0), Column(1)], method="p-value").fit(X)

    trained, parts = model.fit_components(), model.components(there)
    p = (1 + (trained[:, None] >= parts).sum(axis=0)) / 301
    fisher = np.array([stats.combine_pvalues(row)[0] for row in p])

    # Fisher: -2 sum ln p.  Here: mean of -log10 p, and at most a few thousandths.
    np.testing.assert_allclose(
        model.unusualness(there), fisher / (4 * np.log(10)), rtol=0, atol=0.005
    )


def test_ranks_by_hand():
    X, there = cloud(300), cloud(40, seed=1)
    model = Combination([Column(0), Column(1)], method="rank").fit(X)

    below = (model.fit_components()[:, None] < model.components(there)).mean(axis=0)

    np.testing.assert_allclose(model.unusualness(there), below.mean(axis=1), atol=0.005)


def test_a_spread_of_zero_knows_same_and_odder():
    units = robust_units(np.full((9, 1), 0.5))

    assert units.held(np.array([[0.5], [0.4], [0.6]])).ravel().tolist() == [0.0, 0.0, 20.0]


def test_robust_z_of_immense_scores_is_finite():
    units = robust_units(np.array([[-1.7e308], [0.0], [1.0], [1.7e308]]))

    assert np.isfinite(units.held(np.array([[1.7e308], [-1.7e308], [0.5]]))).all()


# Laws


@METHODS
def test_farther_is_odder_also_beyond_the_training_rows(method):
    X = cloud(400)
    steps = X.mean(axis=0) + np.array([[12.0], [1e2], [1e4], [1e8]]) * X.std(axis=0)

    scores = two(method).fit(X).unusualness(steps)

    assert (np.diff(scores) > 0).all()


def test_of_ranks_the_tail_is_lost_and_of_robust_z_it_is_kept():
    X = cloud(400)
    near, far = (X.mean(axis=0) + out * X.std(axis=0) for out in (5.0, 10.0))

    gaps = {
        method: float(np.diff(model.fit(X).unusualness(np.vstack([near, far])))[0])
        for method in ("robust-z", "p-value", "rank")
        for model in [Combination([Column(0), Column(1)], method=method)]
    }

    assert max(gaps["rank"], gaps["p-value"]) < 0.002
    assert gaps["robust-z"] > 1


def test_training_scores_are_those_that_the_members_gave_in_fit():
    X = np.vstack([cloud(150), far_row(cloud())])
    member = Ensemble(n_estimators=20)
    model = Combination([member, Column()], scale=None).fit(X)

    alone = clone(member).fit(X)

    assert np.array_equal(model.fit_components()[:, 0], alone.fit_unusualness(X))
    assert np.array_equal(model.fit_components(), model.components(X))
    with pytest.raises(NotFitted):
        member.predict(X)


def test_weights_say_who_is_heard():
    X = cloud(300)
    odd = np.median(X, axis=0) + np.diag([9.0, 9.0, 0.0])[:2] * X.std(axis=0)

    first, second = (
        Combination([Column(0), Column(1)], weights=w).fit(X) for w in ([9, 1], [1, 9])
    )

    assert np.diff(first.unusualness(odd)) < 0 < np.diff(second.unusualness(odd))
    np.testing.assert_allclose(first.contributions(odd)[0], [1, 0, 0], atol=0.2)


def test_contributions_are_the_weighted_mean_of_the_members():
    X = cloud(300)
    row = X[:1] + np.array([5.0, 5.0, 0.0])
    model = Combination([Column(0), Column(1)], weights=[3, 1], scale=None).fit(X)

    np.testing.assert_allclose(model.contributions(row), [[0.75, 0.25, 0.0]])


def test_names_and_detectors_may_be_mixed():
    model = Combination(["ensemble", Column()]).fit(cloud())

    assert [type(member).__name__ for member in model.members_] == ["Ensemble", "Column"]
    assert model.detectors[0] == "ensemble"


def test_the_default_is_of_several_detectors():
    model = Combination().fit(cloud(100))

    assert model.predict(far_row(cloud(100))).tolist() == [-1]


# Parameters


def test_parameters_inside_are_reached_by_name():
    model = two()

    deep = model.get_params()
    model.set_params(ensemble__n_estimators=7, **{"ensemble-2__n_estimators": 8})

    assert deep["ensemble__n_estimators"] == 20
    assert deep["ensemble-2__scale"] == "standard"
    assert [d.n_estimators for d in model.detectors] == [7, 8]
    model.set_params(ensemble=Column())
    assert type(model.detectors[0]) is Column
    with pytest.raises(InvalidParameter, match="parameter of Combination is called 'lof'"):
        model.set_params(lof__n_neighbors=3)


def test_a_clone_is_deep_and_unfitted():
    model = two().fit(cloud())

    copied = clone(model)

    assert repr(copied) == repr(model)
    assert copied.detectors[0] is not model.detectors[0]
    with pytest.raises(NotFitted):
        copied.predict(cloud())


def test_combinations_may_be_nested_and_saved(tmp_path):
    X = cloud()
    model = Combination([two("rank"), "ensemble"], method="p-value").fit(X)

    vedette.save(model, tmp_path / "model")
    loaded = vedette.load(tmp_path / "model")

    assert repr(loaded) == repr(model)
    assert np.array_equal(loaded.unusualness(X), model.unusualness(X))
    assert np.array_equal(loaded.contributions(X[:3]), model.contributions(X[:3]))


# Refusals


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (Combination([]), "detectors must be a list of detectors or their names"),
        (Combination("ensemble"), "detectors must be a list"),
        (Combination([Ensemble]), r"detectors\[0\] must be a detector that learns without"),
        (
            Combination(["ensemble", "tree"]),
            r"detectors\[1\] must be a detector that learns",
        ),
        (Combination(["ensemble"], method="mean"), "method must be one of"),
        (Combination(["ensemble"], weights=[1, 2]), "weights must be 1 numbers above 0"),
        (Combination(["ensemble"], weights=[0.0]), "weights must be"),
        (Combination(["ensemble"], weights=["a"]), "weights must be"),
        (Combination(["ensemble"], weights=[np.inf]), "weights must be"),
    ],
    ids=repr,
)
def test_wrong_parameters_are_refused_at_fit(made, reason):
    with pytest.raises(InvalidParameter, match=reason):
        made.fit(cloud())


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'ensemble'"):
        Combination(["ensembel"]).fit(cloud())


def test_a_z_that_is_not_held_goes_on_rising():
    X = np.random.default_rng(0).normal(size=(300, 2))
    far = np.array([[30.0, 30.0], [300.0, 300.0]])

    held, free = (
        Combination(["knn"], hold=hold).fit(X).unusualness(far) for hold in (True, False)
    )

    assert 20 < held[0] < held[1] < 20.01
    assert free[1] > 5 * free[0] > 100
