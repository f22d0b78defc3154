"""How often the number of clusters is right, by every way of counting, and two known tables.

    blobs       2 to 10 normal blobs in 2 to 10 columns, centres at least 6 sigma apart, sizes
                up to 5:1, 400 to 1,500 rows
    own units   the same, each column in units of its own (a factor of .01 to 100)
    stretched   the same, each blob with widths of .3 to 1 along axes of its own
    noise       the same, and two columns that tell nothing, as wide or three times as wide
    one blob, uniform, skewed, ridge, heavy, few rows
                one group: the answer is 1
    iris, digits
                the adjusted Rand index with the species and the figures, told how many

python benchmarks/clusters.py [tables of each kind [the first seed]]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable

import numpy as np
from sklearn.datasets import load_digits, load_iris
from sklearn.metrics import adjusted_rand_score

import vedette

Make = Callable[[np.random.Generator], tuple[np.ndarray, int]]


def blobs(
    rng: np.random.Generator, draw: Callable[[tuple[int, int]], np.ndarray] | None = None
) -> tuple[np.ndarray, int]:
    """Rows (n, d), and how many blobs there are."""
    draw = draw or (lambda shape: rng.normal(size=shape))
    k, d, n = (int(rng.integers(*ends)) for ends in ((2, 11), (2, 11), (400, 1_500)))
    side = 6 * max(2.0, 1.6 * k ** (1 / d))
    centres: list[np.ndarray] = []
    while len(centres) < k:
        new = rng.uniform(0, side, d)
        if all(np.linalg.norm(new - c) >= 6 for c in centres):
            centres.append(new)
    shares = rng.uniform(1, 5, k)
    sizes = (n * shares / shares.sum()).astype(int)
    parts = [c + draw((m, d)) for c, m in zip(centres, sizes, strict=True)]
    return np.concatenate(parts), k


def own_units(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    X, k = blobs(rng)
    return X * 10 ** rng.uniform(-2, 2, X.shape[1]), k


def stretched(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    def turned(shape: tuple[int, int]) -> np.ndarray:
        axes = np.linalg.qr(rng.normal(size=(shape[1], shape[1])))[0]
        return (rng.normal(size=shape) * rng.uniform(0.3, 1, shape[1])) @ axes.T

    return blobs(rng, turned)


def noise(rng: np.random.Generator) -> tuple[np.ndarray, int]:
    X, k = blobs(rng)
    return np.c_[X, rng.normal(size=(len(X), 2)) * rng.choice([1, 3])], k


def one(
    draw: Callable[[np.random.Generator, tuple[int, int]], np.ndarray],
    rows: tuple[int, int] = (100, 1_500),
) -> Make:
    """One group of so many rows in 1 to 10 columns."""

    def make(rng: np.random.Generator) -> tuple[np.ndarray, int]:
        shape = int(rng.integers(*rows)), int(rng.integers(1, 11))
        return draw(rng, shape), 1

    return make


KINDS: dict[str, Make] = {
    "blobs": blobs,
    "own units": own_units,
    "stretched": stretched,
    "noise": noise,
    "one blob": one(lambda rng, shape: rng.normal(size=shape)),
    "uniform": one(lambda rng, shape: rng.uniform(size=shape)),
    "skewed": one(lambda rng, shape: np.exp(0.5 * rng.normal(size=shape))),
    "ridge": one(
        lambda rng, shape: rng.normal(size=shape) @ rng.normal(size=(shape[1], shape[1]))
    ),
    "heavy": one(lambda rng, shape: rng.standard_t(3, size=shape)),
    "few rows": one(lambda rng, shape: rng.normal(size=shape), (20, 60)),
}


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    for name, make in KINDS.items():
        started, hits = time.process_time(), Counter[str]()
        for seed in range(first, first + times):
            X, k = make(np.random.default_rng(seed))
            table = {f"c{j}": x for j, x in enumerate(X.T)}
            found = vedette.cluster(table, seed=seed)
            hits["chosen"] += found.k == k
            hits.update(way.name for way in found.criteria if way.k == k)
            if found.k != k:
                print(f"  {name}, seed {seed}: {found.k} for {k} in {X.shape}")
        said = ", ".join(f"{way} {hits[way]}" for way in ("chosen", *vedette_ways()))
        spent = (time.process_time() - started) / times
        print(f"{name}: of {times} right: {said}; {spent:.1f} s CPU each", flush=True)
    for name, load, k in (("iris", load_iris, 3), ("digits", load_digits, 10)):
        table = load(as_frame=True)
        for algorithm in ("kmeans", "gmm", "hierarchical"):
            found = vedette.cluster(table.data, k, algorithm=algorithm)
            index = adjusted_rand_score(table.target, found.labels)
            print(
                f"{name}, {k} by {algorithm}: adjusted Rand index {index:.3f}", flush=True
            )


def vedette_ways() -> tuple[str, ...]:
    from vedette.core.clusters import CRITERIA

    return tuple(CRITERIA)


if __name__ == "__main__":
    main()
