"""The row before as a witness, where it says something."""

import numpy as np
import pytest

import naive.scanning as naive
from vedette.core.table import Column
from vedette.scanning.encode import Design, Way
from vedette.scanning.lags import (
    lag_correlation,
    remembered,
    with_lags,
    without_order,
)


def chain(n):
    return np.arange(n) - 1


def walk(n=400, memory=0.8, seed=0):
    steps = np.random.default_rng(seed).normal(size=n)
    for i in range(1, n):
        steps[i] += memory * steps[i - 1]
    return steps


@pytest.mark.parametrize("seed", range(5))
def test_the_correlation_agrees_with_the_textbook(seed):
    rng = np.random.default_rng(seed)
    values, before = np.round(walk(80, seed=seed), 1), chain(80)
    values[rng.choice(80, 6, replace=False)] = np.nan
    before[rng.choice(80, 6, replace=False)] = -1

    slow = naive.rank_correlation(values, before)

    assert lag_correlation(values, before) == pytest.approx(slow, abs=1e-12)


def test_a_trend_follows_and_an_alternation_turns_back():
    assert lag_correlation(np.arange(100.0), chain(100)) == pytest.approx(1)
    assert lag_correlation(np.arange(100.0) * (-1) ** np.arange(100), chain(100)) < -0.9


def test_few_pairs_or_one_value_say_nothing():
    assert lag_correlation(np.arange(30.0), chain(30)) == 0
    assert lag_correlation(np.full(100, 3.0), chain(100)) == 0


def test_units_do_not_matter():
    values = walk()

    assert lag_correlation(np.exp(values), chain(400)) == lag_correlation(
        values, chain(400)
    )


def number(name, values):
    return Column(name, "number", values)


def design(n=400):
    made = Design()
    made.judge(number("load", walk(n)))
    made.judge(number("noise", np.random.default_rng(3).normal(size=n)))
    made.add(number("hour", walk(n, seed=5)), Way("value"), "number", phase=True)
    kind = Column("kind", "text", np.zeros(n, np.int32), np.array(["a"], dtype=object))
    made.add(kind, Way("code", levels=kind.levels), "category")
    made.add(number("level", walk(n, seed=6)), Way("value"), "number")
    return made


def test_what_is_still_remembered_gets_the_row_before():
    made = design()
    z = {t: made.parts[t].feature.values for t in made.targets}

    # Neither noise, nor the phase of the time, nor a category.
    assert remembered(made, z, chain(400)) == [0, 4]


def test_no_row_before_is_needed_where_the_columns_explain_the_memory():
    made = design()
    noise = np.random.default_rng(8).normal(size=400)

    # A witness alone that remembers says nothing that must be judged.
    assert remembered(made, {0: noise, 1: noise}, chain(400)) == []


def test_lags_are_witnesses_that_hold_the_row_before():
    made, before = design(), chain(400)
    before[100] = -1

    longer = with_lags(made, [0], before)

    assert len(longer.parts) == len(made.parts) + 1
    added = longer.parts[-1]
    values, held = made.parts[0].feature.values, added.feature.values
    assert np.isnan(held[[0, 100]]).all()
    assert np.array_equal(held[1:100], values[:99])
    assert (added.lag_of, added.feature.lag_of) == (0, 0)
    assert not added.feature.target
    assert added.feature.source not in {part.feature.source for part in made.parts}
    assert longer.targets == made.targets


def test_the_row_before_of_a_column_in_two_parts_holds_its_usual_value():
    rain = np.where(np.arange(400) % 3 == 0, walk(400) ** 2 + 1, 0.0)
    made = Design()
    made.judge(number("rain", rain), 0.0)

    held = with_lags(made, [0], chain(400)).parts[-1].feature.values

    assert np.array_equal(held[1:], rain[:-1])


def ordered(values):
    """A design with one judged column, and the row before each."""
    design = Design()
    design.judge(number("x", np.asarray(values, dtype=np.float64)))
    return design, np.arange(len(values)) - 1


@pytest.mark.parametrize(
    "values",
    [
        np.arange(100.0),
        -np.arange(100.0),
        np.tile(np.arange(25.0), 4),
        np.repeat([3.0, 1.0, 8.0, 2.0, 9.0], 20) + np.linspace(0, 1e-9, 100).round(0),
    ],
    ids=["rising", "falling", "starting anew", "the same over long stretches"],
)
def test_a_column_the_rows_are_sorted_or_grouped_by_is_not_judged(values):
    design, before = ordered(values)

    after = without_order(design, before, timed=False)

    assert not after.targets
    assert "sorted or grouped" in after.skipped["x"]


def test_a_random_walk_is_judged_in_its_order():
    design, before = ordered(np.random.default_rng(3).normal(size=300).cumsum())

    assert without_order(design, before, timed=False).targets == design.targets
