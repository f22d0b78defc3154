"""Gaps: their probability, the laws they keep, what is found and what is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from naive import calibrate as naive
from vedette.calibrate import scan_both, scan_gaps
from vedette.calibrate.gap import SPENT
from vedette.calibrate.order import window_rows
from vedette.core.errors import InvalidInput, InvalidParameter

SHAPES = {
    "gauss": lambda g, n: g.normal(size=n),
    "t3": lambda g, n: g.standard_t(3, n),
    "lognormal": lambda g, n: g.lognormal(size=n),
    "uniform": lambda g, n: g.random(n),
    "laplace": lambda g, n: g.laplace(size=n),
    "counts": lambda g, n: g.poisson(3, n).astype(float),
    "rounded": lambda g, n: np.round(g.standard_t(5, n), 1),
    "zeroinfl": lambda g, n: g.exponential(size=n) * (g.random(n) < 0.3),
    "clipped": lambda g, n: np.clip(g.normal(size=n), -1.5, 1.5),
}


@pytest.mark.parametrize("shape", ["gauss", "t3", "lognormal"])
@pytest.mark.parametrize("n", [200, 1000])
def test_a_level_is_the_gap_probability_by_dense_integration(shape, n):
    x = SHAPES[shape](np.random.default_rng(7), n)
    x[:3] = x.max() * 1.3
    scan = scan_gaps(x)
    assert len(scan.gaps) >= 3
    for gap in scan.gaps:
        slow = naive.gap_probability(x, gap.k, window_rows(n))
        level = min(1.0, slow * gap.k * (gap.k + 1) / (2 * SPENT))
        assert gap.level == pytest.approx(level, rel=0.02, abs=1e-12)


def test_the_window_grows_with_the_rows_but_its_share_shrinks():
    assert [window_rows(n) for n in (100, 300, 1000, 10_000, 100_000)] == [
        25, 75, 189, 754, 3000,
    ]  # fmt: skip


def test_planted_outliers_are_found_and_only_they():
    x = np.random.default_rng(1).normal(size=1000)
    x[[10, 20, 30]] = [8.0, 9.0, 11.0]
    gap = scan_gaps(x).at(0.05)
    assert gap is not None
    assert gap.k == 3
    assert gap.outer == 8.0
    assert gap.inner == np.sort(x)[-4]
    assert np.flatnonzero(x > gap.inner).tolist() == [10, 20, 30]


def test_a_compact_cluster_of_copies_is_found_whole():
    x = np.random.default_rng(2).normal(size=1000)
    x[:46] = 8.0
    gap = scan_gaps(x).at(0.05)
    assert gap is not None
    assert gap.k == 46


def test_far_outliers_do_not_hide_nearer_ones():
    x = np.random.default_rng(3).normal(size=1000)
    x[:3], x[3:6] = 1e9, 9.0
    gap = scan_gaps(x).at(0.05)
    assert gap is not None
    assert gap.k == 6


def test_both_sides_are_told_in_the_units_of_the_column():
    x = np.random.default_rng(4).normal(size=1000)
    x[0], x[1:3] = 12.0, -10.0
    scan = scan_both(x)
    above, below = scan.at(0.1)
    assert above is not None
    assert below is not None
    assert (above.k, above.outer) == (1, 12.0)
    assert (below.k, below.outer) == (2, -10.0)
    assert below.inner == np.sort(x)[2]
    assert scan.level == 2 * min(scan.upper.level, scan.lower.level)


def test_the_lower_side_is_the_upper_side_of_the_negated_column():
    x = np.random.default_rng(5).lognormal(size=500)
    assert scan_both(x).upper.gaps == scan_gaps(x).gaps
    assert [g.level for g in scan_both(x).lower.gaps] == [
        g.level for g in scan_gaps(-x).gaps
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_other_units_change_no_level(shape):
    x = SHAPES[shape](np.random.default_rng(6), 600)
    x[:2] = x.max() + 3.0
    before = [g.level for g in scan_gaps(x).gaps]
    for scale, shift in ((8.0, 0.0), (1e-3, 5.0), (1e6, -1e6)):
        after = [g.level for g in scan_gaps(x * scale + shift).gaps]
        assert after == pytest.approx(before, rel=1e-5, abs=1e-12)


def test_a_power_of_two_changes_no_bit_of_a_level():
    x = np.random.default_rng(6).normal(size=600)
    before = [g.level for g in scan_gaps(x).gaps]
    assert [g.level for g in scan_gaps(x * 2.0**300).gaps] == before
    assert [g.level for g in scan_gaps(x * 2.0**-300).gaps] == before


@pytest.mark.parametrize("shape", SHAPES)
def test_the_order_of_the_rows_changes_nothing(shape):
    rng = np.random.default_rng(8)
    x = SHAPES[shape](rng, 500)
    assert scan_both(rng.permutation(x)) == scan_both(x)


def test_missing_scores_are_as_if_not_there():
    x = np.random.default_rng(9).normal(size=300)
    with_gaps = np.insert(x, [0, 50, 300], np.nan)
    assert scan_both(with_gaps) == scan_both(x)


HARD = {
    "constant": np.full(200, 3.0),
    "zeros": np.zeros(200),
    "two values": np.repeat([0.0, 1.0], 100),
    "few ones": np.r_[np.zeros(970), np.ones(30)],
    "one far": np.r_[np.zeros(199), 1e308],
    "both ends of float": np.r_[np.full(100, -1e308), np.full(100, 1e308)],
    "spread over all floats": 1e308 * np.linspace(-1, 1, 200),
    "body at 1, one at 1e308": np.r_[np.linspace(0, 1, 199), 1e308],
    "body at 1, three at 1e308": np.r_[np.linspace(0, 1, 197), [1e308] * 3],
    "tiny": np.linspace(0, 1e-307, 200),
    "denormal": np.arange(200) * 5e-324,
    "60 rows": np.arange(60.0),
    "60 rows, outlier": np.r_[np.arange(59.0), 1e6],
    "squares": np.arange(300.0) ** 2,
    "exponents": 10.0 ** np.linspace(-300, 300, 400),
    "integers": np.arange(1000) % 7,
    "two lattices": np.r_[np.arange(500) % 9, (np.arange(500) % 9) + 0.5],
    "no rows": np.empty(0),
    "one row": np.ones(1),
    "all missing": np.full(100, np.nan),
}


@pytest.mark.parametrize("name", HARD)
def test_levels_of_odd_columns_are_probabilities(name):
    scan = scan_both(HARD[name])
    for side in (scan.upper, scan.lower):
        levels = [side.level, *(g.level for g in side.gaps)]
        assert all(0.0 <= level <= 1.0 for level in levels)
        assert [g.k for g in side.gaps] == sorted({g.k for g in side.gaps})


@pytest.mark.parametrize("name", ["constant", "zeros", "no rows", "one row", "all missing"])
def test_a_column_without_spread_is_not_judged_and_no_number_of_rows_would_do(name):
    scan = scan_gaps(HARD[name])
    assert (scan.judged, scan.needed, scan.level, scan.at(1.0)) == (False, 0, 1.0, None)


def test_too_few_rows_are_not_judged_and_the_number_that_would_do_is_told():
    rng = np.random.default_rng(0)
    assert scan_gaps(rng.normal(size=59)).needed == 60
    assert scan_gaps(rng.normal(size=60)).judged
    mostly_zero = np.r_[np.zeros(190), rng.random(10)]
    scan = scan_gaps(mostly_zero)
    assert (scan.judged, scan.needed) == (False, 440)


def test_a_gap_between_the_values_of_a_lattice_is_no_gap():
    counts = np.random.default_rng(3).poisson(3, 5000).astype(float)
    assert scan_both(counts).level > 0.1
    counts[0] = 60.0
    above, below = scan_both(counts).at(0.1)
    assert above is not None
    assert (above.k, above.outer, below) == (1, 60.0, None)


def test_off_lattice_outliers_do_not_hide_the_lattice():
    x = np.round(np.random.default_rng(4).normal(size=5000), 1)
    x[:3] = [9.123, 9.237, 11.411]
    gap = scan_gaps(x).at(0.05)
    assert gap is not None
    assert gap.k == 3


def test_a_level_that_no_gap_reaches_finds_nothing():
    scan = scan_gaps(np.random.default_rng(5).normal(size=1000))
    assert scan.at(scan.level / 2) is None
    assert scan.at(scan.level) is not None


def test_infinite_scores_are_refused_with_their_place():
    x = np.arange(100.0)
    x[17] = np.inf
    with pytest.raises(InvalidInput, match="1 infinite values, first at row 17"):
        scan_gaps(x)


@pytest.mark.parametrize("share", [0.0, -0.1, 0.3, float("nan")])
def test_a_share_that_is_no_minority_is_refused(share):
    with pytest.raises(InvalidParameter, match="largest_share"):
        scan_gaps(np.arange(100.0), largest_share=share)


@pytest.mark.long
@pytest.mark.parametrize("n", [300, 2000])
def test_clean_columns_seldom_have_a_finding(n):
    """Pooled rate at most .10: of 270 runs at most 38 with probability .99."""
    wrong = sum(
        scan_both(draw(np.random.default_rng([n, seed]), n)).level <= 0.1
        for draw in SHAPES.values()
        for seed in range(30)
    )
    assert wrong <= 38
