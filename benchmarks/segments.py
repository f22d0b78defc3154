"""Rows judged within segments, and segments among their peers: what is found, what is false.

    python benchmarks/segments.py [--seeds 20]

Clean tables have segments that differ in place and width, in columns of several shapes; nothing
in them is wrong. Planted rows have a value that is usual in the table and six or more standard
deviations out in their segment. Planted segments differ in one number from all others.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import vedette

Table = dict[str, np.ndarray]
ROWS, OUT = 8, 8.0  # planted in a table, standard deviations out in their segment


@dataclass(frozen=True)
class World:
    """Segments and their sizes; how they differ; and the shape of what differs."""

    name: str
    segments: int
    rows: int
    uneven: bool = False
    between: str = "normal"


WORLDS = (
    World("6 x 500", 6, 500),
    World("12 x 250", 12, 250),
    World("50 x 40", 50, 40),
    World("20, uneven", 20, 200, uneven=True),
    World("20 x 150, t5 between", 20, 150, between="t5"),
    World("20 x 150, log-normal between", 20, 150, between="lognormal"),
)


def clean(world: World, rng: np.random.Generator) -> Table:
    """A table in which segments differ, and no row and no segment is odd."""
    sizes = np.full(world.segments, world.rows)
    if world.uneven:
        sizes = np.maximum(
            25, (world.rows * rng.lognormal(0, 1, world.segments)).astype(int)
        )
    segment = np.repeat(np.arange(world.segments), sizes)
    n = len(segment)

    def places(size: float) -> np.ndarray:
        k = world.segments
        drawn = {
            "normal": lambda: rng.normal(0, 1, k),
            "t5": lambda: rng.standard_t(5, k),
            "lognormal": lambda: rng.lognormal(0, 0.5, k),
        }[world.between]()
        return (size * drawn)[segment]

    width = np.exp(rng.normal(0, 0.5, world.segments))[segment]
    level = 20 + places(5)
    weight = level + width * rng.normal(0, 1, n)
    price = np.exp(4 + places(0.8) + 0.3 * rng.normal(0, 1, n))
    heavy = places(3) + width * rng.standard_t(5, n)
    waited = rng.gamma(2, 5 * np.exp(places(0.3)), n)
    count = rng.poisson(np.clip(30 + places(6), 5, None))
    length = 2 * weight + places(4) + rng.normal(0, 1, n)
    gone = rng.random(n) < np.clip(0.03 + places(0.005), 0.005, 0.2)
    kind = np.where(rng.random(n) < np.clip(0.3 + places(0.03), 0.02, 0.9), "a", "b")
    table = {
        "segment": np.array([f"s{i:02}" for i in range(world.segments)])[segment],
        "weight": weight,
        "length": length,
        "price": price,
        "heavy": heavy,
        "waited": np.where(gone, np.nan, waited),
        "count": count.astype(float),
        "kind": kind,
    }
    order = rng.permutation(n)
    return {name: values[order] for name, values in table.items()}


def with_rows(table: Table, rng: np.random.Generator) -> tuple[Table, set[int]]:
    """The table with rows whose weight is usual in it, and far out in their segment."""
    weight, segment = table["weight"].copy(), table["segment"]
    low, high = np.quantile(weight, (0.02, 0.98))
    planted: set[int] = set()
    for row in rng.permutation(len(weight)):
        own = weight[segment == segment[row]]
        for sign in (1, -1):
            value = np.median(own) + sign * OUT * own.std()
            if len(planted) < ROWS and low < value < high:
                weight[row] = value
                planted.add(int(row))
                break
    length = np.where(
        np.isin(np.arange(len(weight)), list(planted)), np.nan, table["length"]
    )
    return {**table, "weight": weight, "length": length}, planted


def with_segment(
    table: Table, rng: np.random.Generator
) -> tuple[Table, set[tuple[str, str]]]:
    """The table with one segment where values are missing, and one where a kind is common."""
    names = rng.permutation(np.unique(table["segment"]))
    gone = (table["segment"] == names[0]) & (rng.random(len(table["kind"])) < 0.34)
    common = (table["segment"] == names[1]) & (rng.random(len(table["kind"])) < 0.8)
    waited = np.where(gone, np.nan, table["waited"])
    kind = np.where(common, "a", table["kind"])
    planted = {(str(names[0]), "waited"), (str(names[1]), "kind")}
    return {**table, "waited": waited, "kind": kind}, planted


def measured(world: World, seeds: range) -> Iterator[dict[str, float]]:
    for seed in seeds:
        rng = np.random.default_rng(seed)
        table = clean(world, rng)
        started = time.perf_counter()
        calm = vedette.scan(table, by="segment")
        seconds = time.perf_counter() - started
        assert calm.segments is not None
        wrong, rows = with_rows(table, rng)
        within = {f.row for f in vedette.scan(wrong, by="segment").findings}
        plain = {f.row for f in vedette.scan(wrong).findings}
        mixed, odd = with_segment(table, rng)
        told = vedette.scan(mixed, by="segment").segments
        assert told is not None
        named = {(str(one.segment), one.column) for one in told.odd}
        yield {
            "named": float(bool(calm.findings or any(g.alike for g in calm.groups))),
            "false": float(len(calm.findings)),
            "odd": float(len(calm.segments.odd)),
            "odd any": float(bool(calm.segments.odd)),
            "found": len(within & rows) / max(len(rows), 1),
            "plain": len(plain & rows) / max(len(rows), 1),
            "share": len(within - rows) / max(len(within), 1),
            "segments": len(named & odd) / len(odd),
            "other": len(named - odd) / max(len(named), 1),
            "seconds": seconds,
        }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--world", type=int, default=None)
    asked = parser.parse_args()
    seeds = range(asked.first, asked.first + asked.seeds)
    print(f"{len(seeds)} seeds; of each world the mean over them")
    for i, world in enumerate(WORLDS):
        if asked.world in (None, i):
            found = list(measured(world, seeds))
            print(world.name)
            for key in found[0]:
                print(f"  {key:9} {np.mean([one[key] for one in found]):.3f}", flush=True)


if __name__ == "__main__":
    main()
