"""Scoring a million rows by the ensemble, beside scikit-learn's isolation forest.

    .venv-peers/bin/python benchmarks/speed_ensemble.py

One thread each, CPU seconds, in one run: figures of other runs and machines do not compare,
the ratio does.
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
from sklearn.ensemble import IsolationForest

import vedette


def mixture(n: int, d: int, seed: int = 0) -> np.ndarray:
    """Five Gaussian clouds and 1 % of rows spread over all of them, (n, d) float32."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(scale=4, size=(5, d))
    X = centres[rng.integers(5, size=n)] + rng.normal(size=(n, d))
    odd = rng.random(n) < 0.01
    X[odd] = rng.uniform(-12, 12, size=(int(odd.sum()), d))
    return X.astype(np.float32)


def best_of(call: Callable[[], object], times: int) -> float:
    seconds = []
    for _ in range(times):
        begin = time.process_time()
        call()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--times", type=int, default=2)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    X = mixture(options.rows, options.columns)
    ours = vedette.Ensemble(n_jobs=1)
    theirs = IsolationForest(random_state=0, n_jobs=1)
    fit_ours = best_of(lambda: ours.fit(X), 1)
    fit_theirs = best_of(lambda: theirs.fit(X), 1)
    score_ours = best_of(lambda: ours.score_samples(X), options.times)
    score_theirs = best_of(lambda: theirs.score_samples(X), options.times)
    one_ours = best_of(lambda: ours.score_samples(X[:1]), 5)
    one_theirs = best_of(lambda: theirs.score_samples(X[:1]), 5)
    print(f"{options.rows:,} x {options.columns} float32, one core, CPU seconds")
    print(f"{'':24s}{'fit':>10s}{'score':>10s}{'one row':>12s}")
    for name, *seconds in (
        ("vedette.Ensemble", fit_ours, score_ours, one_ours),
        ("sklearn IsolationForest", fit_theirs, score_theirs, one_theirs),
    ):
        print(f"{name:24s}{seconds[0]:10.2f}{seconds[1]:10.2f}{seconds[2]:12.5f}")
    print(f"scoring takes {score_ours / score_theirs:.2f} of the time")


if __name__ == "__main__":
    main()
