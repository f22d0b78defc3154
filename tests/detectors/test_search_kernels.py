"""The search by tree against its slow twin, at every instruction-set level."""

from dataclasses import fields

import numpy as np
import pytest

from naive import search as naive
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.kernels import search
from vedette.kernels.ensemble import BEST_LEVEL

LEVELS = ["base", "v3", "v4"][: ["base", "v3", "v4"].index(BEST_LEVEL) + 1]
METRICS = [
    ("euclidean", 2.0),
    ("manhattan", 2.0),
    ("chebyshev", 2.0),
    ("minkowski", 1.5),
    ("minkowski", 3.0),
]


def rows(n, d, seed=0):
    """Three clouds of other densities, and some rows far from all."""
    rng = np.random.default_rng([seed, d])
    X = rng.normal(size=(n, d)) * rng.choice([0.1, 1.0, 3.0], size=(n, 1))
    X[::50] *= 40
    return X


def agree(X, queries, k, *, level=BEST_LEVEL, **options):
    metric, p = options.get("metric", "euclidean"), options.get("p", 2.0)
    words = options.pop("categories", 0)
    leave_out = options.get("leave_out_equal", True)
    tree = search.build_tree(X, categories=words)
    indices, distances = search.nearest(tree, queries, k, level=level, **options)
    expected, away = naive.nearest(X, queries, k, metric, p, leave_out, words)
    np.testing.assert_allclose(distances, away, rtol=1e-12, atol=1e-300)
    assert np.array_equal(indices, expected)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("metric", "p"), METRICS)
@pytest.mark.parametrize(
    ("n", "d", "k"), [(2, 1, 1), (130, 1, 7), (700, 3, 10), (300, 50, 5), (40, 4, 39)]
)
def test_nearest_rows_agree_with_their_twin(n, d, k, metric, p, level):
    X = rows(n, d)
    queries = np.vstack([X[:20], rows(20, d, seed=1), 1e6 * rows(3, d, seed=2)])

    agree(X, queries, k if n > k else n - 1, metric=metric, p=p, level=level)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("metric", "p"), METRICS)
def test_ties_and_copies_come_in_the_order_of_their_indices(metric, p, level):
    X = np.random.default_rng(0).integers(0, 4, size=(400, 2)).astype(float)

    agree(X, X[:40], 30, metric=metric, p=p, level=level)
    agree(X, X[:40], 30, metric=metric, p=p, level=level, leave_out_equal=False)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("numbers", [0, 1, 3])
def test_categories_that_differ_add_one_each(numbers, level):
    rng = np.random.default_rng(0)
    X = np.hstack([rng.uniform(size=(400, numbers)), rng.integers(0, 3, size=(400, 4))])

    agree(X, X[:40], 9, metric="manhattan", categories=4, level=level)


@pytest.mark.parametrize(("metric", "p"), METRICS)
def test_levels_threads_and_calls_change_no_bit(metric, p):
    X = rows(3000, 5)
    tree = search.build_tree(X)

    def found(queries, **options):
        return search.nearest(tree, queries, 6, metric=metric, p=p, **options)

    indices, distances = found(X, n_jobs=1, level="base")
    for options in [{"level": level} for level in LEVELS] + [{"n_jobs": j} for j in (2, 7)]:
        again = found(X, **options)
        assert np.array_equal(again[0], indices)
        assert np.array_equal(again[1], distances)
    for i in (0, 50, 2999):
        alone = found(X[i : i + 1])
        assert np.array_equal(alone[1][0], distances[i])


@pytest.mark.parametrize("centre", [0.0, 1.7e9, -1e15])
def test_distances_in_float64_survive_an_offset(centre):
    X = centre + np.round(1000 * rows(500, 3)) / 8  # exact beside the offset

    agree(X, X[:50], 5)


@pytest.mark.parametrize("unit", [2.0**-1000, 2.0**-60, 2.0**60, 2.0**1000])
def test_distances_have_the_units_of_the_rows(unit):
    X = rows(300, 3)
    _, plain = search.nearest(search.build_tree(X), X, 5)

    _, other = search.nearest(search.build_tree(X * unit), X * unit, 5)

    assert np.array_equal(other, plain * unit)


def test_one_row_a_million_times_farther_spoils_nothing():
    X = rows(600, 3)
    X[17] = 1e15

    agree(X, X[:60], 5)


def test_queries_however_far_are_answered_and_farther_is_farther():
    X = rows(300, 2)
    queries = np.array([[1e3, 0], [1e30, 0], [1e90, 0], [1e308, 1e308]])

    for metric, p in METRICS:
        _, far = search.nearest(search.build_tree(X), queries, 3, metric=metric, p=p)
        assert np.isfinite(far).all()
        assert (np.diff(far[:, 0]) > 0).all()


def test_a_cloud_beside_1e308_is_finite():
    X = np.vstack([rows(200, 2), [[1.7e308, -1.7e308]]])

    _, distances = search.nearest(search.build_tree(X), X, 200)

    assert np.isfinite(distances).all()
    assert distances[-1, 0] > 1e308


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("metric", "p"), METRICS)
def test_neighbours_nearer_than_float32_can_tell_are_found(metric, p, level):
    # Groups of 5, far apart: leaves end within groups, whose rows are 1e-8 apart.
    rng = np.random.default_rng(0)
    X = np.repeat(np.arange(300.0), 5)[:, None] / 300 + 1e-8 * rng.random((1500, 1))

    agree(X, X[::3], 1, metric=metric, p=p, level=level)


def test_a_row_so_near_that_its_distance_vanishes_is_not_taken_for_the_query():
    X = np.array([[0.0], [1e-200], [1.0]])

    indices, _ = search.nearest(search.build_tree(X), [[1e-200]], 1)

    assert indices.tolist() == [[0]]


def test_rows_that_are_all_equal_are_at_distance_0():
    X = np.full((500, 3), 0.1)

    indices, distances = search.nearest(search.build_tree(X), X[:3], 4)

    assert indices.tolist() == [[1, 2, 3, 4]] * 3  # row 0 stands for the query
    assert distances.max() == 0


def test_zeros_of_either_sign_are_equal():
    X = np.array([[0.0], [1.0]])

    indices, _ = search.nearest(search.build_tree(X), [[-0.0]], 1)

    assert indices.tolist() == [[1]]


def test_the_tree_holds_every_row_once_within_its_box():
    X = rows(1000, 4)

    tree = search.build_tree(X)

    assert sorted(tree.index) == list(range(1000))
    assert np.array_equal(np.ldexp(tree.rows, tree.unit), X[tree.index])
    assert np.diff(tree.starts).tolist() == [128] * 7 + [104]
    for leaf, (start, end) in enumerate(zip(tree.starts, tree.starts[1:], strict=False)):
        assert np.array_equal(tree.rows[start:end].min(axis=0), tree.low[leaf])
        assert np.array_equal(tree.rows[start:end].max(axis=0), tree.high[leaf])
        assert tree.index[start:end].min() == tree.first[leaf]


@pytest.mark.parametrize("k", [0, 3])
def test_more_neighbours_than_rows_are_refused(k):
    with pytest.raises(InvalidParameter, match=f"k must be from 1 to 2, got {k}"):
        search.nearest(search.build_tree(np.eye(3)), np.eye(3), k)


def test_what_cannot_be_searched_is_refused():
    tree = search.build_tree(np.eye(3))

    with pytest.raises(InvalidParameter, match="metric must be one of"):
        search.nearest(tree, np.eye(3), 1, metric="cosine")
    with pytest.raises(InvalidParameter, match="p must be 1 or more"):
        search.nearest(tree, np.eye(3), 1, metric="minkowski", p=0.5)
    with pytest.raises(InvalidInput, match="equal length"):
        search.nearest(tree, np.eye(2), 1)
    with pytest.raises(InvalidInput, match="missing or infinite"):
        search.nearest(tree, [[np.nan, 0, 0]], 1)
    with pytest.raises(InvalidInput, match="missing or infinite"):
        search.build_tree([[np.inf]])


def test_a_tree_from_a_file_is_planned_anew_and_finds_the_same():
    X, there = np.round(rows(700, 4), 1), rows(60, 4, seed=1)
    X[:, 3] = np.arange(700) % 3
    tree = search.build_tree(X, categories=1)
    damaged = {f.name: getattr(tree, f.name) for f in fields(tree)}
    for name in ("links", "starts", "first", "blocks", "low", "centre", "branch_high"):
        damaged[name] = np.full_like(damaged[name], 10_000)

    for one, other in zip(
        search.nearest(search.SearchTree.restored(**damaged), there, 5, metric="manhattan"),
        search.nearest(tree, there, 5, metric="manhattan"),
        strict=True,
    ):
        assert np.array_equal(one, other)


def test_a_tree_from_a_file_keeps_its_unit():
    X = rows(300, 3) * 1e-100
    tree = search.build_tree(X)
    again = search.SearchTree.restored(
        **{f.name: getattr(tree, f.name) for f in fields(tree)}
    )

    assert tree.unit != 0
    assert again.unit == tree.unit
    assert np.array_equal(search.nearest(again, X, 3)[1], search.nearest(tree, X, 3)[1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("index", np.zeros(50, np.int32)),
        ("low", np.zeros((1, 9))),
        ("index", np.arange(49)),
    ],
)
def test_a_tree_from_a_file_whose_rows_have_no_place_is_refused(name, value):
    tree = search.build_tree(rows(50, 3))
    damaged = {f.name: getattr(tree, f.name) for f in fields(tree)} | {name: value}

    with pytest.raises(ValueError, match="no place"):
        search.SearchTree.restored(**damaged)
