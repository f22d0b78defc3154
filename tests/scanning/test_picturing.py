"""The numbers for pictures of a result are those of its table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import vedette
from vedette.core.pictures import Distribution, Levels, Pictures, Scatter, Stretch
from vedette.core.result import Result
from vedette.core.table import Column
from vedette.scanning.picturing import may_be_pictured, pictures
from vedette.tables.picturing import axis_of, distribution, levels

RUN = range(200, 212)


def series() -> dict[str, np.ndarray]:
    """Hours with a load, its cost and a length nobody asked for; wrong in known rows."""
    rng = np.random.default_rng(5)
    load = 50 + rng.normal(0, 1, 600)
    cost = 2 * load + rng.normal(0, 0.1, 600)
    cost[[7, 80, 300]] += 3
    hours = np.datetime64("2026-01-01", "s") + np.arange(600) * np.timedelta64(3600, "s")
    heat = rng.normal(10, 1, 600)
    heat[RUN] = 40
    kind = np.array(["a", "b", "c"])[rng.integers(0, 3, 600)]
    return {"at": hours, "load": load, "cost": cost, "heat": heat, "kind": kind}


@pytest.fixture(scope="module")
def result() -> Result:
    return vedette.scan(series())


def column(values, name="x", kind="number"):
    return Column(name, kind, np.asarray(values, dtype=float))


def test_counts_along_an_axis_are_those_of_the_values():
    drawn = distribution(column([0.0, 1.0, 1.0, 2.0, 3.0, np.nan]), ())
    assert drawn.counts == (1, 2, 1, 1)
    assert (drawn.axis.low, drawn.axis.high) == (-0.5, 3.5)
    assert (drawn.missing, drawn.below, drawn.above) == (1, 0, 0)


def test_every_row_is_in_a_bin_or_counted_beyond_it():
    rng = np.random.default_rng(0)
    for values in (rng.normal(size=5_000), rng.lognormal(0, 3, 5_000), rng.poisson(300, 5_000),
                   np.full(9, 2.5), np.array([1e300, -1e300, 1.0])):  # fmt: skip
        drawn = distribution(column(values), ())
        if drawn is not None:
            assert sum(drawn.counts) + drawn.below + drawn.above == len(values)


def test_a_far_value_that_is_told_of_does_not_squeeze_the_rest():
    values = np.random.default_rng(0).normal(size=1_000)
    near, far = (axis_of(column(values), values, [told]) for told in (4.5, 1_000.0))
    assert near.high == 4.5
    assert far.high < 4
    assert axis_of(column(values), values, [20.0], beyond=15.0).high == 20.0


def test_a_skewed_column_is_drawn_on_a_logarithm():
    values = np.random.default_rng(0).lognormal(0, 2, 2_000)
    assert axis_of(column(values), values, ()).log
    assert not axis_of(column(values - 1), values - 1, ()).log


def test_levels_are_counted_most_frequent_first():
    names = np.array(["a", "b", "c"], dtype=object)
    codes = np.array([1, 1, 2, -1, 1], dtype=np.int32)
    assert levels(Column("k", "text", codes, names)) == Levels(
        "k", ("b", "c"), (3, 1), 0, 0, 1
    )


def test_a_run_is_pictured_along_its_series_with_what_was_expected(result):
    drawn = pictures(result)
    run = next(g for g in result.groups if g.span is not None)
    along = drawn.groups[run.group]
    assert isinstance(along, Stretch)
    assert along.column == "heat"
    assert along.values[along.first : along.last + 1] == (40.0,) * len(RUN)
    assert run.span == (RUN[0], RUN[-1])
    first = np.datetime64("2026-01-01") + np.timedelta64(RUN[0], "h")
    assert along.at[along.first] == first.astype("datetime64[s]").astype(float)


def test_what_does_not_fit_is_pictured_against_what_it_does_not_fit(result):
    drawn = pictures(result)
    of_cost = [g for g in result.groups if {7, 80, 300} <= set(g.rows)]
    for group in of_cost:
        against = drawn.groups[group.group]
        assert isinstance(against, Scatter)
        assert {against.x, against.y} == {"load", "cost"}
        assert len(against.marked) == group.count
    assert of_cost


def test_a_finding_is_where_its_row_is(result):
    drawn = pictures(result)
    table = series()
    assert drawn.stretches
    for finding in result.findings:
        along = drawn.stretches[finding.row]
        assert along.values[along.first] == pytest.approx(table[along.column][finding.row])
        assert len(along.at) == len(along.low or along.at) == len(along.values)


def test_all_rows_are_pictured_with_all_findings_marked(result):
    rows = pictures(result).rows
    assert rows.rows == 600
    assert rows.of == len(result.findings) == len(rows.marked)


def test_names_and_redacted_columns_are_not_pictured(result):
    hidden = vedette.scan(series(), redact=["cost", "kind"])
    assert may_be_pictured(result, "cost")
    assert not may_be_pictured(hidden, "cost")
    drawn = pictures(hidden)
    assert set(drawn.columns) == {"at", "load", "heat"}
    told = [*drawn.stretches.values(), *drawn.groups.values(), drawn.rows]
    seen = {
        n for p in told if p for n in ([p.x, p.y] if isinstance(p, Scatter) else [p.column])
    }
    assert not seen & {"cost", "kind"}
    assert not pictures(vedette.scan(series(), redact=["at"])).stretches


def test_a_condition_on_the_rows_keeps_their_numbers():
    some = vedette.scan({**series(), "n": np.arange(600.0)}, where="n >= 100")
    drawn = pictures(some)
    heat = series()["heat"]
    for finding in some.findings:
        along = drawn.stretches[finding.row]
        if along.column == "heat":
            assert along.values[along.first] == pytest.approx(heat[finding.row])


def test_rows_judged_by_a_model_are_pictured_among_those_it_learned_from():
    table = series()
    learned = {n: np.delete(v, [7, 80, 300, *RUN]) for n, v in table.items()}
    shifted = {**table, "at": table["at"] + np.timedelta64(600, "h")}
    result = vedette.fit(learned).score(shifted)
    drawn = pictures(result)
    assert result.findings
    for finding in result.findings:
        along = drawn.stretches[finding.row]
        assert along.values[along.first] == pytest.approx(table[along.column][finding.row])
    assert drawn.rows.learned == 600 - 15
    assert drawn.rows.rows == 1_200 - 15


def test_a_result_is_not_pictured_by_the_rows_of_another_table(result):
    other = {name: values[::-1] for name, values in series().items() if name != "at"}
    foreign = replace(vedette.scan(other), findings=result.findings, groups=result.groups)
    drawn = pictures(foreign)
    assert drawn.columns
    assert (drawn.stretches, drawn.groups, drawn.rows) == ({}, {}, None)


def test_without_its_table_a_result_has_no_pictures(result):
    assert pictures(replace(result, learned=None)) == Pictures()
    kept = pictures(result)
    assert pictures(replace(result, learned=None, pictures=kept)) is kept


def test_what_one_detector_found_is_pictured_too():
    drawn = pictures(vedette.scan(series(), detector="lof"))
    assert isinstance(drawn.columns["load"], Distribution)
    assert drawn.rows is not None
