"""Expected value and scale of numeric columns, given the others.

E = ridge + boosting of its residual; s = boosting of the log of |x - E|. For each fold
there is one model that has not seen it. Everything is in transformed units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.detectors.conditional.encoding import number_edges
from vedette.detectors.conditional.transform import Transform
from vedette.kernels import _native

Floats = npt.NDArray[np.float32]
Bins = npt.NDArray[np.uint8]

SHRINKAGE = [1e-4, 64, 32, 2]  # lambda, wide beyond, columns if wide, passes of winsorising
RIDGE_HELPS = 0.98  # of the error of the median: else the ridge is left out
LEAST_SCALE = 1e-4  # transformed units
NORMAL = 0.6827  # share within one sd
BATCH = 64  # targets fitted together: bounds the memory
VERY_WIDE = 400  # features: beyond, trees look at the ridge's columns only


@dataclass(frozen=True)
class Sample:
    """The rows a model is fitted on, sorted by fold.

    bins (n, m); category, useful (m,); starts (folds + 1,) first row of each fold;
    fitted, wide (p, n): the design clipped as for the fit and as for predictions;
    owner (p,): the feature of each column of the design; source (m,).
    """

    bins: Bins
    category: Bins
    useful: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.int64]
    fitted: Floats
    wide: Floats
    owner: npt.NDArray[np.intp]
    source: npt.NDArray[np.int64]

    @property
    def folds(self) -> int:
        return self.starts.size - 1

    @property
    def rows(self) -> int:
        return int(self.bins.shape[0])

    def fold(self) -> npt.NDArray[np.intp]:
        return np.repeat(np.arange(self.folds), np.diff(self.starts))

    def witnesses(self, targets: Sequence[int]) -> Bins:
        """(targets, m) 1 where a feature may help to predict a target."""
        other = self.source[None, :] != self.source[list(targets)][:, None]
        out: Bins = (other & self.useful).astype(np.uint8)
        return out


@dataclass(frozen=True)
class Growth:
    """Sizes of the trees; `columns`: how many a forest looks at."""

    trees: int
    leaves: int
    min_rows: int
    rate: float
    columns: int

    def list(self) -> list[float]:
        return [self.trees, self.leaves, self.min_rows, self.rate, self.columns]


@dataclass
class Numbers:
    """Fitted models of the numeric targets, in the order of `targets`.

    ridge_columns, slopes (T, folds, w), intercepts (T, folds); means, scales: forests;
    edges (T, 62) of E as a witness of the scale, padded with inf; calibration (T,).
    """

    targets: list[int]
    transforms: list[Transform]
    resolution: npt.NDArray[np.float64]
    ridge_columns: npt.NDArray[np.int32]
    slopes: npt.NDArray[np.float64]
    intercepts: npt.NDArray[np.float64]
    means: Any
    scales: Any
    edges: npt.NDArray[np.float64]
    calibration: npt.NDArray[np.float64]

    def predict(
        self, which: Sequence[int], fold: int, bins: Bins, wide: Floats, threads: int
    ) -> tuple[Floats, Floats]:
        """(len(which), n) expected values and scales by the models of one fold.

        which: places in `targets`.
        """
        at = list(which)
        n = bins.shape[0]
        expected = np.empty((len(at), n), np.float32)
        _native.conditional_ridge_rows(
            wide,
            np.ascontiguousarray(self.ridge_columns[at, fold]),
            np.ascontiguousarray(self.slopes[at, fold]),
            np.ascontiguousarray(self.intercepts[at, fold]),
            threads,
            expected,
        )
        part = np.empty((len(at), n, 1), np.float32)
        none = np.empty((0, 0), np.uint8)
        self.means.predict(at, fold, bins, none, threads, part)
        expected += part[:, :, 0]
        extra = np.empty((len(at), n), np.uint8)
        for i, t in enumerate(at):
            extra[i] = expected_bins(expected[i], self.edges[t])
        self.scales.predict(at, fold, bins, extra, threads, part)
        scale = np.empty_like(expected)
        for i, t in enumerate(at):
            scale[i] = self.scale_of(t, part[i, :, 0], expected[i])
        return expected, scale

    def scale_of(self, t: int, log_scale: Floats, expected: Floats) -> Floats:
        """Calibrated, and not below what the column's lattice or rounding allow."""
        s = np.exp(log_scale.astype(np.float64)) * self.calibration[t]
        out: Floats = np.maximum(s, self.floor(t, expected)).astype(np.float32)
        return out

    def floor(self, t: int, expected: Floats) -> npt.NDArray[np.float64]:
        # Rounding to a lattice of cell w alone has an sd of w / sqrt 12.
        cell = self.resolution[t] / np.sqrt(12.0)
        return np.maximum(
            self.transforms[t].step(expected.astype(np.float64), cell), LEAST_SCALE
        )


def expected_bins(expected: Floats, edges: npt.NDArray[np.float64]) -> Bins:
    out = np.empty((expected.size, 1), np.uint8)
    _native.conditional_bin_numbers(expected.astype(np.float64), edges, 0, out)
    return out[:, 0]


def fit_numbers(
    sample: Sample,
    targets: Sequence[int],
    transforms: Sequence[Transform],
    resolution: Sequence[float],
    y: Floats,
    threads: int,
) -> tuple[Numbers, Floats, Floats]:
    """Models of all targets, and E and s of each sampled row out of fold, (T, n).

    y: (T, n) transformed, NaN where missing.
    """
    parts = [
        _fit_batch(
            sample,
            targets[a : a + BATCH],
            transforms[a : a + BATCH],
            resolution[a : a + BATCH],
            y[a : a + BATCH],
            threads,
        )
        for a in range(0, len(targets), BATCH)
    ]
    first = parts[0][0]
    for more, _, _ in parts[1:]:
        first.means.extend(more.means)
        first.scales.extend(more.scales)
    models = [p[0] for p in parts]
    whole = Numbers(
        targets=list(targets),
        transforms=list(transforms),
        resolution=np.concatenate([p.resolution for p in models]),
        ridge_columns=np.concatenate([p.ridge_columns for p in models]),
        slopes=np.concatenate([p.slopes for p in models]),
        intercepts=np.concatenate([p.intercepts for p in models]),
        means=first.means,
        scales=first.scales,
        edges=np.concatenate([p.edges for p in models]),
        calibration=np.concatenate([p.calibration for p in models]),
    )
    return (
        whole,
        np.concatenate([p[1] for p in parts]),
        np.concatenate([p[2] for p in parts]),
    )


def _fit_batch(
    sample: Sample,
    targets: Sequence[int],
    transforms: Sequence[Transform],
    resolution: Sequence[float],
    y: Floats,
    threads: int,
) -> tuple[Numbers, Floats, Floats]:
    t, k, n = len(targets), sample.folds, sample.rows
    wide = int(sample.useful.sum()) > 64
    allowed = sample.witnesses(targets)
    columns, slopes, intercepts, base, line_columns = _fit_lines(
        sample, y, allowed, threads
    )
    trees_allowed = np.repeat(allowed, k, axis=0)
    if int(sample.useful.sum()) > VERY_WIDE:
        trees_allowed &= _features_of(sample, line_columns)
    expected = np.empty((t, n), np.float32)
    mean = Growth(20, 15, 20, 0.3, 16) if wide else Growth(40, 31, 20, 0.2, 32)
    means = _native.conditional_fit_mean(
        sample.bins, sample.category, sample.starts, trees_allowed, y, base,
        mean.list(), threads, expected,
    )  # fmt: skip
    model = Numbers(
        list(targets), list(transforms), np.asarray(resolution, np.float64),
        columns, slopes, intercepts, means, None,
        np.full((t, 62), np.inf), np.ones(t),
    )  # fmt: skip
    size = np.abs(y - expected)
    extra = np.empty((t, n), np.uint8)
    for i in range(t):
        size[i] = _away_from_zero(size[i], model.floor(i, expected[i]))
        edges = number_edges(expected[i].astype(np.float64))
        model.edges[i, : edges.size] = edges
        extra[i] = expected_bins(expected[i], model.edges[i])
    log_scale = np.empty((t, n), np.float32)
    spread = Growth(16, 8, 50, 0.2, 16) if wide else Growth(40, 8, 50, 0.1, 32)
    model.scales = _native.conditional_fit_scale(
        sample.bins, sample.category, sample.starts, trees_allowed, size, extra,
        spread.list(), threads, log_scale,
    )  # fmt: skip
    scale = np.empty_like(expected)
    for i in range(t):
        ratio = size[i] / np.exp(log_scale[i])
        model.calibration[i] = np.nanquantile(ratio, NORMAL)
        scale[i] = model.scale_of(i, log_scale[i], expected[i])
    return model, expected, scale


def _fit_lines(
    sample: Sample, y: Floats, allowed: Bins, threads: int
) -> tuple[Any, Any, Any, Floats, npt.NDArray[np.int32]]:
    """Ridge of every target and fold, its prediction of every row, its columns."""
    t, k, n = y.shape[0], sample.folds, sample.rows
    columns, slopes, intercepts = _native.conditional_fit_ridge(
        sample.fitted, sample.starts, y,
        np.ascontiguousarray(allowed[:, sample.owner]), SHRINKAGE, threads,
    )  # fmt: skip
    chosen = columns.copy()
    base = np.empty((t * k, n), np.float32)
    width = columns.shape[2]
    _native.conditional_ridge_rows(
        sample.wide, columns.reshape(t * k, width), slopes.reshape(t * k, width),
        intercepts.reshape(t * k), threads, base,
    )  # fmt: skip
    base = base.reshape(t, k, n)
    fold = sample.fold()
    for i in range(t):
        held = base[i, fold, np.arange(n)]
        error = np.nanmean(np.minimum(np.abs(y[i] - held), 5.0))
        if not error < RIDGE_HELPS * np.nanmean(np.minimum(np.abs(y[i]), 5.0)):
            columns[i], slopes[i], intercepts[i], base[i] = -1, 0.0, 0.0, 0.0
    return columns, slopes, intercepts, base, chosen


def _features_of(sample: Sample, columns: npt.NDArray[np.int32]) -> Bins:
    """(T * folds, m) 1 for the features whose columns a ridge chose."""
    t, k, _ = columns.shape
    out = np.zeros((t * k, sample.source.size), np.uint8)
    job, place = np.nonzero(columns.reshape(t * k, -1) >= 0)
    out[job, sample.owner[columns.reshape(t * k, -1)[job, place]]] = 1
    return out


def _away_from_zero(size: Floats, floor: npt.NDArray[np.float64]) -> Floats:
    """|residuals| with a logarithm: not below .02 of their 80 % quantile, or the floor."""
    least = 0.02 * float(np.nanquantile(size, 0.8))
    return np.maximum(size, np.maximum(least, floor)).astype(np.float32)
