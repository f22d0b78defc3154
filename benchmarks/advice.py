"""Whether `vedette profile` names what fails in a table, and what it advises beats kNN there.

    python benchmarks/advice.py [--seeds 10] [--first-seed 0] [--every]

Two made tables for each assumption of distance methods (`worlds.broken`). Told are in how many
draws the assumption is named, and, by area under the ROC curve and by average precision, means
over the draws: of kNN (10 neighbours; in the columns' own units or in robust ones, whichever
is better in that draw, but in their own where units are what is broken), of the detector that
is told for this assumption, and of the one that the profile advises first; and in how many
draws the first beats kNN in average precision. `--every` measures more detectors.
"""

from __future__ import annotations

import argparse
from collections import Counter

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

import vedette
from vedette.app.choosing import detector_of
from vedette.app.understanding import understand
from vedette.detectors.features import fit_features
from vedette.detectors.neighbours.knn import KNN
from worlds.broken import BROKEN

EVERY = (
    "",
    "robust-zscore", "ecod", "hbos", "gaussian-covariance", "mcd", "pca", "gmm", "inne",
    "lof", "isolation-forest", "kmeans",
)  # fmt: skip
Measured = tuple[float, float]


def framed(check: str, X: np.ndarray) -> pd.DataFrame:
    frame = pd.DataFrame(X, columns=[f"c{j}" for j in range(X.shape[1])])
    if check == "drift":
        times = pd.date_range("2024-01-01", periods=len(X), freq="27min")
        frame.insert(0, "time", times)
    return frame


def measured(odd: np.ndarray, scores: np.ndarray) -> Measured:
    """Area under the ROC curve, and average precision."""
    auroc = float(roc_auc_score(odd, scores))
    return auroc, float(average_precision_score(odd, scores))


def by_neighbours(check: str, frame: pd.DataFrame, odd: np.ndarray) -> Measured:
    X = frame.drop(columns="time", errors="ignore").to_numpy()
    plain = measured(odd, -KNN(scale=None).fit(X).score_samples(X))
    if check == "metric":
        return plain
    robust = measured(odd, -KNN(scale="robust").fit(X).score_samples(X))
    return max(plain[0], robust[0]), max(plain[1], robust[1])


def by_detector(name: str, frame: pd.DataFrame, odd: np.ndarray) -> Measured:
    """As `vedette scan --detector` runs it; "" is a scan by all views."""
    if not name:
        from vedette.scanning.deviations import deviations

        return measured(odd, deviations(vedette.scan(frame).learned).surprise)
    table, roles = understand(frame)
    X = fit_features(table, roles).matrix(table)
    return measured(odd, -detector_of(name, 0).fit(X).score_samples(X))


def shown(some: list[Measured]) -> str:
    auroc, precision = np.mean(some, axis=0)
    return f"{auroc:.3f} {precision:.3f}"


def every(seeds: range) -> None:
    for check, makers in BROKEN.items():
        for make in makers:
            told: dict[str, list[Measured]] = {}
            for seed in seeds:
                X, odd = make(np.random.default_rng([seed, 3]))
                frame = framed(check, X)
                told.setdefault("knn", []).append(by_neighbours(check, frame, odd))
                for name in EVERY:
                    told.setdefault(name, []).append(by_detector(name, frame, odd))
            print(f"{check}: {make.__name__}")
            for name, some in sorted(told.items(), key=lambda one: -np.mean(one[1], 0)[1]):
                print(f"    {name or 'scan':20} {shown(some)}", flush=True)


def advised(seeds: range) -> None:
    print(
        "assumption, table: named; AUROC and AP of kNN, told for it, advised; AP above kNN"
    )
    for check, makers in BROKEN.items():
        for make in makers:
            named = better = 0
            knn, told, first = [], [], []
            chosen: Counter[str] = Counter()
            for seed in seeds:
                X, odd = make(np.random.default_rng([seed, 3]))
                frame = framed(check, X)
                advice = vedette.profile(frame).advice
                assert advice is not None
                knn.append(by_neighbours(check, frame, odd))
                by = {one.check: one.detector for one in advice.choices}
                chosen[advice.detector or "scan"] += 1
                first.append(by_detector(advice.detector, frame, odd))
                better += first[-1][1] > knn[-1][1]
                if check in by:
                    named += 1
                    same = by[check] == advice.detector
                    told.append(first[-1] if same else by_detector(by[check], frame, odd))
            print(
                f"{check:10} {make.__name__:22} {named:2}/{len(seeds)}  {shown(knn)}  "
                f"{shown(told) if told else '-':11}  {shown(first)}  "
                f"{better:2}/{len(seeds)}  {dict(chosen)}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--only", choices=BROKEN, help="tables that break one assumption")
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    if asked.only:
        for check in BROKEN.keys() - {asked.only}:
            del BROKEN[check]
    every(seeds) if asked.every else advised(seeds)


if __name__ == "__main__":
    main()
