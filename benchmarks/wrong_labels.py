"""How often right labels are called suspicious, and how many wrong ones are found.

    python benchmarks/wrong_labels.py [--tables 30] [--rows 600] [--rate 0.1]

Clean tables have classes that overlap, in shapes that the method does and does not expect; no
label is wrong, so a table with any suspicious label is a false alarm. The others have classes
that stand apart, and 5 % of their labels are exchanged.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from vedette.scanning.wrong_labels.run import judged_of
from vedette.tables.reading import read
from vedette.tables.roles import guess_roles

Drawn = tuple[np.ndarray, np.ndarray]


def cloud(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    y = (rng.random(n) < 0.5).astype(int)
    X = rng.normal(size=(n, rng.integers(2, 8)))
    X[:, 0] += apart * y
    return X, y


def heavy(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    y = (rng.random(n) < 0.5).astype(int)
    X = rng.standard_t(3, size=(n, rng.integers(2, 8)))
    X[:, 0] += apart * y
    return X, y


def unequal(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    y = (rng.random(n) < 0.5).astype(int)
    X = rng.normal(size=(n, rng.integers(2, 8))) * np.where(y, 1, 2.5)[:, None]
    X[:, 0] += apart * y
    return X, y


def crossed(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    y = (rng.random(n) < 0.5).astype(int)
    X = rng.normal(size=(n, rng.integers(2, 8)))
    side = rng.choice([-1, 1], n)
    X[:, 0] += 0.7 * apart * side
    X[:, 1] += 0.7 * apart * side * np.where(y, 1, -1)
    return X, y


def rare(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    y = (rng.random(n) < 0.05).astype(int)
    X = rng.normal(size=(n, rng.integers(2, 8)))
    X[:, 0] += apart * y
    return X, y


def three(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    y = rng.integers(0, 3, n)
    X = rng.normal(size=(n, rng.integers(2, 8)))
    X[:, 0] += apart * (y == 1)
    X[:, 1] += apart * (y == 2)
    return X, y


def skewed(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    X, y = cloud(rng, n, 0.7 * apart)
    return np.exp(X), y


def cells(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    kind = rng.integers(0, 6, n)
    y = rng.random(n) < np.array([0.02, 0.1, 0.3, 0.7, 0.95, 0.99])[kind]
    return np.column_stack([np.eye(6)[kind], rng.normal(size=(n, 3))]), y.astype(int)


def blob(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    X, y = cloud(rng, n, 8.0)
    mixed = rng.random(n) < 0.1  # a tenth of the rows, where both classes are as frequent
    X[mixed] = rng.normal(size=(mixed.sum(), X.shape[1]))
    X[mixed, 1] += 8
    return X, y


def chance(rng: np.random.Generator, n: int, apart: float) -> Drawn:
    return rng.normal(size=(n, 4)), (rng.random(n) < 0.1).astype(int)


SHAPES: dict[str, Callable[[np.random.Generator, int, float], Drawn]] = {
    "normal": cloud,
    "heavy tails (t, 3)": heavy,
    "unequal widths": unequal,
    "crossed": crossed,
    "rare class (5 %)": rare,
    "three classes": three,
    "log-normal": skewed,
    "categories": cells,
    "a mixed blob": blob,
    "labels by chance": chance,
}
APART = ("normal", "crossed", "rare class (5 %)", "three classes")


def suspicious(X: np.ndarray, y: np.ndarray, rate: float) -> list[int]:
    table = {f"x{j}": X[:, j] for j in range(X.shape[1])}
    table["label"] = np.array(["a", "b", "c"])[y]
    read_in = read(table)
    roles = guess_roles(read_in, {"label": "label"})
    found = judged_of(read_in, roles, "label", rate, np.arange(len(y)))
    return [one.row for one in found.suspicious]


def exchanged(y: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which 5 % are wrong, and which."""
    wrong = rng.choice(len(y), len(y) // 20, replace=False)
    classes = y.max() + 1
    y = y.copy()
    y[wrong] = (y[wrong] + rng.integers(1, classes, len(wrong))) % classes
    return y, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=30)
    parser.add_argument("--rows", type=int, default=600)
    parser.add_argument("--rate", type=float, default=0.1)
    options = parser.parse_args()
    print(f"{'clean':20s} {'tables with any':>16s} {'suspicious a table':>20s}")
    found: list[int] = []
    for k, (name, shape) in enumerate(SHAPES.items()):
        counts = []
        for t in range(options.tables):
            rng = np.random.default_rng([k, t])
            X, y = shape(rng, options.rows, rng.choice([1.5, 2.5, 3.5]))
            counts.append(len(suspicious(X, y, options.rate)))
        found += counts
        share = np.mean(np.array(counts) > 0)
        print(f"{name:20s} {share:16.1%} {np.mean(counts):20.2f}", flush=True)
    print(f"{'all':20s} {np.mean(np.array(found) > 0):16.1%} {np.mean(found):20.2f}")
    print(f"\n{'5 % exchanged':20s} {'found':>16s} {'false among listed':>20s}")
    for k, name in enumerate(APART):
        recall, false = [], []
        for t in range(options.tables):
            rng = np.random.default_rng([100 + k, t])
            X, y = SHAPES[name](rng, options.rows, 7.0)
            y, wrong = exchanged(y, rng)
            listed = suspicious(X, y, options.rate)
            recall.append(np.isin(wrong, listed).mean())
            false.append((~np.isin(listed, wrong)).mean() if listed else 0.0)
        print(f"{name:20s} {np.mean(recall):16.1%} {np.mean(false):20.1%}", flush=True)


if __name__ == "__main__":
    main()
