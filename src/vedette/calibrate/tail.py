"""How improbable is a score? Counted in the body of a column, extrapolated in its tail.

Above a threshold u that h of the n - k rows exceed, with the tails of `pareto`:

    p(x) = h / (n - k) x posterior mean of exp(-H((x - u) / s)),

fitted without the k rows that are findings, but as if one row lay further out: the nearest
finding could have been the clean maximum. Below u, p is the share of rows at least as
large.

p ranks and shows; it decides nothing (`gap` does). Beyond a thousand times the data it is
the model speaking, so that what is shown is capped.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vedette.calibrate.order import FEWEST_IN_WINDOW, Top, Upper, ends, known
from vedette.calibrate.pareto import Window, hazard, posterior
from vedette.core.arrays import Vector
from vedette.core.errors import InvalidParameter

CAP_BEYOND_DATA = 3.0  # decades
CAP = 12.0


def tail_probability(
    scores: Vector, values: Vector, *, beyond: int = 0, top: Top | None = None
) -> Vector:
    """log10 of the probability that a clean row scores at least as high: (m,), at most 0.

    scores
        The column, (n,); missing ones are left out.
    values
        The scores asked for, (m,). A missing one gets 0: nothing is known against it.
    beyond
        How many of the largest scores are findings and so are no part of the fit.
    top
        The upper end of a longer column, of which `scores` are a fair sample: they are then
        counted only where it does not reach.
    """
    x = known(scores)
    n = len(x) if top is None else top.n
    if not 0 <= beyond <= n:
        raise InvalidParameter(f"beyond must be from 0 to {n}, got {beyond}")
    asked = np.asarray(values, dtype=np.float64)
    p = np.zeros(len(asked))
    if n == beyond:
        return p
    if top is None:
        (upper,) = ends(x, max(beyond + 1, 1) / n, both=False)
    else:
        upper = top.upper(beyond + 1)
    fitted = upper.judged and beyond + FEWEST_IN_WINDOW < upper.above
    end, threshold = upper.threshold(beyond) if fitted else (0, np.inf)
    window = Window(np.maximum(upper.value[beyond:end] - threshold, 0.0), censored=1)
    fitted = len(window.y) >= FEWEST_IN_WINDOW and window.y[0] > 0
    position = upper.scaled(np.where(np.isnan(asked), -np.inf, asked)) if fitted else asked
    in_tail = position > threshold if fitted else np.zeros(len(asked), dtype=bool)
    in_body = ~(in_tail | np.isnan(asked))
    if in_body.any():
        p[in_body] = log10_share(x, asked[in_body], beyond if top is None else 0)
    if in_tail.any():
        y = np.maximum(position[in_tail] - upper.cell / 2 - threshold, 0.0)
        share = np.log10((end - beyond) / (upper.n - beyond))
        p[in_tail] = share + log10_beyond(upper, window, y)
    return np.minimum(p, 0.0)


def log10_beyond(upper: Upper, window: Window, y: Vector) -> Vector:
    """log10 of the share of the tail further than y (m,) above its threshold."""
    tails = posterior([window], upper.n)
    shape, scale, weight = (
        np.broadcast_to(a[0], tails.scale.shape[1:]).ravel()
        for a in (tails.shape, tails.scale, tails.log_weight)
    )
    out = np.empty(len(y))
    for part in np.array_split(np.arange(len(y)), max(1, len(y) // 10_000)):
        H = hazard(y[part, None] / scale, shape)
        log_p = weight - H
        top = np.maximum(log_p.max(axis=1, keepdims=True), -1e300)
        out[part] = top[:, 0] + np.log(np.exp(log_p - top).sum(axis=1))
    return np.asarray(out / np.log(10))


def log10_share(x: Vector, asked: Vector, beyond: int) -> Vector:
    """log10 of the share of rows at least as large, the findings left out."""
    n = len(x) - beyond
    at_least = len(x) - np.searchsorted(np.sort(x), asked, side="left") - beyond
    return np.log10(np.clip(at_least, 0.5, n) / n)


def surprise(log10_p: Vector, n: int) -> tuple[Vector, npt.NDArray[np.bool_]]:
    """Surprise = -log10 p, capped at log10(n) + 3 and at 12; and where the cap bites."""
    cap = min(np.log10(max(n, 1)) + CAP_BEYOND_DATA, CAP)
    uncapped = -np.asarray(log10_p, dtype=np.float64) + 0.0
    return np.minimum(uncapped, cap), uncapped > cap
