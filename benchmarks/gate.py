"""How often a gate fails clean loads, and how often it catches planted faults.

    python benchmarks/gate.py [--seeds 40] [--worlds orders,sensors] [--modes 30,1]

Worlds are made by `loads.py`. Fitted are the 30 days before the load ("30"), one day ("1"), or
one day without its time ("untimed"). Faults: 40 % of the rows gone; missing values in 5 % more of
the rows; a new category in 3 %; one column in another unit; the load of the day after; 0.5 % odd
rows, with their numbers 1,000 times too large ("rows") or beyond most others ("mild"), which
in heavy tails is no error. Only for odd rows and clean loads the rows are judged too: the other
faults must be caught by what the whole load is like.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator

import vedette
from loads import FAULTS, WORLDS, Load, joined, planted, untimed

MODES = ("30", "1", "untimed")


def history(days: list[Load], mode: str, seed: int) -> tuple[Load, Load, Load]:
    """What is fitted, the load after it, and the one after that."""
    # Any weekday; one day alone is compared with a working day like it.
    at = 30 + seed % 7 if mode == "30" else 22 + seed % 3
    old = joined(days[at - 30 : at]) if mode == "30" else days[at - 1]
    parts = (old, days[at], days[at + 1])
    return tuple(map(untimed, parts)) if mode == "untimed" else parts  # type: ignore[return-value]


def outcomes(world: str, mode: str, seed: int) -> Iterator[tuple[str, vedette.Gate]]:
    """The outcome of the clean load, and of each fault."""
    old, load, after = history(WORLDS[world](seed, 38), mode, seed)
    model = vedette.fit(old)
    yield "clean", vedette.gate(load, model)
    for fault in FAULTS:
        if fault != "day" or mode != "untimed":
            skip = () if fault in ("rows", "mild") else ("rows",)
            yield (
                fault,
                vedette.gate(planted(world, fault, load, after, seed), model, skip=skip),
            )


def measure(world: str, mode: str, seeds: int) -> None:
    """One line: the share of clean loads that fail, and of the faults that are caught."""
    failed: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    why: Counter[str] = Counter()
    started = time.perf_counter()
    for seed in range(seeds):
        for what, outcome in outcomes(world, mode, seed):
            asked[what] += 1
            failed[what] += not outcome.passed
            if what == "clean":
                why.update(f"{c.check} {c.column or ''}".strip() for c in outcome.failed)
    shares = " ".join(
        f"{failed[what]:>4}/{asked[what]:<3}" if asked[what] else f"{'-':>8}"
        for what in ("clean", *FAULTS)
    )
    said = ", ".join(f"{name} {n}" for name, n in why.most_common())
    seconds = (time.perf_counter() - started) / seeds
    print(f"{world:9} {mode:8} {shares}  {seconds:4.1f} s  {said}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=40)
    asked.add_argument("--worlds", default=",".join(WORLDS))
    asked.add_argument("--modes", default=",".join(MODES))
    given = asked.parse_args()
    heads = " ".join(f"{what:>8}" for what in ("clean", *FAULTS))
    print(f"{'world':9} {'fitted':8} {heads}    a seed  clean loads fail for")
    for mode in given.modes.split(","):
        for world in given.worlds.split(","):
            measure(world, mode, given.seeds)


if __name__ == "__main__":
    main()
