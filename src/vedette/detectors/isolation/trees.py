"""What isolation forests share: how many trees, of how many rows, and the score.

    score(x) = 2^(-h(x) / c(size))        c(n) = 2 H(n - 1) - 2 (n - 1) / n

h is the mean path length over the trees, c the path length expected among the rows of a
tree's sample, and H(i) = ln i + 0.5772156649 (Liu, Ting and Zhou, "Isolation forest", ICDM
2008, eq. 1 and 2). Near 1 is odd, well under .5 is usual; all near .5, nothing stands out.
"""

from __future__ import annotations

import math
import warnings

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import is_whole
from vedette.kernels.ensemble import expected_path

AUTO_SAMPLE = 256
# Training rows that set the threshold of contamination='auto': of more, so many.
CALIBRATION_ROWS = 10_000
BEYOND = 1e-3
LN2 = math.log(2)


def score_of_path(path: Vector, size: int) -> Vector:
    """Scores (n,) in (0, 1] of mean path lengths (n,) in trees of `size` rows."""
    expected = expected_path(size)
    return np.asarray(
        np.exp2(-path / expected) if expected > 0 else np.full(len(path), 0.5)
    )


def depth_limit(size: int) -> int:
    """The depth at which a tree of `size` rows ends: that of a balanced one."""
    return max(1, math.ceil(math.log2(max(size, 2))))


def check_sample(max_samples: object) -> None:
    """Refuse a sample size that means nothing."""
    if isinstance(max_samples, str) and max_samples == "auto":
        return
    _check_count("max_samples", max_samples, "'auto', ")


def check_features(max_features: object) -> None:
    """Refuse a number of columns that means nothing."""
    _check_count("max_features", max_features, "")


def _check_count(name: str, value: object, also: str) -> None:
    whole = is_whole(value) and value >= 1
    share = isinstance(value, (float, np.floating)) and 0 < value <= 1
    if not whole and not share:
        raise InvalidParameter(
            f"{name} must be {also}a whole number >= 1 or a share in (0, 1], got {value!r}"
        )


def sample_size(max_samples: int | float | str, n: int) -> int:
    """Rows of a tree: `max_samples` of n."""
    if isinstance(max_samples, str):
        return min(AUTO_SAMPLE, n)
    if not is_whole(max_samples):
        return max(1, int(max_samples * n))
    if max_samples > n:
        warnings.warn(
            f"max_samples={max_samples} is more than the {n} rows: each tree sees them all",
            stacklevel=5,
        )
    return min(int(max_samples), n)


def feature_count(max_features: int | float, d: int) -> int:
    """Columns of a tree: `max_features` of d."""
    if not is_whole(max_features):
        return max(1, int(max_features * d))
    if max_features > d:
        raise InvalidParameter(f"max_features={max_features} is more than the {d} columns")
    return int(max_features)


def farther(score: Vector, X: Matrix, low: Vector, high: Vector) -> Vector:
    """Scores (n,) of rows X (n, d), raised where a row lies outside the training range.

    Outside low .. high (d,), cuts see no difference between far and farther. Let g be the
    largest distance from the range, in its own widths: the score goes half of what is left
    to 1 with each width, and a thousandth of log(1 + g) keeps the order beyond that. Within
    the range nothing changes.
    """
    largest = np.finfo(np.float64).max
    with np.errstate(over="ignore", under="ignore"):
        width = np.where(high > low, high - low, 1.0)
        gap = np.maximum(np.maximum(low - X, X - high), 0.0)
        g = np.minimum((np.minimum(gap, largest) / width).max(axis=1), largest)
        return np.asarray(score + (1 - score) * -np.expm1(-LN2 * g) + BEYOND * np.log1p(g))
