"""LODA: its promises, its formula by hand, and its laws."""

import numpy as np
import pytest
from sklearn.utils.estimator_checks import check_estimator

from naive import histograms as naive
from vedette.core.errors import InvalidParameter
from vedette.detectors import catalogue
from vedette.detectors.model import loda
from vedette.detectors.model.loda import LODA
from vedette.detectors.statistical.hbos import HBOS
from vedette.kernels import histograms as kernels
from vedette.kernels.ensemble import BEST_LEVEL
from vedette.testing import checks_for
from vedette.testing.data import cloud, far_row, hard_tables
from vedette.testing.promises.units import powers_of_two_change_no_bit

LEVELS = ["base", "v3", "v4"][: ["base", "v3", "v4"].index(BEST_LEVEL) + 1]
KINDS = [LODA(), LODA(n_bins="auto")]


@pytest.mark.parametrize("detector", [*KINDS, LODA(scale="robust")], ids=repr)
@pytest.mark.parametrize(
    "check", checks_for(LODA(scale="robust")), ids=lambda c: c.__name__
)
def test_keeps_every_promise_of_a_detector(check, detector):
    if check not in checks_for(detector):
        pytest.skip("no units are promised without a scale")
    check(detector)


@pytest.mark.filterwarnings("ignore:Estimator .* does not inherit")
def test_is_a_scikit_learn_estimator():
    results = check_estimator(LODA(), on_skip=None, on_fail=None)

    assert len(results) > 40
    assert [r for r in results if r["status"] not in ("passed", "skipped")] == []


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_units_change_no_bit(detector):
    powers_of_two_change_no_bit(detector)


def test_is_found_by_name():
    assert isinstance(catalogue.make("loda", n_random_cuts=7), LODA)


# Known values


def test_one_column_by_hand():
    # With one column every projection is the column itself, stretched or turned round.
    X = np.array([0.0, 1.0, 1.1, 1.2, 10.0, 2.9, 3.0, 3.1])[:, None]

    scores = LODA(n_bins=5).fit(X).unusualness([[0.5], [3.0], [9.0], [5.0], [20.0]])

    # Bins of width 2 hold 4, 3, 0, 0, 1 rows; an empty one counts half a row.
    expected = -np.log(np.array([4, 3, 1, 0.5, 0.5]) / 8) + [0, 0, 0, 0, np.log(2)]
    np.testing.assert_allclose(scores, expected, rtol=1e-6)


def test_the_score_is_that_of_the_definition():
    X, there = cloud(400, 9), cloud(50, 9, seed=1) * 2
    model = LODA(20).fit(X)

    z = (there - np.median(X, axis=0)) / (
        (np.quantile(X, 0.75, 0) - np.quantile(X, 0.25, 0)) / 1.3489795
    )
    z0 = (X - np.median(X, axis=0)) / (
        (np.quantile(X, 0.75, 0) - np.quantile(X, 0.25, 0)) / 1.3489795
    )
    expected = np.zeros(50)
    for columns, weights in zip(model.cuts_.columns, model.cuts_.weights, strict=True):
        known, new = z0[:, columns] @ weights, z[:, columns] @ weights
        counts, edges = np.histogram(known, 10)
        at = np.clip(np.searchsorted(edges, new, side="right") - 1, 0, 9)
        p = np.maximum(counts[at], 0.5) / 400
        gap = np.maximum(np.maximum(edges[0] - new, new - edges[-1]), 0) / np.ptp(edges)
        p[gap > 0] = 0.5 / 400
        expected += -np.log(p) + np.log1p(gap)
    np.testing.assert_allclose(model.unusualness(there), expected / 20, rtol=1e-5)


def test_a_projection_uses_the_root_of_the_columns():
    for d, terms in ((1, 1), (3, 1), (10, 3), (100, 10)):
        assert LODA(5).fit(cloud(50, d)).cuts_.columns.shape == (5, terms)


def test_the_column_statistic_is_welchs_t():
    scipy = pytest.importorskip("scipy.stats")
    scores = np.random.default_rng(0).exponential(size=(3, 12))
    used = np.random.default_rng(1).random((12, 4)) < 0.5

    t = loda.column_statistics(scores, used)

    for j in range(4):
        for i in range(3):
            expected = scipy.ttest_ind(
                scores[i, used[:, j]], scores[i, ~used[:, j]], equal_var=False
            ).statistic
            np.testing.assert_allclose(t[i, j], expected)


def test_sees_a_broken_combination_that_no_column_shows():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2000, 1)) + 0.05 * rng.normal(size=(2000, 16))
    odd = np.resize([2.0, -2.0], 16)[None]

    loda, hbos = (kind.fit(X).surprise(odd)[0] for kind in (LODA(200), HBOS()))

    assert loda > hbos + 0.5


# Laws


def cuts_of(X, k, n_bins, seed=0):
    rng = np.random.default_rng(seed)
    columns, weights = loda.sparse_weights(rng, k, X.shape[1])
    units = loda.centres_and_spreads(X, np.median(X, axis=0))
    cuts = kernels.Cuts(units, columns, weights, np.empty((0, 3), np.float32))
    low, high = kernels.cut_ranges(X, cuts)
    return kernels.Cuts(
        units, columns, weights, kernels.cut_bins(low, high, np.full(k, n_bins))
    )


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("n", "d", "k", "n_bins"),
    [(1, 1, 1, 2), (257, 3, 7, 16), (1000, 30, 20, 10), (300, 2, 5, 17), (700, 5, 9, 200)],
)
def test_the_kernels_agree_with_their_twins(n, d, k, n_bins, level):
    X, there = cloud(n, d), np.vstack([cloud(n, d, seed=1) * 3 - 10, cloud(n, d)[:1]])
    cuts = cuts_of(X, k, n_bins)

    low, high = kernels.cut_ranges(X, cuts, level=level)
    projected = naive.projections(X, cuts)
    assert np.array_equal(low, projected.min(axis=0))
    assert np.array_equal(high, projected.max(axis=0))
    counts = kernels.count_cuts(X, cuts, level=level)
    assert np.array_equal(counts, naive.counts(X, cuts))
    table = (
        np.random.default_rng(2).normal(size=(k, counts.shape[1] + 2)).astype(np.float32)
    )
    expected = naive.scores(there, cuts, table)
    each = kernels.score_cuts(there, cuts, table, each=True, level=level)
    np.testing.assert_allclose(each, expected, rtol=1e-5, atol=1e-5)
    mean = kernels.score_cuts(there, cuts, table, level=level)
    np.testing.assert_allclose(mean, expected.mean(axis=1), rtol=1e-5, atol=1e-5)


def test_threads_and_levels_change_no_bit():
    X = cloud(40_000, 7)
    cuts = cuts_of(X, 30, 12)
    table = np.random.default_rng(2).normal(size=(30, 14)).astype(np.float32)

    results = [
        (
            kernels.cut_ranges(X, cuts, n_jobs=jobs, level=level),
            kernels.count_cuts(X, cuts, n_jobs=jobs, level=level),
            kernels.score_cuts(X * 1.2, cuts, table, n_jobs=jobs, level=level),
        )
        for level in LEVELS
        for jobs in (1, 2, 7)
    ]

    for ranges, counts, scores in results[1:]:
        assert np.array_equal(ranges, results[0][0])
        assert np.array_equal(counts, results[0][1])
        assert np.array_equal(scores, results[0][2])


@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_farther_outside_is_odder_without_end(detector):
    X = cloud(500)
    model = detector.fit(X)
    steps = np.array([[1.0], [1e2], [1e6], [1e12], [1e25]]) * X.std(axis=0) * 5

    for outside in (X.max(axis=0) + steps, X.min(axis=0) - steps):
        scores = model.unusualness(outside)
        assert (np.diff(scores) > 0).all()
        assert scores.min() > model.training_.max()


def test_the_largest_and_smallest_training_rows_are_inside():
    for seed in range(30):
        X = np.random.default_rng(seed).normal(size=(37, 2)) * 10.0**seed
        model = LODA(40, random_state=seed).fit(X)
        assert model.training_.max() <= -np.log(1 / 37) + 1e-6


def test_seeds_matter_and_none_draws_another_each_time():
    X = cloud()

    scores = [LODA(random_state=s).fit(X).score_samples(X) for s in (0, 1, None, None)]

    assert len({s.tobytes() for s in scores}) == 4


@pytest.mark.parametrize(("name", "X"), hard_tables().items(), ids=list(hard_tables()))
@pytest.mark.parametrize("detector", KINDS, ids=repr)
def test_hard_tables_are_scored(detector, name, X):
    model = detector.fit(X)

    assert np.isfinite(model.unusualness(X)).all()
    assert np.isfinite(model.unusualness(-X)).all()
    assert np.isfinite(model.contributions(-X[:1])).all()


def test_another_value_in_a_constant_column_is_odd():
    for value in (0.1, 0.0, -7e250):
        model = LODA().fit(np.full((200, 2), value))
        near, far = value + 0.6 + abs(value), value + 10 + 9 * abs(value)
        scores = model.unusualness([[value, value], [value, near], [value, far]])
        assert (np.diff(scores) > 0).all()


def test_a_far_training_row_stays_odd():
    X = np.vstack([cloud(300), far_row(cloud(300)) * 1e6])

    assert LODA().fit(X).unusualness(X).argmax() == 300


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"n_random_cuts": 0}, "n_random_cuts must be a whole number >= 1, got 0"),
        ({"n_random_cuts": 2.5}, "n_random_cuts must be"),
        ({"n_bins": 1}, "n_bins must be 'auto' or"),
        ({"random_state": -1}, "random_state must be at least 0"),
        ({"random_state": "a"}, "random_state must be"),
    ],
)
def test_wrong_parameters_are_refused_at_fit(params, reason):
    with pytest.raises(InvalidParameter, match=reason):
        LODA(**params).fit(cloud())
