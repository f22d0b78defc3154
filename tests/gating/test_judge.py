"""A load against the loads before it: clean ones pass, and every fault is named."""

from __future__ import annotations

import numpy as np
import pytest

from made.loads import day, days, failing, fitted, judged
from vedette.gating.run import Fitted


@pytest.fixture(scope="module")
def month() -> Fitted:
    return fitted(days(0, 30))


def altered(k=30, **changed):
    load = day(k)
    return load | {name: change(load[name]) for name, change in changed.items()}


def in_share(share, value, kind=None):
    def change(values):
        out = values.astype(kind or values.dtype)
        out[np.random.default_rng(5).random(len(out)) < share] = value
        return out

    return change


def part(load, kept):
    return {name: values[kept] for name, values in load.items()}


def test_clean_loads_pass(month):
    wrong = [k for k in range(30, 50) if failing(judged(month, day(k))) - {("gap", None)}]

    assert wrong == []


def test_a_load_of_forty_percent_fewer_rows_fails_for_its_volume(month):
    load = day(30)
    kept = np.random.default_rng(0).random(len(load["ts"])) < 0.6

    assert failing(judged(month, part(load, kept))) == {("volume", None)}


def test_missing_values_beyond_what_days_have_fail(month):
    load = altered(weight=in_share(0.08, np.nan))

    assert failing(judged(month, load)) == {("missing", "weight")}


def test_a_new_category_fails_and_is_named(month):
    found = judged(month, altered(country=in_share(0.03, "XX")))

    assert failing(found) == {("new", "country")}
    check = next(c for c in found.checks if c.verdict == "fail")
    assert "XX" in check.text
    assert check.observed > check.high


def test_a_new_category_in_one_row_is_a_warning(month):
    load = day(30)
    load["country"][3] = "XX"
    found = judged(month, load)

    assert failing(found) == set()
    assert [c.check for c in found.checks if c.verdict == "warn"] == ["new"]


def test_another_unit_fails_for_the_distribution(month):
    found = judged(month, altered(price=lambda x: x * 100))

    assert failing(found) == {("shift", "price"), ("range", "price")}


def test_other_shares_of_categories_fail(month):
    found = judged(month, altered(country=in_share(0.4, "IT")))

    assert failing(found) == {("shift", "country")}


def test_a_constant_in_place_of_a_spread_fails(month):
    found = judged(month, altered(price=lambda x: np.full(len(x), 20.0)))

    assert failing(found) == {("shift", "price")}


def test_a_day_missing_before_the_load_fails(month):
    found = judged(month, day(31))

    assert failing(found) == {("gap", None)}
    text = next(c.text for c in found.checks if c.check == "gap")
    assert text == "1 day is missing: 2026-04-01"


def test_an_afternoon_without_rows_fails(month):
    load = day(30)
    hour = (load["ts"] - load["ts"].astype("datetime64[D]")) / np.timedelta64(1, "h")

    assert ("stretch", None) in failing(
        judged(month, part(load, (hour < 12) | (hour > 17)))
    )


def test_the_same_load_again_fails(month):
    found = failing(judged(month, day(29)))

    assert {("repeat", None), ("fresh", None)} <= found


def test_columns_that_differ_are_a_failed_check(month):
    load = day(30)
    del load["weight"]
    load["colour"] = load["country"]
    load["price"] = np.array([f"about {x}" for x in load["price"]])
    found = judged(month, load)

    assert ("schema", None) in failing(found)
    text = found.checks[0].text
    assert "weight is missing" in text
    assert "colour is new" in text
    assert "price was numbers and is text, such as about" in text


def test_a_column_without_any_value_is_no_other_kind(month):
    found = judged(month, altered(price=lambda x: np.full(len(x), None, dtype=object)))

    assert failing(found) == {("missing", "price")}


def test_one_fitted_load_is_compared_by_stated_tolerances():
    one = fitted(day(0))
    small = part(day(1), slice(None, None, 2))

    assert failing(judged(one, day(1))) == set()
    assert ("volume", None) in failing(judged(one, small))
    assert ("shift", "price") in failing(judged(one, altered(1, price=lambda x: x * 100)))
    assert ("missing", "weight") in failing(
        judged(one, altered(1, weight=in_share(0.1, np.nan)))
    )


def test_a_load_through_midnight_is_one_day():
    later = np.timedelta64(7, "h")
    table, load = days(0, 14), day(14)
    found = judged(table | {"ts": table["ts"] + later}, load | {"ts": load["ts"] + later})

    assert (found.loads.unit, found.loads.count) == ("day", 14)
    assert failing(found) == set()
    text = next(c.text for c in found.checks if c.check == "fresh")
    assert text.startswith(f"the newest row is of {str(load['ts'][-1] + later)[:10]}")


def test_a_new_month_is_no_new_kind():
    table, load = days(0, 14), day(30)
    found = judged(
        table | {"month": np.full(len(table["ts"]), 3)},
        load | {"month": np.full(len(load["ts"]), 4)},
    )

    assert failing(found) == {("gap", None)}


def test_files_read_as_one_table_are_loads():
    parts = [day(k) for k in range(12)]
    table = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    table["file"] = np.repeat(
        [f"{k:02d}.csv" for k in range(12)], [len(p["ts"]) for p in parts]
    )
    del table["ts"]
    load = day(12)
    del load["ts"]
    found = judged(table, load)

    assert (found.loads.unit, found.loads.count) == ("file", 12)
    assert failing(found) == set()
    assert failing(judged(table, part(load, slice(None, None, 2)))) == {("volume", None)}


def test_a_counter_is_not_compared():
    def counted(first, last):
        table = days(first, last)
        start = np.searchsorted(days(0, 12)["ts"], table["ts"][0])
        return table | {"total": (start + np.arange(len(table["ts"]))) * 1.5 + 0.25}

    found = judged(counted(0, 11), counted(11, 12))

    assert failing(found) == set()
    told = [c.text for c in found.checks if c.verdict == "not checked"]
    assert told == ["range and distribution of total: each load has values of its own"]


def test_a_redacted_column_shows_no_value(month):
    hidden = Fitted(month.table, month.rows, month.roles, hidden=("country", "price"))
    load = altered(country=in_share(0.03, "XX"), price=lambda x: np.full(len(x), 1234.5))
    found = judged(hidden, load)

    assert {("new", "country"), ("shift", "price")} <= failing(found)
    said = [c for c in found.checks if c.column in ("country", "price")]
    assert not any("XX" in c.text or "1234" in c.text or "1,234" in c.text for c in said)
    assert 1234.5 not in [c.observed for c in said]


def test_a_redacted_time_is_not_shown(month):
    hidden = Fitted(month.table, month.rows, month.roles, hidden=("ts",))
    found = judged(hidden, day(33))

    assert ("gap", None) in failing(found)
    assert not any("2026" in f"{c.text} {c.observed} {c.high}" for c in found.checks)


@pytest.mark.parametrize("k", [30, 31])
def test_neither_order_nor_units_matter(month, k):
    table, load = days(0, 30), day(k)
    order = np.random.default_rng(0).permutation(len(load["ts"]))
    mixed = np.random.default_rng(1).permutation(len(table["ts"]))

    def changed(of, rows):
        return {
            name: (values * 8 + 0 if name == "price" else values)[rows]
            for name, values in reversed(list(of.items()))
        }

    plain = judged(month, load)
    other = judged(changed(table, mixed), changed(load, order))
    told = {(c.check, c.column): (c.verdict, c.p) for c in plain.checks}
    for check in other.checks:
        verdict, p = told[check.check, check.column]
        assert check.verdict == verdict
        assert check.p == (None if p is None else pytest.approx(p, rel=1e-6))
