"""One-class SVM for many rows: the kernel from landmarks, the machine by gradient descent.

With landmarks l_1 ... l_k (training rows, far ones drawn in, see `fence`) and K their 'rbf'
kernel matrix, a row becomes z(x) = K^(-1/2) (k(x, l_1), ..., k(x, l_k)), whose inner
products are nearly the kernel [1]. A linear one-class SVM of z is fitted by stochastic
gradient descent [2]:

    s(x) = w . z(x),  outside where s(x) < rho

with rho such that a share nu of the training rows is outside.

Where no landmark is near (every kernel value below REACH), s says nothing: there
log(REACH / largest kernel value), in units of rho, is added, so that farther is odder.

References
----------
.. [1] Williams and Seeger, "Using the Nystroem method to speed up kernel machines",
   NIPS 13 (2001).
.. [2] Schoelkopf et al., "Estimating the support of a high-dimensional distribution",
   Neural Computation 13 (2001); in its linear form as scikit-learn's SGDOneClassSVM.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.missing import medians
from vedette.core.parameters import check_number, check_whole, seed_of
from vedette.detectors.model.fence import common_exponent, fit_fence, in_unit
from vedette.detectors.model.kernel_functions import check_gamma, gamma_in_unit
from vedette.detectors.quietly import quietly
from vedette.kernels.row_arithmetic import (
    products,
    squared_distances,
    squared_distances_without,
)

NUMBERS = 4_000_000  # kernel values that are held at a time
REACH = 1e-4
# Rows that the descent sees in one pass; of more, so many at random.
MOST_ROWS = 100_000
# Landmarks that others nearly replace: eigenvalues below this share count for nothing.
ALIKE = 1e-10
PASSES = 1000


class ApproximateOneClassSVM(Detector):
    """`OneClassSVM` with the 'rbf' kernel, in a time that grows with the rows only.

    It learns from at most 100,000 rows, drawn at random.

    Parameters
    ----------
    nu
        In (0, 1]: the share of the training rows outside. A large one ranks better: the
        region then follows the thick of the rows; `contamination` draws the line.
    gamma
        'scale' (1 / (d variance)), 'auto' (1 / d) or a number.
    n_components
        Landmarks; more are nearer to the exact machine. At most the training rows.
    random_state
        An int, or None for another seed at each fit.
    contamination
        'own' draws the line where the machine does, at rho: a share nu is odd.

    Attributes
    ----------
    landmarks_ : (k, d) array
    weights_ : (k,) array
        s(x) is the sum of weights times kernel values.
    rho_ : float
    """

    least_rows = 2
    own_rule = "outside the machine's own boundary"

    def __init__(
        self,
        *,
        nu: float = 0.5,
        gamma: float | str = "scale",
        n_components: int = 100,
        random_state: int | np.random.RandomState | None = 0,
        contamination: float | str = "auto",
        scale: str | None = "robust",
    ) -> None:
        self.nu = nu
        self.gamma = gamma
        self.n_components = n_components
        self.random_state = random_state
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        check_number("nu", self.nu, 0, 1)
        check_gamma(self.gamma)
        check_whole("n_components", self.n_components, 1)

    def _fit(self, X: Matrix) -> None:
        seed = seed_of(self.random_state, below=2**32)
        rng = np.random.default_rng(seed)
        self.unit_ = common_exponent(X)
        X = in_unit(X, self.unit_)
        self.gamma_ = gamma_in_unit(self.gamma, X, self.unit_)
        self.centre_: Vector = medians(X)
        X = X - self.centre_
        if len(X) > MOST_ROWS:
            X = X[np.sort(rng.choice(len(X), MOST_ROWS, replace=False))]
        chosen = rng.choice(len(X), min(self.n_components, len(X)), replace=False)
        # A far row that is a landmark would vouch for itself.
        self.landmarks_: Matrix = fit_fence(X).draw_in(X[np.sort(chosen)])
        root = inverse_root(_rbf(self._exponents(self.landmarks_)))
        Z = _rbf(self._exponents(X)) @ root
        coef = self._descend(Z, seed)
        self.weights_: Vector = root @ coef
        # The exact machine leaves a share nu outside; the descent, only about so many.
        self.rho_ = float(np.quantile(Z @ coef, self.nu))

    def _descend(self, Z: Matrix, seed: int) -> Vector:
        """w (k,) of the linear machine of Z (n, k)."""
        from sklearn.linear_model import SGDOneClassSVM

        machine = SGDOneClassSVM(nu=self.nu, max_iter=PASSES, random_state=seed)
        # After so many passes it is as near as it gets.
        with quietly():
            machine.fit(Z)
        return np.asarray(machine.coef_, dtype=np.float64).ravel()

    def _own_limit(self) -> float:
        return -self.rho_

    def _unusualness(self, X: Matrix) -> Vector:
        X = in_unit(X, self.unit_) - self.centre_
        rows = max(1, NUMBERS // len(self.landmarks_))
        parts = [self._of(self._exponents(X[i : i + rows])) for i in range(0, len(X), rows)]
        return np.concatenate(parts)

    def _parts(self, X: Matrix) -> Matrix:
        X = in_unit(X, self.unit_) - self.centre_
        place = in_unit(self.middle_, self.unit_) - self.centre_
        whole, parts = self._of(self._exponents(X)), np.empty_like(X)
        for j, squares in enumerate(squared_distances_without(X, self.landmarks_, place)):
            parts[:, j] = whole - self._of(-self.gamma_ * squares)
        return parts

    def _of(self, exponents: Matrix) -> Vector:
        """The unusualness (n,) from the logarithms of the kernel."""
        s = products(_rbf(exponents), self.weights_[:, None])[:, 0]
        beyond = np.log(REACH) - exponents.max(axis=1)
        unit = max(abs(self.rho_), EPS)
        return np.asarray(unit * np.maximum(beyond, 0.0) - s)

    def _exponents(self, X: Matrix) -> Matrix:
        """Logarithm (n, k) of the kernel of rows and landmarks."""
        return -self.gamma_ * squared_distances(X, self.landmarks_)


def inverse_root(K: Matrix) -> Matrix:
    """K^(-1/2) of a symmetric matrix, 0 in directions where K hardly extends."""
    values, vectors = np.linalg.eigh(K)
    large = values > ALIKE * values[-1]
    return np.asarray(vectors[:, large] / np.sqrt(values[large]) @ vectors[:, large].T)


def _rbf(exponents: Matrix) -> Matrix:
    with np.errstate(under="ignore"):
        return np.asarray(np.exp(exponents))
