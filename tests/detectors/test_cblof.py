"""CBLOF: its promises, known values, laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.utils.estimator_checks import check_estimator

from vedette.core.errors import InvalidParameter, TooLittleData
from vedette.detectors import CBLOF, catalogue
from vedette.detectors.clustering.cblof import large_clusters
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables


@pytest.mark.parametrize("scale", ["robust", "standard", None])
@pytest.mark.parametrize("check", checks_for(CBLOF()), ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, scale):
    if check not in checks_for(CBLOF(scale=scale)):
        pytest.skip("no units are promised without a scale")
    check(CBLOF(scale=scale))


@pytest.mark.filterwarnings("ignore:Estimator CBLOF does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(CBLOF(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_made_by_its_name():
    assert isinstance(catalogue.make("cblof"), CBLOF)


def test_farther_is_odder_however_far():
    X = cloud(500)
    steps = X.mean(axis=0) + np.array([[1e2], [1e4], [1e8], [1e12]]) * X.std(axis=0)

    assert (np.diff(CBLOF().fit(X).unusualness(steps)) > 0).all()


def test_planted_rows_are_the_oddest():
    X = cloud(2000, 5)
    X[:10] += 8 * X.std(axis=0) * np.sign(np.random.default_rng(1).normal(size=(10, 5)))

    scores = CBLOF().fit(X).unusualness(X)

    assert set(np.argsort(-scores)[:10]) == set(range(10))


@pytest.mark.parametrize("d", [1, 9, 40])
def test_a_row_scores_the_same_in_any_batch(d):
    X = cloud(300, d)
    model = CBLOF().fit(X)

    alone = np.concatenate([model.unusualness(X[i : i + 1]) for i in range(40)])

    assert np.array_equal(alone, model.unusualness(X)[:40])


# Known values


@pytest.mark.parametrize(
    ("sizes", "large"),
    [
        ([50, 45, 5], [1, 1, 0]),  # both conditions after the second
        ([5, 50, 45], [0, 1, 1]),
        ([60, 32, 8], [1, 1, 0]),  # 92 % after the second, nowhere a step of 5
        ([80, 10, 10], [1, 1, 0]),  # 90 % after the second; the step of 8 is too early
        ([85, 15], [1, 0]),  # never 90 %, but a step of 5
        ([30, 30, 40], [1, 1, 1]),  # neither
        ([91, 4, 4, 1], [1, 0, 0, 0]),
        ([60, 31, 8, 1], [1, 1, 1, 0]),  # both after the third, 90 % after the second
        ([7], [1]),
    ],
)
def test_which_clusters_are_large(sizes, large):
    assert large_clusters(np.array(sizes), 0.9, 5).astype(int).tolist() == large


def test_the_score_by_hand():
    X = np.concatenate([np.tile([-1.0, 1.0], 40), np.tile([99.0, 101.0], 40), [50.0] * 8])
    model = CBLOF(3, scale=None, n_init=5).fit(X[:, None])

    there = np.array([[0.0], [3.0], [104.0], [50.0], [60.0]])
    np.testing.assert_allclose(model.unusualness(there), [0, 3, 4, 50, 40], atol=1e-9)
    weighted = CBLOF(3, scale=None, n_init=5, use_weights=True).fit(X[:, None])
    np.testing.assert_allclose(
        weighted.unusualness(there), [0, 240, 320, 400, 320], atol=1e-6
    )


def test_the_score_is_that_of_the_definition_on_scikit_learns_clusters():
    X = load_iris().data
    model = CBLOF(scale=None).fit(X)

    theirs = KMeans(8, random_state=0).fit(X)

    sizes = np.bincount(theirs.labels_)
    assert model.sizes_.tolist() == sizes.tolist() == [24, 28, 22, 12, 22, 18, 20, 4]
    assert model.large_.tolist() == [True] * 7 + [False]
    gaps = np.linalg.norm(X[:, None] - theirs.cluster_centers_, axis=2)
    own = gaps[np.arange(150), theirs.labels_]
    expected = np.where(theirs.labels_ == 7, gaps[:, :7].min(axis=1), own)
    np.testing.assert_allclose(model.unusualness(X), expected, atol=1e-9)


# Laws


def test_a_small_cluster_far_out_is_odd_as_a_whole():
    X = np.vstack([cloud(500), far_row(cloud()) + 0.01 * cloud(10)])

    scores = CBLOF().fit(X).unusualness(X)

    assert scores[500:].min() > 3 * scores[:500].max()


def test_without_a_scale_the_score_is_a_distance_in_units_of_the_columns():
    X = cloud(500, 2)
    model = CBLOF(1, scale=None).fit(X)

    score = model.unusualness([X.mean(axis=0) + np.array([3e6, 4e6])])

    assert score == pytest.approx(5e6)


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_unless_there_is_one_row(name, X):
    if len(X) == 1:
        with pytest.raises(TooLittleData, match="n_samples = 1"):
            CBLOF().fit(X)
        return
    assert np.isfinite(CBLOF(scale=None).fit(X).unusualness(X)).all()


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_clusters": 2.5}, "n_clusters must be a whole number >= 1, got 2.5"),
        ({"alpha": 0.5}, r"alpha must be a number in \(0.5, 1\)"),
        ({"beta": 1}, r"beta must be a number in \(1, inf\)"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        CBLOF(**params).fit(cloud())
