"""Tables that arrive load by load, as real ones do: days differ, and rows share their day.

Each world makes days one after the other: volumes with a weekday pattern, growth and noise of the
day; means, shares and missing values that drift from day to day; heavy tails; kinds that are
open-ended. `planted` puts one fault into a load.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Load = dict[str, np.ndarray]
FIRST = np.datetime64("2026-03-02", "us")  # a Monday
WEEK = np.array([1.0, 1.05, 1.0, 1.02, 1.1, 0.7, 0.6])


def moments(rng: np.random.Generator, day: int, n: int) -> np.ndarray:
    """n moments of a day, more of them at noon than at night."""
    hours = np.concatenate([rng.normal(14, 4, n), rng.uniform(0, 24, n)])
    hours = rng.permutation(hours[(hours >= 0) & (hours < 24)])[:n]
    start = FIRST + np.timedelta64(day, "D")
    return np.sort(start + (hours * 3.6e9).astype("timedelta64[us]"))


def with_gaps(rng: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    out = values.astype(object) if values.dtype.kind in "OU" else values.astype(float)
    out[rng.random(len(out)) < share] = None if out.dtype == object else np.nan
    return out


def orders(seed: int, days: int) -> list[Load]:
    """A shop: weekdays, growth, heavy amounts, products that come and go."""
    rng = np.random.default_rng(seed)
    countries = np.array(["DE", "FR", "IT", "ES", "NL", "PL"])
    shares = rng.dirichlet(np.full(6, 8.0))
    loads, number = [], 0
    for day in range(days):
        n = int(1500 * WEEK[day % 7] * 1.003**day * np.exp(0.07 * rng.normal()))
        country = rng.choice(6, n, p=rng.dirichlet(shares * 600))
        items = 1 + rng.poisson(1.5 * np.exp(0.05 * rng.normal()), n)
        price = np.exp(3 + 0.06 * rng.normal() + 0.9 * rng.normal(size=n))
        product = np.minimum(rng.zipf(1.6, n), 4000)
        loads.append(
            {
                "order_id": np.arange(number, number + n) + 100_000,
                "ts": moments(rng, day, n),
                "country": countries[country],
                "product": np.array([f"P{k:04d}" for k in product]),
                "items": items.astype(float),
                "price": np.round(price, 2),
                "total": np.round(price * items, 2),
                "discount": with_gaps(
                    rng, np.round(rng.beta(2, 8, n), 3), 0.01 * np.exp(0.25 * rng.normal())
                ),
                "member": rng.random(n) < np.clip(0.35 + 0.02 * rng.normal(), 0, 1),
            }
        )
        number += n
    return loads


def sensors(seed: int, days: int) -> list[Load]:
    """Six machines, a row every 10 minutes: slow weather, daily curves, a counter."""
    rng = np.random.default_rng(seed)
    machines, steps = 6, 144
    level = np.zeros(days * steps)
    noise = rng.normal(size=days * steps)
    for i in range(1, len(level)):
        level[i] = 0.996 * level[i - 1] + 0.25 * noise[i]
    loads, counter = [], rng.uniform(0, 1e4, machines)
    for day in range(days):
        hour = np.repeat(np.arange(steps) / 6, machines)
        who = np.tile(np.arange(machines), steps)
        n = len(hour)
        weather = np.repeat(level[day * steps : (day + 1) * steps], machines)
        air = 15 + 2 * weather + 4 * np.sin((hour - 9) / 24 * 2 * np.pi)
        load = 50 + 20 * np.sin((hour - 8) / 24 * 2 * np.pi) + 4 * rng.normal(size=n)
        used = np.maximum(load, 1) / 60
        total = np.empty(n)
        for k in range(machines):
            total[who == k] = counter[k] + np.cumsum(used[who == k])
            counter[k] = total[who == k][-1]
        start = FIRST + np.timedelta64(day, "D")
        kept = rng.random(n) > 0.002
        made: Load = {
            "ts": start + (hour * 3.6e9).astype("timedelta64[us]"),
            "machine": np.array([f"M{k}" for k in who]),
            "air": np.round(air + 0.3 * rng.normal(size=n), 1),
            "load": np.round(load, 1),
            "motor": np.round(20 + 0.5 * load + 0.4 * air + rng.normal(size=n), 1),
            "vibration": with_gaps(
                rng, np.round(np.exp(0.4 * rng.normal(size=n)), 3), 0.01
            ),
            "counter": np.round(total, 2),
            "state": np.where(
                rng.random(n) < 0.03 * np.exp(0.3 * rng.normal()), "idle", "run"
            ),
        }
        loads.append({name: values[kept] for name, values in made.items()})
    return loads


def payments(seed: int, days: int) -> list[Load]:
    """Payments with power-law amounts, a few of them enormous."""
    rng = np.random.default_rng(seed)
    loads = []
    for day in range(days):
        n = int(1200 * np.exp(0.08 * rng.normal()))
        method = rng.choice(4, n, p=rng.dirichlet(np.array([0.5, 0.3, 0.15, 0.05]) * 400))
        amount = 10 * (1 + rng.pareto(1.2, n)) * np.exp(0.08 * rng.normal())
        loads.append(
            {
                "ts": moments(rng, day, n),
                "method": np.array(["card", "transfer", "wallet", "cash"])[method],
                "amount": np.round(amount, 2),
                "fee": np.round(0.02 * amount + 0.3 + 0.05 * rng.exponential(size=n), 2),
                "balance": np.round(1000 * rng.standard_t(2.5, n), 2),
                "seconds": with_gaps(
                    rng, np.round(rng.gamma(2, 3, n), 2), 0.01 * np.exp(0.2 * rng.normal())
                ),
            }
        )
    return loads


def tickets(seed: int, days: int) -> list[Load]:
    """Support: most words are new every day, weekends are quiet, times of work drift."""
    rng = np.random.default_rng(seed)
    loads = []
    for day in range(days):
        n = int(900 * WEEK[day % 7] ** 1.5 * np.exp(0.1 * rng.normal()))
        agent = rng.choice(25, n, p=rng.dirichlet(np.full(25, 6.0)))
        subject = np.minimum(rng.zipf(1.3, n), 100_000)
        minutes = np.exp(2.5 + 0.1 * rng.normal() + 0.8 * rng.normal(size=n))
        level = rng.choice(3, n, p=rng.dirichlet(np.array([0.6, 0.3, 0.1]) * 300))
        loads.append(
            {
                "opened": moments(rng, day, n),
                "agent": np.array([f"agent {k:02d}" for k in agent]),
                "subject": np.array([f"s{k}" for k in subject]),
                "priority": np.array(["low", "normal", "high"])[level],
                "minutes": np.round(minutes, 1),
                "replies": rng.poisson(2 + 0.02 * minutes).astype(float),
                "rating": with_gaps(
                    rng,
                    rng.integers(1, 6, n).astype(float),
                    0.01 * np.exp(0.2 * rng.normal()),
                ),
            }
        )
    return loads


WORLDS: dict[str, Callable[[int, int], list[Load]]] = {
    "orders": orders,
    "sensors": sensors,
    "payments": payments,
    "tickets": tickets,
}
# In which columns faults are planted: missing values, a new kind, another unit.
PLACES = {
    "orders": ("discount", "country", ("price", 100.0)),
    "sensors": ("vibration", "state", ("motor", 1.8)),
    "payments": ("seconds", "method", ("fee", 0.01)),
    "tickets": ("rating", "priority", ("minutes", 60.0)),
}
FAULTS = ("volume", "missing", "kind", "unit", "day", "rows", "mild")


def planted(world: str, fault: str, load: Load, after: Load, seed: int) -> Load:
    """The load with one fault; `after` is the load of the day after it."""
    rng = np.random.default_rng([seed, FAULTS.index(fault)])
    if fault == "day":
        return after
    n = len(next(iter(load.values())))
    out = {name: values.copy() for name, values in load.items()}
    gaps, kind, (unit, factor) = PLACES[world]
    if fault == "volume":
        kept = np.sort(rng.choice(n, int(0.6 * n), replace=False))
        return {name: values[kept] for name, values in out.items()}
    if fault == "missing":
        out[gaps] = with_gaps(rng, out[gaps], 0.05)
    elif fault == "kind":
        out[kind] = out[kind].astype(object)
        out[kind][rng.random(n) < 0.03] = "unheard of"
    elif fault == "unit":
        out[unit] = out[unit] * factor
    else:
        odd = rng.choice(n, max(1, round(0.005 * n)), replace=False)
        for name, values in load.items():
            if values.dtype.kind == "f" and fault == "rows":
                out[name][odd] *= 1000
            elif values.dtype.kind == "f" and name != "counter":
                low, high = np.nanquantile(values, [0.01, 0.99])
                out[name][odd] = high + (high - low) * rng.uniform(1, 3, len(odd))
    return out


def joined(loads: list[Load]) -> Load:
    """Loads one after the other, as one table."""
    return {name: np.concatenate([load[name] for load in loads]) for name in loads[0]}


def untimed(load: Load) -> Load:
    """The load without its time."""
    return {name: v for name, v in load.items() if v.dtype.kind != "M"}
