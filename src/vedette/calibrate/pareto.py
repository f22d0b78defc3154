"""What the tail may look like: the posterior of a generalised Pareto tail.

Above a high threshold u almost every distribution has a generalised Pareto tail [1]_:

    P(X > u + y | X > u) = exp(-H(y / s)),   H(z) = log(1 + xi z) / xi,   H(z) = z at xi = 0

with scale s and shape xi (below 0: the tail ends; 0: exponential; 1/3: like Student's t3).
The h exceedances y_1 >= ... >= y_h are seen; k more rows are known to lie above y_1 and
nothing else is assumed of them: they are *censored* there. The log-likelihood is

    l(xi, s) = -h log s - (1 + xi) sum_i H(y_i / s) - k H(y_1 / s).

No single (xi, s) is chosen: a shape estimated from 100 points errs by .1 to .2, and a shape
taken too light is a false alarm. Averages are over the posterior, with xi on a grid under a
normal prior and log s flat (Laplace's mode and curvature, then Gauss-Hermite nodes).

References
----------
.. [1] Pickands, "Statistical inference using extreme order statistics", Annals of
   Statistics 3(1), 1975.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vedette.core.arrays import Vector

SHAPE_MEAN, SHAPE_SD = 0.1, 0.25  # prior of xi
SHAPES = np.round(np.arange(-0.10, 0.81, 0.05), 2)
# The top n^.6 rows of a normal sample fit xi = -.1 with certainty, and it is heavier than
# that further out: the more rows, the less a tail that ends may be believed.
ENDING_TAIL_ROWS = 1000.0
ZERO = 1e-9  # stands for xi = 0 in the formulae, exact to 1e-9
NODES, NODE_WEIGHTS = np.polynomial.hermite.hermgauss(5)
NEWTON_STEPS = 7
LONGEST_STEP = 2.0  # in log s
MOST_POINTS = 192
AT_ONCE = 2  # windows; more would leave the cache and fault pages in
FARTHEST = 1e6  # medians of the window; no shape on the grid tells it from further out


@dataclass(frozen=True)
class Window:
    """The rows a tail is fitted to.

    y
        Exceedances over the threshold, largest first, all >= 0 and not all 0. (h,)
    censored
        Rows known only to lie above y[0].
    """

    y: Vector
    censored: int


@dataclass(frozen=True)
class Tails:
    """Weighted tails (xi, s): one set of them for each of c windows.

    shape
        xi, (c, g, 1).
    scale
        s, (c, g, 5).
    log_weight
        Sums to 1 over the last two axes once exponentiated, (c, g, 5).
    """

    shape: Vector
    scale: Vector
    log_weight: Vector

    def log_mean(self, log_values: Vector) -> Vector:
        """Log of the posterior mean of exp(log_values): (c, g, 5) to (c,)."""
        return log_sum(self.log_weight + log_values)


def hazard(z: Vector, shape: Vector) -> Vector:
    """H(z): minus the log of the share of the tail above z; inf beyond its end."""
    inside: Vector = np.maximum(shape * z, -1.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log1p(inside) / shape)


def posterior(windows: Sequence[Window], n: int) -> Tails:
    """The tails that the windows allow, in a column of n rows."""
    parts = [fitted(windows[i : i + AT_ONCE], n) for i in range(0, len(windows), AT_ONCE)]
    shape, scale, log_weight = (
        np.concatenate(arrays)
        for arrays in zip(*((p.shape, p.scale, p.log_weight) for p in parts), strict=True)
    )
    return Tails(shape, scale, log_weight)


def fitted(windows: Sequence[Window], n: int) -> Tails:
    """The tails of a few windows."""
    y, count = stacked(windows)  # (c, m)
    h, k = count.sum(axis=1), np.array([w.censored for w in windows], dtype=np.float64)
    floor = -min(0.1, ENDING_TAIL_ROWS / n)
    shapes = SHAPES[floor - ZERO <= SHAPES]
    xi = np.where(shapes == 0, ZERO, shapes)[None, :]  # (1, g)
    log_scale, curvature = mode(y, count, h, k, xi)  # (c, g)
    width = np.sqrt(2.0 / curvature)[..., None]
    scale = np.exp(log_scale[..., None] + width * NODES)  # (c, g, 5)
    shape = xi[..., None]
    z = y[:, None, None, :] / scale[..., None]  # (c, g, 5, m)
    H = hazard(z, shape[..., None])
    likelihood = (
        -h[:, None, None] * np.log(scale)
        - (1 + shape) * np.einsum("cgqm,cm->cgq", H, count)
        - k[:, None, None] * H[..., 0]
    )
    prior = -0.5 * ((shape - SHAPE_MEAN) / SHAPE_SD) ** 2
    log_weight = likelihood + prior + np.log(width * NODE_WEIGHTS) + NODES**2
    log_weight = np.where(np.isnan(log_weight), -np.inf, log_weight)
    log_weight -= log_sum(log_weight)[:, None, None]
    return Tails(np.broadcast_to(shape, (len(y), *shape.shape[1:])), scale, log_weight)


def mode(
    y: Vector, count: Vector, h: Vector, k: Vector, xi: Vector
) -> tuple[Vector, Vector]:
    """The likeliest log s for each window and shape, and the curvature there: (c, g).

    It solves F(s) = h with F(s) = (1 + xi) sum z_i / (1 + xi z_i) + k z_1 / (1 + xi z_1).
    log F falls with log s; it is convex for xi < 0 and close to concave for xi > 0, and the
    start lies on the side from which Newton's steps do not overshoot.
    """
    reach = (1 + xi) * (count * y).sum(axis=1)[:, None] + (k * y[:, 0])[:, None]
    middle = [np.median(one[one > 0]) for one in y]
    start = np.minimum(reach / h[:, None], 4 * np.array(middle)[:, None])
    ending = y[:, :1] * (-xi + (k[:, None] + 1 + xi) / h[:, None])  # s > -xi y_1
    log_scale = np.log(np.where(xi < 0, np.maximum(reach / h[:, None], ending), start))
    pull = (1 + xi)[..., None] * count[:, None, :]  # (c, g, m)
    pull[..., 0] += k[:, None]
    for _ in range(NEWTON_STEPS):
        z = y[:, None, :] * np.exp(-log_scale)[..., None]
        part = 1.0 / (1.0 + xi[..., None] * z)
        first = np.einsum("cgm,cgm->cg", pull, z * part)
        second = np.einsum("cgm,cgm->cg", pull, z * part * part)
        step = np.log(first / h[:, None]) * first / second
        log_scale = log_scale + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
    return log_scale, second


def stacked(windows: Sequence[Window]) -> tuple[Vector, Vector]:
    """Windows as one array: points (c, m) and how many rows each stands for (c, m).

    More than 192 exceedances become means of neighbours; the largest stays as it is.
    """
    m = min(max(len(w.y) for w in windows), MOST_POINTS)
    y, count = np.zeros((len(windows), m)), np.zeros((len(windows), m))
    for i, window in enumerate(windows):
        h = len(window.y)
        if h <= m:
            y[i, :h], count[i, :h] = window.y, 1.0
            continue
        edges = 1 + (np.arange(m) * (h - 1)) // (m - 1)
        count[i, 0], count[i, 1:] = 1.0, np.diff(edges)
        y[i, 0] = window.y[0]
        y[i, 1:] = np.add.reduceat(window.y, edges[:-1]) / count[i, 1:]
    middle = np.array([np.median(one[one > 0]) for one in y])
    return np.minimum(y, FARTHEST * middle[:, None]), count


def log_sum(a: Vector) -> Vector:
    """log of the sum of exp(a) over the last two axes: (c, g, q) to (c,)."""
    top = a.max(axis=(1, 2), keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(a - top).sum(axis=(1, 2))) + top[:, 0, 0])
