"""What is done with scores of any kind: in chunks, as a surprise, column by column."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from vedette.core.arrays import Matrix, Vector

# Rows that are scored at a time, so that memory stays bounded.
CHUNK = 65_536

Score: TypeAlias = Callable[[Matrix], Vector]


def in_chunks(score: Score, rows: Matrix, who: str, chunk: int = CHUNK) -> Vector:
    """`score` of the rows (n, d), `chunk` rows at a time.

    Raises
    ------
    ArithmeticError
        If a score is not finite: a fault of the detector `who`, never passed on.
    """
    scores = np.concatenate(
        [score(rows[i : i + chunk]) for i in range(0, len(rows), chunk)]
    )
    if not np.isfinite(scores).all():
        row = int(np.flatnonzero(~np.isfinite(scores))[0])
        raise ArithmeticError(f"{who} gave {scores[row]} for row {row}")
    return scores


def surprise_among(scores: Vector, training: Vector) -> Vector:
    """-log10 of the share of training rows that are as odd, the row itself counted.

    `training` holds the scores (n, ascending) of the training rows, higher is odder. A row
    whose score a training row has is taken to be that row, and counted once.
    """
    n = len(training)
    below = np.searchsorted(training, scores, side="left")
    known = np.searchsorted(training, scores, side="right") > below
    share = (1.0 + n - below - known) / (n + 1.0)
    surprise: Vector = np.maximum(-np.log10(share), 0.0)
    return np.asarray(np.minimum(surprise, np.log10(n) + 3.0))


def occluded(score: Score, X: Matrix, middle: Vector) -> Matrix:
    """By how much (n, d) each row's score falls when one column takes its `middle` (d,)."""
    whole = score(X)
    parts = np.empty_like(X)
    for j in range(X.shape[1]):
        without = X.copy()
        without[:, j] = middle[j]
        parts[:, j] = whole - score(without)
    return parts


def shares(parts: Matrix) -> Matrix:
    """Parts (n, d) over the sum of their absolute values in the row; zeros stay zeros."""
    largest = np.abs(parts).max(axis=1, keepdims=True)  # sums of 1e308 overflow
    whole = np.divide(parts, largest, out=np.zeros_like(parts), where=largest > 0)
    return np.asarray(whole / np.maximum(np.abs(whole).sum(axis=1, keepdims=True), 1.0))
