"""Clean tables as shops, logs, clinics and banks have them, each with one known trap."""

from __future__ import annotations

import numpy as np

from worlds.model import Table
from worlds.pieces import (
    Rng,
    arrivals,
    category,
    codes,
    daily,
    ids,
    pick,
    whole,
    words,
)


def rates(n: int, rng: Rng) -> Table:
    """Shares with very unequal denominators: the extremes are where little was counted."""
    shown = whole(rng.lognormal(5, 1.5, n)) + 2
    chance = 1 / (1 + np.exp(-rng.normal(-2, 0.3, n)))
    clicks = rng.binomial(shown, chance)
    return {
        "campaign": ids("c", n),
        "shown": shown,
        "clicks": clicks,
        "click_pct": (100 * clicks / shown).round(2),
        "cost_eur": (0.4 * clicks * rng.lognormal(0, 0.1, n)).round(2),
        "channel": category(rng, n, ["search", "mail", "social", "partner"]),
    }


def exam(n: int, rng: Rng) -> Table:
    """Clipped scores, a pass mark that is a step, a grade in words."""
    skill = rng.normal(0, 1, n)
    score = np.clip(whole(62 + 16 * skill + rng.normal(0, 8, n)), 0, 100)
    return {
        "score": score,
        "passed": (score >= 50).astype("int64"),
        "grade": pick(["F", "D", "C", "B", "A"], np.digitize(score, [50, 60, 75, 90])),
        "essay": np.clip((6 + 2 * skill + rng.normal(0, 1.2, n)).round(), 0, 10),
        "minutes": np.minimum(rng.gamma(20, 4, n), 120).round(),
        "school": category(rng, n, words("school", 15), 0.4),
    }


def censored(n: int, rng: Rng) -> Table:
    """Times to an event that stop at a year, with a flag that says so."""
    age = rng.uniform(30, 85, n)
    days = rng.weibull(1.3, n) * 400 * np.exp(-0.02 * (age - 60))
    return {
        "age_years": whole(age),
        "days": whole(np.minimum(days, 365)),
        "event": (days < 365).astype("int64"),
        "dose_mg": rng.choice([5.0, 10.0, 20.0, 40.0], n, p=[0.2, 0.5, 0.2, 0.1]),
        "marker": rng.lognormal(0.01 * age, 0.4, n).round(2),
        "arm": category(rng, n, ["a", "b"], 0),
    }


def angles(n: int, rng: Rng) -> Table:
    """Directions on a circle, and quantities that depend on them."""
    direction = (240 + 50 * rng.normal(0, 1, n)) % 360
    speed = rng.weibull(2, n) * (4 + 2 * np.cos(np.deg2rad(direction - 240)))
    return {
        "wind_dir": direction.round(),
        "speed_m_s": speed.round(1),
        "gust_m_s": (speed * (1.4 + rng.gamma(2, 0.05, n))).round(1),
        "wave_m": (0.05 * speed**1.5 * rng.lognormal(0, 0.15, n) + 0.2).round(1),
        "heading_deg": rng.uniform(0, 360, n).round(1),
        "depth_m": rng.normal(32, 3, n).round(1),
    }


def web_log(n: int, rng: Rng) -> Table:
    """Status codes as numbers, sizes over many orders, times by path."""
    times = arrivals(rng, n, max(3, n / 2000))
    path = codes(rng, n, 30, 1.2)
    status = rng.choice([200, 304, 404, 302, 500], n, p=[0.82, 0.1, 0.05, 0.02, 0.01])
    size = np.exp(rng.normal(6, 1.5, 30)[path] + rng.normal(0, 0.3, n))
    return {
        "time": times,
        "path": pick(words("/page-", 30), path),
        "status": status,
        "bytes": np.where(status == 304, 0, whole(size)),
        "took_ms": (3 + rng.gamma(2, 4, n) + size / 4000).round(1),
        "method": category(rng, n, ["GET", "POST", "HEAD"], 2),
        "load": (2 + daily(times) + rng.gamma(2, 0.3, n)).round(2),
    }


def balances(n: int, rng: Rng) -> Table:
    """Irregular payments of many accounts, and the balance they add up to."""
    accounts = max(5, n // 50)
    account = rng.integers(0, accounts, n)
    times = arrivals(rng, n, 180)
    sign = rng.choice([-1, 1], n, p=[0.75, 0.25])
    amount = (sign * rng.lognormal(3.5, 0.9, n) * np.where(sign > 0, 3, 1)).round(2)
    start = rng.lognormal(7, 0.5, accounts)
    balance = np.empty(n)
    for a in range(accounts):
        mine = account == a
        balance[mine] = start[a] + np.cumsum(amount[mine])
    return {
        "booked": times,
        "account": pick(words("DE", accounts), account),
        "amount_eur": amount,
        "balance_eur": balance.round(2),
        "kind": category(rng, n, ["card", "transfer", "debit", "cash"], 0.7),
        "fee_eur": np.where(rng.random(n) < 0.9, 0.0, 1.5),
    }


def one_hot(n: int, rng: Rng) -> Table:
    """A category spread over columns of zeros and ones, beside what depends on it."""
    which = codes(rng, n, 6, 1)
    table: Table = {
        f"is_{name}": (which == i).astype("int64") for i, name in enumerate("abcdef")
    }
    return table | {
        "amount": np.exp(rng.normal(3 + 0.4 * which, 0.3)),
        "size_cm": rng.normal(20 + 3 * which, 1.5),
        "error": rng.standard_t(5, n),
    }


def rare_events(n: int, rng: Rng) -> Table:
    """Columns that are 0 in 99 of 100 rows, one of them with a long tail."""
    return {
        "refund_eur": np.where(rng.random(n) < 0.01, rng.lognormal(4, 1, n), 0).round(2),
        "alarms": rng.poisson(0.02, n),
        "downtime_min": np.where(rng.random(n) < 0.03, rng.exponential(30, n), 0).round(),
        "load_pct": rng.normal(55, 9, n).round(1),
        "output_t": rng.normal(120, 4, n).round(1),
        "shift": category(rng, n, ["early", "late", "night"], 0),
    }


def wide_40(n: int, rng: Rng) -> Table:
    """Forty columns in five blocks, noise t5: many places for a false finding."""
    factor = rng.normal(0, 1, (5, n))
    return {
        f"item_{j + 1:02d}": (0.7 * factor[j % 5] + rng.standard_t(5, n)).round(3)
        for j in range(40)
    }


def housing(n: int, rng: Rng) -> Table:
    """Prices by place and size, rooms that follow the size, a year with gaps."""
    area = rng.lognormal(4.4, 0.4, n)
    district = codes(rng, n, 20, 0.7)
    dear = rng.normal(0, 0.3, 20)[district]
    year = np.where(
        rng.random(n) < 0.3, rng.integers(1890, 1940, n), rng.integers(1950, 2024, n)
    )
    return {
        "listing": ids("h", n)[rng.permutation(n)],
        "district": pick(words("d", 20), district),
        "area_m2": area.round(),
        "rooms": np.clip((area / 28 + rng.normal(0, 0.6, n)) * 2, 2, 20).round() / 2,
        "built": year,
        "price_keur": (np.exp(1.3 + dear) * area * rng.lognormal(0, 0.18, n)).round(),
        "balcony": (rng.random(n) < 0.55).astype("int64"),
        "days_listed": whole(rng.exponential(40, n)),
    }
