"""Does the stated false share hold for rows that a fitted model scores?

    python benchmarks/score.py                        all of it (an hour)
    python benchmarks/score.py --kinds orders,ar_9 --n 1000 --seeds 10 -v

Tables are those of `truth.py`. Each is cut in two, by its time if it has one, else at random: a
model is fitted on the first part, clean or with planted errors, and scores loads of the second,
clean or with planted errors. Beside it stand a scan of the load alone, and one of both together.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import vedette
from judging import judge
from score_report import report
from truth import RESULTS, source_hash
from worlds import (
    CLEAN_KINDS,
    LEGITIMATE,
    PLANTED_WORLDS,
    SERIES_WORLDS,
    World,
    clean,
    planted,
)

Rows = npt.NDArray[np.int64]
Outcome = dict[str, Any]

DEVIATIONS = 8.0
SECOND = 5000
# How many loads of each size are taken from the second part.
LOADS = {1: 6, 10: 4, 100: 3, 1000: 1, 5000: 1}
# Where every row of a shift but the first follows from the row before, none can be found.
SEEN = {"level_shift"}


@dataclass(frozen=True)
class Task:
    """One world, cut in two, with all its loads."""

    name: str
    fitted: int
    seed: int
    peers: bool  # scan the loads too
    sizes: tuple[int, ...]

    def key(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def part(self) -> str:
        if self.name in PLANTED_WORLDS:
            return "planted"
        return "series" if self.name in SERIES_WORLDS else "clean"


def run(task: Task) -> list[Outcome]:
    """The outcome of every load; an error is an outcome."""
    out = []
    for outcome in outcomes(task):
        out.append({"name": task.name, "part": task.part, "seed": task.seed,
                    "n": task.fitted} | outcome)  # fmt: skip
    return out


def outcomes(task: Task) -> Iterator[Outcome]:
    n = task.fitted + SECOND
    whole = {"planted": spoilt(task, n)} if task.part != "clean" else {}
    whole["clean"] = unspoilt(task, n)
    order = cut_order(whole["clean"], task.seed)
    for first, world in whole.items():
        fitted = part_of(world, order[: task.fitted])
        try:
            model = vedette.fit(fitted.table)
        except Exception as error:
            yield {"fit": first, "load": "", "rows": 0, "by": "fit"} | failed(error)
            continue
        for load, other in whole.items():
            for rows in windows(other, order[task.fitted :], task):
                what = {"fit": first, "load": load, "rows": len(rows)}
                part = part_of(other, rows)
                yield what | {"by": "score"} | judged(part, model.score)
                if task.peers and len(rows) >= 100 and first == load:
                    yield what | {"by": "scan"} | judged(part, vedette.scan)
                    yield (
                        what | {"by": "both"} | together(world, order[: task.fitted], rows)
                    )


def spoilt(task: Task, n: int) -> World:
    return planted(task.name, n, task.seed, DEVIATIONS)


def unspoilt(task: Task, n: int) -> World:
    kind = f"{task.name}_clean" if task.part == "planted" else task.name
    if task.part == "planted":  # the same table as the one with errors
        return planted(task.name, n, task.seed, DEVIATIONS, share=0.0, kinds=())
    return clean(kind, n, task.seed)


def judged(world: World, scan: Any) -> Outcome:
    try:
        return judge(world, scan(world.table))
    except Exception as error:
        return failed(error)


def failed(error: Exception) -> Outcome:
    where = traceback.extract_tb(error.__traceback__)[-1]
    return {"error": f"{error!r} ({Path(where.filename).name}:{where.lineno})"}


def together(world: World, first: Rows, rows: Rows) -> Outcome:
    """A scan of the fitted rows and the load as one table; of what it finds, that in the load."""
    both = part_of(world, np.concatenate([first, rows]))
    load = part_of(world, rows)
    try:
        result = vedette.scan(both.table)
    except Exception as error:
        return failed(error)
    n = len(first)
    findings = [replace(f, row=f.row - n) for f in result.findings if f.row >= n]
    groups = [
        replace(g, rows=tuple(r - n for r in g.rows if r >= n))
        for g in result.groups
        if any(r >= n for r in g.rows)
    ]
    facts = [replace(f, rows=tuple(r - n for r in f.rows if r >= n)) for f in result.facts]
    return judge(load, replace(result, findings=findings, groups=groups, facts=facts))


def cut_order(world: World, seed: int) -> Rows:
    """The rows in the order of their time, else in a random one."""
    for values in world.table.values():
        if values.dtype.kind == "M":
            return np.argsort(values, kind="stable")
    return np.random.default_rng(seed).permutation(world.rows)


def part_of(world: World, rows: Rows) -> World:
    """Some rows of a world as a table of its own."""
    place = {int(row): i for i, row in enumerate(rows)}
    kept = tuple(replace(p, row=place[p.row]) for p in world.planted if p.row in place)
    table = {name: values[rows] for name, values in world.table.items()}
    return replace(world, table=table, planted=kept)


def windows(world: World, second: Rows, task: Task) -> Iterator[Rows]:
    """Loads: neighbouring rows of the second part; with an error in it, if there are any."""
    rng = np.random.default_rng([task.seed, task.fitted])
    wrong = {p.row for p in world.planted if p.kind not in SEEN}
    at = np.flatnonzero(np.isin(second, list(wrong)))
    for size in task.sizes:
        for _ in range(LOADS[size]):
            if len(at):
                start = int(rng.choice(at)) - int(rng.integers(0, size))
            else:
                start = int(rng.integers(0, SECOND - size + 1))
            start = min(max(start, 0), SECOND - size)
            yield second[start : start + size]


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--n", type=numbers, default=[1000, 10_000], help="rows fitted")
    parser.add_argument("--loads", type=numbers, default=list(LOADS), help="rows scored")
    parser.add_argument("--kinds", type=lambda s: s.split(","), default=[], help="a,b")
    parser.add_argument("--clean", action="store_true", help="kinds without errors too")
    parser.add_argument("--peers", action="store_true", help="scan the loads too")
    parser.add_argument("--report-only", action="store_true", help="print, score nothing")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("-v", "--verbose", action="store_true", help="say what was blamed")
    return parser.parse_args(arguments)


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def tasks_of(options: argparse.Namespace) -> Iterator[Task]:
    kinds = options.kinds or [*PLANTED_WORLDS, *SERIES_WORLDS]
    if options.clean:
        kinds = [k for k in CLEAN_KINDS if k not in SERIES_WORLDS and k != LEGITIMATE]
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        for n in options.n:
            for kind in kinds:
                yield Task(kind, n, seed, options.peers, tuple(options.loads))


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "VEDETTE_THREADS": "1"}
    here = str(Path(__file__).parent)
    os.environ["PYTHONPATH"] = os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])
    tasks = list(tasks_of(options))
    RESULTS.mkdir(exist_ok=True)
    version = source_hash("vedette:scan")
    file = RESULTS / f"score-{version}.jsonl"
    done = earlier(file)
    missing = [] if options.report_only else [t for t in tasks if t.key() not in done]
    with (
        file.open("a") as out,
        ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool,
    ):
        for i, some in enumerate(pool.map(run, missing), 1):
            done[missing[i - 1].key()] = some
            out.write(json.dumps([missing[i - 1].key(), some]) + "\n")
            out.flush()
            if sys.stderr.isatty() or i % 20 == 0:
                print(f"{i}/{len(missing)}", file=sys.stderr)
    outcomes = [o for task in tasks for o in done.get(task.key(), [])]
    print(f"vedette.fit and score, source {version}, fdr 0.1, {len(outcomes)} loads")
    return report(outcomes, options.verbose)


def earlier(file: Path) -> dict[str, list[Outcome]]:
    """Outcomes of an earlier run, by task; a line cut off by a stop is left out."""
    found: dict[str, list[Outcome]] = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        try:
            key, some = json.loads(line)
        except json.JSONDecodeError:
            continue
        if not any("error" in o for o in some):  # errors are tried again
            found[key] = some
    return found


if __name__ == "__main__":
    raise SystemExit(main())
