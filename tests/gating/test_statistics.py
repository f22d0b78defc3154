"""The numbers behind the checks, by hand."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pytest
from scipy import stats

from made.loads import day, days, judged
from vedette.core.table import Role
from vedette.gating.forecast import forecast, independent
from vedette.gating.freshness import longest_gap, usual_units
from vedette.gating.levels import PARTS, Levels
from vedette.gating.loads import Loads
from vedette.gating.repeat import repeat
from vedette.gating.rows import most_findings
from vedette.gating.shares import beta_binomial, judge_share
from vedette.gating.shift import distance, polynomials
from vedette.gating.steady import ranks, ranks_in
from vedette.gating.volume import volume
from vedette.tables.reading import read


def loads(k, *, season=None, rows=10):
    place = np.arange(-k, 0).astype(float)
    seasons = np.zeros(k, dtype=np.int64) if season is None else season
    of_row = np.repeat(np.arange(k), rows)
    return Loads(of_row, place, seasons, 0.0, 0, "day", np.zeros(k * rows, dtype=np.int64))


def test_a_forecast_of_independent_loads_is_the_textbook_prediction_interval():
    values = np.array([9.0, 11.0, 10.0, 8.0, 12.0, 9.5, 10.5, 10.0, 9.0])
    seen = forecast(values, np.zeros(9), 0.0, loads(9))
    scale = values.std(ddof=1) * math.sqrt(1 + 1 / 9)

    assert seen.centre == pytest.approx(values.mean())
    assert seen.scale == pytest.approx(scale)
    assert seen.df == 8
    assert seen.p(12.0) == pytest.approx(2 * stats.t.sf((12 - values.mean()) / scale, 8))
    low, high = seen.range(0.01)
    assert seen.p(high) == pytest.approx(0.01)
    assert seen.p(low) == pytest.approx(0.01)


def test_a_forecast_takes_a_season_that_shows():
    season = np.arange(28) % 7
    values = np.where(season == 0, 5.0, 10.0) + np.random.default_rng(0).normal(0, 0.1, 28)
    seen = forecast(values, np.zeros(28), 0.0, loads(28, season=season))

    assert seen.seasonal
    assert seen.centre == pytest.approx(5.0, abs=0.2)


def test_a_forecast_follows_a_trend():
    values = np.arange(20.0) + np.random.default_rng(0).normal(0, 0.1, 20)

    assert forecast(values, np.zeros(20), 0.0, loads(20)).centre == pytest.approx(
        20, abs=0.3
    )


def test_loads_like_the_one_before_count_as_fewer():
    assert independent(np.tile([1.0, -1.0], 10)) == 20
    walk = np.repeat([-1.0, 1.0], 10)
    r = walk[1:] @ walk[:-1] / (walk @ walk)

    assert independent(walk) == pytest.approx(20 * (1 - r) / (1 + r))


def test_the_number_of_rows_counts_as_variance_too():
    values = np.full(10, 3.0)
    seen = forecast(values, np.full(10, 0.01), 0.04, loads(10))

    assert seen.scale == pytest.approx(math.sqrt(0.01 * 1.1 + 0.03))


def test_the_beta_binomial_is_that_of_scipy():
    mine = beta_binomial(40, 1.5, 30.0)

    assert mine == pytest.approx(stats.betabinom(40, 1.5, 30.0).pmf(np.arange(41)))


def test_of_exchangeable_rows_the_share_has_the_level_that_is_asked_for():
    rng = np.random.default_rng(0)
    failed = 0
    for _ in range(400):
        counts = rng.binomial(500, 0.05, 31).astype(float)
        found = judge_share(
            counts[1:], np.full(30, 500.0), counts[0], 500.0, loads(30), 0.1, least=0.0
        )
        failed += not found.allowed
        assert found.allowed == (found.p >= 0.1)
    assert 0 < failed <= 0.1 * 400 + 3 * math.sqrt(0.09 * 400)


def test_the_polynomials_are_orthonormal():
    u = (np.arange(10_000) + 0.5) / 10_000
    values = polynomials(u)

    assert values @ values.T / len(u) == pytest.approx(np.eye(3), abs=1e-3)
    assert values.mean(axis=1) == pytest.approx(0, abs=1e-6)


def test_ranks_count_ties_by_half():
    assert ranks(np.array([1.0, 2, 9, 0]), np.array([1.0, 2, 2, 3])).tolist() == [
        0.125,
        0.5,
        1.0,
        0.0,
    ]
    within = ranks_in(np.array([5.0, np.nan, 7, 1, 2]), np.array([0, 0, 0, 1, 1]))
    assert within[[0, 2, 3, 4]].tolist() == [0.25, 0.75, 0.25, 0.75]


def test_the_distance_is_that_of_kolmogorov_and_smirnov():
    rng = np.random.default_rng(0)
    a, b = np.sort(rng.normal(size=80)), np.sort(rng.normal(0.5, 1, 60).round(1))

    assert distance(a, b) == pytest.approx(stats.ks_2samp(a, b).statistic)


def test_alpha_is_shared_out_and_no_more():
    levels = Levels(0.05, {"missing": 4, "new": 2, "range": 1, "shift": 0})

    assert sum(PARTS.values()) == pytest.approx(1)
    assert levels["missing"] == pytest.approx(0.05 * 0.075 / 4)
    assert levels["rows"] == pytest.approx(0.025)


def test_few_loads_have_a_stated_tolerance_for_their_volume():
    three = loads(3, rows=100)

    assert volume(75, 300, three, 0.01, 1.0).verdict == "pass"
    assert volume(74, 300, three, 0.01, 1.0).verdict == "fail"
    assert volume(150, 300, three, 0.01, 1.0).verdict == "pass"
    assert volume(151, 300, three, 0.01, 1.0).verdict == "fail"
    # The model keeps a tenth of the rows.
    assert volume(760, 3000, three, 0.01, 0.1).verdict == "pass"


def test_loads_that_are_always_equal_allow_a_tenth():
    found = volume(95, 1000, loads(10, rows=100), 0.01, 1.0)

    assert (found.low, found.high) <= (90, 110)
    assert found.verdict == "pass"


def test_weekdays_without_rows_are_not_expected():
    monday = 4  # 1970-01-05
    weeks = np.array([monday + 7 * w + d for w in range(4) for d in range(5)])

    assert usual_units(weeks, "day") == {0, 1, 2, 3, 4}
    assert usual_units(np.arange(monday, monday + 28), "day") == set(range(7))
    assert usual_units(np.arange(monday, monday + 3), "day") == {0, 1, 2, 3, 4}


def test_a_load_after_a_weekend_misses_no_day():
    working = [k for k in range(26) if k % 7 < 5]
    parts = [day(k) for k in working]
    table = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    gaps = [c for c in judged(table, day(28)).checks if c.check == "gap"]

    assert [c.verdict for c in gaps] == ["pass"]


def test_the_longest_gap_counts_both_ends():
    assert longest_gap(np.array([7.0, 8.0, 12.0]), 0.0, 24.0) == (12.0, 12.0)
    assert longest_gap(np.array([13.0]), 0.0, 24.0) == (13.0, 0.0)


def test_more_findings_are_allowed_where_more_were_fitted():
    assert most_findings(0, 10_000, 1_000, 0.005) == 1
    assert most_findings(100, 10_000, 1_000, 0.005) > 10


def test_a_load_is_old_when_another_should_have_followed():
    table = days(0, 10)
    times = [datetime(2026, 3, 13, 12), datetime(2026, 3, 14, 12)]
    verdicts = [
        c.verdict
        for now in times
        for c in judged(table, day(10), now=now).checks
        if c.check == "fresh"
    ]

    assert verdicts == ["pass", "fail"]


def test_loads_of_one_hour_are_compared_with_hours():
    table, load = days(0, 4, rows=2400), day(4, rows=2400)
    first = load["ts"] < load["ts"].astype("datetime64[D]")[0] + np.timedelta64(1, "h")
    found = judged(table, {name: values[first] for name, values in load.items()}).loads

    assert found.unit == "hour"
    assert found.count == 96


def test_the_volume_of_a_sampled_history_is_that_of_all_its_rows():
    of_row = np.repeat(np.arange(10), 100)
    place = np.arange(-10.0, 0.0)
    nothing = np.zeros(10, dtype=np.int64)
    loads = Loads(of_row, place, nothing, 0.0, 0, "file", np.zeros(1000, dtype=np.int64))

    found = volume(1000, 10_000, loads, 0.01, kept=0.1)
    assert (found.expected, found.verdict) == (1000, "pass")
    assert volume(100, 10_000, loads, 0.01, kept=0.1).verdict == "fail"


def test_a_load_that_was_fitted_is_known_again_by_the_part_that_was_kept():
    values = np.arange(200.0)
    new, old = read({"x": values}), read({"x": values[:80]})
    roles = {"x": Role("number", "measured")}

    assert repeat(old, new, roles, kept=0.4).verdict == "fail"
    assert repeat(old, new, roles, kept=1.0).verdict == "pass"
