"""Columns as the conditional model sees them: bins for the trees, numbers for the ridge.

Bin 0 is a missing value. A numeric column has at most 63 more: its distinct values if they
fit, else 55 of equal mass, with those at both ends halved four times. A category has the 62
most frequent codes and one bin for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector
from vedette.detectors.conditional.transform import Transform, fit_transform
from vedette.kernels import _native

MOST_BINS = 63
FITTED_CLIP = 4.0  # transformed units; the ridge is fitted on columns clipped there
WIDE_CLIP = 8.0
INDICATORS = 16  # categories with a column of their own in the ridge
MASS = 1 / 55

Values = npt.NDArray[Any]  # (n,) float64 with NaN, or integer codes with -1


def number_edges(values: Vector) -> Vector:
    """Edges between the bins of a numeric column: bin = 1 + how many are <= x."""
    v = np.sort(values[~np.isnan(values)])
    distinct = np.unique(v)
    if distinct.size <= MOST_BINS:
        return distinct[:-1] / 2 + distinct[1:] / 2
    ends = MASS / 2.0 ** np.arange(4, 0, -1)
    inner = np.arange(1, 55) * MASS
    cut = np.rint(np.concatenate([ends, inner, 1 - ends]) * v.size).astype(np.intp)
    cut = np.clip(cut, 1, v.size - 1)
    return np.unique(v[cut - 1] / 2 + v[cut] / 2)


def category_bins(codes: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.uint8]:
    """Look-up from code + 1 to bin: by frequency, then by code; the rest share the last."""
    present = codes[codes >= 0]
    counts = np.bincount(present) if present.size else np.zeros(0, np.int64)
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] > 0][: MOST_BINS - 1]
    look_up = np.full(counts.size + 2, MOST_BINS, np.uint8)
    look_up[0] = 0
    look_up[order + 1] = np.arange(1, order.size + 1)
    return look_up


@dataclass(frozen=True)
class Column:
    """How one feature is binned and what it gives to the ridge.

    edges, look_up
        Of numbers and of categories; the other one is empty.
    clip
        Transformed units at which the ridge sees the column end when it predicts.
    numeric, missing, indicators
        Columns in the ridge: the number itself, whether it is missing, how many bins.
    useful
        False for a column without two different values.
    """

    category: bool
    transform: Transform
    edges: Vector
    look_up: npt.NDArray[np.uint8]
    fit_clip: float
    clip: float
    numeric: bool
    missing: bool
    indicators: int
    useful: bool

    @property
    def width(self) -> int:
        return self.numeric + self.missing + self.indicators

    def bins(self, values: Values) -> npt.NDArray[np.uint8]:
        """(n,) bins of a category."""
        last = self.look_up.size - 1
        found: npt.NDArray[np.uint8] = self.look_up[np.clip(values + 1, 0, last)]
        return found


def fit_column(
    values: Values, rows: npt.NDArray[np.intp], *, category: bool, resolution: float
) -> Column:
    """Learn a column from its sampled rows; only the least value looks at all of them."""
    sample = values[rows]
    if category:
        look_up = category_bins(sample)
        distinct = int(look_up.max()) if look_up.size else 0
        return Column(
            category=True,
            transform=fit_transform(np.zeros(0), least=0.0),
            edges=np.zeros(0),
            look_up=look_up,
            fit_clip=0.0,
            clip=0.0,
            numeric=False,
            missing=_often_missing(sample < 0),
            indicators=min(INDICATORS, distinct) if distinct > 1 else 0,
            useful=distinct > 1 or bool((sample < 0).any() and distinct),
        )
    gone = np.isnan(sample)
    present = sample[~gone]
    least = float(np.fmin.reduce(values)) if present.size else 0.0
    transform = fit_transform(present, least=least, resolution=resolution)
    stride = max(present.size // 20_000, 1)
    edges = number_edges(present[::stride]) if present.size else np.zeros(0)
    few = edges.size < 10
    beyond = np.abs(transform.forward(present)) > FITTED_CLIP
    far = float(beyond.mean()) if present.size else 0.0
    fit_clip = 1e3 if few else FITTED_CLIP
    return Column(
        category=False,
        transform=transform,
        edges=edges,
        look_up=np.zeros(0, np.uint8),
        fit_clip=fit_clip,
        clip=fit_clip if few or far >= 0.001 else WIDE_CLIP,
        numeric=edges.size > 0,
        missing=_often_missing(gone),
        indicators=0,
        useful=edges.size > 0 or bool(gone.any() and present.size),
    )


def _often_missing(gone: npt.NDArray[np.bool_]) -> bool:
    share = float(gone.mean()) if gone.size else 0.0
    return 0.01 < share < 1.0


def binned(columns: Sequence[Column], values: Sequence[Values]) -> npt.NDArray[np.uint8]:
    """(n, columns) bins, a row behind the other."""
    out = np.empty((len(values[0]), len(columns)), np.uint8)
    for j, (column, x) in enumerate(zip(columns, values, strict=True)):
        if column.category:
            out[:, j] = column.bins(x)
        else:
            x64 = np.ascontiguousarray(x, np.float64)
            _native.conditional_bin_numbers(x64, column.edges, j, out)
    return out


def design(
    columns: Sequence[Column], values: Sequence[Values], *, fitting: bool
) -> npt.NDArray[np.float32]:
    """(width, n) columns of the ridge, each one contiguous; a missing number is 0."""
    width = sum(column.width for column in columns)
    out = np.zeros((width, len(values[0])), np.float32)
    at = 0
    for column, x in zip(columns, values, strict=True):
        if column.numeric:
            clip = column.fit_clip if fitting else column.clip
            t = np.clip(column.transform.forward(x), -clip, clip)
            out[at] = np.where(np.isnan(t), 0.0, t)
            at += 1
        if column.missing:
            out[at] = x < 0 if column.category else np.isnan(x)
            at += 1
        if column.indicators:
            bins = column.bins(x)
            for b in range(column.indicators):
                out[at + b] = bins == b + 1
            at += column.indicators
    return out


def owners(columns: Sequence[Column]) -> npt.NDArray[np.intp]:
    """(width,) the feature each column of the design belongs to."""
    return np.repeat(np.arange(len(columns)), [c.width for c in columns])
