"""How often `vedette profile` claims something of a table in which there is nothing.

    python benchmarks/false_claims.py [--seeds 100] [--first-seed 0] [--rows 2000]

Made tables whose columns are independent of each other and of the time, each with one hump:
light, skewed and heavy tails, whole numbers, kinds, gaps at random. Claimed are several modes;
a season, a trend, a step, a level that wanders; that two columns depend on each other, that
one is told by others (a tenth or more); that two are missing together. Then tables in which
all that distance methods take for granted holds: which assumption is said to fail.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable

import numpy as np

import vedette

Columns = dict[str, np.ndarray]
Rng = np.random.Generator
TOLD = 0.1


def with_gaps(values: np.ndarray, rng: Rng, share: float) -> np.ndarray:
    return np.where(rng.random(len(values)) < share, np.nan, values)


def mixed(rng: Rng, n: int) -> Columns:
    """Every kind of column, with a time."""
    start = np.datetime64("2025-01-01", "us")
    times = np.sort(rng.integers(0, 90 * 86_400, n))
    return {
        "time": start + times.astype("timedelta64[s]"),
        "normal": rng.normal(50, 10, n).round(1),
        "skewed": with_gaps(rng.exponential(10, n), rng, 0.05),
        "heavy": with_gaps(rng.standard_t(3, n), rng, 0.1),
        "even": with_gaps(rng.random(n), rng, 0.2),
        "whole": np.round(rng.normal(100, 20, n)),
        "count": rng.poisson(4, n),
        "kind": rng.choice(list("abcd"), n, p=[0.4, 0.3, 0.2, 0.1]),
        "flag": rng.random(n) < 0.3,
    }


def heavy(rng: Rng, n: int) -> Columns:
    """Ten quantities, half of them without a variance, hourly."""
    made: Columns = {
        "time": np.datetime64("2025-01-01", "h") + np.arange(n).astype("timedelta64[h]")
    }
    for k in range(5):
        made[f"t{k}"] = with_gaps(rng.standard_t(1.5, n), rng, 0.03)
        made[f"log{k}"] = rng.lognormal(0, 1.2, n).round(2)
    return made


def kinds(rng: Rng, n: int) -> Columns:
    """Columns of kinds, and two numbers."""
    made: Columns = {
        f"k{k}": rng.choice([f"l{j}" for j in range(k + 2)], n) for k in range(10)
    }
    return made | {"x": rng.normal(size=n), "y": rng.gamma(2, 2, n).round(1)}


def tied(rng: Rng, n: int) -> Columns:
    """Columns that tell of each other, in one unit."""
    common = rng.normal(size=n)
    return {f"c{j}": common + rng.normal(0, 0.4, n) for j in range(5)}


def factors(rng: Rng, n: int) -> Columns:
    """Eight columns of two factors, with a day."""
    X = rng.normal(size=(n, 2)) @ rng.normal(size=(2, 8)) + rng.normal(0, 0.3, (n, 8))
    made: Columns = {f"c{j}": X[:, j].round(2) for j in range(8)}
    days = (np.arange(n) // 8).astype("timedelta64[D]")
    return {"day": np.datetime64("2020-01-01", "D") + days} | made


def skewed(rng: Rng, n: int) -> Columns:
    """Columns of a common factor, skewed as sizes and prices are."""
    common = rng.normal(size=n)
    return {f"c{j}": np.exp(0.5 * common + rng.normal(0, 0.2, n)) for j in range(4)}


Make = Callable[[Rng, int], Columns]
INDEPENDENT: dict[str, Make] = {"mixed": mixed, "heavy": heavy, "kinds": kinds}
SOUND: dict[str, Make] = {"tied": tied, "factors": factors, "skewed": skewed}


def claims(data: Columns) -> dict[str, list[str]]:
    """What is claimed of a table in which there is nothing, and of what."""
    found = vedette.profile(data)
    said: dict[str, list[str]] = {
        "modes": [c.name for c in found.columns if "modes" in c.traits],
        "season": [c.name for c in found.courses if c.seasons],
        "trend": [c.name for c in found.courses if c.trend],
        "step": [c.name for c in found.courses if c.steps],
        "wanders": [c.name for c in found.courses if c.wanders],
        "together": [f"{t.first}+{t.second}" for t in found.absence.together],
    }
    if found.relations is not None:
        said["pair"] = [f"{p.first}+{p.second}" for p in found.relations.pairs]
        told = found.relations.predicted
        said["told"] = [p.column for p in told if p.explained >= TOLD]
    return {what: names for what, names in said.items() if names}


def failing(data: Columns) -> dict[str, list[str]]:
    found = vedette.profile(data).advice
    return {one.check: [one.text] for one in (found.failing if found else ())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--rows", type=int, default=2_000)
    asked = parser.parse_args()
    for title, worlds, look in (
        ("nothing is there, and is claimed", INDEPENDENT, claims),
        ("all holds, and is said to fail", SOUND, failing),
    ):
        print(f"{title}: tables of {asked.seeds} with any; which")
        for world, make in worlds.items():
            every: Counter[str] = Counter()
            of: Counter[str] = Counter()
            wrong = 0
            for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
                said = look(make(np.random.default_rng([seed, 2]), asked.rows))
                wrong += bool(said)
                every.update(list(said))
                of.update(f"{what}: {n}" for what, names in said.items() for n in names)
            print(f"  {world:10} {wrong:3}  {dict(every)}", flush=True)
            for name, times in of.most_common(4):
                print(f"             {times:3} {name}", flush=True)


if __name__ == "__main__":
    main()
