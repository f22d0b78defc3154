"""HBOS, ECOD, COPOD and LODA on a million rows, beside PyOD's of the same names.

    .venv-peers/bin/python benchmarks/speed_statistical.py

One thread each, CPU seconds, interleaved, in one run: figures of other runs and machines do
not compare, the ratio does. `fit` scores the training rows, theirs and ours; `score` scores
the same rows again; '1st fit' is theirs in a new process, where it compiles. Then two
threads against one (wall seconds, the best of interleaved pairs), and the peak memory of
ECOD's fit and score, in processes of their own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")
os.environ.setdefault("MPLBACKEND", "agg")

import numpy as np

from speed_ensemble import mixture

NAMES = ("HBOS", "ECOD", "COPOD", "LODA")


def ours(name: str, n_jobs: int = 1) -> Any:
    return getattr(import_module("vedette.detectors"), name)(n_jobs=n_jobs)


def theirs(name: str) -> Any:
    return getattr(import_module(f"pyod.models.{name.lower()}"), name)()


def seconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    call()
    return clock() - begin


def compare(name: str, X: np.ndarray, times: int) -> None:
    """A line of CPU seconds, ours and theirs in turns."""
    cpu = time.process_time
    begin = cpu()
    theirs(name).fit(X)
    first = cpu() - begin  # it may compile on its first use in a process
    taken = []
    for _ in range(times):
        a, b = ours(name), theirs(name)
        calls = (a.fit, b.fit, a.score_samples, b.decision_function)
        taken.append([seconds(lambda call=call: call(X), cpu) for call in calls])
    fit, fit_theirs, score, score_theirs = np.min(taken, axis=0)
    print(
        f"{name:6s}{fit:8.3f}{fit_theirs:8.2f}{fit_theirs / fit:6.1f}x"
        f"{score:9.3f}{score_theirs:8.2f}{score_theirs / score:6.1f}x"
        f"{(fit_theirs + score_theirs) / (fit + score):9.1f}x"
        f"{first:10.2f}{first / fit:6.1f}x",
        flush=True,
    )


def threads(name: str, X: np.ndarray, pairs: int) -> None:
    one, two = ours(name, 1), ours(name, 2)
    ratios = []
    for step in ("fit", "score_samples"):
        pairs_of = [
            [
                seconds(lambda m=m, s=step: getattr(m, s)(X), time.perf_counter)
                for m in (one, two)
            ]
            for _ in range(pairs)
        ]
        best = np.min(pairs_of, axis=0)
        ratios.append(best[0] / best[1])
    print(f"{name:6s}{ratios[0]:12.2f}x{ratios[1]:12.2f}x", flush=True)


MEASURED = """
import json, resource, sys
sys.path.insert(0, {here!r})
import numpy as np
import speed_statistical as bench
X = np.random.default_rng(0).normal(size=({rows}, {columns}))
model = bench.{whose}("ECOD")
model.fit(X[:1000])  # what is loaded and compiled on first use does not count
score = model.score_samples if {ours} else model.decision_function
score(X[:1000])
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
before = peak()
model.fit(X)
fitted = peak()
score(X)
print(json.dumps([before, fitted, peak()]))
"""


def memory(rows: int, columns: int) -> None:
    peaks = {}
    for whose in ("ours", "theirs"):
        code = MEASURED.format(
            here=os.path.dirname(os.path.abspath(__file__)),
            rows=rows,
            columns=columns,
            whose=whose,
            ours=whose == "ours",
        )
        run = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
        peaks[whose] = np.array(json.loads(run.stdout)) / 1e6
    print(
        "ECOD, peak memory in MB    before     fit   score   (of which the table: "
        f"{rows * columns * 8 / 1e6:.0f})"
    )
    for whose, peak in peaks.items():
        print(f"{whose:24s}{peak[0]:9.0f}{peak[1]:8.0f}{peak[2]:8.0f}")
    grown = {whose: peak - peak[0] for whose, peak in peaks.items()}
    print(
        f"ours grows by {grown['ours'][1] / grown['theirs'][1]:.2f} of theirs in fit, "
        f"{grown['ours'][2] / grown['theirs'][2]:.2f} of theirs in all"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("names", nargs="*", default=NAMES)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if "ECOD" in options.names:  # first: a process begins with its parent's peak
        memory(options.rows, options.columns)
    X = mixture(options.rows, options.columns).astype(np.float64)
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
    if len(cores) > 1:
        print(
            f"\n{options.rows:,} x {options.columns}, two threads against one, wall seconds"
        )
        print(f"{'':6s}{'fit':>13s}{'score':>13s}")
        for name in options.names:
            threads(name, X, options.pairs)
        os.sched_setaffinity(0, {cores[0]})
    print(f"\n{options.rows:,} x {options.columns} float64, one core, CPU seconds")
    print(
        f"{'':6s}{'fit':>8s}{'PyOD':>8s}{'':7s}{'score':>9s}{'PyOD':>8s}{'':7s}{'both':>11s}"
    )
    for name in options.names:
        compare(name, X, options.times)


if __name__ == "__main__":
    main()
