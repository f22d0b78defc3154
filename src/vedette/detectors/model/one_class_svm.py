"""One-class SVM: outside the smoothest region that holds all but a share nu of the rows.

    s(x) = sum over support vectors i of a_i k(x_i, x),   0 <= a_i <= 1,   sum a_i = nu n

A row is outside where s(x) < rho. At most a share nu of the training rows is outside, and
at least a share nu are support vectors [1, proposition 3].

With the 'rbf' kernel s vanishes far away, where one row would then be as odd as another.
Below a millionth of rho, s goes on along the tangent of its logarithm: farther stays odder.

References
----------
.. [1] Schoelkopf, Platt, Shawe-Taylor, Smola and Williamson, "Estimating the support of a
   high-dimensional distribution", Neural Computation 13 (2001).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput
from vedette.core.missing import medians
from vedette.core.parameters import check_number, check_one_of, check_whole
from vedette.detectors.model.fence import common_exponent, in_unit
from vedette.detectors.model.kernel_functions import (
    KERNELS,
    Kernel,
    check_gamma,
    gamma_in_unit,
)
from vedette.detectors.quietly import quietly
from vedette.kernels.row_arithmetic import (
    squared_distances,
    squared_distances_without,
)

NUMBERS = 4_000_000  # kernel values that are held at a time
VANISHED = 1e-6  # share of rho below which the kernel has vanished
# Products of larger values are no longer numbers.
HIGHEST = 1e30


class OneClassSVM(Detector):
    """Rows outside the region that a support vector machine draws round the usual ones.

    The parameters and scores are those of scikit-learn's class (`score_samples` is s of the
    formula), which does the fitting: its time grows with the square of the rows. Beyond
    some 20,000 take `ApproximateOneClassSVM`. `scale=None` takes the columns in the units
    they come in: one column in other units decides alone, so give `scale='robust'` unless
    all columns have one unit.

    Far rows are odder the farther they are with the 'rbf' kernel only; the others are not
    functions of a distance.

    Parameters
    ----------
    kernel
        'linear', 'poly', 'rbf' or 'sigmoid'.
    degree, coef0
        Of 'poly', and of 'poly' and 'sigmoid'.
    gamma
        'scale' (1 / (d variance)), 'auto' (1 / d) or a number.
    tol, shrinking, cache_size, verbose, max_iter
        Of the solver; `cache_size` in MB; `max_iter` -1 is no limit.
    nu
        In (0, 1]: at most this share of the training rows is outside.
    contamination
        'own' draws the line where the machine does, at rho.

    Attributes
    ----------
    support_ : (m,) array
        Training rows that are support vectors.
    support_vectors_ : (m, d) array
        In scaled units; for 'rbf' also centred and times a power of two.
    dual_coef_ : (m,) array
        a of the formula.
    rho_ : float
    """

    least_rows = 2
    learns_from = 20_000
    own_rule = "outside the machine's own boundary"

    def __init__(
        self,
        *,
        kernel: str = "rbf",
        degree: int = 3,
        gamma: float | str = "scale",
        coef0: float = 0.0,
        tol: float = 1e-3,
        nu: float = 0.5,
        shrinking: bool = True,
        cache_size: float = 200,
        verbose: bool = False,
        max_iter: int = -1,
        contamination: float | str = "own",
        scale: str | None = None,
    ) -> None:
        self.kernel = kernel
        self.degree = degree
        self.gamma = gamma
        self.coef0 = coef0
        self.tol = tol
        self.nu = nu
        self.shrinking = shrinking
        self.cache_size = cache_size
        self.verbose = verbose
        self.max_iter = max_iter
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        check_one_of("kernel", self.kernel, KERNELS)
        check_whole("degree", self.degree, 0)
        check_gamma(self.gamma)
        check_number("coef0", self.coef0, -np.inf, np.inf, closed="both")
        check_number("tol", self.tol, 0, np.inf)
        check_number("nu", self.nu, 0, 1)
        check_number("cache_size", self.cache_size, 0, np.inf)
        check_whole("max_iter", self.max_iter, -1)

    def _fit(self, X: Matrix) -> None:
        self.unit_, self.centre_ = 0, np.zeros(X.shape[1])
        if self.kernel == "rbf":
            # Distances do not know the origin: near it they are exact.
            self.unit_ = common_exponent(X)
            self.centre_ = medians(in_unit(X, self.unit_))
        rows = self._rows(X)
        gamma = gamma_in_unit(self.gamma, in_unit(X, self.unit_), self.unit_)
        self.kernel_ = Kernel(self.kernel, gamma, int(self.degree), float(self.coef0))
        machine = self._machine(rows)
        self.support_ = machine.support_.astype(np.int64)
        self.support_vectors_: Matrix = rows[self.support_]
        self.dual_coef_: Vector = machine.dual_coef_[0].copy()
        self.rho_ = float(machine.offset_[0])

    def _machine(self, X: Matrix) -> Any:
        from sklearn.svm import OneClassSVM as Machine

        machine = Machine(
            kernel=self.kernel,
            degree=self.degree,
            gamma=self.kernel_.gamma,
            coef0=self.coef0,
            tol=self.tol,
            nu=self.nu,
            shrinking=self.shrinking,
            cache_size=self.cache_size,
            verbose=self.verbose,
            max_iter=self.max_iter,
        )
        with quietly():
            try:
                machine.fit(X)
            except ValueError as error:
                raise InvalidInput(
                    f"the {self.kernel!r} kernel takes these values beyond all numbers: {error}",
                    hint="scale='robust' brings the columns to units near 1",
                ) from error
        self.n_iter_ = int(machine.n_iter_)
        if self.n_iter_ == self.max_iter:
            warnings.warn(
                f"OneClassSVM stopped at max_iter={self.max_iter}, before it was done: its "
                "boundary is not that of nu. max_iter=-1 sets no limit",
                stacklevel=4,
            )
        return machine

    def _own_limit(self) -> float:
        return -self.rho_

    def _rows(self, X: Matrix) -> Matrix:
        if self.kernel == "rbf":
            return in_unit(X, self.unit_) - self.centre_
        if np.abs(X).max() > HIGHEST:
            raise InvalidInput(
                f"X has values beyond {HIGHEST:g}, whose products in the {self.kernel!r} "
                "kernel are no numbers",
                hint="scale='robust' brings the columns to units near 1",
            )
        return X

    def _parts(self, X: Matrix) -> Matrix:
        if self.kernel != "rbf":
            return super()._parts(X)
        X, place = self._rows(X), self._rows(self.middle_[None])[0]
        parts = np.empty_like(X)
        rows = max(1, NUMBERS // len(self.support_vectors_))
        for i in range(0, len(X), rows):
            some = X[i : i + rows]
            whole = self._negative_sum(some)
            for j, squares in enumerate(
                squared_distances_without(some, self.support_vectors_, place)
            ):
                parts[i : i + rows, j] = whole - self._of_distances(squares)
        return parts

    def _unusualness(self, X: Matrix) -> Vector:
        X = self._rows(X)
        rows = max(1, NUMBERS // len(self.support_vectors_))
        parts = [self._negative_sum(X[i : i + rows]) for i in range(0, len(X), rows)]
        return np.concatenate(parts)

    def _negative_sum(self, X: Matrix) -> Vector:
        if self.kernel_.name != "rbf":
            values = self.kernel_.of_products(X, self.support_vectors_)
            return np.asarray(-(values * self.dual_coef_).sum(axis=1))
        return self._of_distances(squared_distances(X, self.support_vectors_))

    def _of_distances(self, squares: Matrix) -> Vector:
        exponents = np.log(self.dual_coef_) - self.kernel_.gamma * squares
        return np.asarray(-continued(exponents, VANISHED * self.rho_))


def continued(exponents: Matrix, vanished: float) -> Vector:
    """s = sum of exp(exponents) of each row; below `vanished`, the tangent of log s."""
    largest = exponents.max(axis=1)
    with np.errstate(under="ignore"):
        rest = np.exp(exponents - largest[:, None]).sum(axis=1)
        s: Vector = np.exp(largest) * rest
    if vanished <= 0:
        return s
    log = largest + np.log(rest)
    return np.where(s < vanished, vanished * (1 + log - np.log(vanished)), s)
