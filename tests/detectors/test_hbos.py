"""HBOS: its promises, its formula by hand, and its laws."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from naive import histograms as naive
from vedette.core.errors import InvalidParameter
from vedette.detectors import catalogue
from vedette.detectors.statistical.hbos import HBOS
from vedette.kernels import histograms as kernels
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables
from vedette.testing.promises.units import powers_of_two_change_no_bit

KINDS = [HBOS(), HBOS("auto"), HBOS(bins="mass")]


@pytest.mark.parametrize("detector", [*KINDS, HBOS(scale="robust")], ids=repr)
@pytest.mark.parametrize(
    "check", checks_for(HBOS(scale="robust")), ids=lambda c: c.__name__
)
def test_keeps_every_promise_of_a_detector(check, detector):
    if check not in checks_for(detector):
        pytest.skip("no units are promised without a scale")
    if detector.bins == "mass" and check.__name__.startswith("auto_flags"):
        pytest.skip("few bins are low, so that many rows tie for the oddest")
    check(detector)


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
@pytest.mark.parametrize("detector", [HBOS(), HBOS("auto")], ids=repr)
def test_is_a_scikit_learn_estimator(detector):
    results = check_estimator(detector, on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_units_change_no_bit(detector):
    powers_of_two_change_no_bit(detector)


def test_is_found_by_its_names():
    for name in ("hbos", "histogram", "HBOS"):
        assert isinstance(catalogue.make(name), HBOS)


# Known values


def test_two_columns_by_hand():
    X = [[0.0, 0.0], [1.0, 0.0], [1.2, 0.0], [4.0, 1.0]]

    scores = HBOS(4, alpha=0.5).fit(X).unusualness(X)

    # Heights: 1, 2, 0, 1 in the first column, 3, 0, 0, 1 in the second.
    heights = np.array([[1, 3], [2, 3], [2, 3], [1, 1]])
    np.testing.assert_allclose(scores, -np.log2(heights + 0.5).sum(axis=1))


def test_equals_the_density_in_units_where_the_range_is_one():
    # PyOD 3.6.7, HBOS(n_bins=4).fit(X).decision_scores_; off the edges, where it counts a
    # value into one bin and looks it up in another.
    X = np.array([[0, 0.55], [0.1, 0.2], [0.26, 0.4], [0.3, 0], [0.45, 0.15], [1, 1]])
    theirs = [
        -0.13604551954207367,
        -1.5897634869849775,
        -0.6870606883398923,
        -2.140778655782796,
        -2.140778655782796,
        0.7666572791030115,
    ]

    np.testing.assert_allclose(HBOS(4).fit(X).unusualness(X), theirs)


def test_outside_the_distance_is_added_in_ranges():
    X = np.arange(0.0, 11.0)[:, None]  # bins of width 1

    scores = HBOS(alpha=0.25).fit(X).unusualness([[10.0], [10.5], [10.51], [20.5], [-40.5]])

    last = -np.log2(2 / 11 * 10 + 0.25)  # 9 and 10
    expected = [last, last, 2 + np.log2(1.001), 3, 2 + np.log2(5)]
    np.testing.assert_allclose(scores, expected)


def test_bins_of_equal_mass_by_hand():
    X = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 8.0])[:, None]

    model = HBOS(2, bins="mass", alpha=0.5).fit(X)

    # Edges 0, 2, 8: two rows on a quarter of the range, four on three quarters.
    assert model.edges_[0].tolist() == [0, 0.25, 1]
    heights = np.array([2 / 6 / 0.25, 4 / 6 / 0.75])
    scores = model.unusualness([[1.0], [2.0], [7.0], [16.0 + 3.0]])
    expected = [*(-np.log2(heights[[0, 1, 1]] + 0.5)), 1 + np.log2(2)]
    np.testing.assert_allclose(scores, expected)


def test_a_value_that_fills_a_bin_of_equal_mass_has_one_of_its_own():
    X = np.array([3.0] * 8 + [4.0, 11.0])[:, None]

    model = HBOS(4, bins="mass", alpha=0.5).fit(X)

    assert model.edges_[0].tolist() == [0, 1 / 16, 1]  # 3.5 is half way
    heights = np.array([0.8 * 16, 0.2 * 16 / 15])
    np.testing.assert_allclose(
        model.unusualness([[3.0], [4.0], [11.0]]), -np.log2(heights[[0, 1, 1]] + 0.5)
    )


def test_a_gap_within_the_range_is_seen():
    X = np.append(np.linspace(0, 1, 300), np.linspace(9, 10, 300))[:, None]

    scores = HBOS().fit(X).unusualness([[0.5], [5.0], [9.5]])

    assert scores[1] == -np.log2(0.1)
    assert scores[1] > scores[[0, 2]].max() + 4


@pytest.mark.parametrize("seed", range(4))
def test_the_number_of_bins_is_that_of_the_penalised_likelihood(seed):
    rng = np.random.default_rng(seed)
    for values in (rng.normal(size=400), rng.uniform(size=90), rng.exponential(size=2000)):
        assert kernels.best_bin_count(values) == naive.bin_count(values, kernels.MOST_BINS)


def test_even_values_need_one_bin_and_two_clouds_several():
    assert kernels.best_bin_count(np.linspace(0, 1, 500)) == 1
    assert kernels.best_bin_count(np.full(500, 3.0)) == 1
    assert kernels.best_bin_count(np.repeat([0.0, 1.0], 250) + np.linspace(0, 0.1, 500)) > 5


# Laws


@pytest.mark.parametrize("n_bins", [2, 10, 300])
@pytest.mark.parametrize("d", [1, 3, 700])
def test_the_kernel_agrees_with_its_twin(d, n_bins):
    X = cloud(60, d) if d > 100 else cloud(1500, d)
    there = np.vstack([cloud(40, d, seed=1) * 2 - 5, X[:20]])
    if d > 1:
        X[:, 1] = 0.1

    model = HBOS(n_bins).fit(X)

    expected = naive.hbos(there, X, n_bins, 0.1, 0.5)
    np.testing.assert_allclose(model._parts(there), expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(model.unusualness(there), expected.sum(axis=1), atol=1e-9)


@pytest.mark.parametrize("n", [1, 5, 70_000])
def test_counts_are_those_of_numpy_for_any_number_of_threads(n):
    X = cloud(n, 4)
    low, high = kernels.ranges(X)
    assert np.array_equal(low, X.min(axis=0))
    assert np.array_equal(high, X.max(axis=0))
    bins = kernels.fit_bins(low, high, np.full(4, 16), 0.0)

    for jobs in (1, 2, 7):
        counts = kernels.count_bins(X, bins, n_jobs=jobs)
        if n > 1:
            for j in range(4):
                assert np.array_equal(counts[j], np.histogram(X[:, j], 16)[0])
        assert (counts.sum(axis=1) == n).all()
        table = np.random.default_rng(0).normal(size=counts.shape)
        scores = kernels.score_bins(X * 1.1, bins, table, 3.0, n_jobs=jobs)
        assert np.array_equal(
            scores, kernels.score_bins(X * 1.1, bins, table, 3.0, n_jobs=1)
        )
        each = kernels.bin_scores(X * 1.1, bins, table, 3.0, n_jobs=jobs)
        assert np.array_equal(scores, np.add.reduce(list(each.T)))


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_farther_outside_is_odder_without_end(detector):
    X = cloud(500)
    model = detector.fit(X)
    steps = np.ptp(X, axis=0) * np.array([[0.2], [1.0], [2.0], [1e6], [1e100], [1e290]])

    for outside in (X.max(axis=0) + steps, X.min(axis=0) - steps):
        scores = model.unusualness(outside)
        assert (np.diff(scores) > 0).all()
        assert scores.min() > model.training_.max()


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_what_is_outside_is_odder_than_the_emptiest_bin(detector):
    X = np.append(np.linspace(0, 1, 100), 100.0)[:, None]

    scores = detector.fit(X).unusualness([[50.0], [100.0], [160.0]])

    assert scores[2] > scores[:2].max()


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_contributions_are_the_summands(detector):
    X = np.vstack([cloud(300), cloud(20, seed=1) * 3])
    model = detector.fit(X[:300])

    parts = model._parts(X)

    np.testing.assert_allclose(parts.sum(axis=1), model.unusualness(X), atol=1e-11)


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_hard_tables_are_scored(detector, name, X):
    model = detector.fit(X)

    assert np.isfinite(model.unusualness(X)).all()
    assert np.isfinite(model.unusualness(-X)).all()
    assert np.isfinite(model.contributions(-X[:1])).all()


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_another_value_in_a_constant_column_is_odd(detector):
    for value in (0.1, 0.0, -7e250):
        model = detector.fit(np.full((200, 2), value))
        near, far = value + 0.1 + abs(value) / 9, value + 10 + abs(value)
        scores = model.unusualness([[value, value], [value, near], [value, far]])
        assert (np.diff(scores) > 0).all()
        assert model.predict([[value, value], [value, near]]).tolist() == [1, -1]


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_bins": 1}, "n_bins must be 'auto' or a whole number from 2"),
        ({"n_bins": "many"}, "got 'many'"),
        ({"n_bins": 2.5}, "got 2.5"),
        ({"alpha": 0.0}, r"alpha must be a number in \(0, 1\], got 0.0"),
        ({"alpha": float("nan")}, "alpha must be"),
        ({"alpha": "x"}, "alpha must be"),
        ({"tol": -0.1}, r"tol must be a number in \[0, 1\], got -0.1"),
        ({"bins": "even"}, "bins must be one of"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        HBOS(**params).fit(cloud())


def test_a_far_training_row_stays_odd():
    X = np.vstack([cloud(300), far_row(cloud(300)) * 1e6])

    assert HBOS().fit(X).unusualness(X).argmax() == 300


def test_the_largest_number_is_far_from_a_column_of_zeros():
    X = cloud()
    X[:, 1] = 0.0
    largest = X[:1].copy()
    largest[:, 1] = np.finfo(np.float64).max
    detector = HBOS().fit(X)
    alone = detector.unusualness(largest)
    assert alone > detector.unusualness(X).max()
    assert alone == detector.unusualness(np.vstack([largest, X + 100]))[0]
