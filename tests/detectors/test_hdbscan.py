"""HDBSCANNoise: its promises, known values, laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.cluster import HDBSCAN
from sklearn.datasets import load_iris
from sklearn.utils.estimator_checks import check_estimator

from naive import neighbour_models as naive
from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import HDBSCANNoise, catalogue
from vedette.detectors.neighbours import hdbscan
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables


@pytest.mark.parametrize("scale", ["robust", "standard", None])
@pytest.mark.parametrize(
    "check", checks_for(HDBSCANNoise()), ids=lambda check: check.__name__
)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(HDBSCANNoise(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(HDBSCANNoise(scale=scale))


@pytest.mark.filterwarnings("ignore:Estimator HDBSCANNoise does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(HDBSCANNoise(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_made_by_its_name():
    assert isinstance(catalogue.make("hdbscan"), HDBSCANNoise)


def test_farther_is_odder_however_far():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(HDBSCANNoise().fit(X).unusualness(steps)) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = HDBSCANNoise().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


@pytest.mark.parametrize("d", [1, 9, 40])
def test_a_row_scores_the_same_in_any_batch(d):
    X = cloud(300, d)
    model = HDBSCANNoise().fit(X)

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(40)])

    assert np.array_equal(alone, model.unusualness(X)[:40])


# Known values


def clusters(seed=0):
    """Two clusters of other density, and rows at random."""
    rng = np.random.default_rng(seed)
    return np.vstack(
        [
            rng.normal(size=(300, 2)),
            0.3 * rng.normal(size=(200, 2)) + 6,
            rng.uniform(-8, 12, size=(60, 2)),
        ]
    )


def theirs(X, min_cluster_size, min_samples):
    found = HDBSCAN(min_cluster_size=min_cluster_size, min_samples=min_samples, copy=True)
    return found.fit(X).labels_


@pytest.mark.parametrize("size", [(5, None), (20, 5), (15, 2), (5, 20)])
def test_labels_and_noise_are_those_of_scikit_learn(size):
    X = clusters()
    model = HDBSCANNoise(*size, contamination="own", scale=None).fit(X)

    labels = theirs(X, *size)

    assert np.array_equal(model.labels_, labels)
    assert np.array_equal(model.predict(X) == -1, labels == -1)


@pytest.mark.parametrize("name", ["cloud", "iris", "copies", "ties"])
def test_rows_of_clusters_score_up_to_1_and_noise_from_1_on(name):
    X = {
        "cloud": cloud(1000, 2),
        "iris": load_iris().data,
        "copies": np.repeat(cloud(50), 7, axis=0),
        "ties": np.round(2 * cloud(500, 2)),
    }[name]
    for size in ((5, None), (20, 5), (15, 2)):
        model = HDBSCANNoise(*size, scale=None).fit(X)
        scores, inside = model.unusualness(X), model.labels_ >= 0
        assert scores[inside].max(initial=0) <= 1
        assert scores[~inside].min(initial=1) >= 1 or not inside.any()


def test_the_score_is_that_of_the_definition():
    X = clusters()
    model = HDBSCANNoise(20, 6, scale=None).fit(X)

    expected = naive.hdbscan_reach(X, theirs(X, 20, 6), 6)

    np.testing.assert_allclose(model.unusualness(X), expected, rtol=1e-5)


# Laws


def test_the_reach_is_exact_however_few_rows_are_looked_at_first(monkeypatch):
    X = clusters()
    whole = HDBSCANNoise(20, 15).fit(X).unusualness(X)
    monkeypatch.setattr(hdbscan, "FEW", 1)

    assert np.array_equal(HDBSCANNoise(20, 15).fit(X).unusualness(X), whole)


def test_without_clusters_all_rows_are_one_and_none_is_noise():
    X = np.random.default_rng(0).normal(size=(500, 10))
    model = HDBSCANNoise(20, 5, contamination="own").fit(X)

    assert (model.labels_ == -1).all()
    assert (model.predict(X) == 1).all()
    assert model.predict(far_row(X))[0] == -1


def test_of_many_rows_some_are_clustered_and_all_labelled():
    X = np.vstack([cloud(900, 2), cloud(900, 2) + 30, far_row(cloud(d=2)) * 100])

    model = HDBSCANNoise(20, 5, max_samples=300).fit(X)

    assert len(model.rows_.rows) == 300
    assert len(model.labels_) == len(X)
    assert model.labels_[-1] == -1
    inside = model.labels_ >= 0
    assert inside[:1800].mean() > 0.9
    assert len(set(model.labels_[:900][inside[:900]])) == 1
    assert model.unusualness(X).argmax() == len(X) - 1


def test_a_thin_cluster_and_a_dense_one_have_lines_of_their_own():
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(300, 2)), 0.1 * rng.normal(size=(200, 2)) + 8])
    model = HDBSCANNoise(20, 5, scale=None, contamination="own").fit(X)

    # As far from its middle: within the thin cluster, outside of the dense one.
    assert model.predict([[-1.5, 0.0], [8.0, 9.5]]).tolist() == [1, -1]


def test_threads_change_no_bit():
    X = cloud(2000, 4)

    one, many = (HDBSCANNoise(n_jobs=jobs).fit(X).unusualness(X) for jobs in (1, 7))

    assert np.array_equal(one, many)


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_from_a_cluster_on(name, X):
    if len(X) < 6:
        with pytest.raises(TooLittleData, match="n_samples ="):
            HDBSCANNoise(scale=None).fit(X)
        return
    assert np.isfinite(HDBSCANNoise(scale=None).fit(X).unusualness(X)).all()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"min_cluster_size": 1}, "min_cluster_size must be a whole number >= 2"),
        ({"min_samples": 1}, "min_samples must be a whole number >= 2"),
        ({"max_samples": 5}, "max_samples must be a whole number >= 100"),
        ({"contamination": 0.7}, "contamination must be 'auto' or 'own' or a number"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        HDBSCANNoise(**params).fit(cloud())
