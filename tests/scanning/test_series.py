"""Series from end to end: a drop, a spike, a swapped value, and what follows them."""

from itertools import pairwise

import numpy as np
import pytest

import vedette
from vedette.testing.tables import Columns, taken, wrong_series

DROP = range(200, 212)
SPIKE, SWAPPED = 400, 520


@pytest.fixture(scope="module")
def table() -> Columns:
    """One column that remembers and one that follows it; two values of it are exchanged."""
    made = wrong_series(seed=4)
    heat = made["heat"]
    other = int(np.argmax(np.abs(heat - heat[SWAPPED]) * (np.arange(600) > 440)))
    heat[[SWAPPED, other]] = heat[[other, SWAPPED]]
    return made


@pytest.fixture(scope="module")
def result(table):
    return vedette.scan(table)


def test_the_order_is_understood(result):
    assert result.roles["time"].kind == "time"
    assert result.time_text == "hourly"


def test_the_drop_the_spike_and_the_swapped_value_are_found(result):
    blamed = {f.row: f.reasons[0].column for f in result.findings}

    assert [blamed.get(row) for row in DROP] == ["heat"] * 12
    assert blamed[SPIKE] == "load"
    assert blamed[SWAPPED] == "heat"


def test_the_drop_is_one_span(result):
    spans = [group for group in result.groups if group.span is not None]

    assert [group.span for group in spans] == [(DROP[0], DROP[-1])]
    assert spans[0].rows == tuple(DROP)
    assert spans[0].headline.startswith("heat fell to ")
    assert spans[0].headline.endswith("for 12 rows from 2026-01-13 08:00")


def test_the_rows_after_are_not_blamed_for_the_rows_before(result):
    found = {finding.row for finding in result.findings}

    assert not found & {SPIKE + 1, DROP[-1] + 1, SWAPPED + 1}


def test_little_else_is_found(result):
    found = {finding.row for finding in result.findings}

    # The value that the swapped one was exchanged with is as wrong as it.
    assert len(found - set(DROP) - {SPIKE, SWAPPED}) <= 2


def alone(wrong):
    """A series of one column that remembers, spoilt: only the row before can tell."""
    rng = np.random.default_rng(11)
    level = rng.normal(0, 1, 1_500)
    for i in range(1, 1_500):
        level[i] += 0.97 * level[i - 1]
    wrong(level)
    start = np.datetime64("2026-01-05", "us")
    return {"time": start + np.arange(1_500) * np.timedelta64(5, "m"), "level": level}


def spike(level):
    level[700] -= 9


def drop(level):
    level[700:712] -= 15


def deep_drop(level):
    level[700:712] -= 25


def nothing(level):
    pass


def test_a_spike_is_judged_by_the_row_before():
    result = vedette.scan(alone(spike))

    assert [f.row for f in result.findings] == [700]
    reason = result.findings[0].reasons[0]
    assert reason.given == ("the level before",)
    assert "each row given the one before" in result.checked


def test_a_spike_is_expected_where_the_row_before_was():
    table = alone(spike)

    reason = vedette.scan(table).findings[0].reasons[0]

    assert reason.expected == pytest.approx(0.97 * table["level"][699], abs=1.5)
    assert reason.high - reason.low == pytest.approx(2 * 1.96, rel=0.35)


@pytest.mark.parametrize(
    "wrong",
    [
        drop,
        deep_drop,
    ],
)
def test_all_rows_of_a_run_are_found_by_the_row_before(wrong):
    result = vedette.scan(alone(wrong))

    assert sorted(f.row for f in result.findings) == list(range(700, 712))


BY_THE_WRONG_ROW = "rows of a run are expected where the wrong row before them was"


def test_a_run_by_itself_is_one_span():
    assert [g.span for g in vedette.scan(alone(drop)).groups] == [(700, 711)]


def test_rows_of_a_run_are_not_what_was_expected():
    for finding in vedette.scan(alone(drop)).findings:
        reason = finding.reasons[0]
        assert not reason.low <= reason.observed <= reason.high, finding.text


def test_a_clean_series_has_no_finding():
    assert vedette.scan(alone(nothing)).findings == ()


def test_without_its_times_the_same_spike_is_no_finding():
    result = vedette.scan({"level": alone(spike)["level"]})

    assert result.time_text == ""
    assert 700 not in {f.row for f in result.findings}


@pytest.mark.parametrize("seed", range(3))
def test_a_shuffled_file_holds_the_same_series(seed, table, result):
    moved = np.random.default_rng(seed).permutation(600)

    after = vedette.scan(taken(table, moved))

    assert {int(moved[f.row]) for f in after.findings} == {f.row for f in result.findings}
    spans = [g for g in after.groups if g.span is not None]
    assert [tuple(int(moved[r]) for r in g.span) for g in spans] == [(200, 211)]


def test_each_key_is_a_series_of_its_own():
    result = vedette.scan(wrong_series(keys=3))

    assert result.time_text == "hourly for each station"
    found = sorted(f.row for f in result.findings if f.row < 600)
    assert set(found) >= {*DROP, SPIKE}
    assert SPIKE + 1 not in found


def test_a_running_number_orders_rows_as_a_time_does():
    table = alone(spike)
    numbered = {"no": np.arange(1_500) + 1, "level": table["level"]}

    result = vedette.scan(numbered, roles={"no": "id"})

    assert [f.row for f in result.findings] == [700]
    assert result.findings[0].id == 701
    assert result.time_text == "in the order of no"


def test_runs_of_a_result_follow_each_other(result):
    for group in result.groups:
        if group.span is not None:
            assert all(b == a + 1 for a, b in pairwise(group.rows))
