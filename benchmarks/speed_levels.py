"""Scoring by the isolation forest at each instruction-set level, beside scikit-learn's.

    python benchmarks/speed_levels.py

Whole Python calls, one thread, CPU seconds, in one run, for float32 and float64; and how much
of a call for one row is spent in the kernel. Calls take turns, so that a slow minute of the
machine falls on both, and the best of each counts.
"""

from __future__ import annotations

import argparse
import os
import time
import warnings
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from sklearn.ensemble import IsolationForest as Theirs

from comparing.clouds import mixture
from vedette.detectors import IsolationForest
from vedette.detectors.isolation import isolation_forest
from vedette.kernels import isolation as kernels

LEVELS = ("base", "v3", "v4")


def turns(
    calls: dict[str, Callable[[], object]],
    times: dict[str, int],
    clock: Callable[[], float] = time.process_time,
) -> dict[str, float]:
    """The least seconds of each call, which take turns."""
    best = dict.fromkeys(calls, np.inf)
    for turn in range(max(times.values())):
        for name, call in calls.items():
            if turn < times[name]:
                begin = clock()
                call()
                best[name] = min(best[name], clock() - begin)
    return best


def at_level(level: str) -> Callable[..., object]:
    """The kernel at an instruction-set level, to stand in for the best one."""

    def mean_path(X: np.ndarray, forest: object, *, n_jobs: int | None = None) -> object:
        return kernels.mean_path(X, forest, n_jobs=n_jobs, level=level)

    return mean_path


def scoring(model: IsolationForest, X: np.ndarray, level: str) -> Callable[[], object]:
    """A whole call of `score_samples` at a level."""
    stand_in = argparse.Namespace(**(vars(kernels) | {"mean_path": at_level(level)}))

    def call() -> object:
        isolation_forest.kernels = stand_in
        try:
            return model.score_samples(X)
        finally:
            isolation_forest.kernels = kernels

    return call


def compare(X: np.ndarray, times: int) -> None:
    """Print seconds and ratios for the table X."""
    ours, theirs = IsolationForest(n_jobs=1), Theirs(random_state=0, n_jobs=1)
    levels = LEVELS[: LEVELS.index(kernels.BEST_LEVEL) + 1]
    ours.fit(X)
    theirs.fit(X)
    print(f"\n{len(X):,} x {X.shape[1]} {X.dtype}, CPU seconds, one thread")
    calls = {"theirs": lambda: theirs.score_samples(X)}
    calls |= {level: scoring(ours, X, level) for level in levels}
    seconds = turns(calls, dict.fromkeys(levels, 3 * times) | {"theirs": times})
    for level in levels:
        report(f"score, {level}", seconds[level], seconds["theirs"])
    calls = {
        "theirs": lambda: theirs.score_samples(X[:1]),
        "ours": lambda: ours.score_samples(X[:1]),
        "kernel": lambda: kernels.mean_path(row, ours.forest_, n_jobs=1),
    }
    row = np.ascontiguousarray(X[:1], dtype=np.float64)
    seconds = turns(calls, {"theirs": 5, "ours": 2000, "kernel": 2000}, time.perf_counter)
    report("one row", seconds["ours"], seconds["theirs"])
    print(f"  of it in the kernel   {seconds['kernel']:9.7f}")


def report(name: str, ours: float, theirs: float) -> None:
    digits = 4 if ours > 1e-3 else 7
    print(
        f"  {name:21s} {ours:9.{digits}f}  {theirs / ours:6.1f} x scikit-learn {theirs:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    X = mixture(options.rows, options.columns)
    for table in (X, X.astype(np.float64)):
        compare(table, options.times)


if __name__ == "__main__":
    main()
