"""The kernels of the conditional model against their slow twins."""

from __future__ import annotations

import numpy as np
import pytest

from naive import conditional as naive
from vedette.detectors.conditional.encoding import category_bins, number_edges
from vedette.kernels import _native

STARTS = np.array([0, 130, 250, 400], np.int64)


def table(seed: int = 0, n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Bins of two numbers and a category, and a target made of them."""
    r = np.random.default_rng(seed)
    bins = np.column_stack(
        [r.integers(0, 30, n), r.integers(1, 12, n), r.integers(1, 7, n)]
    )
    y = (
        0.1 * bins[:, 0]
        + np.sin(bins[:, 1])
        + np.array([0, 1, 3, 0, 2, 1, 5.0])[bins[:, 2]]
    )
    y = y + 0.3 * r.standard_t(2, n)
    return bins.astype(np.uint8), np.array([0, 0, 1], np.uint8), y.astype(np.float32)


def fit_mean(y: np.ndarray, *, threads: int = 1) -> tuple[object, np.ndarray]:
    bins, category, _ = table()
    allowed = np.ones((3, 3), np.uint8)
    base = np.zeros((1, 3, 400), np.float32)
    out = np.empty((1, 400), np.float32)
    forests = _native.conditional_fit_mean(
        bins, category, STARTS, allowed, y[None], base, [16, 6, 10, 0.2, 32], threads, out
    )
    return forests, out[0]


def test_bins_count_the_edges_at_or_below_and_0_is_missing() -> None:
    x = np.array([np.nan, -1.0, 0.5, 0.6, 2.0, 3.0])
    edges = np.array([0.5, 2.0])
    out = np.empty((6, 1), np.uint8)
    _native.conditional_bin_numbers(x, edges, 0, out)
    assert out[:, 0].tolist() == [0, 1, 2, 2, 3, 3]
    assert out[:, 0].tolist() == naive.bins(x, edges).tolist()


def test_few_distinct_values_have_a_bin_each_and_many_are_spread_evenly() -> None:
    assert number_edges(np.array([3.0, 1.0, np.nan, 1.0, 7.0])).tolist() == [2.0, 5.0]
    x = np.random.default_rng(0).normal(size=20_000)
    edges = number_edges(x)
    share = np.bincount(naive.bins(np.sort(x)[::7], edges), minlength=64) / len(x[::7])
    assert len(edges) == 62
    assert share[6:58].max() < 1.3 / 55
    assert share[1] < 0.2 / 55


def test_edges_exist_at_both_ends_of_float64() -> None:
    x = np.random.default_rng(0).normal(size=2_000)
    for size in (2e307, 1e-310):
        edges = number_edges(x * size)
        assert np.isfinite(edges).all()
        assert len(edges) > 50


def test_categories_are_binned_by_frequency_and_unseen_ones_share_the_last_bin() -> None:
    look_up = category_bins(np.array([4, 4, 4, 1, 1, 0, -1], np.int32))
    assert look_up.tolist() == [0, 3, 2, 63, 63, 1, 63]


@pytest.mark.parametrize("category", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_the_best_split_is_that_of_trying_all(category: bool, seed: int) -> None:
    r = np.random.default_rng(seed)
    counts = np.where(r.random(64) < 0.4, 0, r.integers(1, 40, 64))
    counts[0] *= seed % 2
    sums = np.where(counts > 0, r.integers(-16383, 16383, 64) * counts, 0)
    slow = naive.category_split if category else naive.number_split
    smooth = 10.0 if category else 1.0
    expected, side = slow(sums, counts, smooth, 20)
    gain, mask = _native.conditional_best_split(sums, counts, category, smooth, 20)
    assert gain == pytest.approx(expected, rel=1e-9)
    assert {b for b in np.flatnonzero(counts) if mask >> int(b) & 1} == side


def test_no_split_leaves_fewer_rows_than_the_least() -> None:
    counts, sums = np.zeros(64, np.int64), np.zeros(64, np.int64)
    counts[[1, 2]], sums[[1, 2]] = [5, 100], [70_000, -70_000]
    assert _native.conditional_best_split(sums, counts, False, 1.0, 6) == (0.0, 0)
    assert _native.conditional_best_split(sums, counts, False, 1.0, 5)[0] > 0


def test_boosting_is_that_of_the_definition() -> None:
    bins, category, y = table()
    _, fast = fit_mean(y)
    for k in range(3):
        held = np.arange(STARTS[k], STARTS[k + 1])
        train = np.setdiff1d(np.arange(400), held)
        slow = naive.boosted_mean(
            bins, category, y, train, held, trees=16, leaves=6, min_rows=10, rate=0.2
        )
        assert fast[held] == pytest.approx(slow, abs=2e-5)


def test_a_forest_predicts_its_held_out_rows_as_when_it_was_fitted() -> None:
    bins, _, y = table()
    forests, fitted = fit_mean(y)
    none = np.empty((0, 0), np.uint8)
    for k in range(3):
        rows = slice(STARTS[k], STARTS[k + 1])
        out = np.empty((1, STARTS[k + 1] - STARTS[k], 1), np.float32)
        forests.predict([0], k, bins[rows], none, 1, out)
        assert (out[0, :, 0] == fitted[rows]).all()
    again = _native.Forests.load(*forests.dump())
    assert all((a == b).all() for a, b in zip(again.dump(), forests.dump(), strict=True))


def test_forests_with_damaged_arrays_are_refused() -> None:
    forests, _ = fit_mean(table()[2])
    sizes, columns, starts, nodes, steps = forests.dump()
    with pytest.raises(ValueError, match="shorter"):
        _native.Forests.load(sizes, columns, starts, nodes[:-16], steps)
    with pytest.raises(ValueError, match="too early"):
        _native.Forests.load(sizes[:-1], columns, starts, nodes, steps)
    wrong = nodes.copy()
    wrong[8:10] = 255
    with pytest.raises(ValueError, match="points outside"):
        _native.Forests.load(sizes, columns, starts, wrong, steps)


def test_the_gram_matrix_is_that_of_numpy_for_any_number_of_threads() -> None:
    x = np.random.default_rng(0).normal(size=(7, 400)).astype(np.float32)
    one = _native.conditional_gram(x, STARTS, 1)
    assert one == pytest.approx(naive.gram(x, STARTS), rel=1e-9, abs=1e-9)
    assert (_native.conditional_gram(x, STARTS, 3) == one).all()


def test_the_ridge_is_that_of_numpy() -> None:
    r = np.random.default_rng(0)
    x = r.normal(size=(4, 400)).astype(np.float32)
    y = (x[0] - 2 * x[2] + 0.3 * r.standard_t(1.5, 400)).astype(np.float32)
    y[r.random(400) < 0.05] = np.nan
    columns, slopes, intercepts = _native.conditional_fit_ridge(
        x, STARTS, y[None], np.array([[1, 1, 1, 0]], np.uint8), [1e-4, 64, 32, 2], 2
    )
    for k in range(3):
        train = np.r_[0 : STARTS[k], STARTS[k + 1] : 400]
        slope, intercept = naive.ridge(x[:3, train], y[train])
        assert columns[0, k].tolist() == [0, 1, 2, -1]
        assert slopes[0, k, :3] == pytest.approx(slope, abs=1e-5)
        assert intercepts[0, k] == pytest.approx(intercept, abs=1e-5)


def test_wild_targets_hardly_move_the_ridge() -> None:
    r = np.random.default_rng(0)
    x = r.normal(size=(2, 400)).astype(np.float32)
    y = (x[0] + 0.1 * r.normal(size=400)).astype(np.float32)
    y[::25] += 100
    _, slopes, intercepts = _native.conditional_fit_ridge(
        x, STARTS, y[None], np.ones((1, 2), np.uint8), [1e-4, 64, 32, 2], 1
    )
    assert slopes[0, :, 0] == pytest.approx(1.0, abs=0.03)
    assert intercepts[0] == pytest.approx(0.0, abs=0.05)
