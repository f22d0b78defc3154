"""How well the ensemble ranks labelled anomalies, beside its peers, in one run.

    .venv-peers/bin/python benchmarks/accuracy.py FOLDER

FOLDER holds .npz files with X (n, d) and y (n,), 1 for an anomaly. Each method is fitted on
a set's rows (a seeded sample of at most 10,000) and scores the same rows; labels are only
looked at to measure. Means over seeds, then over sets.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from pyod.models.iforest import IForest
from pyod.models.knn import KNN
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

import vedette

ROWS = 10_000
BEHIND = 0.05  # sets on which we are this far behind the best forest are listed


def unit_range(X: np.ndarray) -> np.ndarray:
    low, high = X.min(axis=0), X.max(axis=0)
    return (X - low) / np.where(high > low, high - low, 1)


def ours(X: np.ndarray, seed: int) -> np.ndarray:
    return -vedette.Ensemble(random_state=seed).fit(X).score_samples(X)


def pyod_forest(X: np.ndarray, seed: int) -> np.ndarray:
    return IForest(random_state=seed).fit(unit_range(X)).decision_scores_


def pyod_neighbours(X: np.ndarray, seed: int) -> np.ndarray:
    return KNN().fit(unit_range(X)).decision_scores_


def sklearn_forest(X: np.ndarray, seed: int) -> np.ndarray:
    return -IsolationForest(random_state=seed).fit(X).score_samples(X)


METHODS: dict[str, Callable[[np.ndarray, int], np.ndarray]] = {
    "vedette.Ensemble": ours,
    "pyod IForest": pyod_forest,
    "pyod KNN": pyod_neighbours,
    "sklearn IForest": sklearn_forest,
}


def load(path: Path, seed: int) -> tuple[np.ndarray, np.ndarray]:
    with np.load(path) as file:
        X, y = np.asarray(file["X"], dtype=np.float64), np.asarray(file["y"])
    if len(X) > ROWS:
        rows = np.random.default_rng(seed).choice(len(X), ROWS, replace=False)
        X, y = X[rows], y[rows]
    return X, y


def measure(
    paths: list[Path], seeds: int, methods: list[str]
) -> tuple[np.ndarray, dict[str, float]]:
    """(sets, methods, 2) AUROC and AP, means over seeds; and CPU seconds by method."""
    figures = np.zeros((len(paths), len(methods), 2))
    seconds = dict.fromkeys(methods, 0.0)
    for i, path in enumerate(paths):
        for seed in range(seeds):
            X, y = load(path, seed)
            for j, name in enumerate(methods):
                begin = time.process_time()
                scores = METHODS[name](X, seed)
                seconds[name] += time.process_time() - begin
                figures[i, j] += (
                    roc_auc_score(y, scores),
                    average_precision_score(y, scores),
                )
        print(f"  {path.stem}", file=sys.stderr)
    return figures / seeds, seconds


def show(paths: list[Path], methods: list[str], figures: np.ndarray) -> None:
    print(f"{'AUROC / AP':18s}" + "".join(f"{name:>20s}" for name in methods))
    for path, row in zip(paths, figures, strict=True):
        print(f"{path.stem:18s}" + "".join(f"{a:12.3f} /{p:6.3f}" for a, p in row))
    mean = figures.mean(axis=0)
    print(f"{'mean':18s}" + "".join(f"{a:12.4f} /{p:6.4f}" for a, p in mean))
    for j, name in enumerate(methods[1:], start=1):
        gain = figures[:, 0] - figures[:, j]
        won, lost = (gain > 0).sum(axis=0), (gain < 0).sum(axis=0)
        print(
            f"against {name}: "
            f"AUROC {gain[:, 0].mean():+.4f} ({won[0]} won, {lost[0]} lost), "
            f"AP {gain[:, 1].mean():+.4f} ({won[1]} won, {lost[1]} lost)"
        )
        behind = np.flatnonzero((gain < -BEHIND).any(axis=1))
        for i in behind:
            a, p = gain[i]
            print(
                f"    more than {BEHIND} behind on {paths[i].stem}: "
                f"AUROC {a:+.3f}, AP {p:+.3f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument(
        "--methods", nargs="*", default=list(METHODS), choices=list(METHODS)
    )
    options = parser.parse_args()
    if options.folder is None:
        print("accuracy: skipped; give a folder of .npz files with X and y")
        return
    paths = sorted(options.folder.glob("*.npz"))
    if not paths:
        sys.exit(f"no .npz file in {options.folder}")
    warnings.simplefilter("ignore")
    figures, seconds = measure(paths, options.seeds, options.methods)
    show(paths, options.methods, figures)
    spent = ", ".join(f"{name} {value:.1f}" for name, value in seconds.items())
    print(f"CPU seconds, fit and score, {options.seeds} seeds: {spent}")


if __name__ == "__main__":
    main()
