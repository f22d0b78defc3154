"""What a label's probability is where classes overlap but labels are right.

Along one line, how much nearer a row lies to its class than to the others, each class is one
hump with tails: a Student t whose two sides have widths of their own.

    rows of the class    (1 - a) f + a g
    other rows           (1 - b) g + b f

a and b are the shares of labels that are exchanged. They are taken to be 0 unless the
likelihood speaks clearly for more: humps with long tails explain what overlaps. The
probability of a label is then that of clean labels, p = w f / (w f + (1 - w) g), w the share
of the class.

References
----------
.. [1] Lawrence and Scholkopf, "Estimating a kernel Fisher discriminant in the presence of
   label noise", ICML 2001: exchanged labels as a mixture.
.. [2] Fernandez and Steel, "On Bayesian modeling of fat tails and skewness", JASA 93, 1998:
   a t with two widths.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Vector

CLEARLY = 15.0  # by so much the log-likelihood must be greater for shares above 0
MOST = 0.3  # of the labels of a class are exchanged
_HUMP = 4  # parameters: place, two log widths, log(degrees of freedom - 1)
_BOUNDS = [(None, None), (-8.0, 4.0), (-8.0, 4.0), (-2.0, 5.0)]
_START, _STIFF = 2.0, 0.02  # the degrees of freedom stay near where data say nothing


@dataclass(frozen=True)
class Humps:
    """Both humps, and the share of exchanged labels among rows of the class and others."""

    inside: Vector
    outside: Vector
    exchanged: tuple[float, float]

    def probability(self, x: Vector, share: float) -> Vector:
        """(n,) probability of the class at x, of a class that is `share` of the rows."""
        odds = np.log(share / (1 - share))
        odds = odds + log_hump(x, self.inside) - log_hump(x, self.outside)
        return np.asarray(1 / (1 + np.exp(-np.clip(odds, -700, 700))))


def fit_humps(x: Vector, inside: npt.NDArray[np.bool_]) -> Humps:
    """The humps of x (n,) of the rows of a class and of the others."""
    from scipy.optimize import minimize

    own, others = x[inside], x[~inside]

    def unlikely(given: Vector, exchanged: bool) -> float:
        f, g = given[:_HUMP], given[_HUMP : 2 * _HUMP]
        a, b = log_hump(own, f), log_hump(others, g)
        if exchanged:
            shares = _share(given[2 * _HUMP :])
            kept, gone = np.log1p(-shares), np.log(shares)
            a = np.logaddexp(kept[0] + a, gone[0] + log_hump(own, g))
            b = np.logaddexp(kept[1] + b, gone[1] + log_hump(others, f))
        stiff = _STIFF * ((f[3] - _START) ** 2 + (g[3] - _START) ** 2)
        return float(stiff - a.sum() - b.sum())

    start = np.concatenate([_hump_of(own), _hump_of(others)])
    clean = minimize(unlikely, start, args=(False,), method="L-BFGS-B", bounds=_BOUNDS * 2)
    wide = [*_BOUNDS * 2, (-9.0, 4.0), (-9.0, 4.0)]
    tries = [
        minimize(
            unlikely,
            np.concatenate([first, [-2.0, -2.0]]),
            args=(True,),
            method="L-BFGS-B",
            bounds=wide,
        )
        for first in (start, clean.x)
    ]
    mixed = min(tries, key=lambda found: float(found.fun))
    if clean.fun - mixed.fun > CLEARLY:
        a, b = _share(mixed.x[2 * _HUMP :])
        return Humps(mixed.x[:_HUMP], mixed.x[_HUMP : 2 * _HUMP], (float(a), float(b)))
    return Humps(clean.x[:_HUMP], clean.x[_HUMP:], (0.0, 0.0))


def log_hump(x: Vector, hump: Vector) -> Vector:
    """(n,) log density of a t with two widths."""
    from scipy.special import gammaln

    left, right = np.exp(hump[1]), np.exp(hump[2])
    free = 1 + np.exp(hump[3])
    z = (x - hump[0]) / np.where(x < hump[0], left, right)
    height = gammaln((free + 1) / 2) - gammaln(free / 2) - 0.5 * np.log(free * np.pi)
    return np.asarray(
        height + np.log(2 / (left + right)) - (free + 1) / 2 * np.log1p(z * z / free)
    )


def _hump_of(x: Vector) -> Vector:
    """Where to begin: the median, and the quartiles' distances from it."""
    low, middle, high = np.percentile(x, [25, 50, 75])
    widths = np.maximum([middle - low, high - middle], 1e-3) / 0.6745
    return np.array([middle, *np.log(widths), _START])


def _share(given: Vector) -> Vector:
    return np.asarray(MOST / (1 + np.exp(-given)))
