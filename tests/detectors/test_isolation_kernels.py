"""The isolation forest's kernels against their slow twins, at every instruction-set level."""

import copy
import pickle

import numpy as np
import pytest

from naive import isolation as naive
from vedette.kernels import isolation as kernels

LEVELS = ["base", "v3", "v4"][: ["base", "v3", "v4"].index(kernels.BEST_LEVEL) + 1]
STEP = 2.0**-12  # half of what a path length is rounded to


def rows(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


def forest_of(X, **more):
    options = {"trees": 20, "sample": min(256, len(X)), "seed": 3, "max_depth": 8}
    return kernels.grow(X, **(options | more))


SHAPES = [
    (1500, 1, {}),
    (1500, 10, {}),
    (700, 3, {"trees": 1}),
    (700, 3, {"trees": 300}),  # more trees than ranks of one column have bits for
    (1100, 3, {"sample": 1000, "max_depth": 10}),
    (3000, 2, {"sample": 3000, "max_depth": 12}),  # trees so large that they are walked
    (1100, 700, {"trees": 100}),  # so many columns that trees are walked
    (1500, 4, {"bootstrap": True, "features": 2}),
    (700, 5, {"terms": 5}),
    (700, 5, {"terms": 2}),
    (700, 5, {"terms": 1}),
]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("n", "d", "more"), SHAPES)
def test_path_lengths_agree_with_the_twin(n, d, more, level):
    X = rows(n, d)
    X[: n // 2, 0] = np.round(X[: n // 2, 0], 1)  # ties, also with cuts
    forest = forest_of(X, **more)
    queries = np.vstack([X, rows(50, d, seed=1) * 100])

    path = kernels.mean_path(queries, forest, level=level)

    some = np.r_[0:20, n : n + 20]
    np.testing.assert_allclose(
        path[some], naive.mean_path(queries[some], forest), atol=STEP
    )


@pytest.mark.parametrize(("n", "d", "more"), SHAPES)
def test_levels_threads_and_batches_change_no_bit(n, d, more):
    X = rows(n, d)
    forest = forest_of(X, **more)

    first = kernels.mean_path(X, forest, n_jobs=1, level="base")

    for level in LEVELS:
        for jobs in (1, 2, 7):
            assert np.array_equal(
                kernels.mean_path(X, forest, n_jobs=jobs, level=level), first
            )
        for size in (1, 31, 32, 100, 600):
            parts = [
                kernels.mean_path(X[i : i + size], forest, level=level)
                for i in range(0, 700, size)
            ]
            assert np.array_equal(np.concatenate(parts)[:700], first[:700])


@pytest.mark.parametrize("column", ["a cut itself", "heavy tails", "one value", "huge"])
def test_values_are_ranked_right_wherever_they_lie(column):
    X = rows(2000, 1)
    if column == "heavy tails":
        X = np.exp(X * 12)
    elif column == "one value":
        X[:1900] = 0.25
    elif column == "huge":
        X = np.sign(X) * 1.7e308
    forest = forest_of(X, trees=50)
    cuts = forest.value[forest.left > 0][:, None]
    queries = np.vstack([X, cuts, np.nextafter(cuts, np.inf), [[-1e308], [1e308], [0.0]]])
    queries = np.resize(queries, (max(len(queries), 600), 1))

    blocks = kernels.mean_path(queries, forest)

    walked = [kernels.mean_path(queries[i : i + 1], forest)[0] for i in range(len(queries))]
    assert np.array_equal(blocks, walked)


def test_trees_are_those_of_their_number_whatever_was_grown_before():
    X = rows(500, 3)

    whole = forest_of(X, trees=9)
    parts = kernels.joined(forest_of(X, trees=4), forest_of(X, trees=5, first=4))

    for name in ("left", "value", "columns", "weights", "starts"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
    assert np.array_equal(forest_of(X, trees=9, n_jobs=3).value, whole.value)


@pytest.mark.parametrize("terms", [0, 3])
def test_every_training_row_is_counted_in_some_leaf(terms):
    X = rows(200, 3)
    forest = forest_of(X, trees=1, sample=200, max_depth=100, terms=terms)

    depth = np.array([naive.leaf_value(row, forest, 0) for row in X])

    assert (depth == np.round(depth)).all()  # all are alone in the end
    leaves = forest.left == 0
    if terms == 0:  # planes may leave a side empty
        assert leaves.sum() == 200
        assert sorted(depth) == sorted(forest.value[leaves])


def test_samples_are_without_replacement_unless_bootstrapped():
    X = np.arange(5000.0)[:, None]
    for sample in (20, 256, 4999, 5000):
        forest = forest_of(X, trees=3, sample=sample, max_depth=100)
        assert (np.diff(forest.starts) == 2 * sample - 1).all()
    copies = forest_of(X, trees=3, sample=5000, max_depth=100, bootstrap=True)
    leaves = (np.diff(copies.starts) + 1) / 2
    assert leaves / 5000 == pytest.approx(1 - np.exp(-1), abs=0.03)


def test_every_row_and_column_is_drawn_alike():
    X = rows(2000, 8)
    forest = forest_of(X, trees=500, sample=32, max_depth=5)
    counts = np.bincount(forest.columns[forest.left > 0, 0], minlength=8)

    assert counts.min() > 0.9 * counts.mean()


def test_a_forest_is_copied_and_pickled_without_what_scoring_made_of_it():
    X = rows(300, 3)
    forest = forest_of(X)
    before = pickle.dumps(forest)

    path = kernels.mean_path(X, forest)

    assert pickle.dumps(forest) == before
    for other in (pickle.loads(before), copy.deepcopy(forest)):
        assert np.array_equal(kernels.mean_path(X, other), path)


@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("left", 0, 10_000),
        ("left", 1, 1),
        ("left", 0, -1),
        ("columns", 0, 3),
        ("columns", 0, -1),
        ("starts", 1, 10**9),
        ("starts", 0, 1),
        ("starts", -1, 5),
    ],
)
def test_arrays_that_are_no_forest_are_refused(name, place, value):
    forest = forest_of(rows(300, 3))
    getattr(forest, name)[place] = value

    with pytest.raises(ValueError, match="no forest"):
        kernels.mean_path(rows(5, 3), forest)
