"""Clean series: one table of six columns, eleven ways in which its rows depend on time.

`a` is the leading series, `b` follows it at .8, `flow` is a series on a log scale, `count`
is Poisson about a slow rate, `noise` is t5 without any dependence, `state` is a category
of `a`. All innovations have standard deviation 1 (flow: .2 in the log).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worlds.model import Floats, Table
from worlds.pieces import Rng, clock, hour, pick, weekday, words

SERIES_WORLDS: tuple[str, ...] = (
    "ar_3", "ar_6", "ar_9", "ar_97", "random_walk", "seasons_ar", "trend_ar",
    "keys_5", "keys_30", "no_series", "volatility",
)  # fmt: skip

FLOW_SD = 0.2
BURN = 200  # rows thrown away, so that a series starts in its usual state


@dataclass(frozen=True)
class Series:
    """A table in the order of its series, before it is shuffled.

    key, step
        (n,) the series of each row and its place in it.
    sd
        (n,) innovation standard deviation of `a` and of the own part of `b`.
    """

    table: Table
    key: np.ndarray
    step: np.ndarray
    sd: np.ndarray


def phi_of(world: str) -> float:
    return {
        "ar_3": 0.3, "ar_6": 0.6, "ar_9": 0.9, "ar_97": 0.97, "random_walk": 1.0,
        "no_series": 0.0, "volatility": 0.6,
    }.get(world, 0.6)  # fmt: skip


def keys_of(world: str, n: int) -> int:
    if world == "keys_5":
        return 5
    if world == "keys_30":
        return 30 if n >= 3000 else max(2, min(30, n // 120))
    return 1


def autoregression(
    rng: Rng, n: int, phi: float, innovations: Floats | None = None
) -> Floats:
    """(n,) x_t = phi x_(t-1) + e_t with e_t of standard deviation 1."""
    burn = 0 if phi == 1.0 else BURN
    e = rng.normal(0, 1, n + burn)
    if innovations is not None:
        e[burn:] = innovations
    out = np.empty(n + burn)
    last = 0.0
    for i, step in enumerate(e):
        last = phi * last + step
        out[i] = last
    return out[burn:]


def _one(world: str, n: int, rng: Rng, minutes: int) -> Table:
    phi = phi_of(world)
    times = clock(n, minutes)
    waves = rng.normal(0, 1, (3, n))
    if world == "volatility":
        volatility = np.exp(0.2 * autoregression(rng, n, 0.98))
        waves = waves * volatility
    a = autoregression(rng, n, phi, waves[0])
    own = autoregression(rng, n, phi, waves[1])
    log_flow = autoregression(rng, n, min(phi, 0.97), waves[2])
    if world == "seasons_ar":
        day = 2 * np.pi * hour(times) / 24
        a = a + 4 * np.sin(day) + 2 * (weekday(times) >= 5)
        own = own + 2 * np.cos(day)
        log_flow = log_flow + 3 * np.sin(day + 1)
    if world == "trend_ar":
        a = a + 12 * np.arange(n) / n
        own = own - 6 * np.arange(n) / n
    rate = np.exp(2.5 + 0.3 * np.tanh(a / (1 + a.std())))
    state = np.digitize(a, np.quantile(a, [0.25, 0.75]))
    return {
        "time": times,
        "a": a,
        "b": 0.8 * a + own,
        "flow": np.exp(2 + FLOW_SD * log_flow),
        "count": rng.poisson(rate),
        "noise": rng.standard_t(5, n),
        "state": pick(["low", "mid", "high"], state),
    }


def build(world: str, n: int, rng: Rng) -> Series:
    """The series, key after key, each in the order of time."""
    number = keys_of(world, n)
    sizes = [len(part) for part in np.array_split(np.arange(n), number)]
    parts, keys, steps, sds = [], [], [], []
    for k, size in enumerate(sizes):
        part, scale = _one(world, size, rng, 60), 1.0
        if number > 1:  # each key has its own level and scale
            level, scale = rng.normal(0, 5), rng.uniform(0.5, 2)
            part["a"], part["b"] = (
                level + scale * part["a"],
                0.8 * level + scale * part["b"],
            )
            part["flow"] = part["flow"] * rng.lognormal(0, 0.5)
        parts.append(part)
        keys.append(np.full(size, k))
        steps.append(np.arange(size))
        sds.append(np.full(size, scale))
    table: Table = {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}
    key, step = np.concatenate(keys), np.concatenate(steps)
    if number > 1:
        first = table.pop("time")
        table = {"time": first, "site": pick(words("site", number), key)} | table
    return Series(table, key, step, np.concatenate(sds))


def shuffled(series: Series, rng: Rng) -> tuple[Table, np.ndarray]:
    """The table as a file holds it, half of the time shuffled, and where each row is."""
    n = len(series.key)
    by_time = np.lexsort((series.key, series.step))
    order = rng.permutation(n) if rng.random() < 0.5 else by_time
    place = np.empty(n, dtype=int)
    place[order] = np.arange(n)
    return {name: column[order] for name, column in series.table.items()}, place


def clean_series(world: str, n: int, rng: Rng) -> Table:
    return shuffled(build(world, n, rng), rng)[0]
