"""KMeansDistance: its promises, known values, laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import KMeansDistance, catalogue
from vedette.detectors.clustering import centres
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables


@pytest.mark.parametrize("scale", ["robust", "standard", None])
@pytest.mark.parametrize(
    "check", checks_for(KMeansDistance()), ids=lambda check: check.__name__
)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(KMeansDistance(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(KMeansDistance(scale=scale))


@pytest.mark.filterwarnings("ignore:Estimator KMeansDistance does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(KMeansDistance(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_made_by_its_name():
    assert isinstance(catalogue.make("kmeans"), KMeansDistance)


def test_farther_is_odder_however_far():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(KMeansDistance().fit(X).unusualness(steps)) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = KMeansDistance().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


@pytest.mark.parametrize("d", [1, 9, 40])
def test_a_row_scores_the_same_in_any_batch(d):
    X = cloud(300, d)
    model = KMeansDistance().fit(X)

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(40)])

    assert np.array_equal(alone, model.unusualness(X)[:40])


# Known values


def test_finds_rows_between_clusters_where_a_gaussian_cannot():
    rng = np.random.default_rng(0)
    corners = np.array([[0, 0], [10, 0], [0, 10], [10, 10]])
    X = np.vstack([rng.normal(size=(300, 2)) + corner for corner in corners])
    X = np.vstack([X, rng.normal(size=(20, 2)) * 0.7 + 5])
    strange = np.repeat([0, 1], [1200, 20])
    gaps = X - X.mean(axis=0)
    gaussian = np.einsum("ij,jk,ik->i", gaps, np.linalg.inv(np.cov(X.T)), gaps)

    ours = KMeansDistance(4, n_init=5).fit(X)

    assert roc_auc_score(strange, ours.unusualness(X)) > 0.99
    assert roc_auc_score(strange, gaussian) < 0.05


@pytest.mark.parametrize(("middles", "found"), [([0], 1), ([0, 20], 2), ([0, 20, 50], 3)])
def test_the_silhouette_chooses_the_number_of_clusters(middles, found):
    rng = np.random.default_rng(0)
    X = np.vstack([rng.normal(size=(200, 3)) + middle for middle in middles])

    assert len(KMeansDistance("auto", scale=None).fit(X).sizes_) == found


# Laws


def test_far_rows_that_have_a_cluster_of_their_own_do_not_hide_in_it():
    X = np.vstack([cloud(500), far_row(cloud()) + 0.01 * cloud(10)])
    model = KMeansDistance().fit(X)

    assert (model.predict(X[500:]) == -1).all()
    assert (model.predict(X[:500]) == -1).mean() < 0.02
    assert model.sizes_.sum() == 500


def test_min_share_0_lets_every_cluster_have_a_say():
    X = np.vstack([cloud(500), far_row(cloud()) + 0.01 * cloud(10)])

    model = KMeansDistance(min_share=0).fit(X)

    assert model.sizes_.sum() == 510


def test_clusters_without_spread_borrow_that_of_the_others():
    X = np.vstack([np.repeat([[0.0, 0.0]], 50, axis=0), cloud(50, 2) + 100])
    model = KMeansDistance(2, scale=None).fit(X)

    assert model.predict([[0.0, 0.0], [0.1, 0.0], [0.0, 30.0]]).tolist() == [1, 1, -1]


def test_where_all_rows_are_equal_another_row_is_odd():
    model = KMeansDistance().fit(np.full((200, 2), 0.1))

    assert model.predict([[0.1, 0.1], [0.1, 0.2]]).tolist() == [1, -1]


def test_a_large_offset_changes_little():
    X = cloud(500)

    near, off = (KMeansDistance(scale=None).fit(T).unusualness(T) for T in (X, X + 2.0**24))

    np.testing.assert_allclose(near, off, rtol=1e-4, atol=1e-4)


def test_of_many_rows_some_set_the_centres(monkeypatch):
    monkeypatch.setattr(centres, "MOST", 500)
    X = np.vstack([cloud(2000, 2), cloud(2000, 2) + 50])

    model = KMeansDistance(2).fit(X)

    assert model.sizes_.tolist() == [250, 250]
    assert (model.predict(X) == -1).mean() < 0.05


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
@pytest.mark.parametrize("n_clusters", [8, "auto"])
def test_hard_tables_are_scored_unless_there_is_one_row(name, X, n_clusters):
    if len(X) == 1:
        with pytest.raises(TooLittleData, match="n_samples = 1"):
            KMeansDistance(n_clusters).fit(X)
        return
    model = KMeansDistance(n_clusters, scale=None).fit(X)
    assert np.isfinite(model.unusualness(X)).all()
    assert np.isfinite(model.centres_).all()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_clusters": 0}, "n_clusters must be a whole number >= 1, got 0"),
        ({"n_clusters": "many"}, "n_clusters must be 'auto' or a whole number"),
        ({"n_init": 0}, "n_init must be a whole number"),
        ({"n_sigma": 0}, "n_sigma must be a number above 0"),
        ({"min_share": 0.9}, r"min_share must be a number in \[0, 0.5\)"),
        ({"min_share": "a"}, "min_share must be"),
        ({"random_state": "a"}, "random_state must be a whole number"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        KMeansDistance(**params).fit(cloud())
