"""Nearest rows and the local outlier factor, beside scikit-learn.

    .venv-peers/bin/python benchmarks/speed_neighbours.py

One thread each, CPU seconds, turn by turn in one run: figures of other runs and machines do
not compare, the ratio does. Then the same of ours by two threads, in seconds of the clock.
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
from sklearn.neighbors import LocalOutlierFactor as TheirFactor
from sklearn.neighbors import NearestNeighbors

from speed_ensemble import mixture
from vedette.detectors import KNN, LocalOutlierFactor


def seconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    call()
    return clock() - begin


def in_turn(
    calls: list[Callable[[], object]],
    times: int,
    clock: Callable[[], float] = time.process_time,
) -> list[float]:
    """The least seconds of each call, the calls taking turns."""
    rounds = [[seconds(call, clock) for call in calls] for _ in range(times)]
    return [min(column) for column in zip(*rounds, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=10, help="of one and two threads")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    X = mixture(options.rows, options.columns).astype(np.float64)

    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if cores:
        os.sched_setaffinity(0, {min(cores)})
    shape = f"{options.rows:,} x {options.columns}"
    print(f"{shape}, one core, CPU seconds, fit and scores of the training rows")
    print(f"{'':24s}{'vedette':>10s}{'sklearn':>10s}{'times':>8s}")
    for name, ours, theirs in (
        (
            "kNN, k = 10",
            lambda: KNN(10, n_jobs=1).fit(X),
            lambda: NearestNeighbors(n_neighbors=10, n_jobs=1).fit(X).kneighbors(),
        ),
        (
            "LOF, k = 20",
            lambda: LocalOutlierFactor(20, n_jobs=1).fit(X),
            lambda: TheirFactor(20, n_jobs=1).fit(X),
        ),
    ):
        mine, other = in_turn([ours, theirs], options.times)
        print(f"{name:24s}{mine:10.2f}{other:10.2f}{other / mine:8.1f}", flush=True)

    if len(cores) < 2:
        return
    os.sched_setaffinity(0, cores)
    print("the same by the clock, one and two threads")
    for name, make in (("kNN", KNN), ("LOF", LocalOutlierFactor)):
        one, two = in_turn(
            [lambda m=make, j=jobs: m(n_jobs=j).fit(X) for jobs in (1, 2)],
            options.pairs,
            time.perf_counter,
        )
        print(f"{name:24s}{one:10.2f}{two:10.2f}{one / two:8.1f}", flush=True)


if __name__ == "__main__":
    main()
