"""Which row came before which, where the rows of a table have a time."""

import numpy as np
import pytest

from vedette.core.table import Column, Role, Source, Table
from vedette.tables.series import (
    UNPLACED,
    Series,
    assemble,
    every,
    find_series,
    group_codes,
    regular_step,
)

MINUTE = 60_000_000  # microseconds
HOUR = 60 * MINUTE


def numbers(name, values):
    return Column(name, "number", np.asarray(values, dtype=float))


def times(name, values):
    return Column(name, "time", np.asarray(values).astype("datetime64[us]"))


def texts(name, values):
    levels = list(dict.fromkeys(v for v in values if v is not None))
    codes = [-1 if v is None else levels.index(v) for v in values]
    return Column(name, "text", np.array(codes, np.int32), np.array(levels, dtype=object))


def series_of(columns, **roles):
    table = Table(tuple(columns), len(columns[0]), Source("made", "dict"))
    return find_series(table, {c.name: Role(roles[c.name]) for c in columns})


def hourly(n, start="2026-01-01"):
    return np.datetime64(start, "us") + np.arange(n) * np.timedelta64(1, "h")


def placed(place, key=None, step=None):
    place = np.asarray(place, dtype=np.int64)
    key = np.zeros(len(place), dtype=np.int64) if key is None else np.asarray(key)
    return Series(place, key, True, ("t",), (), step)


# Which row is the one before


def test_the_row_before_is_the_one_before_in_time_not_in_the_table():
    assert placed([30, 10, 20]).previous().tolist() == [2, -1, 1]


def test_each_key_has_its_own_first_row():
    series = placed([1, 1, 2, 2, 3], key=[0, 1, 0, 1, 1])

    assert series.previous().tolist() == [-1, -1, 0, 1, 3]
    assert series.keys == 2


@pytest.mark.parametrize(
    ("place", "before"),
    [
        ([0, 10, 20, 40, 50], [-1, 0, 1, -1, 3]),  # a step of 2 is a gap
        ([0, 10, 20, 35, 45], [-1, 0, 1, 2, 3]),  # a step of 1.5 is none
        ([0, 10, 20, 36, 46], [-1, 0, 1, -1, 3]),
    ],
)
def test_in_a_regular_series_nothing_comes_before_the_row_after_a_gap(place, before):
    assert placed(place, step=10).previous().tolist() == before


def test_in_an_irregular_series_a_gap_is_nothing_special():
    assert placed([0, 10, 20, 400]).previous().tolist() == [-1, 0, 1, 2]


def test_rows_without_a_time_have_none_before_and_are_before_none():
    assert placed([10, UNPLACED, 20, UNPLACED]).previous().tolist() == [-1, -1, 0, -1]


@pytest.mark.parametrize("seed", range(20))
def test_the_row_before_agrees_with_looking_at_all_pairs(seed):
    rng = np.random.default_rng(seed)
    n = 40
    place, key = rng.permutation(200)[:n], rng.integers(0, 3, n)
    place = np.where(rng.random(n) < 0.1, UNPLACED, place)
    step = [None, 4][seed % 2]
    slow = []
    for i in range(n):
        earlier = [
            j
            for j in range(n)
            if key[j] == key[i] and UNPLACED != place[j] < place[i] != UNPLACED
        ]
        last = max(earlier, key=lambda j: place[j], default=-1)
        gap = last >= 0 and step is not None and place[i] - place[last] > 1.5 * step
        slow.append(-1 if gap else last)

    assert placed(place, key, step).previous().tolist() == slow


def test_a_shuffled_series_has_the_same_rows_before():
    rng = np.random.default_rng(0)
    place, key = rng.permutation(500)[:60], rng.integers(0, 4, 60)
    series, moved = placed(place, key), rng.permutation(60)

    before = series.previous()
    after = series.take(moved).previous()

    back = np.where(after >= 0, moved[after], -1)
    assert back.tolist() == before[moved].tolist()


# The step


def step_of(place, key=None):
    series = placed(place, key)
    return regular_step(series.place, series.key, series.placed)


def test_the_step_is_the_median_one():
    assert step_of([0, 10, 20, 31, 40]) == 10


def test_the_step_is_taken_within_keys():
    place = [0, 10, 1000, 1010, 2000, 2010, 3000, 3010]

    assert step_of(place, key=[0, 0, 1, 1, 2, 2, 3, 3]) == 10
    assert step_of(place) is None


def test_steps_that_differ_are_no_regular_step():
    assert step_of([0, 10, 15, 55, 60, 200, 290]) is None


@pytest.mark.parametrize(("gaps", "step"), [(20, 10), (21, None)])
def test_four_in_five_steps_make_a_series_regular(gaps, step):
    steps = np.full(100, 10)
    steps[:gaps] = 100

    assert step_of([*np.cumsum(steps, dtype=np.int64).tolist(), 0]) == step


def test_rows_without_a_time_do_not_count_for_the_step():
    assert step_of([0, UNPLACED, 10, 20, UNPLACED]) == 10


def test_one_moment_has_no_step():
    assert step_of([5, 5, 5]) is None
    assert step_of([5]) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "every second"),
        (60, "every minute"),
        (300, "every 5 min"),
        (3600, "hourly"),
        (7200, "every 2 h"),
        (86_400, "daily"),
        (2 * 86_400, "every 2 days"),
        (7 * 86_400, "weekly"),
        (28 * 86_400, "monthly"),
        (31 * 86_400, "monthly"),
        (15, "every 15 s"),
        (0.25, "every 250 ms"),
        (90, "every 1.5 min"),
    ],
)
def test_a_step_in_words(seconds, words):
    assert every(int(seconds * 1e6)) == words


# Which tables are series


def test_a_time_column_makes_a_series():
    series = series_of([times("t", hourly(5)[::-1])], t="time")

    assert series.names == ("t",)
    assert series.timed
    assert series.step == HOUR
    assert series.previous().tolist() == [1, 2, 3, 4, -1]
    assert series.time[4] == np.datetime64("2026-01-01")


def test_a_key_parts_times_that_repeat():
    stamps = times("t", np.repeat(hourly(50), 2))
    station = texts("station", ["a", "b"] * 50)

    series = series_of([stamps, station], t="time", station="key")

    assert series.key_names == ("station",)
    assert series.keys == 2
    assert series.previous().tolist() == [-1, -1, *range(98)]


def test_two_keys_part_a_table_together():
    stamps = times("t", np.repeat(hourly(50), 4))
    columns = [stamps, texts("a", list("xxyy") * 50), texts("b", list("pqpq") * 50)]

    series = series_of(columns, t="time", a="key", b="key")

    assert series.keys == 4
    assert series.previous().tolist() == [-1] * 4 + list(range(196))


def test_times_that_repeat_without_a_key_are_no_series():
    assert series_of([times("t", np.repeat(hourly(50), 2))], t="time") is None


@pytest.mark.parametrize(("repeats", "is_series"), [(2, True), (3, False)])
def test_two_in_a_hundred_times_may_repeat(repeats, is_series):
    stamps = hourly(100)
    stamps[:repeats] = stamps[50 : 50 + repeats]

    assert (series_of([times("t", stamps)], t="time") is not None) is is_series


@pytest.mark.parametrize(("repeats", "is_series"), [(1, True), (2, False)])
def test_with_a_key_fewer_may_repeat(repeats, is_series):
    stamps, station = np.repeat(hourly(100), 2), texts("s", ["a", "b"] * 100)
    stamps[: 2 * repeats : 2] = stamps[100 : 100 + 2 * repeats : 2]

    series = series_of([times("t", stamps), station], t="time", s="key")

    assert (series is not None) is is_series


@pytest.mark.parametrize(("missing", "is_series"), [(2, True), (3, False)])
def test_few_rows_of_a_series_may_have_no_time(missing, is_series):
    stamps = hourly(100)
    stamps[:missing] = np.datetime64("NaT")

    series = series_of([times("t", stamps)], t="time")

    assert (series is not None) is is_series
    if series is not None:
        assert (~series.placed).sum() == missing
        assert np.isnat(series.time[:missing]).all()


def test_a_time_column_of_nothing_is_no_series():
    assert series_of([times("t", np.full(10, "NaT"))], t="time") is None


def test_a_table_without_time_or_number_is_no_series():
    assert series_of([numbers("x", np.arange(10.0))], x="number") is None


# A running number


def test_a_running_number_is_an_order_but_no_time():
    series = series_of([numbers("no", [3, 1, 2, 5, 4])], no="id")

    assert not series.timed
    assert np.isnat(series.time).all()
    assert series.previous().tolist() == [2, -1, 1, 4, 0]


def test_a_running_number_may_leave_some_out():
    series = series_of([numbers("no", [1, 2, 3, 4, 5, 6, 8, 9, 10])], no="id")

    assert series.previous().tolist() == [-1, 0, 1, 2, 3, 4, -1, 6, 7]


@pytest.mark.parametrize(
    "values",
    [
        [1, 2, 3],  # too few
        [1, 2, 2, 3, 4, 5, 6, 7],  # one twice
        [1, np.nan, 3, 4, 5, 6],
        [100, 205, 311, 480, 502, 777],  # ids, but not running
    ],
)
def test_numbers_that_do_not_run_are_no_order(values):
    assert series_of([numbers("no", values)], no="id") is None


def test_ids_in_words_are_no_order():
    assert series_of([texts("no", [f"r{i}" for i in range(9)])], no="id") is None


# A time in parts


def test_a_time_is_put_together_from_its_parts():
    parts = {
        "year": numbers("year", [2024, 2024, 1969]),
        "month": numbers("month", [2, 12, 7]),
        "day": numbers("day", [29, 31, 20]),
        "hour": numbers("hour", [13, 23, 20]),
        "minute": numbers("minute", [5, 59, 17]),
        "second": numbers("second", [7, 59, 40]),
    }

    assert assemble(parts).astype("datetime64[s]").astype(str).tolist() == [
        "2024-02-29T13:05:07",
        "2024-12-31T23:59:59",
        "1969-07-20T20:17:40",
    ]


@pytest.mark.parametrize(
    ("part", "value"), [("year", 0), ("month", 13), ("month", 0), ("day", np.nan)]
)
def test_parts_that_are_no_time_make_none(part, value):
    parts = {"year": [2024, 2024], "month": [1, 1], "day": [1, 2]}
    parts[part] = [parts[part][0], value]

    moments = assemble({name: numbers(name, held) for name, held in parts.items()})

    assert np.isnat(moments).tolist() == [False, True]


def test_year_month_and_hour_make_a_series():
    days = np.arange(100)
    columns = [
        numbers("Year", np.full(100, 2023)),
        numbers("month", days // 24 % 12 + 1),
        numbers("hour", days % 24),
    ]

    series = series_of(columns, Year="constant", month="part", hour="part")

    assert series.names == ("Year", "month", "hour")
    assert series.previous().tolist()[1:24] == list(range(23))


def test_a_month_without_a_year_is_no_time():
    columns = [numbers("month", np.arange(12) + 1), numbers("day", np.arange(12) + 1)]

    assert series_of(columns, month="part", day="part") is None


def test_groups_are_numbered_from_0_and_missing_is_one_of_them():
    assert group_codes(texts("k", ["b", None, "a", "b"])).tolist() == [1, 2, 0, 1]
    assert group_codes(numbers("k", [7, 3, np.nan, 7, np.nan])).tolist() == [1, 0, 2, 1, 2]
