"""Labels of 0, 5, 20 and 100 anomalies: with which method do they help?

10,000 rows of 15 columns, of which 5 are heavy-tailed; 300 are anomalies: 3 of the columns
are shifted by 1.5 standard deviations, so that usual rows of the heavy columns look odder.
Half of the rows train, half are ranked. All training rows but the labelled anomalies are
not labelled. Without labels a supervised method knows nothing: a coin.
"""

from __future__ import annotations

import warnings

import numpy as np

import vedette
from hard.judged import ENSEMBLE, mean, ranked
from hard.outcome import Outcome, Panel
from vedette.detectors import FewLabels

ROWS, COLUMNS, ODD = 10_000, 15, 300
LABELS = (0, 5, 20, 100)
OURS = "Vedette few-labels"
LINEAR, TREES = "logistic regression, balanced", "histogram boosting"


def made(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """X (rows, 15), and which rows are odd; rows in random order."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(ROWS, COLUMNS))
    X[:, 3:9] += 0.7 * rng.normal(size=(ROWS, 1))
    X[:, 10:] = rng.standard_t(2.5, size=(ROWS, 5))
    odd = np.zeros(ROWS, dtype=bool)
    odd[rng.choice(ROWS, ODD, replace=False)] = True
    X[odd, :3] += 1.5
    return X, odd


def supervised(name: str, X: np.ndarray, y: np.ndarray, there: np.ndarray) -> np.ndarray:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if not y.any():
        return np.zeros(len(there))
    if name == LINEAR:
        model = make_pipeline(
            StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=1000)
        )
        return np.asarray(model.fit(X, y).decision_function(there))
    trees = HistGradientBoostingClassifier(random_state=0)
    return np.asarray(trees.fit(X, y).predict_proba(there)[:, 1])


def by(name: str, X: np.ndarray, y: np.ndarray, there: np.ndarray, seed: int) -> np.ndarray:
    """Scores of the rows `there`, y (n,) True for labelled anomalies."""
    if name == OURS and y.any():
        told = np.where(y, 1, -1)
        return FewLabels(random_state=seed).fit(X, told).unusualness(there)
    if name in (OURS, ENSEMBLE):
        return vedette.Ensemble(random_state=seed).fit(X).unusualness(there)
    return supervised(name, X, y, there)


def measure(seeds: int) -> Outcome:
    names = (OURS, ENSEMBLE, LINEAR, TREES)
    found = {name: np.zeros((seeds, len(LABELS), 2)) for name in names}
    for seed in range(seeds):
        X, odd = made(seed)
        train, test = slice(0, ROWS // 2), slice(ROWS // 2, ROWS)
        told = np.random.default_rng(seed).permutation(np.flatnonzero(odd[train]))
        for i, labels in enumerate(LABELS):
            y = np.zeros(ROWS // 2, dtype=bool)
            y[told[:labels]] = True
            for name in names:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    scores = by(name, X[train], y, X[test], seed)
                found[name][seed, i] = ranked(odd[test], scores)
    return Outcome(
        "labels",
        "Few labelled anomalies",
        f"{ROWS // 2:,} rows to learn from, as many to rank, 3 % odd; mean of {seeds} seeds",
        "labelled anomalies",
        [0.0, 1.0, 2.0, 3.0],
        [
            Panel(title, {n: mean(v[:, :, m].tolist()) for n, v in found.items()}, low=low)
            for m, (title, low) in enumerate((("AUROC", 0.45), ("average precision", 0.0)))
        ],
        labels=[str(n) for n in LABELS],
    )
