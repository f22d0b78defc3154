"""Columns in time: what was put into a series is told, what chance does is not."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.signal import lfilter

import vedette

N = 1_440
HOURS = np.datetime64("2025-01-01") + np.arange(N) * np.timedelta64(1, "h")


def chained(rng, r, n=N):
    return lfilter([1.0], [1.0, -r], rng.normal(size=n + 1_000))[1_000:]


def courses(**columns):
    found = vedette.profile({"at": HOURS, **columns}).courses
    return {one.name: one for one in found}


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(4)
    hour = np.arange(N) % 24
    late = np.arange(N) >= 900
    return courses(
        noise=rng.normal(size=N),
        trend=10 + 2 * np.arange(N) / N + rng.normal(size=N),
        step=50 + 6 * late + rng.normal(0, 5, N),
        daily=np.sin(hour / 24 * 2 * np.pi) + rng.normal(size=N),
        both=3 * np.sin(hour / 24 * 2 * np.pi) + 4 * late + chained(rng, 0.6),
        walk=np.cumsum(np.random.default_rng(1).normal(size=N)),
    )


def test_noise_has_a_level_that_holds(found):
    one = found["noise"]

    assert one.stationary is True
    assert (one.seasons, one.trend, one.steps, one.text) == ((), None, (), "")


def test_a_trend_is_told_with_its_ends(found):
    one = found["trend"]

    assert one.trend.first == pytest.approx(10, abs=0.25)
    assert one.trend.last == pytest.approx(12, abs=0.25)
    assert not one.steps
    assert one.stationary is False
    assert one.text.startswith("rises ")


@pytest.mark.parametrize(("name", "size"), [("step", 6), ("both", 4)])
def test_a_step_is_told_with_its_place_and_size(found, name, size):
    (step,) = found[name].steps

    assert abs(np.datetime64(step.at) - HOURS[900]) < np.timedelta64(30, "h")
    assert step.after - step.before == pytest.approx(size, abs=0.8)
    assert found[name].trend is None
    assert "steps " in found[name].text


def test_a_season_is_told_with_its_swing(found):
    assert [one.cycle for one in found["daily"].seasons] == ["day"]
    assert found["daily"].seasons[0].swing == pytest.approx(2, abs=0.8)
    assert found["daily"].stationary is True
    assert [one.cycle for one in found["both"].seasons] == ["day"]


def test_a_steep_rise_makes_no_season():
    x = np.arange(N) / 20 + np.random.default_rng(0).normal(size=N)

    assert courses(x=x)["x"].seasons == ()


def test_the_swing_of_a_season_is_without_what_rises_meanwhile():
    day = np.sin(np.arange(N) % 24 / 24 * 2 * np.pi)
    noise = np.random.default_rng(0).normal(0, 0.1, N)
    (season,) = courses(x=day + noise + np.arange(N) / 24)["x"].seasons

    assert (season.cycle, season.swing) == ("day", pytest.approx(2, abs=0.1))


def test_a_swing_that_is_small_beside_the_deviation_is_not_told():
    day = np.sin(np.arange(N) % 24 / 24 * 2 * np.pi)
    noise = np.random.default_rng(0).normal(0, 0.1, N)
    told, lost = day + noise, 0.01 * (day + noise) + 2 * np.arange(N) / N

    assert [one.cycle for one in courses(x=told)["x"].seasons] == ["day"]
    assert courses(x=lost)["x"].seasons == ()


def test_a_random_walk_has_neither_trend_nor_steps(found):
    one = found["walk"]

    assert one.wanders
    assert (one.trend, one.steps, one.stationary) == (None, (), False)


@pytest.mark.parametrize("r", [0.0, 0.5, 0.9])
def test_slow_waves_are_no_changes(r):
    named = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        (one,) = courses(x=chained(rng, r)).values()
        named += bool(one.trend or one.steps or one.seasons)

    assert named <= 4


def test_several_series_are_put_on_one_level():
    rng = np.random.default_rng(1)
    key = np.tile(["a", "b", "c", "d"], N // 4)
    level = np.tile([0.0, 100, 200, 300], N // 4)
    at = np.repeat(HOURS[: N // 4], 4)
    x = level + 3 * (np.arange(N) >= 800) + rng.normal(size=N)
    x[:400][key[:400] == "d"] = np.nan  # a series that begins later is no step

    found = vedette.profile({"at": at, "key": key, "x": x}, roles={"key": "key"})

    (one,) = found.courses
    (step,) = one.steps
    assert step.after - step.before == pytest.approx(3, abs=0.5)


def test_without_an_order_in_time_nothing_is_told():
    x = np.random.default_rng(0).normal(size=300)

    assert vedette.profile({"x": x}).courses == ()


@pytest.mark.parametrize("rows", [1, 5, 60])
def test_constants_and_few_rows_are_no_trouble(rows):
    at = HOURS[:rows]
    columns = {
        "c": np.full(rows, 7.0),
        "line": np.arange(rows) * 1.5,
        "none": [None] * rows,
    }

    found = vedette.profile({"at": at, **columns})

    assert all(np.isfinite(one.deviation) for one in found.courses)
    assert "NaN" not in found.to_json()


def test_every_face_says_the_same():
    rng = np.random.default_rng(2)
    profile = vedette.profile(
        {"at": HOURS, "step": 5.0 * (np.arange(N) > 700) + rng.normal(size=N)}
    )
    (one,) = profile.courses
    records = [json.loads(line) for line in profile.to_json().splitlines()]

    assert [r["text"] for r in records if r["kind"] == "course"] == [one.text]
    assert one.text in str(profile)
    assert one.text.replace(">", "&gt;") in profile.to_html()


def test_a_redacted_column_has_no_course():
    rng = np.random.default_rng(2)
    x = 5.0 * (np.arange(N) > 700) + rng.normal(size=N)

    assert vedette.profile({"at": HOURS, "x": x}, redact=["x"]).courses == ()


@pytest.mark.parametrize("at", [33, 700, N - 5])
def test_one_wild_value_is_no_step_and_hides_none(at):
    rng = np.random.default_rng(3)
    calm = np.exp(rng.normal(size=N))
    moved = calm + 3 * (np.arange(N) >= 900)
    calm[at] = moved[at] = 1e6
    found = courses(calm=calm, moved=moved)

    assert found["calm"].text == ""
    (step,) = found["moved"].steps
    assert step.after - step.before == pytest.approx(3, abs=0.4)


DAYS = np.datetime64("2025-01-01") + np.arange(730) * np.timedelta64(1, "D")


@pytest.mark.parametrize("days", [365, 730])
def test_a_wave_of_few_years_is_told_as_that_and_not_as_steps(days):
    noise = np.random.default_rng(0).normal(0, 2, days)
    warm = 10 - 12 * np.cos(np.arange(days) / 365.25 * 2 * np.pi) + noise
    (one,) = vedette.profile({"day": DAYS[:days], "warm": warm}).courses

    assert one.wave == pytest.approx(24, abs=1)
    assert (one.trend, one.steps, one.wanders, one.stationary) == (None, (), False, False)
    assert one.text.startswith("goes up and down with the year (swing 23.")


def test_steps_trends_and_walks_of_a_year_are_no_wave():
    rng = np.random.default_rng(0)
    day = np.arange(365)
    data = {
        "step": 3.0 * (day >= 200) + rng.normal(size=365),
        "trend": 4 * day / 365 + rng.normal(size=365),
        "still": rng.normal(size=365),
    }
    walks = [np.cumsum(rng.normal(size=365)) for _ in range(20)]
    found = {c.name: c for c in vedette.profile({"day": DAYS[:365], **data}).courses}
    walked = vedette.profile(
        {"day": DAYS[:365], **{f"walk {i}": walk for i, walk in enumerate(walks)}}
    )

    assert all(one.wave is None for one in found.values())
    assert found["step"].steps
    assert found["trend"].trend
    assert sum(one.wave is not None for one in walked.courses) <= 1
