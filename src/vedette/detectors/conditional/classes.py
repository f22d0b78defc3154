"""Probabilities of the classes of a column, given the others.

Columns of categories, and numbers with few distinct values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.detectors.conditional.numbers import Bins, Floats, Growth, Sample
from vedette.kernels import _native

MOST_CLASSES = 16  # the rest share the last one
REST = -2  # as a code: one of the rest

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True)
class ClassPrediction:
    """What a class target should be, row by row.

    p_observed
        (n,) probability of the observed class, NaN where it is missing.
    likeliest, p_likeliest
        (n,) the likeliest class and its probability: codes of a category (-2: one of the
        rare ones), values of a few-valued number.
    """

    p_observed: Floats
    likeliest: npt.NDArray[Any]
    p_likeliest: Floats


@dataclass
class Classes:
    """One fitted class target.

    names (K,): code or value of each class; the rest is REST (a code) or NaN (a value).
    """

    target: int
    names: npt.NDArray[Any]
    known: npt.NDArray[Any]  # every code or value seen in the sample, sorted
    look_up: Labels  # class of each of `known`
    unseen: float  # probability of a class the sample does not have
    sharpness: float  # times the scores: see sharpened
    forests: Any

    def labels(self, values: npt.NDArray[Any]) -> Labels:
        """(n,) class of each value; -1 missing, -2 never seen."""
        at = np.searchsorted(self.known, values)
        at = np.minimum(at, self.known.size - 1)
        same = self.known[at] == values
        out = np.where(same, self.look_up[at], REST).astype(np.int32)
        gone = np.isnan(values) if values.dtype.kind == "f" else values < 0
        out[gone] = -1
        return out

    def predict(self, fold: int, bins: Bins, threads: int) -> Floats:
        """(n, K) probabilities by the model of one fold."""
        out = np.empty((1, bins.shape[0], self.names.size), np.float32)
        none = np.empty((0, 0), np.uint8)
        self.forests.predict([0], fold, bins, none, threads, out)
        return sharpened(out[0], self.sharpness)

    def judge(self, p: Floats, labels: Labels) -> ClassPrediction:
        """Probabilities read against what was observed."""
        best = p.argmax(axis=1)
        rows = np.arange(p.shape[0])
        observed = p[rows, np.maximum(labels, 0)]
        observed = np.where(labels == REST, self.unseen, observed)
        observed = np.where(labels == -1, np.nan, observed)
        return ClassPrediction(
            observed.astype(np.float32), self.names[best], p[rows, best].astype(np.float32)
        )


def joined(parts: Sequence[ClassPrediction]) -> ClassPrediction:
    """The predictions of rows behind each other."""
    return ClassPrediction(
        np.concatenate([p.p_observed for p in parts]),
        np.concatenate([p.likeliest for p in parts]),
        np.concatenate([p.p_likeliest for p in parts]),
    )


def sharpened(scores: Floats, sharpness: float) -> Floats:
    """Softmax of sharpness * scores. Boosting stopped early is too timid, or too bold."""
    top = sharpness * (scores - scores.max(axis=1, keepdims=True)).astype(np.float64)
    p = np.exp(top)
    return np.asarray(p / p.sum(axis=1, keepdims=True), np.float32)


def _fit_sharpness(p: Floats, y: Labels) -> float:
    """The one of a grid with the least log loss out of fold (Guo and others 2017)."""
    scores = np.log(np.maximum(p, 1e-12))
    rows = np.arange(y.size)
    grid = np.linspace(0.5, 2.0, 31)
    loss = [
        -np.log(np.maximum(sharpened(scores, float(b))[rows, y], 1e-12)).mean()
        for b in grid
    ]
    return float(grid[int(np.argmin(loss))])


def class_names(values: npt.NDArray[Any]) -> tuple[Any, Any, Labels]:
    """names, known and look_up of a target, from its present values in the sample."""
    known, counts = np.unique(values, return_counts=True)
    if known.size <= MOST_CLASSES:
        return known, known, np.arange(known.size, dtype=np.int32)
    order = np.argsort(-counts, kind="stable")
    kept = np.sort(order[: MOST_CLASSES - 1])
    look_up = np.full(known.size, MOST_CLASSES - 1, np.int32)
    look_up[kept] = np.arange(kept.size)
    rest = np.array([np.nan if known.dtype.kind == "f" else REST], known.dtype)
    return np.concatenate([known[kept], rest]), known, look_up


def fit_classes(
    sample: Sample, target: int, values: npt.NDArray[Any], *, seed: int, threads: int
) -> Classes:
    """The model of one class target. values: (n,) of the sampled rows."""
    gone = np.isnan(values) if values.dtype.kind == "f" else values < 0
    names, known, look_up = class_names(values[~gone])
    unseen = 1.0 / (values.size - int(gone.sum()) + 1.0)
    model = Classes(target, names, known, look_up, unseen, 1.0, None)
    allowed = np.repeat(sample.witnesses([target]), sample.folds, axis=0)
    wide = int(sample.useful.sum()) > 64
    rate = 0.15 if names.size == 2 else 0.2
    growth = Growth(60, 31, 20, rate, 16 if wide else 32)
    p = np.empty((sample.rows, names.size), np.float32)
    model.forests = _native.conditional_fit_classes(
        sample.bins, sample.category, sample.starts, allowed, model.labels(values),
        names.size, seed + target, growth.list(), threads, p,
    )  # fmt: skip
    y = model.labels(values)
    model.sharpness = _fit_sharpness(p[y >= 0], y[y >= 0])
    return model
