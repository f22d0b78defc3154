"""Each kind of fact on a small table that has it, and on its neighbours that do not."""

import numpy as np
import pytest

from naive import facts as made
from vedette.core.table import Column
from vedette.tables.facts import find_facts


def of_kind(kind, *columns, **roles):
    return [f for f in find_facts(*made.table(*columns, **roles)).facts if f.fact == kind]


def rng(seed=0):
    return np.random.default_rng(seed)


# Codes for missing


def test_a_repeated_minus_one_below_positive_values_is_a_code_and_is_taken_out():
    session = np.round(2.9 + rng().gamma(3, 30, 1000), 1)
    session[5] = 2.9
    session[[17, 350, 900]] = -1

    found = find_facts(*made.table(made.number("session_s", session)))

    (fact,) = found.facts
    assert (fact.fact, fact.count, fact.rows) == ("sentinel", 3, (17, 350, 900))
    assert fact.text == (
        "session_s = -1 in 3 rows; all others are 2.9 or more: a code for missing?"
    )
    assert np.flatnonzero(found.cleaned["session_s"].missing).tolist() == [17, 350, 900]


@pytest.mark.parametrize(
    ("why", "values"),
    [
        ("-1 among negatives", np.append(rng(1).integers(-5, 6, 500), [-1] * 9)),
        ("-1 once", np.append(rng(2).gamma(3, 30, 500), [-1])),
        ("-1, 0 and 1 are three kinds", rng(3).integers(-1, 2, 500)),
        ("a correlation of -1", np.append(rng(4).uniform(0, 1, 500), [-1, -1])),
        ("999 below others", np.append(rng(5).integers(1, 1500, 500), [999] * 5)),
        ("age 99", np.append(rng(6).integers(18, 90, 500), [99] * 4)),
        ("99 in a long tail", np.append(np.round(rng(7).pareto(1, 500) * 9), [99] * 4)),
        ("0 among counts", rng(8).poisson(2, 500)),
        ("a cap", np.minimum(rng(9).integers(0, 120, 500), 99)),
        ("too few others", np.append(rng(10).gamma(3, 30, 10), [-1] * 5)),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_an_ordinary_value_that_looks_like_a_code_stays(why, values):
    found = find_facts(*made.table(made.number("x", values)))

    assert not [f for f in found.facts if f.fact == "sentinel"], why
    assert not found.cleaned["x"].missing.any()


@pytest.mark.parametrize("code", [-999, 999, 9999, 99999, 1e9, 2147483647])
def test_codes_far_from_the_rest_are_taken_out_even_beside_negatives(code):
    values = np.append(np.round(rng().normal(0, 30, 500), 1), [code] * 3)

    (fact,) = of_kind("sentinel", made.number("x", values))

    assert fact.rows == (500, 501, 502)


def test_a_lone_zero_far_below_the_rest_is_told_but_kept():
    pressure = np.append(np.round(rng().normal(1013, 8, 500), 1), [0, 0, 0])

    found = find_facts(*made.table(made.number("pressure", pressure)))

    assert [f.rows for f in found.facts] == [(500, 501, 502)]
    assert not found.cleaned["pressure"].missing.any()


def test_infinite_values_are_told_and_taken_out():
    values = np.append(rng().normal(size=200), [np.inf, -np.inf])

    found = find_facts(*made.table(made.number("x", values)))

    assert found.facts[0].rows == (200, 201)
    assert np.isfinite(found.cleaned["x"].values[~found.cleaned["x"].missing]).all()


def test_dummy_dates_are_taken_out_and_old_dates_stay():
    days = np.datetime64("2020-01-01") + rng().integers(0, 900, 300)
    dummy = np.append(days, np.array(["1900-01-01", "9999-12-31"], "datetime64[D]"))
    old = np.datetime64("1890-01-01") + np.arange(0, 9000, 30)

    found = find_facts(*made.table(made.time("paid", dummy)))

    assert sorted(f.rows for f in found.facts if f.fact == "sentinel") == [(300,), (301,)]
    assert np.flatnonzero(found.cleaned["paid"].missing).tolist() == [300, 301]
    assert not of_kind("sentinel", made.time("born", old))


def test_words_for_missing_are_told_unless_they_are_a_large_kind():
    some = ["a", "b", "c"] * 100

    (fact,) = of_kind("sentinel", made.text("x", [*some, "Unknown"]))

    assert fact.text == 'x = "Unknown" in 1 row: a word for missing?'
    assert not of_kind("sentinel", made.text("coupon", [*some, *["none"] * 200]))


# Wrong types, missing, constant


def test_cells_of_a_wrong_type_are_quoted_and_not_counted_as_missing():
    values = np.arange(100.0) ** 1.5
    values[[3, 8, 9]] = np.nan
    column = Column(
        "fee",
        "number",
        values,
        misfit_rows=np.array([3, 8]),
        misfit_texts=np.array(["n/a?", "n/a?"], dtype=object),
    )

    wrong, absent = find_facts(*made.table(column)).facts

    assert wrong.text == 'fee is not a number in 2 rows: "n/a?" (rows 3, 8)'
    assert (absent.fact, absent.rows) == ("missing", (9,))


def test_columns_missing_in_the_same_rows_are_one_fact():
    a, b, c = rng().normal(size=(3, 400))
    a[:12] = b[:12] = np.nan
    c[7] = np.nan

    facts = of_kind(
        "missing", *(made.number(k, v) for k, v in zip("abc", (a, b, c), strict=True))
    )

    assert [(f.columns, f.count) for f in facts] == [(("a", "b"), 12), (("c",), 1)]
    assert facts[0].text == "a and b are missing together in 12 rows (3.0 %)"


def test_constant_empty_and_nearly_constant_columns_are_told_apart():
    nearly = np.zeros(600)
    nearly[[5, 77]] = 1, 3
    columns = [
        made.number("year", np.full(600, 2013.0)),
        made.number("gone", np.full(600, np.nan)),
        made.number("mode", nearly),
        made.number("x", rng().normal(size=600)),
    ]

    facts = {f.fact: f for f in find_facts(*made.table(*columns)).facts}

    assert facts["constant"].columns == ("year",)
    assert facts["all_missing"].columns == ("gone",)
    assert facts["nearly_constant"].rows == (5, 77)
    assert facts["nearly_constant"].text == "mode is 0 in all but 2 rows: rows 5, 77"


# Duplicates


def test_a_repeated_id_names_its_rows():
    ids = [f"r{i:04}" for i in range(300)]
    ids[250] = ids[17]

    (fact,) = of_kind("duplicate_id", made.text("order", ids), order="id")

    assert fact.rows == (17, 250)
    assert fact.text == "order: 1 value names more than one row: r0017 in rows 17, 250"


def test_copies_of_rows_are_found_apart_from_ids_and_as_the_slow_twin_finds_them():
    r = rng()
    a, b, c = np.round(r.normal(size=(3, 400)), 3)
    kind = r.integers(0, 3, 400)
    for copy, original in ((30, 5), (31, 5), (200, 100)):
        for values in (a, b, c, kind):
            values[copy] = values[original]
    columns = [
        made.number("a", a),
        made.number("b", b),
        made.number("c", c),
        made.kinds("k", kind, list("xyz")),
    ]

    (fact,) = of_kind("duplicate_row", made.number("id", np.arange(400)), *columns, id="id")

    assert list(fact.rows) == made.rows_again(list(zip(a, b, c, kind, strict=True)))
    assert fact.text.startswith("3 rows (0.8 %) are copies")


def test_equal_rows_of_few_kinds_are_no_news():
    a, b = rng().integers(0, 60, (2, 1000))

    assert not of_kind("duplicate_row", made.number("a", a), made.number("b", b))


def test_equal_rows_are_no_news_where_one_column_is_computed_from_the_others():
    a, b, _ = np.random.default_rng(1).dirichlet([2, 2, 2], 3000).round(3).T

    columns = [made.number(k, v) for k, v in (("a", a), ("b", b), ("c", 1 - a - b))]

    assert not of_kind("duplicate_row", *columns)


def test_a_time_that_is_there_twice_in_one_series_is_told_and_random_moments_are_not():
    hours = np.datetime64("2024-01-01T00", "h") + np.tile(np.arange(200), 2)
    hours[57] = hours[56]
    key = made.kinds("site", np.repeat([0, 1], 200), ["A", "B"])
    moments = np.datetime64("2024-01-01", "s") + rng().integers(0, 10_000_000, 5000)

    (fact,) = of_kind("duplicate_time", made.time("t", hours), key, site="key")

    assert fact.rows == (56, 57)
    assert not of_kind("duplicate_time", made.time("t", moments))


def test_gaps_are_told_for_each_key_with_their_length():
    hours = np.datetime64("2024-01-01T00", "h") + np.arange(400)
    first = np.delete(hours, np.arange(100, 131))
    t = np.concatenate([first, hours])
    key = made.kinds("site", np.repeat([0, 1], [len(first), len(hours)]), ["EWR", "JFK"])
    order = rng().permutation(len(t))

    (fact,) = of_kind("gap_in_time", made.time("t", t[order]), key.take(order), site="key")

    assert fact.count == 31
    assert fact.text == (
        "site EWR: 31 hours missing between 2024-01-05 03:00 and 2024-01-06 11:00"
    )
    assert fact.rows == (int(np.flatnonzero(order == 100)[0]),)


# Rare kinds and spelling


def test_a_kind_of_two_rows_among_kinds_of_many_is_rare_and_a_long_tail_is_not():
    codes = np.repeat([0, 1, 2], [200, 150, 2])
    tail = np.repeat(np.arange(8), [200, 100, 50, 20, 8, 4, 2, 1])

    (fact,) = of_kind("rare_category", made.kinds("x", codes, ["red", "blue", "teal"]))

    assert fact.rows == (350, 351)
    assert not of_kind("rare_category", made.kinds("x", tail, list("abcdefgh")))


def test_the_end_of_a_scale_is_not_rare_but_a_value_apart_is():
    scale = np.repeat([1, 2, 3, 4, 5, 6], [2, 50, 90, 100, 80, 60])
    apart = np.where(scale == 1, 16, scale)

    assert not of_kind("rare_category", made.number("x", scale), x="category")
    assert len(of_kind("rare_category", made.number("x", apart), x="category")) == 1


@pytest.mark.parametrize("odd", ["berlin", "Berlin ", "Berlni", "Berln", "Bexlin"])
def test_another_spelling_of_a_frequent_kind_is_told(odd):
    (fact,) = of_kind(
        "spelling", made.text("city", ["Berlin"] * 90 + ["Paris"] * 90 + [odd])
    )

    assert fact.rows == (180,)
    assert fact.text.endswith('"Berlin"? (row 180)')


def test_codes_with_digits_are_not_misspelt():
    assert not of_kind("spelling", made.text("m", ["A320-214"] * 90 + ["A320-212"]))


# Impossible values


@pytest.mark.parametrize(
    ("column", "role", "usual", "odd"),
    [
        ("month", "number", (1, 13), 13),
        ("wind_dir", "angle", (0, 360), 725),
        ("cpu_pct", "number", (0, 101), 103),
        ("price", "number", (1, 90), -4),
        ("latitude", "number", (30, 60), 95),
    ],
)
def test_a_value_that_the_name_rules_out_is_told(column, role, usual, odd):
    values = np.append(rng().integers(*usual, 2000), [odd])

    (fact,) = of_kind("impossible", made.number(column, values), **{column: role})

    assert fact.rows == (2000,)


def test_a_clock_that_shows_75_minutes_is_told():
    clock = 100 * rng().integers(0, 24, 2000) + rng(1).integers(0, 60, 2000)

    (fact,) = of_kind("impossible", made.number("dep", [*clock, 1275]), dep="clock")

    assert fact.rows == (2000,)
    assert not of_kind("impossible", made.number("dep", clock), dep="clock")


def test_a_percentage_that_is_often_above_100_is_none():
    assert not of_kind("impossible", made.number("growth_pct", rng().normal(90, 20, 900)))
