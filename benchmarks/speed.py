"""Time and memory of our detectors as ratios to their peers', in one run.

    .venv-peers/bin/python benchmarks/speed.py [NAME ...] [--rows 1000000] [--columns 10]

Each detector runs in a process of its own, on one core with one thread, ours and the peer's
in turns; the least of each counts. 'fit' gives what a peer's fit gives (PyOD's and ours score
the training rows in it, scikit-learn's forest does not); 'score' scores the same rows again;
'one row' is a whole call for a single one; 'first use' is import, and fit and score of 1,000
rows, in which some peers compile. CPU seconds and milliseconds; memory is by how much the
peak (RSS) grows over that of the process with its table. Figures of other runs and machines
do not compare; the ratios, peer's over ours, do: above 1 ours is faster, or smaller. Written
to benchmarks/results/speed.csv too.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from comparing.kept import RESULTS
from comparing.methods import installed

HERE = Path(__file__).parent
MEASURED = ("fit", "score", "one row", "first use", "memory")


@dataclass(frozen=True)
class Pair:
    """Ours by its name in the catalogue, and Python that makes the peer's `model`.

    again
        The peer's method that scores other rows, if it has one.
    rows
        The most rows for which neighbours are sought in bearable time.
    """

    name: str
    peer: str
    make: str
    again: str | None = "decision_function"
    rows: int = 10_000_000


def pyod(name: str, cls: str, rows: int = 10_000_000) -> Pair:
    make = f"from pyod.models.{cls.lower()} import {cls}\nmodel = {cls}()"
    return Pair(name, f"pyod {cls}", make, rows=rows)


FOREST = (
    "from sklearn.ensemble import IsolationForest\n"
    "model = IsolationForest(random_state=0, n_jobs=1)"
)
FACTOR = (
    "from sklearn.neighbors import LocalOutlierFactor\n"
    "model = LocalOutlierFactor(20, n_jobs=1)"
)
PAIRS = (
    Pair("ensemble", "sklearn IsolationForest", FOREST, "score_samples"),
    Pair("isolation-forest", "sklearn IsolationForest", FOREST, "score_samples"),
    pyod("hbos", "HBOS"),
    pyod("ecod", "ECOD"),
    pyod("copod", "COPOD"),
    pyod("loda", "LODA"),
    pyod("knn", "KNN", rows=50_000),
    Pair("lof", "sklearn LocalOutlierFactor", FACTOR, None, rows=50_000),
)
OURS = (
    "from vedette.detectors.catalogue import class_of, entry, make\n"
    "known = class_of(entry({name!r}))._param_names()\n"
    "model = make({name!r}, **({{'n_jobs': 1}} if 'n_jobs' in known else {{}}))"
)
CHILD = """
import json, os, resource, sys, time, warnings
warnings.simplefilter("ignore")
sys.path.insert(0, {here!r})
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})
from comparing.clouds import mixture
X = mixture({rows}, {columns}).astype("float64")
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def took(call, clock=time.process_time):
    begin = clock()
    call()
    return clock() - begin
def first():
    global model
    space = {{}}
    exec({make!r}, space)
    model = space["model"]
    model.fit(X[:1000])
    if {again!r}:
        getattr(model, {again!r})(X[:1000])
out = {{"first use": took(first)}}
before = peak()
out["fit"] = took(lambda: model.fit(X))
if {again!r}:
    again = getattr(model, {again!r})
    out["score"] = took(lambda: again(X))
    out["one row"] = 1000 * min(took(lambda: again(X[:1]), time.perf_counter) for _ in range(9))
out["memory"] = peak() - before
print(json.dumps(out))
"""


def measured(make: str, again: str | None, rows: int, columns: int) -> dict[str, float]:
    """One run in a process of its own: seconds, milliseconds of one row, MB."""
    code = CHILD.format(here=str(HERE), make=make, again=again, rows=rows, columns=columns)
    one = dict.fromkeys(
        ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "VEDETTE_THREADS"),
        "1",
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, **one, "MPLBACKEND": "agg"},
    )
    if run.returncode:
        raise RuntimeError(run.stderr.strip().splitlines()[-1])
    found: dict[str, float] = json.loads(run.stdout)
    return found


def least(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: min(run[key] for run in runs) for key in runs[0]}


def compared(pair: Pair, rows: int, columns: int, times: int) -> list[dict[str, object]]:
    """A line for each quantity: ours, the peer's, and how many times ours that is."""
    rows = min(rows, pair.rows)
    ours: list[dict[str, float]] = []
    theirs: list[dict[str, float]] = []
    again = "score_samples" if pair.again else None
    for _ in range(times):
        ours.append(measured(OURS.format(name=pair.name), again, rows, columns))
        theirs.append(measured(pair.make, pair.again, rows, columns))
    a, b = least(ours), least(theirs)
    return [
        {
            "detector": pair.name,
            "peer": pair.peer,
            "rows": rows,
            "columns": columns,
            "quantity": key,
            "ours": a[key],
            "theirs": b[key],
            "ratio": b[key] / a[key] if a[key] > 0 else None,
        }
        for key in MEASURED
        if key in a
    ]


def show(lines: list[dict[str, object]]) -> None:
    """Ours and the ratio of each quantity, a line for each pair."""
    found = {str(line["quantity"]): line for line in lines}
    first = lines[0]
    shown = f"{first['detector']:17s}{first['peer']:27s}{first['rows']:>10,}"
    for key in MEASURED:
        if key in found:
            ratio = found[key]["ratio"]
            shown += f"{found[key]['ours']:>10.3g}"
            shown += f"{'':8s}" if ratio is None else f"{ratio:>7.1f}x"
        else:
            shown += f"{'':18s}"
    print(shown, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="ours, by name; none: all")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--times", type=int, default=2)
    options = parser.parse_args()
    heads = ("fit, s", "score, s", "one row, ms", "first use, s", "memory, MB")
    print(
        f"one core, {options.columns} columns: ours, and how many times that is the peer's"
    )
    print(
        f"{'ours':17s}{'peer':27s}{'rows':>10s}" + "".join(f"{head:>18s}" for head in heads)
    )
    lines: list[dict[str, object]] = []
    for pair in PAIRS:
        if options.names and pair.name not in options.names:
            continue
        if not installed(pair.peer.split()[0]):
            print(f"{pair.name:17s}{pair.peer:27s} is not installed: left out")
            continue
        found = compared(pair, options.rows, options.columns, options.times)
        show(found)
        lines += found
    if lines:
        RESULTS.mkdir(parents=True, exist_ok=True)
        with (RESULTS / "speed.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.DictWriter(file, list(lines[0]))
            rows.writeheader()
            rows.writerows(lines)


if __name__ == "__main__":
    main()
