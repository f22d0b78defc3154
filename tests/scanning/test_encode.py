"""From columns to features."""

import numpy as np
import pytest

import naive.scanning as naive
from vedette.core.table import Column, Role, Source, Table
from vedette.scanning.encode import Way, by_count, encode, lattice
from vedette.tables.facts import Function


def codes(column):
    return Way("code", levels=by_count(column)).values(column)


def numbers(name, values):
    return Column(name, "number", np.asarray(values, dtype=float))


def texts(name, values):
    levels = list(dict.fromkeys(v for v in values if v is not None))
    codes = [-1 if v is None else levels.index(v) for v in values]
    return Column(name, "text", np.array(codes, np.int32), np.array(levels, dtype=object))


def times(name, values):
    return Column(name, "time", np.asarray(values).astype("datetime64[us]"))


def design_of(*columns, functions=(), **roles):
    table = Table(columns, len(columns[0]), Source("made", "dict"))
    named = {c.name: Role(roles.get(c.name, "number")) for c in columns}
    return encode(table, named, functions)


def labels(design):
    return [part.label for part in design.parts]


def normal(n=300, seed=0):
    return np.random.default_rng(seed).normal(size=n)


# The lattice


@pytest.mark.parametrize(
    ("values", "cell"),
    [
        (np.tile(np.arange(8), 20), 1.0),
        (np.tile(np.arange(8) * 0.25, 20), 0.25),
        (np.tile([1, 2, 3, 4, 7, 13], 20), 1.0),
        (np.arange(100), 0.0),  # all distinct
        (np.full(50, 3.0), 0.0),  # one value
        (np.array([]), 0.0),
    ],
)
def test_the_cell_of_a_lattice_is_the_usual_step(values, cell):
    assert lattice(np.asarray(values, dtype=float)) == cell


def test_a_few_values_off_the_lattice_do_not_change_it():
    values = np.concatenate([np.tile(np.arange(10.0), 30), [2.5, 3.25, 7.001]])

    assert lattice(values) == 1.0


@pytest.mark.parametrize(("share", "cell"), [(0.7, 0.0), (0.69, 1.0)])
def test_a_column_of_mostly_distinct_values_is_continuous(share, cell):
    distinct = np.arange(1, 1000 * share + 1.5)[: int(1000 * share) + (share == 0.7)]
    values = np.concatenate([distinct, np.full(1000 - len(distinct), 3.0)])

    assert lattice(values) == cell


@pytest.mark.parametrize("seed", range(6))
def test_the_lattice_agrees_with_looking_at_each_row(seed):
    rng = np.random.default_rng(seed)
    values = np.round(rng.gamma(2, 3, 120) * 7) / 7

    assert lattice(values) == pytest.approx(naive.lattice(values), abs=1e-12)


def test_other_units_scale_the_lattice():
    values = np.random.default_rng(0).poisson(6, 500).astype(float)

    assert lattice(values * 1024) == 1024 * lattice(values)
    assert lattice(-values) == lattice(values)


# Quantities


def test_a_quantity_is_judged():
    design = design_of(numbers("x", normal()))

    assert design.targets == [0]
    assert design.parts[0].cell == 0
    assert not design.skipped


def test_a_column_of_mostly_one_value_is_judged_by_its_others():
    x = np.where(np.arange(300) % 3 == 0, normal() + 5, 0.0)

    part = design_of(numbers("rain", x)).parts[0]

    assert part.usual == 0.0
    assert np.array_equal(part.hidden, x == 0)
    assert np.isnan(part.feature.values[x == 0]).all()
    assert np.array_equal(part.feature.values[x != 0], x[x != 0])
    assert part.feature.target


def test_half_the_rows_of_one_value_are_not_mostly():
    x = np.where(np.arange(300) % 2 == 0, normal(), 0.0)

    assert design_of(numbers("x", x)).parts[0].usual is None


def test_nearly_always_one_value_is_two_kinds_of_rows():
    x = np.zeros(300)
    x[:49], x[60] = normal(49), np.nan

    design = design_of(numbers("x", x))

    assert design.targets == []
    assert design.skipped == {"x": "nearly always 0"}
    assert design.parts[0].feature.kind == "category"
    assert design.parts[0].feature.values[[0, 55, 60]].tolist() == [1, 0, -1]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (np.arange(300) % 10, "10 distinct values"),
        (np.arange(300) % 2, "2 distinct values"),
        (np.full(300, 7.0), "one value only"),
        (np.full(300, np.nan), "one value only"),
    ],
)
def test_a_quantity_of_few_values_has_no_tail_to_judge(values, why):
    design = design_of(numbers("x", values), numbers("y", normal()))

    assert design.skipped == {"x": why}
    assert [design.parts[t].column for t in design.targets] == ["y"]


def test_eleven_values_are_judged_on_their_lattice():
    design = design_of(numbers("x", np.arange(300) % 11))

    assert design.targets == [0]
    assert design.parts[0].cell == 1
    assert design.parts[0].feature.resolution == 1


# Circles and phases


def test_an_angle_is_a_place_on_a_circle():
    design = design_of(numbers("wind", [0, 90, 180, 270, 360, np.nan]), wind="angle")

    cos, sin = (part.feature.values for part in design.parts)
    assert cos[:5] == pytest.approx([1, 0, -1, 0, 1], abs=1e-12)
    assert sin[:5] == pytest.approx([0, 1, 0, -1, 0], abs=1e-12)
    assert np.isnan([cos[5], sin[5]]).all()
    assert design.skipped == {"wind": "an angle"}
    assert len({part.feature.source for part in design.parts}) == 1


def test_a_clock_time_is_hours_and_minutes():
    design = design_of(numbers("dep", [0, 600, 1545, 2359]), dep="clock")

    assert labels(design) == ["dep (cos)", "dep (sin)", "dep"]
    assert design.parts[2].feature.values.tolist() == [0, 360, 945, 1439]
    assert design.parts[0].feature.values[1] == pytest.approx(0, abs=1e-12)
    assert design.parts[1].feature.values[1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("start", "step", "n", "expected"),
    [
        ("2026-01-05", "10 m", 12, []),  # two hours
        ("2026-01-05", "1 h", 24, ["hour"]),
        ("2026-01-05", "1 h", 24 * 7, ["hour"]),  # only one week
        ("2026-01-05", "1 h", 24 * 20, ["hour", "weekday"]),
        ("2026-01-05", "1 D", 20, ["weekday"]),
        ("2026-01-05", "1 D", 400, ["weekday", "season"]),
        ("2020-01-01", "7 D", 200, ["season"]),  # always the same weekday
        ("2020-01-01", "6 h", 2000, ["hour", "weekday", "season"]),
    ],
)
def test_a_time_has_the_phases_the_data_show(start, step, n, expected):
    size, unit = step.split()
    stamps = np.datetime64(start, "us") + np.arange(n) * np.timedelta64(int(size), unit)

    design = design_of(times("t", stamps), t="time")

    per = {"hour": 3, "weekday": 1, "season": 3}
    assert len(design.parts) == sum(per[name] for name in expected)
    assert ("t (weekday)" in labels(design)) == ("weekday" in expected)
    assert all(part.phase for part in design.parts)
    assert design.targets == []
    assert len({part.feature.source for part in design.parts}) <= 1


def test_weekdays_begin_on_monday():
    days = np.datetime64("2026-01-05") + np.arange(20)  # a Monday

    design = design_of(times("t", days), t="time")

    assert design.parts[0].feature.values[:8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]


def test_rows_without_a_time_have_no_phase():
    stamps = np.datetime64("2020-01-01", "us") + np.arange(2000) * np.timedelta64(6, "h")
    stamps[5] = np.datetime64("NaT")

    design = design_of(times("t", stamps), t="time")

    assert len(design.parts) == 7
    assert all(np.isnan(part.feature.values[5]) for part in design.parts)
    assert all(np.isfinite(part.feature.values[6]) for part in design.parts)


def test_a_month_is_no_witness_where_there_is_a_time():
    month = numbers("month", np.arange(300) % 12 + 1)
    stamps = times("t", np.datetime64("2026-01-01") + np.arange(300))

    assert "month" in labels(design_of(month, month="part"))
    assert "month" not in labels(design_of(month, stamps, month="part", t="time"))


# Categories


def test_codes_go_by_frequency_then_by_name():
    values = ["c", "b", "b", None, "a", "b", "c", "a"]

    assert codes(texts("k", values)).tolist() == [2, 0, 0, -1, 1, 0, 2, 1]


@pytest.mark.parametrize("seed", range(3))
def test_codes_do_not_depend_on_the_order_of_the_rows(seed):
    rng = np.random.default_rng(seed)
    values, moved = rng.choice(list("abcde"), 100), rng.permutation(100)

    before = codes(texts("k", values.tolist()))
    after = codes(texts("k", values[moved].tolist()))

    assert np.array_equal(after, before[moved])


def test_a_number_that_is_a_category_has_codes():
    column = numbers("k", [7, 3, np.nan, 7])

    assert codes(column).tolist() == [0, 1, -1, 0]
    assert codes(texts("k", [None, None])).tolist() == [-1, -1]


@pytest.mark.parametrize("role", ["id", "text", "label", "weight", "ignore", "constant"])
def test_columns_that_are_none_of_the_tables_business_are_no_witnesses(role):
    design = design_of(numbers("a", normal()), texts("b", ["x", "y", "z"] * 100), b=role)

    assert labels(design) == ["a"]


@pytest.mark.parametrize(
    ("role", "why"),
    [("category", "a category"), ("flag", "a category"), ("code", "a code")],
)
def test_categories_are_witnesses_but_not_judged(role, why):
    design = design_of(numbers("a", normal()), texts("b", ["x", "y", "z"] * 100), b=role)

    assert labels(design) == ["a", "b"]
    assert design.targets == [0]
    assert design.skipped == {"b": why}


def test_a_column_that_others_determine_is_neither_judged_nor_a_witness():
    total = Function("total", ("a", "b"), np.array([3]), "sum")
    a, b = normal(), normal(seed=1)
    columns = [numbers("a", a), numbers("b", b), numbers("total", a + b)]

    design = design_of(*columns, functions=[total])

    assert labels(design) == ["a", "b"]
    assert design.skipped == {"total": "determined by a and b"}
