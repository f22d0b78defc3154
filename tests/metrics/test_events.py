"""Lead times, false alarms by unit and month, and the stated false share."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from vedette import metrics
from vedette.core.errors import InvalidInput, InvalidParameter, TooLittleData

HOUR = timedelta(hours=1)
DAY = np.datetime64("2026-03-01", "s")


def at(*hours):
    return DAY + np.array([round(h * 3600) for h in hours]) * np.timedelta64(1, "s")


def slow_lead_times(alarms, failures, horizon, alarm_units, failure_units, recovery):
    """For each failure the first alarm that is its own; for each alarm what became of it."""
    leads, use = [None] * len(failures), []
    for i, alarm in enumerate(alarms):
        mine = [j for j, u in enumerate(failure_units) if u == alarm_units[i]]
        before = [failures[j] for j in mine if failures[j] <= alarm]
        after = [j for j in mine if failures[j] > alarm]
        following = min(after, key=lambda j: failures[j], default=None)
        if before and alarm - max(before) < recovery:
            use.append("ignored")
        elif following is not None and failures[following] - alarm <= horizon:
            use.append("right")
            lead = failures[following] - alarm
            leads[following] = max(lead, leads[following] or 0)
        else:
            use.append("false")
    return leads, use


@pytest.mark.parametrize("seed", range(30))
def test_lead_times_are_those_found_one_by_one(seed):
    rng = np.random.default_rng(seed)
    alarms = rng.integers(0, 60, rng.integers(0, 25)).tolist()
    failures = rng.permutation(60)[: rng.integers(1, 7)].tolist()
    units = [rng.choice(["a", "b"], len(x)).tolist() for x in (alarms, failures)]
    horizon, recovery = int(rng.integers(0, 15)), int(rng.integers(0, 5))
    leads, use = slow_lead_times(alarms, failures, horizon, *units, recovery)
    told = metrics.lead_time(
        alarms, failures, horizon,
        alarm_units=units[0], failure_units=units[1], recovery=recovery,
    )  # fmt: skip
    found = [lead for lead in leads if lead is not None]
    assert told.leads == tuple(leads)
    assert (told.failures, told.detected) == (len(failures), len(found))
    assert told.median == (np.median(found) if found else None)
    assert told.share == len(found) / len(failures)
    assert told.false_alarms == tuple(i for i, u in enumerate(use) if u == "false")
    assert (told.alarms, told.ignored) == (len(alarms), use.count("ignored"))


def test_leads_of_dates_are_lengths_of_time():
    told = metrics.lead_time(at(2, 30, 31, 60), at(36, 70.5, 100), 12 * HOUR)
    assert told.leads == (6 * HOUR, 10.5 * HOUR, None)
    assert told.median == timedelta(hours=8, minutes=15)
    assert (told.detected, told.false_alarms) == (2, (0,))


@pytest.mark.parametrize(
    "kind",
    [
        lambda t: t,
        lambda t: t.astype("datetime64[ns]"),
        lambda t: t.tolist(),
        lambda t: [m.replace(tzinfo=UTC) for m in t.tolist()],
        pd.Series,
        lambda t: pd.Series(t).dt.tz_localize("Europe/Paris"),
    ],
)
def test_dates_of_every_kind_give_the_same(kind):
    told = metrics.lead_time(kind(at(1, 5)), kind(at(7)), np.timedelta64(3, "h"))
    assert (told.median, told.false_alarms) == (2 * HOUR, (0,))


def test_moments_of_several_zones_are_compared_as_moments():
    paris = pd.Series(at(7)).dt.tz_localize("Europe/Paris")  # 6 o'clock in UTC
    told = metrics.lead_time(
        [m.replace(tzinfo=UTC) for m in at(5).tolist()], paris, 3 * HOUR
    )
    assert told.median == HOUR
    with pytest.raises(
        InvalidInput, match="alarms holds dates, the others dates with a time"
    ):
        metrics.lead_time(at(5), paris, 3 * HOUR)
    with pytest.raises(InvalidInput, match="some dates with a time zone and some without"):
        metrics.lead_time([*paris, datetime(2026, 1, 1)], paris, HOUR)


def test_an_alarm_at_the_failure_or_after_it_is_none_before_it():
    assert metrics.lead_time([10], [10], 5).detected == 0
    assert metrics.lead_time([11], [10], 5).false_alarms == (0,)
    assert metrics.lead_time([5], [10], 5).median == 5  # the horizon itself is within it


def test_an_alarm_announces_the_next_failure_of_its_own_unit():
    told = metrics.lead_time([8], [9, 10], 5, alarm_units=["b"], failure_units=["a", "b"])
    assert told.leads == (None, 2.0)
    assert metrics.lead_time([8], [9, 10], 5).leads == (1.0, None)


def test_while_a_unit_recovers_alarms_are_neither_right_nor_false():
    told = metrics.lead_time([10, 12, 17], [10, 20], 9, recovery=5)
    assert (told.leads, told.false_alarms, told.ignored) == ((None, 3.0), (), 2)


def test_without_alarms_nothing_is_detected_and_no_median_is_made_up():
    told = metrics.lead_time([], [10], 5)
    assert (told.share, told.median, told.leads) == (0, None, (None,))


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (([1], [], 5), TooLittleData, "there is no failure"),
        (([1], [2], HOUR), InvalidParameter, "horizon must be a number"),
        ((at(1), at(2), 5), InvalidParameter, "horizon must be a timedelta"),
        (([1], [2], -1), InvalidParameter, "at least 0"),
        (([1], [2], math.nan), InvalidParameter, "at least 0"),
        (([1], at(2), HOUR), InvalidInput, "alarms holds numbers, the others dates"),
        (([math.nan], [2], 1), InvalidInput, "alarms has a missing time, first at row 0"),
        (([np.datetime64("NaT")], at(2), HOUR), InvalidInput, "alarms has a missing time"),
        ((["1"], [2], 1), InvalidInput, "alarms must be dates or numbers"),
        (([[1]], [2], 1), InvalidInput, "alarms must have shape"),
    ],
)
def test_times_that_do_not_fit_are_refused(arguments, error, said):
    with pytest.raises(error, match=said):
        metrics.lead_time(*arguments)


def test_units_are_one_for_each():
    with pytest.raises(InvalidInput, match="alarm_units must name one unit for each of 2"):
        metrics.lead_time([1, 2], [3], 1, alarm_units=["a"])


def test_rows_before_a_failure_are_those_within_the_horizon():
    rows = metrics.before_failures(np.arange(12), [5, 9], 2)
    assert np.flatnonzero(rows).tolist() == [3, 4, 7, 8]
    rows = metrics.before_failures([3, 3], [5], 2, units=["a", "b"], failure_units=["b"])
    assert rows.tolist() == [False, True]
    assert not metrics.before_failures([1, 2], [], 2).any()


def test_false_alarms_are_counted_for_each_unit_and_month():
    days = np.tile(np.arange(0, 61), 2)
    times = DAY + days * np.timedelta64(86_400, "s")
    units = np.repeat(["pump 1", "pump 2"], 61)
    flagged = np.zeros(122, bool)
    flagged[[3, 4, 5, 40, 70]] = True  # pump 1: two alarms, pump 2: one
    odd = np.zeros(122, bool)
    odd[5] = True  # the first is real
    told = metrics.false_alarms(odd, flagged, times, units, join=timedelta(days=1))
    assert (told.alarms, told.false_alarms, told.units) == (3, 2, 2)
    assert told.months == pytest.approx(120 / 30.436875)
    assert told.rate == pytest.approx(2 / told.months)
    assert told.by_unit == (("pump 1", 1), ("pump 2", 1))
    assert metrics.false_alarms(odd, flagged, times, units).false_alarms == 4


def test_flagged_rows_as_far_apart_as_told_are_one_alarm():
    times, flagged = np.array([0, 2, 4, 7, 9, 50]), np.array([1, 1, 1, 1, 0, 0])
    for join, alarms in ((1, 4), (2, 2), (3, 1)):
        told = metrics.false_alarms(np.zeros(6), flagged, times, join=join, month=10)
        assert told.alarms == alarms


def test_the_interval_of_a_rate_is_the_exact_one():
    times, flagged = np.arange(101), np.zeros(101, bool)
    none = metrics.false_alarms(~flagged, flagged, times, month=100)
    assert (none.rate, none.low, none.high) == (0, 0, pytest.approx(3.6889, abs=1e-4))
    flagged[::10] = True
    flagged[0] = False  # ten alarms
    ten = metrics.false_alarms(np.zeros(101), flagged, times, month=100)
    assert (ten.rate, ten.low, ten.high) == pytest.approx((10, 4.7954, 18.3904), abs=1e-4)


def test_rows_may_come_in_any_order():
    rng = np.random.default_rng(3)
    odd, flagged = rng.random((2, 200)) < 0.2
    times, units = np.repeat(np.arange(100), 2), np.tile([0, 1], 100)
    told = metrics.false_alarms(odd, flagged, times, units, join=1, month=30)
    mixed = rng.permutation(200)
    again = metrics.false_alarms(
        odd[mixed], flagged[mixed], times[mixed], units[mixed], join=1, month=30
    )
    assert (told.alarms, told.false_alarms, told.rate) == (
        again.alarms,
        again.false_alarms,
        again.rate,
    )


def test_false_alarms_of_no_time_are_not_known():
    with pytest.raises(TooLittleData, match="at one moment"):
        metrics.false_alarms([0, 0], [1, 0], [5, 5], month=1)
    with pytest.raises(InvalidParameter, match="how long a month is"):
        metrics.false_alarms([0, 0], [1, 0], [5, 6])
    with pytest.raises(InvalidParameter, match="these are dates"):
        metrics.false_alarms([0, 0], [1, 0], at(1, 2), month=3)
    with pytest.raises(InvalidParameter, match="above 0"):
        metrics.false_alarms([0, 0], [1, 0], [1, 2], month=0)


def test_the_stated_false_share_stands_beside_the_realised_one():
    told = metrics.false_share(0.1, [0, 2, 0, 0], [5, 4, 0, 1])
    assert told.realised == 0.125  # the mean of 0, .5, 0 (no finding) and 0
    assert told.pooled == 0.2
    assert (told.tables, told.with_findings, told.found, told.false) == (4, 3, 10, 2)
    assert told.kept is None
    assert told.text.endswith("over 4 tables: not contradicted")


@pytest.mark.parametrize(("truly", "kept"), [(0.02, True), (0.3, False)])
def test_many_tables_tell_whether_a_share_is_kept(truly, kept):
    rng = np.random.default_rng(0)
    found = rng.poisson(10, 400)
    told = metrics.false_share(0.1, rng.binomial(found, truly), found)
    assert told.kept is kept
    assert told.low < truly < told.high


def test_an_interval_holds_the_truth_and_is_never_empty():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        found = rng.poisson(3, 60)
        told = metrics.false_share(0.1, rng.binomial(found, 0.08), found)
        held += told.low <= 0.08 * (1 - math.exp(-3)) <= told.high
    assert held >= 0.94 * 400
    clean = metrics.false_share(0.1, [0] * 20, [3] * 20)
    assert (clean.low, clean.realised) == (0, 0)
    assert clean.high == pytest.approx(0.161, abs=1e-3)  # Wilson's, of 0 in 20


def test_each_stated_share_is_looked_at_by_itself():
    low, high = metrics.false_shares([0.2, 0.05, 0.2], [1, 0, 1], [4, 9, 2])
    assert (low.stated, low.tables, low.realised) == (0.05, 1, 0)
    assert (high.stated, high.tables, high.realised) == (0.2, 2, 0.375)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0.1, [3], [2]), "table 0 has 3 false of 2 findings"),
        ((0.1, [], []), "at least one; got 0 and 0"),
        ((0.1, [1, 2], [3]), "got 2 and 1"),
        ((0.1, [0.5], [2]), "table 0 has 0.5"),
        ((0.1, [-1], [2]), "table 0 has -1"),
        ((0.1, ["a"], [2]), "must be counts"),
        ((1.5, [0], [2]), "from 0 to 1"),
        ((math.nan, [0], [2]), "from 0 to 1"),
    ],
)
def test_counts_that_cannot_be_are_refused(arguments, said):
    with pytest.raises((InvalidInput, InvalidParameter), match=said):
        metrics.false_share(*arguments)
