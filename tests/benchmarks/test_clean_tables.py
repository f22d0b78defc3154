"""Clean tables are what they say: same bytes for a seed, usable columns, honest noise."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from worlds import CLEAN_KINDS, LEGITIMATE, clean
from worlds.series import FLOW_SD, SERIES_WORLDS, build, phi_of

TYPES = {np.dtype("f8"), np.dtype("i8"), np.dtype("O"), np.dtype("M8[us]")}


@pytest.mark.parametrize("kind", CLEAN_KINDS)
@pytest.mark.parametrize("n", [60, 300, 1000])
def test_a_clean_table_has_usable_columns_of_the_length_asked_for(
    kind: str, n: int
) -> None:
    table = clean(kind, n, seed=3).table
    assert len(table) >= 4
    for name, column in table.items():
        assert len(column) == n, name
        assert column.dtype in TYPES, name
        if column.dtype == np.float64:
            assert not np.isinf(column).any(), name
        if column.dtype == object:
            assert all(v is None or isinstance(v, str) for v in column), name


@pytest.mark.parametrize("kind", CLEAN_KINDS)
def test_the_same_seed_gives_the_same_table_and_another_seed_another(kind: str) -> None:
    one, two, other = (clean(kind, 200, seed).table for seed in (1, 1, 2))
    for name in one:
        np.testing.assert_array_equal(one[name], two[name])
    assert any(not _same(one[name], other[name]) for name in one)


def _same(a: np.ndarray, b: np.ndarray) -> bool:
    return bool((a.astype(str) == b.astype(str)).all())


@pytest.mark.parametrize("kind", CLEAN_KINDS)
def test_a_clean_table_says_that_nothing_is_planted(kind: str) -> None:
    assert clean(kind, 60, 0).planted == ()


def test_t3_noise_has_the_tail_of_t3_and_no_more() -> None:
    column = clean("t3", 20_000, 5).table["drift_ns"]
    assert stats.kstest(column, stats.t(3).cdf).pvalue > 1e-3
    worst = stats.t(3).sf(np.abs(column).max()) * 2 * len(column)
    assert worst > 1e-3


def test_regression_noise_is_t4_about_the_plane() -> None:
    table = clean("regression_t4", 20_000, 5).table
    noise = table["price_keur"] - (100 + 3 * table["area_m2"] - 1.2 * table["age_years"])
    assert stats.kstest(noise / 20, stats.t(4).cdf).pvalue > 1e-3


def test_gaussian_columns_hold_no_outlier() -> None:
    table = clean("correlated_12", 10_000, 5).table
    X = np.column_stack(list(table.values())) - 10
    assert np.abs(X).max() < 6
    np.testing.assert_allclose(np.corrcoef(X.T)[np.triu_indices(12, 1)], 0.3, atol=0.04)


def test_the_sharp_function_is_exact_up_to_its_small_noise() -> None:
    table = clean("sharp_function", 10_000, 5).table
    rest = table["pressure_kpa"] - 3 * table["flow_l_s"] ** 2
    assert np.abs(rest).max() < 0.06


def test_the_legitimate_cluster_is_half_a_percent_far_away() -> None:
    table = clean(LEGITIMATE, 10_000, 5).table
    X = np.column_stack([(c - np.median(c)) / c.std() for c in table.values()])
    far = np.linalg.norm(X, axis=1) > 10
    assert far.sum() == 50


def test_three_in_ten_rows_of_duplicates_are_copies() -> None:
    table = clean("duplicates", 1000, 5).table
    rows = list(zip(*(c.tolist() for c in table.values()), strict=True))
    assert len(set(rows)) == 700


def test_a_catalogue_repeats_at_most_sixty_contents() -> None:
    table = clean("catalogue", 2000, 5).table
    assert len(set(zip(*(c.tolist() for c in table.values()), strict=True))) <= 60


def test_values_are_missing_where_another_column_says_so() -> None:
    table = clean("missing_dependent", 2000, 5).table
    assert np.isnan(table["second_u_l"][table["marker_u_l"] < 3.99]).all()
    assert not np.isnan(table["second_u_l"][table["marker_u_l"] > 4.01]).any()


@pytest.mark.parametrize(
    "world", ["ar_3", "ar_6", "ar_9", "ar_97", "no_series", "random_walk"]
)
def test_a_series_has_its_autocorrelation_and_gaussian_innovations(world: str) -> None:
    table = build(world, 10_000, np.random.default_rng(5)).table
    phi = phi_of(world)
    a = table["a"]
    innovation = a[1:] - phi * a[:-1]
    assert stats.kstest(innovation, stats.norm.cdf).pvalue > 1e-3
    log_flow = (np.log(table["flow"]) - 2) / FLOW_SD
    flow_phi = min(phi, 0.97)
    assert np.std(log_flow[1:] - flow_phi * log_flow[:-1]) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("world", SERIES_WORLDS)
def test_times_are_unique_within_a_series_and_some_files_are_shuffled(world: str) -> None:
    in_order = []
    for seed in range(8):
        table = clean(world, 400, seed).table
        series = table.get("site", np.zeros(400))
        assert len(set(zip(series.tolist(), table["time"].tolist(), strict=True))) == 400
        in_order.append(bool((np.diff(table["time"]) >= np.timedelta64(0)).all()))
    assert 0 < sum(in_order) < 8
