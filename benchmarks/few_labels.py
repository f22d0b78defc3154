"""How well a detector ranks with few labels, beside what does without and what knows only them.

    python benchmarks/few_labels.py FOLDER [--seeds 5] [--rows 10000] [--csv FILE]

FOLDER holds .npz files with X (n, d) and y (n,), 1 for an anomaly; sets with fewer than 50
anomalies are left out. Of a set's rows (a seeded sample of at most 10,000), 70 % train and
30 % test, stratified. Labels are told of 1, 5 and 10 % of the training anomalies (at least
one); all other training rows count as not labelled, 0. Means over seeds, then over sets; the
intervals are paired bootstraps over the sets.

The method was chosen on every other set, beginning with the first: the rest are shown apart.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from vedette.detectors import Ensemble, FewLabels

SHARES = (0.01, 0.05, 0.10)
LEAST = 50  # anomalies
DRAWS = 10_000

# A method: training rows, their labels (1 or 0), test rows and a seed -> the test scores.
Method = Callable[[np.ndarray, np.ndarray, np.ndarray, int], np.ndarray]


def few_labels(X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int) -> np.ndarray:
    return FewLabels(random_state=seed, n_jobs=1).fit(X, y).unusualness(there)


def ensemble(X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int) -> np.ndarray:
    return Ensemble(random_state=seed, n_jobs=1).fit(X).unusualness(there)


def forest(X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int) -> np.ndarray:
    return -IsolationForest(random_state=seed).fit(X).score_samples(there)


def logistic(X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int) -> np.ndarray:
    model = LogisticRegression(class_weight="balanced", max_iter=1000)
    return make_pipeline(StandardScaler(), model).fit(X, y).decision_function(there)


def boosting(X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int) -> np.ndarray:
    return (
        HistGradientBoostingClassifier(random_state=seed)
        .fit(X, y)
        .predict_proba(there)[:, 1]
    )


def balanced_boosting(
    X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int
) -> np.ndarray:
    model = HistGradientBoostingClassifier(class_weight="balanced", random_state=seed)
    return model.fit(X, y).predict_proba(there)[:, 1]


METHODS: dict[str, Method] = {
    "FewLabels": few_labels,
    "Ensemble, no labels": ensemble,
    "isolation forest": forest,
    "logistic, balanced": logistic,
    "histogram boosting": boosting,
    "the same, balanced": balanced_boosting,
}
BLIND = ("Ensemble, no labels", "isolation forest")


def load(path: Path, rows: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    with np.load(path) as file:
        X, y = np.asarray(file["X"], dtype=np.float64), np.asarray(file["y"]).astype(int)
    if len(X) > rows:
        drawn = np.random.default_rng(seed).choice(len(X), rows, replace=False)
        X, y = X[drawn], y[drawn]
    return X, y


def told(y: np.ndarray, share: float, seed: int) -> np.ndarray:
    """The labels (n,) with all but a share of the anomalies turned to 0."""
    odd = np.random.default_rng(seed).permutation(np.flatnonzero(y == 1))
    known = np.zeros_like(y)
    known[odd[: max(1, round(share * len(odd)))]] = 1
    return known


def measured(path: Path, rows: int, seed: int) -> np.ndarray:
    """(shares, methods, 2) AUROC and AP on the test part of one set."""
    X, y = load(path, rows, seed)
    train, test = train_test_split(
        np.arange(len(X)), test_size=0.3, stratify=y, random_state=seed
    )
    figures = np.zeros((len(SHARES), len(METHODS), 2))
    for j, (name, method) in enumerate(METHODS.items()):
        for i, share in enumerate(SHARES):
            if name in BLIND and i:
                figures[i, j] = figures[0, j]
                continue
            scores = method(X[train], told(y[train], share, seed), X[test], seed)
            figures[i, j] = (
                roc_auc_score(y[test], scores),
                average_precision_score(y[test], scores),
            )
    return figures


def interval(gains: np.ndarray) -> tuple[float, float]:
    """95 % of the means of gains (sets,) with the sets drawn again."""
    drawn = np.random.default_rng(0).integers(len(gains), size=(DRAWS, len(gains)))
    low, high = np.percentile(gains[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def show(title: str, figures: np.ndarray) -> None:
    """A table of figures (sets, shares, methods, 2)."""
    print(f"\n{title}: {len(figures)} sets, mean AUROC / AP of the test parts")
    print(f"{'labels on':22s}" + "".join(f"{f'{share:.0%}':>16s}" for share in SHARES))
    for j, name in enumerate(METHODS):
        mean = figures[:, :, j].mean(axis=0)
        print(f"{name:22s}" + "".join(f"{a:9.3f} /{p:5.3f}" for a, p in mean))
    print("FewLabels ahead of (95 % of the bootstrap; sets won and lost)")
    for j, name in enumerate(METHODS):
        if j == 0:
            continue
        for i, share in enumerate(SHARES):
            gains = figures[:, i, 0] - figures[:, i, j]
            said = []
            for k, measure in enumerate(("AUROC", "AP")):
                low, high = interval(gains[:, k])
                won, lost = (gains[:, k] > 0).sum(), (gains[:, k] < 0).sum()
                mean = gains[:, k].mean()
                said.append(
                    f"{measure} {mean:+.3f} [{low:+.3f}, {high:+.3f}] {won:2d}-{lost:<2d}"
                )
            print(f"  {name if not i else '':20s} {share:4.0%}  " + "  ".join(said))


def write(path: Path, names: list[str], figures: np.ndarray) -> None:
    """Every figure (seeds, sets, shares, methods, 2) as a line of CSV."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["set", "seed", "labels", "method", "auroc", "ap"])
        for seed, s, i, j in np.ndindex(figures.shape[:-1]):
            method = list(METHODS)[j]
            out.writerow([names[s], seed, SHARES[i], method, *figures[seed, s, i, j]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--csv", type=Path)
    options = parser.parse_args()
    if options.folder is None:
        print("few_labels: skipped; give a folder of .npz files with X and y")
        return
    paths = []
    for path in sorted(options.folder.glob("*.npz")):
        with np.load(path) as file:
            if np.count_nonzero(file["y"]) >= LEAST:
                paths.append(path)
    if not paths:
        sys.exit(f"no .npz file with {LEAST} anomalies in {options.folder}")
    figures = np.zeros((options.seeds, len(paths), len(SHARES), len(METHODS), 2))
    for seed, i in np.ndindex(figures.shape[:2]):
        figures[seed, i] = measured(paths[i], options.rows, seed)
        print(f"  seed {seed}: {paths[i].stem}", file=sys.stderr, flush=True)
        if options.csv:
            write(options.csv, [path.stem for path in paths], figures[: seed + 1])
    means = figures.mean(axis=0)
    show("all", means)
    show("chosen on", means[::2])
    show("not looked at", means[1::2])


if __name__ == "__main__":
    main()
