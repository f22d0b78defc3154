"""Scoring later tables: what they lack, where they go, and what still counts as wrong."""

from __future__ import annotations

import numpy as np
import pytest

import vedette


def orders(n, seed):
    """A price that rests on the weight and the region."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(4.0, 1.0, n)
    region = rng.choice(["north", "south", "west"], n).astype(object)
    price = 3 * weight + 5 * (region == "north") + rng.normal(0, 0.2, n)
    return {"weight": weight, "price": price, "region": region}


@pytest.fixture(scope="module")
def model():
    return vedette.fit(orders(2000, 1))


def nothing(result):
    return not result.findings and not result.groups


@pytest.mark.parametrize("rows", [1, 20, 500])
@pytest.mark.parametrize(
    ("column", "value"),
    [("weight", np.nan), ("region", None), ("region", "moon")],
    ids=["a number", "a kind", "an unseen kind"],
)
def test_what_was_never_missing_and_is_now_accuses_no_other_column(
    model, column, value, rows
):
    table = orders(500, 2)
    table[column] = table[column].copy()
    table[column][:rows] = value

    assert nothing(model.score(table))


def test_a_gross_error_is_found_without_the_value_it_rests_on(model):
    table = orders(500, 3)
    table["region"][7], table["price"][7] = None, 9500.0

    (finding,) = model.score(table).findings

    assert (finding.row, finding.reasons[0].column) == (7, "price")


@pytest.mark.parametrize(
    "steps",
    [
        lambda rng, n: np.full(n, 7),
        lambda rng, n: rng.integers(1, 5, n),
        lambda rng, n: rng.integers(1, 2000, n),
    ],
    ids=["sevens", "small gaps", "large gaps"],
)
@pytest.mark.parametrize("rows", [1, 20, 500])
def test_a_running_number_goes_on(steps, rows):
    rng = np.random.default_rng(4)
    table = {"counted": 1000 + np.cumsum(steps(rng, 3500))} | orders(3500, 5)
    model = vedette.fit({name: values[:2000] for name, values in table.items()})

    result = model.score({name: v[3000 : 3000 + rows] for name, v in table.items()})

    assert nothing(result)
    assert "counted: a running number, which goes on" in result.not_checked


def test_a_quantity_of_distinct_values_is_no_running_number():
    rng = np.random.default_rng(6)
    table = orders(2000, 7) | {"rent": rng.integers(0, 10**9, 2000)}
    later = orders(500, 8) | {"rent": rng.integers(0, 10**9, 500) + 10**11}

    groups = vedette.fit(table).score(later).groups

    assert any(g.count == 500 and "rent" in g.headline for g in groups)


def test_a_column_in_another_unit_is_one_group_and_blames_no_other(model):
    table = orders(500, 9)
    table["weight"] *= 1000

    groups = [g for g in model.score(table).groups if g.alike]

    assert [g.count for g in groups] == [500]
    assert "weight" in groups[0].headline


def walk(n, seed):
    rng = np.random.default_rng(seed)
    a = np.cumsum(rng.normal(0, 1, n))
    time = np.datetime64("2026-01-05", "us") + np.arange(n) * np.timedelta64(1, "h")
    return {"time": time, "a": a, "b": 0.8 * a + np.cumsum(rng.normal(0, 1, n))}


@pytest.mark.parametrize("rows", [10, 100])
def test_a_walk_that_leaves_what_was_learned_is_usual(rows):
    table = walk(2000, 10)
    table["a"] += np.linspace(0, 150, 2000)  # so that it surely does
    model = vedette.fit({name: values[:1000] for name, values in table.items()})
    later = {name: values[1000 : 1000 + rows] for name, values in table.items()}
    assert later["a"].max() > table["a"][:1000].max()

    assert nothing(model.score(later))


def test_a_jump_on_new_ground_is_found():
    table = walk(2000, 11)
    table["a"] += np.linspace(0, 150, 2000)
    model = vedette.fit({name: values[:1000] for name, values in table.items()})
    later = {name: values[1000:].copy() for name, values in table.items()}
    later["a"][600] += 25

    assert 600 in [finding.row for finding in model.score(later).findings]


def test_a_series_in_another_unit_is_a_group():
    def load(start, n):
        rng = np.random.default_rng(start)
        time = np.datetime64("2026-01-05", "us") + np.arange(start, start + n) * (
            np.timedelta64(1, "h")
        )
        value = np.zeros(n)
        for i in range(1, n):
            value[i] = 0.6 * value[i - 1] + rng.normal()
        return {"time": time, "level": 100 + value, "other": rng.normal(0, 1, n)}

    model, later = vedette.fit(load(0, 1000)), load(1000, 200)
    later["level"] = later["level"] * 1.8 + 32

    groups = model.score(later).groups

    assert any(g.count > 190 and "level" in g.headline for g in groups)


def test_running_numbers_beyond_whole_numbers_are_none():
    rng = np.random.default_rng(12)
    table = {"no": np.arange(1, 1001), "a": np.cumsum(rng.normal(0, 1, 1000))}
    later = {"no": np.full(50, 1e19), "a": table["a"][:50]}

    assert not vedette.fit(table).score(later).findings
