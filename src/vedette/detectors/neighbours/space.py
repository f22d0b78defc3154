"""How far rows are from each other: a metric, learned from the training rows where it must.

Each metric becomes one of the norms of the search by tree, on rows that are turned first:

    minkowski, euclidean, manhattan, chebyshev    the rows as they are
    cosine        1 - cos(x, y) = |x/|x| - y/|y||^2 / 2
    mahalanobis   (x - y)' S^-1 (x - y) = |W'(x - y)|^2,  S^-1 = W W'
    gower         mean of |x_j - y_j| / range_j (numbers) and of x_j != y_j (categories)

References
----------
.. [1] Mahalanobis, "On the generalised distance in statistics", 1936.
.. [2] Gower, "A general coefficient of similarity and some of its properties",
   Biometrics 27, 1971. Gower leaves missing values out; here they stand where those of all
   detectors stand (`vedette.core.missing`), else a row of gaps would be near to all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.errors import InvalidInput, InvalidParameter, unknown
from vedette.core.parameters import is_number, is_whole
from vedette.kernels import search
from vedette.kernels.ensemble import common_exponent
from vedette.kernels.row_arithmetic import products
from vedette.kernels.search import SearchTree

# Other names of the same, as scikit-learn has them.
SAME = {"l2": "euclidean", "l1": "manhattan", "cityblock": "manhattan"}
METRICS = (*search.METRICS, "cosine", "mahalanobis", "gower")
# A direction in which the training rows do not vary counts as if they varied by so small a
# share (squared) of the widest: what leaves it is far out, and rounding is not.
FLAT = 1e-12
MOST_TURNED = 2_000  # columns of 'mahalanobis': the work grows with their cube
FARTHEST = search.FARTHEST


@dataclass(frozen=True)
class Space:
    """Training rows in the turned form, and how to turn others.

    metric, p
        The norm of the search.
    kind
        The metric asked for.
    tree
        The turned training rows.
    exponent
        (d,) powers of two that bring columns near 1, before anything else.
    centre
        (d,) what is taken off then.
    turn
        (d, d') the directions of 'mahalanobis', (d,) widths of 'gower'; empty for others.
    order
        (d,) columns with the categories last; empty: as they are.
    """

    kind: str
    metric: str
    p: float
    tree: SearchTree
    exponent: npt.NDArray[np.int32]
    centre: Vector
    turn: npt.NDArray[np.float64]
    order: npt.NDArray[np.int64]

    def nearest(
        self, X: Matrix, k: int, *, in_units: bool = True, n_jobs: int | None = None
    ) -> tuple[npt.NDArray[np.int64], Matrix]:
        """Indices (n, k) and distances of the k training rows nearest to each row of X.

        One training row that equals the row is left out. Without `in_units`, the distances
        may all be in another unit, one that suits them.
        """
        rows = _turned(X, self.kind, self.exponent, self.centre, self.turn, self.order)
        indices, sizes = search.nearest(
            self.tree,
            rows,
            k,
            metric=self.metric,
            p=self.p,
            in_units=in_units,
            n_jobs=n_jobs,
        )
        if self.kind == "cosine":
            return indices, np.square(sizes) / 2
        if self.kind == "gower":
            return indices, sizes / X.shape[1]
        return indices, sizes


def fit_space(
    X: Matrix,
    metric: str,
    *,
    p: float = 2.0,
    categories: Sequence[int] | None = None,
    turn: Matrix | None = None,
) -> Space:
    """The space of the training rows X (n, d).

    categories
        Columns of 'gower' that are no numbers.
    turn
        (d, d') directions of 'mahalanobis' (`given_turn`); None: learned from the rows.
    """
    kind = SAME.get(metric, metric)
    d = X.shape[1]
    exponent, centre = np.zeros(d, dtype=np.int32), np.zeros(d)
    order = np.empty(0, dtype=np.int64)
    words = 0
    if kind == "mahalanobis":
        if turn is None:
            if d > MOST_TURNED:
                raise InvalidInput(
                    f"X has {d} columns; metric='mahalanobis' turns at most {MOST_TURNED}",
                    hint="another metric, or PCADetector(method='mahalanobis')",
                )
            exponent, centre, turn = _whitening(X)
    elif kind == "gower":
        exponent, centre, turn, order, words = _ranges(X, categories or ())
    elif kind == "cosine":
        exponent += common_exponent(X)
    turn = np.empty(0) if turn is None else turn
    rows = _turned(X, kind, exponent, centre, turn, order)
    tree = search.build_tree(rows, categories=words)
    norm = kind if kind in search.METRICS else "euclidean"
    if kind == "gower":
        norm = "manhattan"
    return Space(kind, norm, p, tree, exponent, centre, turn, order)


def check_metric(
    metric: object, p: object, categories: Iterable[int] | None, who: str
) -> None:
    """Refuse a metric, a power or columns of categories that cannot be used."""
    if metric == "precomputed" or not isinstance(metric, str):
        raise InvalidParameter(
            f"metric must be a name, got {metric!r}",
            hint=f"{who} is fitted on rows; there are: {', '.join(METRICS)}",
        )
    if metric not in (*METRICS, *SAME):
        error = unknown("metric", metric, METRICS)
        raise InvalidParameter(error.message, hint=error.hint)
    if not (is_number(p) and p >= 1):
        raise InvalidParameter(f"p must be a number of 1 or more, got {p!r}")
    if categories is not None and metric != "gower":
        raise InvalidParameter(
            f"categories={categories!r} needs metric='gower', got metric={metric!r}"
        )


def _turned(
    X: Matrix,
    kind: str,
    exponent: npt.NDArray[np.int32],
    centre: Vector,
    turn: npt.NDArray[np.float64],
    order: npt.NDArray[np.int64],
) -> Matrix:
    """Rows of X (n, d) as they are searched; each of its own row only, bit for bit."""
    if kind in search.METRICS:
        return X
    with np.errstate(over="ignore", under="ignore"):
        rows = np.clip(np.ldexp(X, -exponent), -FARTHEST, FARTHEST)
        if kind == "cosine":
            return _directions(rows)
        if kind == "gower":
            rows = np.where(turn > 0, (rows - centre) / np.where(turn > 0, turn, 1), rows)
            return np.ascontiguousarray(rows[:, order])
        return products(rows - centre, turn)


def _directions(rows: Matrix) -> Matrix:
    """Rows of length 1, and one column more that sets rows without direction apart.

    A row of zeros is at cosine distance 1 from all but its like.
    """
    largest = np.abs(rows).max(axis=1, keepdims=True)
    none = largest == 0
    unit = rows / np.where(none, 1.0, largest)
    length = np.sqrt(np.square(unit).sum(axis=1, keepdims=True))
    return np.hstack([unit / np.where(none, 1.0, length), none.astype(np.float64)])


def _whitening(X: Matrix) -> tuple[npt.NDArray[np.int32], Vector, Matrix]:
    """Exponent, mean, and directions (d, d) in which the rows have variance 1."""
    exponent = np.full(X.shape[1], common_exponent(X), dtype=np.int32)
    rows = np.ldexp(X, -exponent)
    mean = rows.mean(axis=0)
    away = rows - mean
    return exponent, mean, _inverse_root(away.T @ away / max(len(X) - 1, 1))


def _inverse_root(covariance: Matrix) -> Matrix:
    """W (d, d) with W W' = the inverse, where what is FLAT counts as a little wide."""
    sizes, directions = np.linalg.eigh(covariance)
    widest = float(sizes.max(initial=0.0))
    if widest <= 0:
        return np.eye(len(covariance))
    return np.asarray(directions / np.sqrt(np.maximum(sizes, FLAT * widest)))


def _ranges(
    X: Matrix, categories: Iterable[int]
) -> tuple[npt.NDArray[np.int32], Vector, Vector, npt.NDArray[np.int64], int]:
    """Exponents, least values, ranges (0: a category), the order, number of categories.

    A constant column is compared as categories are: another value is as far as can be.
    """
    d = X.shape[1]
    exponent = np.frexp(np.abs(X).max(axis=0))[1].astype(np.int32)
    rows = np.ldexp(X, -exponent)
    low = rows.min(axis=0)
    width = rows.max(axis=0) - low
    chosen = np.zeros(d, dtype=bool)
    for column in categories:
        if not (is_whole(column) and -d <= column < d):
            raise InvalidParameter(
                f"categories must be columns from 0 to {d - 1}, got {column!r}"
            )
        chosen[column] = True
    word = chosen | (width == 0)
    # Categories keep their values whole: no exponent brings two of them together.
    exponent[word] = 0
    order = np.argsort(word, kind="stable")
    return exponent, low, np.where(word, 0.0, width), order, int(word.sum())


def given_turn(params: dict[str, Any] | None, metric: str, d: int) -> Matrix | None:
    """The directions that scikit-learn's `metric_params` mean: V, or its inverse VI."""
    if not params:
        return None
    if SAME.get(metric, metric) != "mahalanobis" or set(params) - {"V", "VI"}:
        raise InvalidParameter(
            f"metric_params={params!r} cannot be used with metric={metric!r}",
            hint="V or VI go with metric='mahalanobis'; the power is p=",
        )
    name = "VI" if "VI" in params else "V"
    given = np.asarray(params[name], dtype=np.float64)
    if given.shape != (d, d) or not np.isfinite(given).all():
        raise InvalidParameter(
            f"metric_params[{name!r}] must be finite numbers ({d}, {d}), got shape "
            f"{given.shape}"
        )
    if name == "V":
        return _inverse_root(given)
    sizes, directions = np.linalg.eigh(given)
    return np.asarray(directions * np.sqrt(np.maximum(sizes, 0.0)))
