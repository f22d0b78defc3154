"""Features: what each kind of column becomes, and that a new table is read alike."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.core.table import Column, Role, Source, Table
from vedette.detectors.features import Places, fit_features


def text(name, values):
    levels = list(dict.fromkeys(v for v in values if v is not None))
    codes = [levels.index(v) if v is not None else -1 for v in values]
    return Column(name, "text", np.array(codes, np.int32), np.array(levels, dtype=object))


def table(*columns):
    return Table(columns, len(columns[0]), Source("made", "made"))


def made(column, role, **roles):
    there = table(column)
    features = fit_features(there, {column.name: Role(role)} | roles)
    return features, features.matrix(there)


def test_a_number_comes_in_robust_standard_deviations():
    values = np.random.default_rng(0).normal(1000, 5, 5000)

    _, X = made(Column("x", "number", values), "number")

    assert X[:, 0] == pytest.approx((values - 1000) / 5, abs=0.2)


def test_a_skewed_number_comes_as_its_logarithm():
    values = np.exp(np.random.default_rng(0).normal(size=5000))

    _, X = made(Column("x", "number", values), "number")

    assert X[:, 0] == pytest.approx(np.log(values), abs=0.2)


def test_a_level_stands_as_far_out_as_a_normal_value_that_is_as_rare():
    # 900 + 95 + 5: shares of rows at most as common are 1, .1 and .005
    _, X = made(text("c", ["a"] * 900 + ["b"] * 95 + ["d"] * 5), "category")

    assert X[[0, 900, 999], 0] == pytest.approx([0.0, 1.6449, 2.8070], abs=1e-4)


def test_levels_that_are_all_as_common_are_all_usual():
    _, X = made(text("c", ["a", "b", "c", "d"] * 50), "code")

    assert not X.any()


def test_a_missing_level_is_a_level_and_a_new_one_the_rarest():
    column = text("c", ["a"] * 98 + [None] * 2)
    features, X = made(column, "category")
    places = features.made[0].places

    there = features.matrix(table(text("c", ["new", "a", None])))[:, 0]

    assert isinstance(places, Places)
    assert there[0] == places.unseen > there[2] == places.missing == X[99, 0] > 2.3
    assert there[1] == 0


def test_kinds_are_told_apart_where_that_is_asked_for():
    column = text("c", ["a", "b", "a", None])
    features = fit_features(table(column), {"c": Role("category")}, kinds=True)

    seen = features.matrix(table(column))[:, 0]
    new = features.matrix(table(text("c", ["b", "new"])))[:, 0]

    assert features.kinds == (0,)
    assert seen[0] == seen[2]
    assert new[0] == seen[1]
    assert len({*seen, new[1]}) == 4


def test_a_missing_number_stays_missing():
    values = np.arange(100.0)
    values[7] = np.nan

    _, X = made(Column("x", "number", values), "number")

    assert np.flatnonzero(np.isnan(X[:, 0])).tolist() == [7]


def test_the_end_of_a_day_is_near_its_beginning():
    hours = np.datetime64("2026-01-05", "us") + np.arange(240) * np.timedelta64(1, "h")
    features, X = made(Column("t", "time", hours), "time")

    late = features.matrix(
        table(
            Column(
                "t", "time", np.array(["2026-03-02T23:50", "2026-03-02T00:10"], "M8[us]")
            )
        )
    )
    assert [f.what for f in features.made] == ["hour", "hour", "weekday", "weekday"]
    assert features.columns == ("t",) * 4
    assert np.linalg.norm(late[0, :2] - late[1, :2]) < 0.1
    assert np.allclose(X[:, 0] ** 2 + X[:, 1] ** 2, 1)


def test_a_clock_turns_once_a_day_and_an_angle_once_in_360():
    _, clock = made(Column("c", "number", np.array([0.0, 600.0, 1200.0, 1800.0])), "clock")
    _, angle = made(Column("a", "number", np.array([0.0, 90.0, 180.0, 270.0])), "angle")

    turns = [[1, 0], [0, 1], [-1, 0], [0, -1]]
    assert clock == pytest.approx(np.array(turns), abs=1e-12)
    assert angle == pytest.approx(np.array(turns), abs=1e-12)


@pytest.mark.parametrize(
    "role", ["id", "key", "text", "label", "weight", "ignore", "constant"]
)
def test_what_is_no_quantity_and_no_kind_is_left_out(role):
    features, X = made(Column("x", "number", np.arange(50.0)), role)

    assert features.columns == ()
    assert X.shape == (50, 0)


def test_a_constant_column_says_nothing():
    features, _ = made(Column("x", "number", np.full(50, 3.0)), "number")

    assert features.columns == ()


def test_other_units_give_the_same_features():
    values = np.random.default_rng(0).normal(50, 5, 500)

    _, metres = made(Column("x", "number", values), "number")
    _, feet = made(Column("x", "number", values * 3.28084), "number")

    assert feet == pytest.approx(metres, abs=1e-9)
