"""The kernels of support vector machines, by row.

linear    x . y
poly      (gamma x . y + coef0)^degree
rbf       exp(-gamma |x - y|^2)
sigmoid   tanh(gamma x . y + coef0)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from vedette.core.arrays import Matrix
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import is_between
from vedette.kernels.row_arithmetic import products

# Beyond, times the largest squared distance, gamma would be no number.
STEEPEST = 1e60
KERNELS = ("linear", "poly", "rbf", "sigmoid")


@dataclass(frozen=True)
class Kernel:
    """A kernel with its parameters; `gamma` is a number."""

    name: str
    gamma: float
    degree: int
    coef0: float

    def of_products(self, X: Matrix, Y: Matrix) -> Matrix:
        """(n, m) of the kernels that are functions of x . y: all but 'rbf'."""
        dot = products(X, np.ascontiguousarray(Y.T))
        if self.name == "linear":
            return dot
        inner = self.gamma * dot + self.coef0
        if self.name == "sigmoid":
            return np.asarray(np.tanh(inner))
        return np.asarray(inner**self.degree)


def gamma_of(gamma: Any, X: Matrix) -> float:
    """'scale' is 1 / (d variance of all values), 'auto' 1 / d, as in scikit-learn."""
    d = X.shape[1]
    if gamma == "auto":
        return 1 / float(d)
    if gamma == "scale":
        variance = float(X.var())
        return 1.0 / (d * variance) if variance > 0 else 1.0
    return float(gamma)


def gamma_in_unit(gamma: float | str, X: Matrix, exponent: int) -> float:
    """gamma for rows X that are 2^exponent times those it was meant for."""
    if gamma == "scale":
        return min(gamma_of(gamma, X), STEEPEST)
    with np.errstate(over="ignore", under="ignore"):
        moved = float(np.ldexp(gamma_of(gamma, X), -2 * exponent))
    return min(max(moved, 1.0 / STEEPEST), STEEPEST)


def check_gamma(gamma: object) -> None:
    """Refuse what is neither 'scale', 'auto' nor a number above 0."""
    if gamma not in ("scale", "auto") and not is_between(gamma, 0, np.inf):
        raise InvalidParameter(
            f"gamma must be 'scale', 'auto' or a number above 0, got {gamma!r}"
        )
