"""The ensemble's kernels against their slow twins, at every instruction-set level."""

import numpy as np
import pytest

from naive import ensemble as naive
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.kernels import ensemble as kernels

LEVELS = ["base", "v3", "v4"][: ["base", "v3", "v4"].index(kernels.BEST_LEVEL) + 1]


def rows(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("n", "d", "size"), [(1, 1, 1), (70, 3, 5), (200, 10, 32), (65, 40, 7)]
)
def test_nearest_of_samples_agrees_with_its_twin(n, d, size, level):
    X = rows(n, d)
    references = np.vstack([rows(9 * size, d, seed=1)[: 8 * size], X[np.arange(size) % n]])
    own = np.random.default_rng(2).integers(0, 2, len(references)).astype(np.uint8)

    mean = kernels.nearest_of_samples(X, references, own, size, level=level)

    np.testing.assert_allclose(
        mean, naive.nearest_of_samples(X, references, own, size), rtol=1e-5
    )


def test_a_row_that_is_its_own_sample_has_no_neighbour_there():
    X = np.array([[0.0], [3.0]], dtype=np.float32)

    mean = kernels.nearest_of_samples(X, X, np.ones(2, np.uint8), 1)

    assert mean.tolist() == [3.0, 3.0]  # each sees the other's sample only


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("n", "m", "d", "k"), [(1, 2, 1, 1), (130, 700, 5, 30), (50, 300, 33, 250)]
)
def test_nearest_rows_agree_with_their_twin(n, m, d, k, level):
    reference = rows(m, d, seed=1).astype(np.float64)
    X = np.vstack([rows(n, d).astype(np.float64), reference[:1]])

    indices, distances = kernels.nearest_rows(X, reference, k, level=level)

    expected, nearest = naive.nearest_rows(X, reference, k, True)
    np.testing.assert_allclose(distances, nearest, rtol=2e-4, atol=1e-6)
    assert (indices == expected).mean() > 0.99  # float32 may swap near ties
    mean = kernels.mean_neighbour_distance(X, reference, k, level=level)
    np.testing.assert_allclose(mean, nearest.mean(axis=1), rtol=1e-4, atol=1e-6)


def test_every_level_gives_the_same_bits():
    X, references = rows(500, 7), rows(640, 7, seed=1)
    own = np.zeros(640, np.uint8)
    for call in (
        lambda level: kernels.nearest_of_samples(X, references, own, 32, level=level),
        lambda level: kernels.mean_neighbour_distance(X, references, 40, level=level),
        lambda level: kernels.path_length(X, forest_of(X)[0], level=level),
    ):
        first, *others = [call(level) for level in LEVELS]
        assert all(np.array_equal(first, other) for other in others)


def test_equal_rows_come_in_the_order_of_their_indices():
    reference = np.zeros((5, 2))

    indices, distances = kernels.nearest_rows(np.zeros((1, 2)), reference, 4)

    assert indices.tolist() == [[1, 2, 3, 4]]  # row 0 is the query itself
    assert distances.max() == 0


def test_a_row_is_left_out_by_equality_by_index_or_not_at_all():
    reference = np.array([[0.0], [0.0], [1.0], [5.0]])

    def indices(leave_out):
        return kernels.nearest_rows([[0.0]], reference, 2, leave_out_equal=leave_out)[
            0
        ].tolist()

    assert indices(True) == [[1, 2]]
    assert indices(np.array([1])) == [[0, 2]]
    assert indices(np.array([-1])) == [[0, 1]]
    assert indices(False) == [[0, 1]]


@pytest.mark.parametrize("unit", [2.0**-1000, 1.0, 2.0**1000])
def test_distances_have_the_units_of_the_rows(unit):
    X = rows(40, 3).astype(np.float64)

    mean = kernels.mean_neighbour_distance(X * unit, X * unit, 5)

    assert np.array_equal(mean, kernels.mean_neighbour_distance(X, X, 5) * unit)


def test_a_large_offset_does_not_swallow_the_distances():
    X = rows(100, 3).astype(np.float64)

    shifted = kernels.mean_neighbour_distance(X + 1.7e9, X + 1.7e9, 5)

    np.testing.assert_allclose(shifted, kernels.mean_neighbour_distance(X, X, 5), rtol=1e-5)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_chunks_change_no_bit(threads):
    X, references = rows(3000, 4), rows(64, 4, seed=1)
    own = np.zeros(64, np.uint8)
    whole = kernels.nearest_of_samples(X, references, own, 32, n_jobs=1)

    parts = [
        kernels.nearest_of_samples(part, references, own, 32, n_jobs=threads)
        for part in np.array_split(X, 7)
    ]

    assert np.array_equal(np.concatenate(parts), whole)


def test_what_cannot_be_neighbours_is_refused():
    X = np.zeros((3, 2))
    with pytest.raises(InvalidParameter, match="k must be from 1 to 2, got 3"):
        kernels.nearest_rows(X, X, 3)
    with pytest.raises(InvalidInput, match="equal length"):
        kernels.nearest_rows(X, np.zeros((3, 1)), 1)
    with pytest.raises(InvalidInput, match="missing or infinite"):
        kernels.nearest_rows(np.full((1, 2), np.nan), X, 1)
    with pytest.raises(InvalidInput, match="leave_out_equal has shape"):
        kernels.nearest_rows(X, X, 1, leave_out_equal=np.zeros(2, int))


# The forest


def forest_of(X, trees=20, size=64, max_depth=6, seed=3):
    rng = np.random.default_rng(seed)
    samples = np.stack([rng.choice(len(X), size, replace=False) for _ in range(trees)])
    hashes = kernels.row_hashes(X)
    first = np.zeros(len(X), bool)
    first[np.unique(hashes, return_index=True)[1]] = True
    forest = kernels.grow_forest(
        X, samples, max_depth=max_depth, seed=seed, first=first, hashes=hashes
    )
    return forest, samples


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("max_depth", [1, 6, 64])
def test_path_lengths_agree_with_walking_down_the_trees(max_depth, level):
    X = rows(150, 4)
    forest, samples = forest_of(X, max_depth=max_depth)
    queries = np.vstack([X, rows(60, 4, seed=9) * 3])

    paths = kernels.path_length(queries, forest, level=level)

    expected = naive.path_length(queries, forest, samples, X)
    np.testing.assert_allclose(paths, expected, rtol=1e-6)


def test_every_row_of_a_sample_reaches_the_leaf_it_was_counted_in():
    X = rows(64, 3)
    forest, _ = forest_of(X, trees=5, size=64, max_depth=64)

    for t in range(5):
        depths = [naive.leaf_value(row, forest, t) for row in X]
        # Alone in its leaf each: the depths are those of a binary tree with 64 leaves.
        assert sum(2.0**-depth for depth in depths) == 1.0


def test_the_cut_has_the_largest_pooled_gain():
    X = rows(64, 1, seed=5)
    forest, _ = forest_of(X, trees=1, size=64, max_depth=1)

    below, above = naive.pooled_gain_cut(X[:, 0])

    assert len(forest.cuts) == 1
    assert below <= forest.values[0, 1] < above


def test_a_cut_weighs_columns_by_their_spread():
    X = rows(4000, 2)
    X[:, 1] *= 1000

    forest, _ = forest_of(X, trees=400, size=64, max_depth=1)

    assert set(map(tuple, forest.cuts[:, :2].tolist())) == {(0, 1), (1, 0)}
    ratios = np.where(forest.cuts[:, 0] == 0, 1000.0, 0.001) * forest.values[:, 0]
    assert (
        0.2 < np.median(np.abs(ratios)) < 0.7
    )  # |weaker / stronger| of two normals: tan(pi/8)
    assert 0.4 < (ratios > 0).mean() < 0.6


def test_constant_columns_are_not_cut():
    X = rows(100, 3)
    X[:, 1] = 7

    forest, _ = forest_of(X)

    assert 1 not in forest.cuts[:, :2]


def test_equal_rows_make_one_leaf():
    X = np.ones((100, 2), dtype=np.float32)

    forest, _ = forest_of(X)

    assert len(forest.cuts) == 0
    np.testing.assert_allclose(forest.leaf, kernels.expected_path(64), rtol=1e-6)


def test_the_expected_path_is_the_known_one():
    # 2 H(n - 1) - 2 (n - 1) / n with H(i) = log(i) + Euler's constant, as for n = 256.
    assert kernels.expected_path(256) == pytest.approx(10.2448, abs=1e-3)
    assert [kernels.expected_path(n) for n in (0, 1, 2)] == [0, 0, 1]


def test_a_known_row_is_judged_by_trees_that_have_not_seen_it():
    X = rows(64, 2)
    forest, samples = forest_of(X, trees=4, size=64)

    assert (kernels.path_length(X, forest) == -1).all()  # every tree has seen every row
    assert (kernels.path_length(X + 1, forest) > 0).all()
    assert samples.shape == (4, 64)


def test_only_the_first_of_copies_is_unknown_to_its_trees():
    X = np.vstack([rows(64, 2), rows(64, 2)])  # row 64 + i is a copy of row i
    hashes = kernels.row_hashes(X)
    first = np.arange(128) < 64
    samples = np.arange(64, 128)[None, :]  # the tree has seen the copies only

    forest = kernels.grow_forest(
        X, samples, max_depth=6, seed=0, first=first, hashes=hashes
    )

    assert (kernels.path_length(X, forest) > 0).all()


def test_hashes_tell_rows_apart_and_zeros_alike():
    X = np.array([[0.0, 1.0], [-0.0, 1.0], [1.0, 0.0], [0.0, 1.0000001]], dtype=np.float32)

    hashes = kernels.row_hashes(X)

    assert hashes[0] == hashes[1]
    assert len(np.unique(hashes)) == 3
