"""KNN: its promises, known distances, its metrics, its laws, and what it refuses."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors
from sklearn.utils.estimator_checks import check_estimator

from naive import search as naive
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData
from vedette.detectors import KNN, catalogue
from vedette.testing import checks_for
from vedette.testing.data import cloud, hard_tables

KINDS = [
    KNN(),
    KNN(method="mean", scale="standard"),
    KNN(method="median", scale=None),
    KNN(metric="manhattan"),
    KNN(metric="chebyshev"),
    KNN(metric="minkowski", p=3),
    KNN(metric="mahalanobis"),
    KNN(metric="gower"),
    KNN(metric="cosine"),
    KNN(metric="cosine", scale=None),
]
# A cosine knows directions only: what is far out in a usual direction is usual to it.
BEYOND_COSINES = {
    "a_far_row_is_odder_than_every_usual_one",
    "a_training_row_does_not_vouch_for_itself",
    "what_is_usual_comes_from_the_training_rows",
    "contributions_are_shares_of_the_columns",
    "surprise_counts_how_rare_a_score_is",
    "missing_values_are_handled_or_refused_by_name",
    "an_odd_row_of_a_hard_table_is_the_oddest",
}


@pytest.mark.parametrize("detector", KINDS, ids=repr)
@pytest.mark.parametrize("check", checks_for(KNN()), ids=lambda check: check.__name__)
def test_keeps_every_promise_of_a_detector(check, detector):
    if check not in checks_for(detector):
        pytest.skip("no units are promised without a scale")
    if detector.metric == "cosine" and check.__name__ in BEYOND_COSINES:
        pytest.skip("a cosine does not tell near from far")
    check(detector)


@pytest.mark.filterwarnings("ignore:Estimator KNN does not inherit")
@pytest.mark.parametrize("metric", ["euclidean", "mahalanobis", "gower", "cosine"])
def test_is_a_scikit_learn_estimator(metric):
    results = check_estimator(KNN(metric=metric), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


def test_is_in_the_catalogue():
    assert repr(catalogue.make("knn", n_neighbors=3)) == "KNN(n_neighbors=3)"
    assert catalogue.entry("nearest_neighbours").called == "KNN"


# Known values


@pytest.mark.parametrize(
    ("metric", "params"),
    [
        ("euclidean", {}),
        ("manhattan", {}),
        ("chebyshev", {}),
        ("minkowski", {"p": 3}),
        ("minkowski", {"p": 1.5}),
        ("cosine", {}),
        ("mahalanobis", {}),
    ],
)
def test_distances_are_those_of_scikit_learn(metric, params):
    X, there = cloud(600, 5), cloud(50, 5, seed=1)
    if metric == "mahalanobis":
        params = {"metric_params": {"VI": np.linalg.inv(np.cov(X.T))}}
    theirs = NearestNeighbors(n_neighbors=10, metric=metric, **params)
    theirs.fit(X)

    ours = {name: value for name, value in params.items() if name == "p"}
    model = KNN(metric=metric, scale=None, method="mean", **ours).fit(X)

    for rows, known in ((there, theirs.kneighbors(there)), (X, theirs.kneighbors())):
        np.testing.assert_allclose(
            model.unusualness(rows), known[0].mean(axis=1), rtol=1e-6
        )


def test_gower_is_the_mean_of_scaled_differences_and_of_differing_categories():
    rng = np.random.default_rng(0)
    X = np.column_stack([cloud(150, 2), rng.integers(0, 4, 150), rng.integers(0, 2, 150)])

    model = KNN(7, metric="gower", categories=[2, -1], scale=None).fit(X)

    away = naive.gower(X, {2, 3})
    np.fill_diagonal(away, np.inf)
    np.testing.assert_allclose(model.unusualness(X), np.sort(away, axis=1)[:, 6], rtol=1e-9)


# Each metric where it is right


def test_gower_finds_a_combination_of_categories_that_numbers_hide():
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 2, 600)
    X = np.column_stack([rng.normal(size=600), 5.0 * kind, 3.0 * kind, 7.0 * kind])
    odd = np.zeros(600, dtype=bool)
    odd[:6] = True
    X[:6, 2] = 3.0 - X[:6, 2]

    scores = KNN(metric="gower", categories=(1, 2, 3)).fit(X).unusualness(X)

    assert roc_auc_score(odd, scores) == 1.0


def test_contributions_compare_a_category_with_the_most_common_one():
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=400), np.repeat([0.0, 1.0], 200)])
    X[0, 1] = 7.0

    shares = KNN(metric="gower", categories=[1]).fit(X).contributions(X[[0]])

    assert shares.argmax() == 1
    assert shares[0, 1] > 0.9


def test_mahalanobis_sees_what_leaves_a_plane_that_all_rows_lie_in():
    X = cloud(300)
    X[:, 2] = X[:, 0] + X[:, 1]
    off = X[:1] + np.array([[0.0, 0.0, 0.01]])

    model = KNN(metric="mahalanobis").fit(X)

    assert model.unusualness(off)[0] > 10 * model.training_[-1]


def test_a_row_of_zeros_has_no_direction_and_is_odd_to_the_cosine():
    X = np.abs(cloud(200))

    model = KNN(metric="cosine", scale=None).fit(X)

    assert model.unusualness(np.zeros((1, 3)))[0] == pytest.approx(1.0)
    assert model.unusualness(-X[:1])[0] > 1.0
    twins = KNN(1, metric="cosine", scale=None).fit(np.vstack([X, np.zeros((2, 3))]))
    assert twins.unusualness(np.zeros((1, 3)))[0] == 0.0


# Laws


def test_odd_groups_of_fewer_than_k_rows_are_found_and_larger_ones_are_not():
    X = cloud(1000)
    X[:8] = X.mean(axis=0) + 8 * X.std(axis=0) + 0.001 * cloud(8)

    few, many = (KNN(k).fit(X).unusualness(X) for k in (5, 10))

    assert few[:8].max() < np.median(few)
    assert many[:8].min() > many[8:].max()


def test_threads_change_no_bit():
    X = cloud(3000, 6)

    one, two, seven = (KNN(n_jobs=jobs).fit(X).score_samples(X) for jobs in (1, 2, 7))

    assert np.array_equal(one, two)
    assert np.array_equal(one, seven)


def test_fewer_rows_than_neighbours_are_all_taken():
    X = np.array([[0.0], [1.0], [5.0]])
    model = KNN(10, scale=None).fit(X)

    assert model.n_neighbors_ == 2
    assert model.unusualness(X).tolist() == [5.0, 4.0, 5.0]


def test_one_row_is_too_little():
    with pytest.raises(TooLittleData, match="needs 2 rows"):
        KNN().fit([[1.0, 2.0]])


@pytest.mark.parametrize("detector", KINDS, ids=repr)
@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
def test_hard_tables_are_scored_unless_there_is_one_row(name, X, detector):
    model = type(detector)(**detector.get_params())
    if len(X) == 1:
        with pytest.raises(TooLittleData):
            model.fit(X)
        return
    assert np.isfinite(model.fit(X).unusualness(X)).all()
    assert np.isfinite(model.unusualness(cloud(5, X.shape[1]) * 1e300)).all()


def test_a_value_that_a_constant_column_never_had_is_odd():
    X = cloud(300)
    X[:, 1] = 0.1
    other = X[:1].copy()
    other[0, 1] = 0.2

    for metric in ("euclidean", "mahalanobis", "gower"):
        assert KNN(metric=metric).fit(X).predict(other)[0] == -1


@pytest.mark.long
def test_ten_thousand_columns_fit():
    X = np.random.default_rng(0).normal(size=(60, 10_000))
    X[5] *= 3

    assert KNN().fit(X).unusualness(X).argmax() == 5


# Refusals


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_neighbors": 0}, "n_neighbors must be a whole number >= 1, got 0"),
        ({"n_neighbors": 2.0}, "n_neighbors must be a whole number"),
        ({"method": "max"}, "method must be one of"),
        ({"metric": "euclidian"}, "did you mean 'euclidean'"),
        ({"metric": "precomputed"}, "metric must be a name"),
        ({"metric": max}, "metric must be a name"),
        ({"metric": "minkowski", "p": 0.5}, "p must be a number of 1 or more, got 0.5"),
        ({"categories": [0]}, "needs metric='gower'"),
        ({"metric": "gower", "categories": [3]}, "columns from 0 to 2, got 3"),
        ({"metric": "gower", "categories": ["a"]}, "columns from 0 to 2, got 'a'"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        KNN(**params).fit(cloud())


def test_too_many_columns_to_turn_are_refused_by_number():
    X = np.random.default_rng(0).normal(size=(20, 2001))

    with pytest.raises(InvalidInput, match="2001 columns"):
        KNN(metric="mahalanobis").fit(X)
