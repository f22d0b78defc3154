"""How often `vedette profile --against` names a column, without drift and with it.

    python benchmarks/against.py [--seeds 40] [--rows 10000] [--first-seed 0]

Made tables of five shapes: mixed columns of every kind; a narrow one with an id and a time that
all rows share; quantities that depend on each other, with heavy tails and ties; mostly kinds;
and forty columns. Without drift: two samples of one table, of two sizes; and two stretches of a
table whose rows resemble those before them. With drift: one column is changed as told, and the
table counts as right if that column is named and no other.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from scipy.signal import lfilter

from vedette.core.table import Roles, Table
from vedette.profiling.against import (
    Compared,
    Side,
    against,
    compared,
    orders_of,
    stored_alike,
    told,
    without_any_codes,
)
from vedette.tables.facts import find_facts
from vedette.tables.reading import read
from vedette.tables.retyping import with_roles

Columns = dict[str, np.ndarray]
Made = dict[str, list[Compared]]
Make = Callable[[np.random.Generator, int], Columns]


def table(rng: np.random.Generator, n: int) -> Columns:
    """Numbers with light, heavy and skewed tails, counts, shares of kinds, gaps."""
    gaps = rng.exponential(10, n)
    gaps[rng.random(n) < 0.05] = np.nan
    return {
        "amount": rng.normal(58, 40, n).round(2),
        "weight": np.exp(rng.normal(0, 1, n)),
        "gaps": gaps,
        "items": rng.poisson(3, n).astype(float),
        "heavy": rng.standard_t(2, n),
        "zeros": np.where(rng.random(n) < 0.7, 0, rng.exponential(5, n)),
        "share": rng.beta(0.5, 0.5, n).round(3),
        "grade": rng.integers(1, 6, n).astype(float),
        "kind": rng.choice(["a", "b", "c", "d"], n, p=[0.4, 0.3, 0.2, 0.1]),
        "five": rng.choice(["a", "b", "c", "d", "e"], n),
        "half": rng.choice(["a", "b"], n),
        "city": np.array([f"city {k}" for k in rng.zipf(1.6, n) % 300]),
        "paid": rng.random(n) < 0.3,
        "rare": rng.choice(["usual", "odd", "never"], n, p=[0.989, 0.01, 0.001]),
    }


def narrow(rng: np.random.Generator, n: int) -> Columns:
    """An id, one moment for all rows, a number, a share."""
    return {
        "id": rng.permutation(10 * n)[:n] + 10_000_000,
        "loaded": np.full(n, np.datetime64("2025-03-01T04:00:00", "us")),
        "x": rng.normal(size=n),
        "kind": rng.choice(["a", "b", "c"], n, p=[0.45, 0.25, 0.3]),
    }


def related(rng: np.random.Generator, n: int) -> Columns:
    """Quantities that depend on each other, by heavy-tailed sums, ratios, rounding."""
    common = rng.standard_t(3, n)
    part = common + rng.standard_t(3, n)
    start = np.datetime64("2025-01-01", "us")
    return {
        "ts": start + np.sort(rng.integers(0, 10**12, n)).astype("timedelta64[us]"),
        "common": common,
        "part": np.where(rng.random(n) < 0.1, np.nan, part),
        "sum": common + part,
        "grown": np.exp(common / 2),
        "square": part**2,
        "rounded": np.round(common + rng.normal(0, 2, n)),
        "zeros": np.where(common < 0, 0, common),
        "high": np.where(common > 1, "high", "low"),
        "kind": rng.choice(["a", "b", "c"], n, p=[0.5, 0.25, 0.25]),
    }


def kinds(rng: np.random.Generator, n: int) -> Columns:
    """A dozen columns of kinds and one number."""
    made: Columns = {f"k{k}": rng.choice(list("abcdefghij")[: k + 2], n) for k in range(9)}
    made["k3"] = rng.choice(list("abcde"), n, p=[0.2, 0.25, 0.25, 0.2, 0.1])
    made["same"] = np.where(rng.random(n) < 0.9, made["k3"], "a")
    made["many"] = rng.choice(
        ["b", *(f"m{k}" for k in range(44))], n, p=[0.12] + [0.02] * 44
    )
    made["amount"] = rng.gamma(2, 3, n)
    made["amount"][rng.random(n) < 0.02] = np.nan
    return made


def wide(rng: np.random.Generator, n: int) -> Columns:
    """Thirty numbers, half of them skewed, and ten columns of kinds."""
    made: Columns = {f"x{k}": rng.normal(size=n) for k in range(0, 30, 2)}
    made |= {f"x{k}": rng.lognormal(0, 1, n) for k in range(1, 30, 2)}
    for k in (2, 6, 10):
        made[f"x{k}"][rng.random(n) < 0.05] = np.nan
    shares = [0.4, 0.2, 0.2, 0.15, 0.05]
    return made | {f"k{k}": rng.choice(list("abcde"), n, p=shares) for k in range(10)}


def in_runs(rng: np.random.Generator, n: int) -> Columns:
    """Rows that resemble those before them."""
    days = np.repeat(np.arange(-(-n // 100)), 100)[:n]
    walk = lfilter([1.0], [1.0, -0.9], rng.normal(size=n + 500))[500:]
    slow = lfilter([1.0], [1.0, -0.995], rng.normal(size=n + 5000))[5000:]
    of_day = rng.normal(size=days[-1] + 1)[days]
    return {
        "walk": walk,
        "slow": slow,
        "day": of_day + rng.normal(size=n),
        "little": 0.3 * of_day + rng.normal(size=n),
        "state": np.where(walk > 1, "on", "off"),
        "gone": np.where(slow > 12, np.nan, rng.normal(size=n)),
        "free": rng.normal(size=n),
    }


def more_of(
    values: np.ndarray, rng: np.random.Generator, share: float, level: str
) -> np.ndarray:
    """So much more of a level, taken from the others."""
    others = np.flatnonzero(values != level)
    values = values.copy()
    values[rng.choice(others, round(share * len(values)), replace=False)] = level
    return values


def fewer_values(values: np.ndarray, rng: np.random.Generator, share: float) -> np.ndarray:
    there = np.flatnonzero(~np.isnan(values))
    values = values.copy()
    values[rng.choice(there, round(share * len(values)), replace=False)] = np.nan
    return values


Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]
PLANTED: dict[str, Change] = {
    "mean +.3 sd": lambda v, rng: v + 0.3 * np.nanstd(v),
    "scale x1.5": lambda v, rng: np.nanmean(v) + 1.5 * (v - np.nanmean(v)),
    "share +3 %": lambda v, rng: more_of(v, rng, 0.03, "b"),
    "missing +3 %": lambda v, rng: fewer_values(v, rng, 0.03),
}
# In each world, the column of each change; of the share, by how frequent the level is.
WORLDS: dict[str, tuple[Make, dict[str, dict[str, str]]]] = {
    "mixed": (
        table,
        {
            "mean +.3 sd": {"amount": "normal"},
            "scale x1.5": {"amount": "normal", "heavy": "t with 2 df"},
            "share +3 %": {"half": "of 50 %", "kind": "of 30 %", "five": "of 20 %"},
            "missing +3 %": {"gaps": "of 5 %"},
        },
    ),
    "narrow": (
        narrow,
        {
            "mean +.3 sd": {"x": "normal"},
            "scale x1.5": {"x": "normal"},
            "share +3 %": {"kind": "of 25 %"},
            "missing +3 %": {"x": "of none"},
        },
    ),
    "related": (
        related,
        {
            "mean +.3 sd": {"sum": "t with 3 df", "rounded": "tied"},
            "scale x1.5": {"sum": "t with 3 df", "rounded": "tied"},
            "share +3 %": {"kind": "of 25 %"},
            "missing +3 %": {"part": "of 10 %"},
        },
    ),
    "kinds": (
        kinds,
        {
            "mean +.3 sd": {"amount": "skewed"},
            "scale x1.5": {"amount": "skewed"},
            "share +3 %": {"k3": "of 25 %", "many": "of 12 %"},
            "missing +3 %": {"amount": "of 2 %"},
        },
    ),
    "wide": (
        wide,
        {
            "mean +.3 sd": {"x0": "normal"},
            "scale x1.5": {"x1": "skewed"},
            "share +3 %": {"k0": "of 20 %"},
            "missing +3 %": {"x2": "of 5 %"},
        },
    ),
}


def named(after: Columns, before: Columns) -> tuple[str, ...]:
    """The columns that differ, as a profile of both looks at them."""
    typed, roles = with_roles(read(after), {})
    cleaned = find_facts(typed, roles).cleaned
    return against(typed, cleaned, roles, read(before)).named


def comparisons(after: Columns, before: Columns) -> tuple[Made, Roles]:
    """Every comparison by column, and the roles."""
    typed, roles = with_roles(read(after), {})
    alike, _ = stored_alike(read(before), list(typed))
    cleaned = find_facts(typed, roles).cleaned
    was = Table(tuple(alike), len(alike[0]), typed.source)
    now, was = without_any_codes(typed, cleaned, was, roles)
    sides = Side(was, orders_of(was, roles)), Side(now, orders_of(now, roles))
    return {c.name: compared(c.name, roles, *sides) for c in alike}, roles


def halves(whole: Columns, rng: np.random.Generator | None, n: int) -> list[Columns]:
    """The first n rows and the rest, shuffled if there is a generator."""
    size = len(next(iter(whole.values())))
    order = np.arange(size) if rng is None else rng.permutation(size)
    return [{k: v[rows] for k, v in whole.items()} for rows in (order[:n], order[n:])]


def without_drift(seeds: range, n: int) -> None:
    print("without drift: tables in which any column is named")
    cases: list[tuple[str, Make, int, bool]] = [
        *((world, make, n, True) for world, (make, _) in WORLDS.items()),
        ("mixed, one of 500 rows", table, 500, True),
        ("kinds, one of 500 rows", kinds, 500, True),
        ("two stretches, rows in runs", in_runs, n, False),
    ]
    for title, make, rest, mixed in cases:
        said = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            parts = halves(make(rng, n + rest), rng if mixed else None, n)
            said.append(named(parts[1], parts[0]))
        wrong = [names for names in said if names]
        print(f"  {title:32} {len(wrong):3} of {len(seeds)}  {wrong or ''}", flush=True)


def with_drift(seeds: range, n: int) -> None:
    print("with drift: the changed column named, and no other")
    for world, (make, changes) in WORLDS.items():
        found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for seed in seeds:
            rng = np.random.default_rng([seed, 1])
            before, after = halves(make(rng, 2 * n), rng, n)
            made, roles = comparisons(after, before)
            for what, columns in changes.items():
                for column in columns:
                    changed = {column: PLANTED[what](after[column], rng)}
                    # The other columns are as they were: they are compared once.
                    other, role = comparisons(changed, {column: before[column]})
                    drifts = told(made | other, {**roles, **role})
                    said = tuple(one.name for one in drifts)
                    found.setdefault((what, column), []).append(said)
        for (what, column), said in found.items():
            hit = sum(column in names for names in said)
            only = sum(names == (column,) for names in said)
            title = f"{world}: {what} {changes[what][column]}"
            print(
                f"  {title:44} named {hit:3}, only it {only:3} of {len(seeds)}", flush=True
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--drift", action="store_true", help="with drift only")
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    if not asked.drift:
        without_drift(seeds, asked.rows)
    with_drift(seeds, asked.rows)


if __name__ == "__main__":
    main()
