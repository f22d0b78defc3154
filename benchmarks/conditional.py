"""Expected values against scikit-learn's HistGradientBoostingRegressor, in one run.

    python benchmarks/conditional.py [table.npz ...]

For each table: mean over its numeric columns of MAE / mean absolute deviation about the
median and of R2, out of fold, same folds for both, in the same (transformed) units; CPU
seconds; and the ratios. The conditional model's seconds include its scales and classes.
A table.npz has a matrix X of numbers; without one, generated tables are taken.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # threads that wait would count as work

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from vedette.detectors.conditional.feature import Feature
from vedette.detectors.conditional.model import ConditionalModel

MOST_ROWS = 6_000


def machines(n: int, seed: int = 0) -> list[Feature]:
    """Ten numbers with known relations, an hour, a product, a region."""
    r = np.random.default_rng(seed)
    product, region = r.choice(8, n), r.choice(5, n)
    hour = r.integers(0, 24, n).astype(float)
    requests = np.exp(4 + 0.8 * np.sin(2 * np.pi * hour / 24) + 0.3 * r.normal(size=n))
    rate = np.array([1, 2, 3, 5, 8, 1.5, 10, 4.0])[product]
    temp = (
        15 + 8 * np.sin(2 * np.pi * (hour - 9) / 24) + 4.0 * region + 0.7 * r.normal(size=n)
    )
    sensor = 1.02 * temp + 0.5 * r.normal(size=n)
    cpu = requests / 3 + 5 * r.normal(size=n)
    numbers = [
        requests,
        requests * rate * np.exp(0.05 * r.normal(size=n)),
        temp,
        sensor,
        cpu,
        np.exp(2 + 0.01 * cpu + 0.3 * r.normal(size=n)),
        r.poisson(requests / 10).astype(float),
        r.standard_t(2, n) + cpu / 20,
        np.where(r.random(n) < 0.05, np.nan, np.round(sensor)),
        r.normal(size=n),
    ]
    features = [Feature(x, "number", j, True) for j, x in enumerate(numbers)]
    features.append(Feature(hour, "number", 10, False))
    for j, codes in ((11, product), (12, region)):
        features.append(Feature(codes.astype(np.int32), "category", j, True))
    return features


def from_file(path: str) -> list[Feature]:
    X = np.asarray(np.load(path, allow_pickle=True)["X"], np.float64)
    if len(X) > MOST_ROWS:
        X = X[np.sort(np.random.default_rng(0).choice(len(X), MOST_ROWS, replace=False))]
    out = []
    for j, x in enumerate(X.T):
        few = np.unique(x).size <= 10
        out.append(Feature(np.ascontiguousarray(x), "few" if few else "number", j, not few))
    return out


def error(y: np.ndarray, e: np.ndarray) -> tuple[float, float]:
    ok = ~np.isnan(y)
    y, e = y[ok], e[ok]
    return (
        float(np.abs(y - e).mean() / np.abs(y - np.median(y)).mean()),
        float(1 - np.mean((y - e) ** 2) / np.var(y)),
    )


def peer(features: list[Feature], model: ConditionalModel, t: int) -> np.ndarray:
    """The peer's expected value of one target on the same folds, out of fold."""
    fold = model.fold()
    X = np.column_stack([f.values for j, f in enumerate(features) if j != t])
    kinds = [f.kind == "category" for j, f in enumerate(features) if j != t]
    y = model.transform(t).forward(features[t].values)
    out = np.zeros(len(y))
    for k in np.unique(fold):
        train = (fold != k) & ~np.isnan(y)
        trees = HistGradientBoostingRegressor(
            loss="absolute_error",
            max_iter=80,
            max_leaf_nodes=15,
            early_stopping=False,
            categorical_features=kinds,
            random_state=0,
        )
        out[fold == k] = trees.fit(X[train], y[train]).predict(X[fold == k])
    return out


def compare(name: str, features: list[Feature]) -> None:
    start = time.process_time()
    model = ConditionalModel(threads=1).fit(features)
    ours = time.process_time() - start
    targets = [
        t
        for t, f in enumerate(features)
        if f.kind == "number" and model.status(t) == "model"
    ]
    rows = []
    start = time.process_time()
    for t in targets:
        y = model.transform(t).forward(features[t].values)
        rows.append((*error(y, model.expected(t)), *error(y, peer(features, model, t))))
    theirs = time.process_time() - start
    mae, r2, peer_mae, peer_r2 = np.mean(rows, axis=0)
    print(
        f"{name:20s} MAE {mae:.3f} peer {peer_mae:.3f} ratio {mae / peer_mae:.2f} | "
        f"R2 {r2:.3f} peer {peer_r2:.3f} | CPU {ours:.2f} s peer {theirs:.2f} s "
        f"ratio {ours / theirs:.3f}",
        flush=True,
    )


def main() -> None:
    for path in sys.argv[1:]:
        compare(Path(path).stem, from_file(path))
    if len(sys.argv) == 1:
        for n in (300, 3_000, 10_000):
            compare(f"machines, {n} rows", machines(n))
        start = time.process_time()
        ConditionalModel(threads=1).fit(machines(1_000_000)[:10])
        print(f"1,000,000 x 10 in {time.process_time() - start:.1f} CPU s")


if __name__ == "__main__":
    main()
