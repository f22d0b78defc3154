"""Our detectors by two threads against one, seconds of the clock, in one run.

    python benchmarks/speed_threads.py [NAME ...] [--rows 1000000] [--pairs 5]

The best of interleaved pairs of each. Detectors that seek neighbours get at most 100,000
rows. It says nothing on a machine with one core.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from comparing.clouds import mixture
from vedette.core.detector import Detector
from vedette.detectors.catalogue import make

NAMES = ("ensemble", "isolation-forest", "hbos", "ecod", "copod", "loda", "knn", "lof")
NEIGHBOURS, FEWER = ("knn", "lof"), 100_000


def seconds(call: Callable[[], object]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def compared(name: str, X: np.ndarray, pairs: int) -> dict[str, tuple[float, float]]:
    """Seconds by one thread and by two, for fit and score."""
    models = [make(name, n_jobs=jobs) for jobs in (1, 2)]
    steps: dict[str, Callable[[Detector], object]] = {
        "fit": lambda model: model.fit(X),
        "score": lambda model: model.score_samples(X),
    }
    found = {}
    for step, call in steps.items():
        taken = [
            [seconds(lambda m=model, c=call: c(m)) for model in models]  # type: ignore[misc]
            for _ in range(pairs)
        ]
        one, two = np.min(taken, axis=0)
        found[step] = (float(one), float(two))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=10)
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    if hasattr(os, "sched_getaffinity") and len(os.sched_getaffinity(0)) < 2:
        print("threads: skipped; there is one core")
        return
    X = mixture(options.rows, options.columns).astype(np.float64)
    print("seconds by the clock: one thread, two, and how many times faster that is")
    print(f"{'':18s}{'rows':>10s}{'fit':>16s}{'':>8s}{'score':>16s}")
    for name in options.names:
        rows = X[:FEWER] if name in NEIGHBOURS else X
        shown = f"{name:18s}{len(rows):>10,}"
        for one, two in compared(name, rows, options.pairs).values():
            shown += f"{one:>8.2f}{two:>8.2f}{one / two:>7.2f}x"
        print(shown, flush=True)


if __name__ == "__main__":
    main()
