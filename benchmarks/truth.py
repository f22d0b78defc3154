"""Does the stated false share hold, and what is found? Measured on generated tables.

    python benchmarks/truth.py                       everything (hours)
    python benchmarks/truth.py --quick               few seeds, n = 1,000 (minutes)
    python benchmarks/truth.py --clean --kinds t3,geo --n 1000 --seeds 10 -v

Every scan's outcome is one JSON line in benchmarks/results/, under a key that holds a hash
of the installed library and of the generators: a run that was stopped goes on where it was,
and outcomes of another version are never mixed in.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.util
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from judging import judge
from truth_report import report
from worlds import CLEAN_KINDS, LEGITIMATE, PLANTED_WORLDS, SERIES_WORLDS, clean, planted

HERE = Path(__file__).parent
RESULTS = HERE / "results"
SIZES = (300, 1000, 10_000)
MARKS = ("<!-- measured -->", "<!-- /measured -->")
DEVIATIONS = (4.0, 6.0, 8.0, 12.0)


@dataclass(frozen=True)
class Task:
    """One scan: of which table, and by what."""

    part: str  # 'clean', 'planted' or 'series'
    name: str
    n: int
    deviations: float  # 0 where clean
    seed: int
    fdr: float = 0.1
    scan: str = "vedette:scan"
    detector: str | None = None

    def key(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


def run(task: Task) -> dict[str, Any]:
    """The outcome of one scan; an error is an outcome."""
    world = (
        clean(task.name, task.n, task.seed)
        if task.part == "clean"
        else planted(task.name, task.n, task.seed, task.deviations)
    )
    start = time.process_time()
    try:
        asked = {} if task.detector is None else {"detector": task.detector}
        result = scanner(task.scan)(world.table, fdr=task.fdr, seed=task.seed, **asked)
        outcome = judge(world, result)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = (
            f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
        )
        outcome = {"error": text}
    return asdict(task) | outcome | {"cpu": round(time.process_time() - start, 3)}


def scanner(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found = getattr(importlib.import_module(module), function)
    # A package may hold a module of the function's name.
    return found if callable(found) else getattr(found, function)  # type: ignore[no-any-return]


def source_hash(scan: str) -> str:
    """Eight digits that change with the scanned code, the generators or the judging."""
    package = importlib.util.find_spec(scan.partition(":")[0])
    places = [*(package.submodule_search_locations or [])] if package else []
    files = [f for p in places for f in Path(p).rglob("*") if f.suffix in {".py", ".so"}]
    if package and package.origin:
        files.append(Path(package.origin))
    files += native(scan)
    files += [*(HERE / "worlds").glob("*.py"), HERE / "judging.py"]
    digest = hashlib.sha256()
    for file in sorted(set(files)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def native(scan: str) -> list[Path]:
    """The compiled kernels, which an editable install keeps in another folder."""
    try:
        spec = importlib.util.find_spec(f"{scan.partition(':')[0]}.kernels._native")
    except ModuleNotFoundError:
        return []
    return [Path(spec.origin)] if spec and spec.origin else []


def tasks_of(options: argparse.Namespace) -> Iterator[Task]:
    """Seed by seed, so that a run that is stopped has looked at every kind alike."""
    how = (options.fdr, options.scan, options.detector)
    every = not (options.clean or options.planted or options.series)
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        for n in options.n:
            if options.clean or every:
                for kind in chosen(options.kinds, CLEAN_KINDS):
                    if kind != LEGITIMATE or n >= 10_000:
                        yield Task("clean", kind, n, 0.0, seed, *how)
            for part, worlds in (("planted", PLANTED_WORLDS), ("series", SERIES_WORLDS)):
                if getattr(options, part) or every:
                    sizes = DEVIATIONS if part == "planted" else (8.0,)
                    for world in chosen(options.kinds, worlds):
                        for k in options.deviations or sizes:
                            yield Task(part, world, n, k, seed, *how)


def chosen(wanted: list[str], there: Iterable[str]) -> list[str]:
    return [name for name in there if not wanted or name in wanted]


def pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def run_all(tasks: list[Task], workers: int) -> Iterator[dict[str, Any]]:
    """Outcomes as they come. A task that kills its process is tried once alone."""
    if workers <= 1:
        yield from map(run, tasks)
        return
    todo, alone = list(reversed(tasks)), list[Task]()
    executor = pool(workers)
    running: dict[Future[dict[str, Any]], Task] = {}
    while todo or running:
        while todo and len(running) < 2 * workers:
            task = todo.pop()
            running[executor.submit(run, task)] = task
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        try:
            for future in done:
                outcome = future.result()
                del running[future]
                yield outcome
        except BrokenProcessPool:
            alone += running.values()
            running = {}
            executor = pool(workers)
    executor.shutdown()
    for task in alone:
        with pool(1) as single:
            try:
                yield single.submit(run, task).result()
            except BrokenProcessPool:
                yield asdict(task) | {"error": "the process died", "cpu": 0.0}


def read(file: Path) -> dict[str, dict[str, Any]]:
    """Outcomes of an earlier run, by key; a line cut off by a stop is left out."""
    out: dict[str, dict[str, Any]] = {}
    for line in file.read_text().splitlines() if file.exists() else []:
        try:
            outcome = json.loads(line)
        except json.JSONDecodeError:
            continue
        if "error" not in outcome:  # errors are tried again
            out[task_key(outcome)] = outcome
    return out


def task_key(outcome: dict[str, Any]) -> str:
    return Task(**{name: outcome[name] for name in Task.__dataclass_fields__}).key()


def options_of(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clean", action="store_true", help="clean tables only")
    parser.add_argument("--planted", action="store_true", help="planted tables only")
    parser.add_argument("--series", action="store_true", help="planted series only")
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--n", type=numbers, default=list(SIZES), help="300,1000,10000")
    parser.add_argument("--kinds", type=lambda s: s.split(","), default=[], help="a,b")
    parser.add_argument("--deviations", type=lambda s: [float(k) for k in s.split(",")])
    parser.add_argument("--fdr", type=float, default=0.1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--scan", default="vedette:scan", help="module:function")
    parser.add_argument("--detector", help="judge the rows by this detector alone")
    parser.add_argument("--quick", action="store_true", help="4 seeds, n = 1,000, 8 sd")
    parser.add_argument("--fresh", action="store_true", help="forget earlier outcomes")
    parser.add_argument("--report-only", action="store_true", help="print, scan nothing")
    parser.add_argument("--write", type=Path, help="a page to put the tables into")
    parser.add_argument("-v", "--verbose", action="store_true", help="say what was blamed")
    options = parser.parse_args(arguments)
    if options.quick:
        options.seeds, options.n = 4, [1000]
        options.deviations = options.deviations or [8.0]
    known = {*CLEAN_KINDS, *PLANTED_WORLDS, *SERIES_WORLDS}
    if unknown := set(options.kinds) - known:
        parser.error(f"no kind is called {', '.join(unknown)}; there are {sorted(known)}")
    return options


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main(arguments: list[str] | None = None) -> int:
    options = options_of(arguments)
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "VEDETTE_THREADS": "1"}
    paths = [str(HERE), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
    RESULTS.mkdir(exist_ok=True)
    version = source_hash(options.scan)
    file = RESULTS / f"truth-{options.scan.replace(':', '-')}-{version}.jsonl"
    if options.fresh:
        file.unlink(missing_ok=True)
    done = read(file)
    tasks = list(tasks_of(options))
    missing = [] if options.report_only else [t for t in tasks if t.key() not in done]
    start = time.monotonic()
    with file.open("a") as out:
        for i, outcome in enumerate(run_all(missing, options.workers), 1):
            out.write(json.dumps(outcome) + "\n")
            out.flush()
            done[task_key(outcome)] = outcome
            if sys.stderr.isatty() or i % 100 == 0:
                left = (time.monotonic() - start) / i * (len(missing) - i)
                print(
                    f"\r{i}/{len(missing)}, {left / 60:.0f} min left ",
                    end="",
                    file=sys.stderr,
                )
    outcomes = [done[t.key()] for t in tasks if t.key() in done]
    text = StringIO()
    with redirect_stdout(text):
        print(f"{options.scan}, source {version}, fdr {options.fdr}, {len(outcomes)} scans")
        code = report(outcomes, options.verbose)
    print(text.getvalue())
    if options.write:
        write_between_marks(options.write, text.getvalue())
    return code


def write_between_marks(page: Path, text: str) -> None:
    """Put what was measured into a page, in the place kept for it."""
    before, _, rest = page.read_text().partition(MARKS[0])
    _, there, after = rest.partition(MARKS[1])
    if not there:
        raise SystemExit(f"{page} has no place for it: {MARKS[0]} ... {MARKS[1]}")
    page.write_text(f"{before}{MARKS[0]}\n```text\n{text.rstrip()}\n```\n{MARKS[1]}{after}")


if __name__ == "__main__":
    raise SystemExit(main())
