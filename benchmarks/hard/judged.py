"""What experiments measure alike: ranks by detectors, rows named by a scan."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

import vedette
from comparing.methods import scores

# As they are called in charts, and for `comparing.methods`.
ENSEMBLE, SCAN = "Vedette ensemble", "Vedette scan"
FOREST, FACTOR = "isolation forest (scikit-learn)", "LOF (scikit-learn)"
METHODS = {
    ENSEMBLE: "vedette ensemble",
    FOREST: "sklearn IsolationForest",
    FACTOR: "sklearn LocalOutlierFactor",
}


def oddness(name: str, X: np.ndarray, seed: int) -> np.ndarray:
    """(n,) scores of the rows a method is fitted on, higher is odder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return scores(METHODS[name], X, seed)


def ranked(odd: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    """AUROC and average precision."""
    return float(roc_auc_score(odd, found)), float(average_precision_score(odd, found))


def top(found: np.ndarray, n: int) -> np.ndarray:
    """(rows,) True for the n oddest."""
    named = np.zeros(len(found), dtype=bool)
    named[np.argsort(-found, kind="stable")[:n]] = True
    return named


def scanned(table: dict[str, np.ndarray], n: int) -> np.ndarray:
    """(n,) True for the rows that a scan names, alone or in a group, with its defaults."""
    result = vedette.scan(table)
    named = np.zeros(n, dtype=bool)
    rows = [f.row for f in result.findings] + [r for g in result.groups for r in g.rows]
    named[np.array(rows, dtype=int)] = True
    return named


def mean(values: list[list[float]]) -> list[float | None]:
    """Means over seeds (seeds, k); None where all are NaN."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        middle = np.nanmean(np.array(values, dtype=float), axis=0)
    return [None if np.isnan(v) else float(v) for v in middle]
