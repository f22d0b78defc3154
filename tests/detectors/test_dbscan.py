"""DBSCANNoise: its promises, known values, laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_iris
from sklearn.utils.estimator_checks import check_estimator

from made.tables import moons
from naive import neighbour_models as naive
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import DBSCANNoise, catalogue
from vedette.detectors.neighbours import linking
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables


@pytest.mark.parametrize("scale", ["robust", "standard", None])
@pytest.mark.parametrize(
    "check", checks_for(DBSCANNoise()), ids=lambda check: check.__name__
)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(DBSCANNoise(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(DBSCANNoise(scale=scale))


@pytest.mark.filterwarnings("ignore:Estimator DBSCANNoise does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(DBSCANNoise(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_made_by_its_name():
    assert isinstance(catalogue.make("dbscan"), DBSCANNoise)


def test_farther_is_odder_however_far():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(DBSCANNoise().fit(X).unusualness(steps)) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = DBSCANNoise().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


@pytest.mark.parametrize("d", [1, 9, 40])
def test_a_row_scores_the_same_in_any_batch(d):
    X = cloud(300, d)
    model = DBSCANNoise().fit(X)

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(40)])

    assert np.array_equal(alone, model.unusualness(X)[:40])


# Known values


def test_a_core_row_that_sees_no_other_is_no_noise():
    # 0 has both others within 1, and they have only it.
    X = np.array([[-1.0], [0.0], [1.0], [9.0]])

    model = DBSCANNoise(eps=1, min_samples=3, scale=None).fit(X)

    assert model.cores_.rows.shape == (1, 1)
    np.testing.assert_allclose(model.unusualness(X), [1, 1, 1, 9], rtol=1e-5)
    assert model.predict(X).tolist() == [1, 1, 1, -1]


@pytest.mark.parametrize("min_samples", [2, 3, 5, 10])
@pytest.mark.parametrize("eps", ["auto", 0.15, 0.55, 1.7])
@pytest.mark.parametrize("name", ["iris", "moons", "cloud", "copies", "wide", "offset"])
def test_labels_and_noise_are_those_of_scikit_learn(name, eps, min_samples):
    X = {
        "iris": load_iris().data,
        "moons": moons()[0],
        "cloud": cloud(1500, 2),
        "copies": np.repeat(cloud(50), 7, axis=0),
        "wide": cloud(300, 20) * 0.3,
        "offset": cloud(1000, 2) + 1e6,
    }[name]
    model = DBSCANNoise(eps=eps, min_samples=min_samples, scale=None)
    if eps != "auto" and naive.core_distance(X, min_samples).min() > eps:
        with pytest.raises(InvalidParameter, match="makes no row a core row"):
            model.fit(X)
        return
    model.fit(X)

    theirs = DBSCAN(eps=model.eps_, min_samples=min_samples).fit_predict(X)

    assert np.array_equal(model.labels_, theirs)
    assert np.array_equal(model.predict(X) == -1, theirs == -1)


def test_the_score_is_that_of_the_definition():
    X = cloud(300, 2)
    model = DBSCANNoise(eps=0.4, min_samples=6, scale=None).fit(X)

    expected = naive.dbscan_reach(X, 0.4, 6)

    assert (expected > 1).sum() > 10
    np.testing.assert_allclose(model.unusualness(X), expected, rtol=1e-5)


def test_eps_is_the_fence_of_the_core_distances():
    X = cloud(300, 2)
    low, high = np.quantile(naive.core_distance(X, 5), [0.25, 0.75])

    model = DBSCANNoise(scale=None).fit(X)

    assert model.eps_ == pytest.approx(high + 1.5 * (high - low), rel=1e-5)


# Laws


def test_a_distance_of_just_eps_is_within():
    X = np.array([[0.1], [0.2], [0.3], [0.4], [0.5], [0.8]])  # .3 - .2 is not .1

    model = DBSCANNoise(eps=0.1, min_samples=2, scale=None).fit(X)

    assert model.labels_.tolist() == [0, 0, 0, 0, 0, -1]


def test_a_border_row_of_two_clusters_belongs_to_the_first():
    X = np.array([[5.0], [5.5], [6.0], [0.0], [0.5], [1.0], [3.0]])
    for rows in (X, X[::-1]):
        model = DBSCANNoise(eps=2, min_samples=4, scale=None).fit(rows)
        theirs = DBSCAN(eps=2, min_samples=4).fit_predict(rows)
        assert np.array_equal(model.labels_, theirs)


def test_threads_change_no_bit():
    X = cloud(3000, 6)

    one, many = (DBSCANNoise(n_jobs=jobs).fit(X) for jobs in (1, 7))

    assert np.array_equal(one.unusualness(X), many.unusualness(X))
    assert np.array_equal(one.labels_, many.labels_)


@pytest.mark.parametrize("large", [1, 40, 10**9])
def test_clusters_are_found_however_links_are_searched(large, monkeypatch):
    X = np.vstack([cloud(400, 2), cloud(300, 2) + 30, cloud(20, 2) + np.array([60, 0])])
    model = DBSCANNoise(min_samples=3).fit(X)
    monkeypatch.setattr(linking, "LINKS", 1)
    monkeypatch.setattr(linking, "LARGE", large)
    monkeypatch.setattr(linking, "BATCH", 7)

    assert np.array_equal(DBSCANNoise(min_samples=3).fit(X).labels_, model.labels_)
    theirs = DBSCAN(eps=model.eps_, min_samples=3).fit_predict(model.scaler_.scale(X))
    assert np.array_equal(model.labels_, theirs)
    assert model.labels_.max() > 2


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_from_min_samples_on(name, X):
    if len(X) < 5:
        with pytest.raises(TooLittleData, match="n_samples ="):
            DBSCANNoise(scale=None).fit(X)
        return
    model = DBSCANNoise(scale=None).fit(X)
    assert np.isfinite(model.unusualness(X)).all()
    assert model.eps_ > 0 or name == "subnormal values"


def test_where_all_rows_are_equal_another_row_is_noise():
    model = DBSCANNoise().fit(np.full((200, 2), 0.1))

    assert model.predict([[0.1, 0.1], [0.1, 0.2]]).tolist() == [1, -1]


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"eps": 0}, "eps must be 'auto' or a number > 0, got 0"),
        ({"eps": "wide"}, "eps must be"),
        ({"eps": float("nan")}, "eps must be"),
        ({"min_samples": 1}, "min_samples must be a whole number >= 2"),
        ({"eps": 1e-9}, "makes no row a core row"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        DBSCANNoise(**params).fit(cloud())
