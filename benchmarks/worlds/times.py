"""Clean tables with a clock: seasons, trends, sinusoids and hourly counts."""

from __future__ import annotations

import numpy as np

from worlds.model import Table
from worlds.pieces import (
    Rng,
    arrivals,
    category,
    clock,
    codes,
    daily,
    hour,
    ids,
    pick,
    weekday,
    words,
)  # fmt: skip
from worlds.series import autoregression


def mixed_seasons(n: int, rng: Rng) -> Table:
    """Independent events with a daily and a weekly pattern, mixed types."""
    times = arrivals(rng, n, max(14, n / 60))
    wave, weekend = daily(times), weekday(times) >= 5
    region = codes(rng, n, 5)
    requests = np.exp(4 + 0.5 * wave - 0.3 * weekend + rng.normal(0, 0.1, n))
    return {
        "event_id": ids("e", n),
        "ts": times,
        "region": pick(words("r", 5), region),
        "requests": requests.round(),
        "latency_ms": (60 + 10 * region + 0.2 * requests + rng.gamma(4, 3, n)).round(1),
        "temp_c": (12 + 6 * wave + region + rng.normal(0, 1.5, n)).round(1),
        "errors": rng.poisson(requests * 0.01),
        "tier": category(rng, n, ["free", "pro", "team"]),
    }


def sinusoid(n: int, rng: Rng) -> Table:
    """Every 10 minutes, daily waves of three phases with white noise."""
    times = clock(n, 10)
    t = hour(times) / 24 * 2 * np.pi
    return {
        "time": times,
        "temp_c": 15 + 6 * np.sin(t - 2) + rng.normal(0, 0.7, n),
        "power_kw": 40 + 12 * np.cos(t) + 4 * np.cos(2 * t) + rng.normal(0, 2, n),
        "sun_w_m2": np.maximum(0, 700 * np.sin(t - 1.6)) * rng.beta(8, 2, n),
        "tide_m": 2 * np.sin(np.arange(n) * 2 * np.pi / 74.5) + rng.normal(0, 0.1, n),
        "wind_m_s": 5 * rng.weibull(2, n),
    }


def hourly_counts(n: int, rng: Rng) -> Table:
    """Counts with an hour and weekday pattern."""
    times = clock(n, 60)
    shape = np.exp(1.2 * daily(times, 17) - 0.5 * (weekday(times) >= 5))
    rides = rng.poisson(40 * shape)
    return {
        "hour_start": times,
        "rides": rides,
        "members": rng.binomial(rides, 0.7),
        "breakdowns": rng.poisson(0.3 + 0.002 * rides),
        "minutes_mean": (14 + rng.normal(0, 10, n) / np.sqrt(1 + rides)).clip(1).round(1),
        "temp_c": (10 + 5 * daily(times) + autoregression(rng, n, 0.95) * 0.5).round(1),
    }


def counter(n: int, rng: Rng) -> Table:
    """A meter that only goes up, its hourly use and a slow drift."""
    times = clock(n, 60)
    use = np.exp(1 + 0.6 * daily(times, 19) + rng.normal(0, 0.3, n))
    return {
        "time": times,
        "use_kwh": use.round(2),
        "meter_kwh": (12_000 + np.cumsum(use)).round(1),
        "drift_mv": np.cumsum(rng.normal(0.01, 0.05, n)),
        "volt_v": rng.normal(230, 1.5, n).round(1),
    }


def two_times(n: int, rng: Rng) -> Table:
    """Irregular visits of many patients: a key, and a level of each."""
    people = max(8, n // 12)
    person = np.sort(rng.integers(0, people, n))
    times = arrivals(rng, n, 365)[rng.permutation(n)]
    level = rng.normal(0, 1, people)[person]
    return {
        "patient": pick(words("pat", people), person),
        "visit": times,
        "weight_kg": (75 + 12 * level + rng.normal(0, 1, n)).round(1),
        "pulse_bpm": (70 + rng.normal(0, 8, n)).round(),
        "glucose_mmol_l": rng.lognormal(1.7, 0.2, n).round(1),
        "nurse": category(rng, n, words("nurse", 6)),
    }


def modes(n: int, rng: Rng) -> Table:
    """A machine that is on and off for hours, with levels of its own for each mode."""
    times = clock(n, 5)
    state = np.cumsum(rng.random(n) < 0.02) % 3
    power = np.array([0.5, 20.0, 45.0])[state]
    return {
        "ts": times,
        "mode": pick(["off", "low", "high"], state),
        "power_kw": power + np.array([0.05, 1, 2])[state] * rng.normal(0, 1, n),
        "temp_c": 20 + 0.8 * power + rng.normal(0, 1.5, n),
        "vibr_mm_s": np.exp(0.03 * power + rng.normal(0, 0.2, n)),
        "volt_v": 400 - 0.1 * power + rng.normal(0, 0.8, n),
    }


def prices(n: int, rng: Rng) -> Table:
    """Daily prices: geometric random walks with t4 steps, volume, holidays left out."""
    days = np.flatnonzero(np.arange(2 * n) % 7 < 5)[:n]
    steps = 0.01 * rng.standard_t(4, (2, n))
    close = 100 * np.exp(np.cumsum(steps[0]))
    return {
        "date": np.datetime64("2001-01-01", "us") + days.astype("timedelta64[D]"),
        "close_eur": close.round(2),
        "other_eur": (50 * np.exp(np.cumsum(0.6 * steps[0] + steps[1]))).round(2),
        "high_eur": (close * np.exp(np.abs(0.004 * rng.standard_t(4, n)))).round(2),
        "volume": np.exp(11 + autoregression(rng, n, 0.8) * 0.2).round(),
        "trades": rng.poisson(900, n),
    }
