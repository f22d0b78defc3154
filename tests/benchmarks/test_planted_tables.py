"""What is planted is as far off as it says, and nothing else is touched."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from worlds import KINDS, PLANTED_WORLDS, SERIES_WORLDS, World, planted
from worlds.planted import draft
from worlds.planting import Draft
from worlds.series import build

INSIDE = ("broken_correlation", "wrong_category")


def both(world: str, n: int, seed: int, k: float, **more: object) -> tuple[Draft, World]:
    return draft(world, n, seed), planted(world, n, seed, k, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("world", PLANTED_WORLDS)
def test_the_oracle_sees_standard_noise_and_no_outlier_in_a_clean_draft(world: str) -> None:
    clean = draft(world, 10_000, 4)
    for name, law in clean.laws.items():
        z = law.z(clean.table[name].astype(float))
        assert np.nanmax(np.abs(z)) < (5.5 if law.gaussian else 30), name
        assert 0.95 < np.nanstd(z) < 1.1, name
        assert abs(np.nanmean(z)) < 0.06, name


@pytest.mark.parametrize("world", PLANTED_WORLDS)
@pytest.mark.parametrize("k", [4, 6, 8, 12])
def test_every_planted_cell_is_at_least_as_far_off_as_was_asked(
    world: str, k: float
) -> None:
    for seed in range(3):
        clean, dirty = both(world, 2000, seed, k)
        for p in dirty.planted:
            if p.kind == "category_pair":
                continue
            value = np.array([dirty.table[p.column][p.row]], float)
            z = abs(clean.laws[p.column].z(value, np.array([p.row]))[0])
            assert z >= k - 1e-9, p
            assert p.deviations >= k


@pytest.mark.parametrize("world", PLANTED_WORLDS)
def test_only_planted_cells_differ_from_the_clean_table(world: str) -> None:
    clean, dirty = both(world, 3000, 1, 8)
    cells = {(p.row, p.column) for p in dirty.planted}
    for name, column in dirty.table.items():
        changed = np.flatnonzero(column.astype(str) != clean.table[name].astype(str))
        assert {(int(row), name) for row in changed} == {c for c in cells if c[1] == name}


@pytest.mark.parametrize("world", PLANTED_WORLDS)
def test_broken_correlations_and_wrong_categories_are_usual_in_their_column(
    world: str,
) -> None:
    clean, dirty = both(world, 3000, 2, 8, share=0.02)
    inside = [p for p in dirty.planted if p.kind in INSIDE]
    assert len(inside) >= 4
    for p in inside:
        low, high = np.nanquantile(clean.table[p.column].astype(float), [0.01, 0.99])
        assert low <= dirty.table[p.column][p.row] <= high


@pytest.mark.parametrize("world", PLANTED_WORLDS)
@pytest.mark.parametrize("n", [300, 1000, 10_000])
def test_the_share_of_wrong_rows_is_two_in_a_thousand_to_two_in_a_hundred(
    world: str, n: int
) -> None:
    for seed in range(5):
        wrong = len(planted(world, n, seed).wrong_rows)
        assert max(3, 0.0019 * n) <= wrong <= max(3, 0.0201 * n)


def test_all_kinds_occur_where_there_is_room() -> None:
    kinds = Counter(
        p.kind for world in PLANTED_WORLDS for p in planted(world, 10_000, 2).planted
    )
    assert set(kinds) == set(KINDS)


@pytest.mark.parametrize("world", ["servers", "sensors", "weather"])
def test_a_dropped_run_is_consecutive_in_one_series_and_low(world: str) -> None:
    clean, dirty = both(world, 2000, 3, 8, share=0.02, kinds=("dropped_run",))
    rows = np.array([p.row for p in dirty.planted])
    assert 10 <= len(rows) <= 60
    series = clean.series
    assert series is not None
    members = np.flatnonzero(series == series[rows[0]])
    places = np.searchsorted(members, rows)
    np.testing.assert_array_equal(np.diff(places), 1)
    column = dirty.planted[0].column
    assert (dirty.table[column][rows] < clean.table[column][rows]).all()
    assert len({p.event for p in dirty.planted}) == 1


def test_a_shifted_cluster_moves_two_or_three_columns_of_each_row_one_way() -> None:
    clean, dirty = both("orders", 2000, 3, 8, share=0.01, kinds=("shifted_cluster",))
    by_column = Counter(p.column for p in dirty.planted)
    assert len(by_column) in (2, 3)
    assert len(set(by_column.values())) == 1
    for name in by_column:
        rows = [p.row for p in dirty.planted if p.column == name]
        z = clean.laws[name].z(dirty.table[name][rows].astype(float), np.array(rows))
        assert len(set(np.sign(z))) == 1


@pytest.mark.parametrize("world", ["orders", "servers", "staff", "weather"])
def test_broken_pairs_are_few_enough_for_the_rule_to_be_seen(world: str) -> None:
    clean, dirty = both(world, 5000, 3, 8, share=0.01, kinds=("category_pair",))
    assert dirty.planted
    rule = clean.rules[0]
    for p in dirty.planted:
        parent = clean.table[rule.parent] == clean.table[rule.parent][p.row]
        assert dirty.table[rule.child][p.row] != clean.table[rule.child][p.row]
        assert len(dirty.planted) / parent.sum() < 0.01


@pytest.mark.parametrize("world", SERIES_WORLDS)
@pytest.mark.parametrize("n", [1000, 10_000])
def test_a_series_world_has_its_plan(world: str, n: int) -> None:
    dirty = planted(world, n, 1)
    events = {(p.kind, p.event) for p in dirty.planted}
    count = Counter(kind for kind, _ in events)
    assert count["spike"] == 6
    assert count["run"] == count["level_shift"] == 1
    assert count["swap"] == 6
    assert sum(p.kind == "run" for p in dirty.planted) == 12
    assert all(p.deviations >= 8 for p in dirty.planted)


@pytest.mark.parametrize("world", ["ar_9", "keys_5", "no_series"])
def test_rows_of_a_series_are_named_where_the_file_has_them(world: str) -> None:
    """Every cell that differs from the clean file is a planted one, shuffled or not."""
    from worlds import clean

    for seed in range(4):
        before, after = clean(world, 1000, seed).table, planted(world, 1000, seed)
        cells = {(p.row, p.column) for p in after.planted}
        for name, column in after.table.items():
            for row in np.flatnonzero(column != before[name]):
                assert (int(row), name) in cells
        changed = sum(int((after.table[c] != before[c]).sum()) for c in before)
        assert changed == len(cells)


def test_a_level_shift_lasts_to_the_end_of_its_series_and_begins_with_its_first_row() -> (
    None
):
    dirty = planted("keys_5", 1000, 2)
    rows = [p.row for p in dirty.planted if p.kind == "level_shift"]
    site, time = dirty.table["site"], dirty.table["time"]
    key = site[rows[0]]
    assert (site[rows] == key).all()
    assert (np.diff(time[rows]) > np.timedelta64(0)).all()
    assert time[rows[-1]] == time[site == key].max()


def test_keys_have_their_own_scale_and_shifts_are_measured_in_it() -> None:
    series = build("keys_5", 1000, np.random.default_rng(1))
    assert len(set(series.sd)) == 5
