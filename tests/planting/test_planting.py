"""What is planted is what was asked for, where it says, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.core.errors import VedetteError
from vedette.core.table import Column, Role, Roles, Source, Table
from vedette.planting import KINDS, Noise, Planted, Wish, plant, plant_wishes, possible
from vedette.tables.series import find_series

N = 400


def made(seed: int = 0) -> tuple[Table, Roles]:
    """A daily series with two tied quantities, counts, a share of 100, kinds and an id."""
    rng = np.random.default_rng(seed)
    load = np.round(rng.normal(50, 10, N), 1)
    heat = np.round(2 * load + rng.normal(0, 1, N), 2)
    days = np.datetime64("2024-01-01", "us") + np.arange(N) * np.timedelta64(1, "D")
    columns = (
        Column("id", "number", np.arange(N, dtype=float)),
        Column("day", "time", days.astype("datetime64[us]")),
        Column("load", "number", load),
        Column("heat", "number", heat),
        Column("count", "number", rng.poisson(20, N).astype(float)),
        Column("full", "number", np.minimum(100.0, np.round(rng.normal(90, 15, N)))),
        Column(
            "site",
            "text",
            rng.integers(0, 3, N).astype(np.int32),
            np.array(["a", "b", "c"], dtype=object),
        ),
        Column("name", "text", np.arange(N, dtype=np.int32), np.arange(N).astype(object)),
        Column("odd", "flag", (rng.random(N) < 0.02).astype(float)),
    )
    kinds = ("id", "time", *["number"] * 4, "category", "text", "label")
    roles: Roles = {
        c.name: Role(k)
        for c, k in zip(columns, kinds, strict=True)  # type: ignore[arg-type]
    }
    return Table(columns, N, Source("made", "columns")), roles


def before(table: Table, roles: Roles) -> np.ndarray:
    series = find_series(table, roles)
    assert series is not None
    return series.previous()


def one(wish: Wish, seed: int = 0) -> tuple[Table, Planted]:
    table, roles = made()
    return table, plant_wishes(
        table, roles, [wish], seed=seed, previous=before(table, roles)
    )


def test_a_spike_is_as_far_as_was_asked_in_units_of_the_noise() -> None:
    table, roles = made()
    noise = {"heat": Noise(np.full(N, 1.5))}
    planted = plant_wishes(table, roles, [Wish("spike", "heat", 8.0)], seed=3, noise=noise)
    row = planted.rows[0]
    moved = planted.table["heat"].values[row] - table["heat"].values[row]
    assert abs(moved) == pytest.approx(12.0, abs=0.01)
    assert planted.amounts[0] == pytest.approx(moved)
    assert planted.sizes[0] == pytest.approx(8.0, abs=0.01)


def test_a_usual_value_in_the_wrong_row_is_within_the_middle_of_its_column() -> None:
    for seed in range(20):
        table, planted = one(Wish("broken_correlation", "load", 2.0), seed)
        value = planted.table["load"].values[planted.rows[0]]
        low, high = np.quantile(table["load"].values, (0.01, 0.99))
        assert low <= value <= high
        assert planted.sizes[0] == pytest.approx(2.0, rel=0.3)


@pytest.mark.parametrize(("form", "factor"), [("x 10", 10), ("x 100", 100), ("/ 10", 0.1)])
def test_a_wrong_unit_is_that_many_times_the_value(form: str, factor: float) -> None:
    table, planted = one(Wish("unit_error", "load", 0.0, form))
    row = planted.rows[0]
    old = table["load"].values[row]
    assert planted.table["load"].values[row] == pytest.approx(factor * old, abs=0.051)


def test_a_wrong_sign_is_the_same_value_below_zero() -> None:
    table, planted = one(Wish("sign_flip", "load"))
    row = planted.rows[0]
    assert planted.table["load"].values[row] == -table["load"].values[row]


def test_swapped_digits_are_the_same_digits() -> None:
    for seed in range(20):
        table, planted = one(Wish("digits_swapped", "heat"), seed)
        row = planted.rows[0]
        old, new = (f"{t['heat'].values[row]:07.2f}" for t in (table, planted.table))
        assert old != new
        assert sorted(old) == sorted(new)


def test_swapped_columns_exchange_their_values_in_one_row() -> None:
    table, planted = one(Wish("swapped_columns", "count"))
    row = planted.rows[0]
    names = ["load", "heat", "count", "full"]
    changed = [c for c in names if planted.table[c].held(row) != table[c].held(row)]
    assert len(changed) == 2
    a, b = changed
    assert planted.table[a].values[row] == pytest.approx(table[b].values[row], abs=0.5)
    assert planted.columns == ("",)


def test_a_wrong_category_exists_and_a_new_one_does_not() -> None:
    table, planted = one(Wish("wrong_category", "site"))
    row = planted.rows[0]
    assert planted.table["site"].held(row) in set("abc") - {table["site"].held(row)}
    table, planted = one(Wish("new_level", "site"))
    assert planted.table["site"].held(planted.rows[0]) not in set("abc")


def test_a_missing_value_is_missing_and_a_date_is_years_off() -> None:
    table, planted = one(Wish("missing", "load"))
    assert planted.table["load"].missing.nonzero()[0].tolist() == planted.rows.tolist()
    table, planted = one(Wish("wrong_date", "day"))
    row = planted.rows[0]
    days = planted.table["day"].values[row] - table["day"].values[row]
    years = abs(days / np.timedelta64(1, "D")) / 365.2425
    assert round(years) in (1, 10, 100)


def test_a_run_is_shifted_as_a_whole_and_a_stuck_one_repeats_its_first_value() -> None:
    table, planted = one(Wish("level_shift", "load", 4.0))
    assert np.array_equal(np.diff(planted.rows), np.ones(len(planted) - 1))
    assert 5 <= len(planted) <= 20
    assert len(set(np.round(planted.amounts, 6))) == 1
    assert set(planted.events) == {0}
    table, planted = one(Wish("stuck", "load"))
    values = planted.table["load"].values[planted.rows]
    assert set(values) == {table["load"].values[planted.rows[0] - 1]}


def test_dropped_rows_are_gone_and_the_next_row_shows_it() -> None:
    _, planted = one(Wish("dropped_rows", ""))
    gone = N - planted.table.rows
    assert 4 <= gone <= 19
    row = planted.rows[0]
    step = planted.table["day"].values[row] - planted.table["day"].values[row - 1]
    assert step == np.timedelta64(gone + 1, "D")
    assert planted.origin[row] - planted.origin[row - 1] == gone + 1


def test_a_copy_is_equal_to_the_row_it_comes_from() -> None:
    table, planted = one(Wish("duplicate", ""))
    assert planted.table.rows == N + 1
    row = int(planted.rows[0])
    assert row == N
    for name in table.names:
        assert planted.table[name].held(row) == table[name].held(int(planted.origin[row]))


def test_nothing_else_changes() -> None:
    table, roles = made()
    planted = plant(table, roles, seed=1, count=40, previous=before(table, roles))
    for name in table.names:
        old = table[name].take(planted.origin)
        new = planted.table[name]
        same = np.array([old.held(r) == new.held(r) for r in range(len(old))])
        here = [
            r for r, c in zip(planted.rows, planted.columns, strict=True) if c in ("", name)
        ]
        assert set(np.flatnonzero(~same)) <= set(here)
    for name in ("id", "name", "odd"):
        assert np.array_equal(
            planted.table[name].values, table[name].values[planted.origin]
        )


def test_values_keep_to_lattice_bounds_and_type() -> None:
    table, roles = made()
    kinds = ("spike", "broken_correlation", "odd_row", "level_shift")
    planted = plant(
        table, roles, seed=2, count=60, kinds=kinds, previous=before(table, roles)
    )
    assert np.array_equal(planted.table["count"].values % 1, np.zeros(planted.table.rows))
    assert (planted.table["count"].values >= 0).all()
    assert planted.table["full"].values.max() <= 100
    assert np.allclose(
        np.round(planted.table["load"].values, 1), planted.table["load"].values
    )
    assert [c.kind for c in planted.table] == [c.kind for c in table]


def test_every_kind_can_be_planted_and_no_row_is_wrong_twice() -> None:
    table, roles = made()
    planted = plant(table, roles, seed=0, count=60, previous=before(table, roles))
    assert set(planted.kinds) == set(KINDS)
    assert len(set(planted.rows)) == len(planted.rows)
    assert planted.odd.sum() == len(planted)


def test_the_same_seed_plants_the_same_and_another_does_not() -> None:
    table, roles = made()
    first, again, other = (plant(table, roles, seed=s) for s in (5, 5, 6))
    assert first.rows.tolist() == again.rows.tolist()
    assert first.kinds == again.kinds
    for name in table.names:
        assert (
            np.array_equal(
                first.table[name].values, again.table[name].values, equal_nan=True
            )
            or table[name].kind == "time"
        )
    assert first.rows.tolist() != other.rows.tolist()


def test_rows_to_avoid_stay_as_they_are() -> None:
    table, roles = made()
    avoid = np.arange(0, N, 2)
    wishes = [Wish("spike", "load", 4.0)] * 30
    planted = plant_wishes(table, roles, wishes, seed=0, avoid=avoid)
    assert len(planted) == 30
    assert (planted.rows % 2 == 1).all()


def test_what_fits_nowhere_is_refused_and_told() -> None:
    table, roles = made()
    wish = Wish("broken_correlation", "full", 500.0)
    planted = plant_wishes(table, roles, [wish], seed=0)
    assert len(planted) == 0
    assert planted.refused == (wish,)


def test_a_size_that_the_lattice_of_a_column_cannot_hold_is_refused() -> None:
    table, roles = made()
    noise = {"count": Noise(np.full(N, 0.1))}
    wishes = [Wish("spike", "count", 2.0), Wish("spike", "count", 10.0)]
    planted = plant_wishes(table, roles, wishes, seed=0, noise=noise)
    assert planted.refused == (wishes[0],)
    assert abs(planted.amounts[0]) == 1


def test_kinds_of_series_need_an_order() -> None:
    table, roles = made()
    assert not {w.kind for w in possible(table, roles)} & {"stuck", "dropped_rows"}


def test_a_table_without_anything_to_plant_into_comes_back_as_it_is() -> None:
    same = Column("a", "number", np.ones(5))
    table = Table((same,), 5, Source("ones", "columns"))
    planted = plant(table, {"a": Role("constant")}, seed=0, kinds=["spike"])
    assert len(planted) == 0
    assert planted.table.rows == 5


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"kinds": ["spikes"]}, "spikes"),
        ({"columns": ["lode"]}, "lode"),
        ({"sizes": [0.0]}, "sizes"),
        ({"count": -1}, "count"),
        ({"kinds": "spike"}, "list"),
    ],
)
def test_what_makes_no_sense_is_refused(asked: dict[str, object], said: str) -> None:
    table, roles = made()
    with pytest.raises(VedetteError, match=said):
        plant(table, roles, seed=0, **asked)  # type: ignore[arg-type]


def test_no_error_is_planted_that_changes_a_value_by_less_than_its_noise() -> None:
    values = np.random.default_rng(0).normal(0, 1, 400).round(2)
    table = Table((Column("x", "number", values),), 400, Source("x", "columns"))
    planted = plant(
        table,
        {"x": Role("number")},
        seed=1,
        kinds=["sign_flip", "digits_swapped"],
        count=40,
    )
    assert len(planted) >= 20
    assert planted.sizes.min() >= 1
