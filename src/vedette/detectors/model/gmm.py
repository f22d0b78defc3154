"""Gaussian mixture: rows where the density of a sum of Gaussians is low.

    -log sum over j of w_j N(x; mu_j, S_j),    in logs throughout

Fitted by expectation maximisation [1]. A lone far row, or a handful, gets a component of
its own and would be its densest point: so components that hold less than a share
`least_share` of the rows have no say, and the weights of the others sum to 1. Far rows (see
`fence`) that are fewer than that share together are left out from the start.

References
----------
.. [1] Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM
   algorithm", Journal of the Royal Statistical Society B 39 (1977).
.. [2] Schwarz, "Estimating the dimension of a model", Annals of Statistics 6 (1978): BIC.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.parameters import check_number, check_one_of, check_whole, seed_of
from vedette.detectors.model.fence import LARGEST, common_exponent, fit_fence, in_unit
from vedette.detectors.quietly import quietly
from vedette.kernels.row_arithmetic import products, sums

COVARIANCES = ("full", "tied", "diag", "spherical")
# Components that 'bic' tries, and rows that each must have for a parameter of its own.
MOST_COMPONENTS = 6
ROWS_PER_PARAMETER = 3
# Rows that are learned from; of more, so many at random.
MOST_ROWS = 50_000
# Beyond, a full covariance takes minutes and gigabytes.
MOST_COLUMNS = 1_000


class GaussianMixtureDensity(Detector):
    """Rows in thin places between and beyond clusters of elliptic shape.

    Parameters
    ----------
    n_components
        Clusters, at most as many as there are distinct rows. 'bic' takes the number with the
        least Bayesian information criterion, of up to 6 (fewer in small tables: three rows
        for each parameter).
    covariance_type
        'full', 'tied', 'diag' or 'spherical', as in scikit-learn, whose class does the
        fitting.
    reg_covar
        Added to each variance, as a share of the mean variance of the columns.
    least_share
        Components with fewer of the rows have no say. A group of anomalies below it is
        found, one above it is a cluster. 0: all have.
    max_iter
        Rounds of expectation maximisation; what it has reached by then is used.
    random_state
        An int, or None for another seed at each fit.

    Attributes
    ----------
    weights_, means_, whitening_
        (k,), (k, d) and (k, d, d), or (k, d) of diagonals: of the components that have a
        say, in scaled units times 2^unit_ less origin_; a row x has the Mahalanobis distance
        |(x - mu) W| from a component.
    n_components_ : int
        Components that were fitted.
    """

    least_rows = 2

    def __init__(
        self,
        n_components: int | str = "bic",
        *,
        covariance_type: str = "full",
        reg_covar: float = 1e-6,
        least_share: float = 0.05,
        max_iter: int = 100,
        random_state: int | np.random.RandomState | None = 0,
        contamination: float | str = "auto",
        scale: str | None = "robust",
    ) -> None:
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.reg_covar = reg_covar
        self.least_share = least_share
        self.max_iter = max_iter
        self.random_state = random_state
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        if isinstance(self.n_components, str):
            if self.n_components != "bic":
                raise InvalidParameter(
                    f"n_components must be 'bic' or a whole number, got {self.n_components!r}"
                )
        else:
            check_whole("n_components", self.n_components, 1)
        check_one_of("covariance_type", self.covariance_type, COVARIANCES)
        check_number("reg_covar", self.reg_covar, 0, 1)
        check_number("least_share", self.least_share, 0, 0.5, closed="both")
        check_whole("max_iter", self.max_iter, 1)

    def _fit(self, X: Matrix) -> None:
        if X.shape[1] > MOST_COLUMNS and self.covariance_type in ("full", "tied"):
            raise InvalidInput(
                f"X has {X.shape[1]} columns; a {self.covariance_type} covariance is fitted for "
                f"at most {MOST_COLUMNS}",
                hint="covariance_type='diag' takes each column by itself",
            )
        seed = seed_of(self.random_state, below=2**32)
        self.unit_ = common_exponent(X)
        X = in_unit(X, self.unit_)
        if len(X) > MOST_ROWS:
            chosen = np.random.default_rng(seed).choice(len(X), MOST_ROWS, replace=False)
            X = X[np.sort(chosen)]
        fence = fit_fence(X)
        held = fence.draw_in(X)
        self.reg_: float = self.reg_covar * float(_variances(held).mean()) or 1.0
        far = (held != X).any(axis=1)
        if far.mean() < self.least_share:
            X = X[~far]  # together they would have no say
        # Rounding of a large offset would pass for structure.
        self.origin_: Vector = fence.centre
        X = X - self.origin_
        mixture = self._best(X, seed)
        self.n_components_ = len(mixture.weights_)
        self.n_iter_ = int(mixture.n_iter_)
        weights = mixture.weights_
        say = weights >= min(self.least_share, weights.max())
        self.weights_: Vector = weights[say] / weights[say].sum()
        self.means_: Matrix = mixture.means_[say]
        self.whitening_ = _whitening(mixture, X.shape[1])[say]

    def _best(self, X: Matrix, seed: int) -> Any:
        distinct = len(np.unique(X, axis=0))
        if not isinstance(self.n_components, str):
            return self._fitted(X, min(int(self.n_components), distinct), seed)
        n, d = X.shape
        parameters = d * (d + 3) // 2 if self.covariance_type == "full" else 2 * d
        most = max(
            1, min(MOST_COMPONENTS, n // (ROWS_PER_PARAMETER * parameters), distinct)
        )
        fits = [self._fitted(X, k, seed) for k in range(1, most + 1)]
        return fits[int(np.argmin([fit.bic(X) for fit in fits]))]

    def _fitted(self, X: Matrix, k: int, seed: int) -> Any:
        try:
            return self._mixture(k, self.reg_, seed, X)
        except ValueError:  # far rows widened a component until the rest was rounding
            least = X.shape[1] * 16 * EPS * float(X.var(axis=0).max())
            return self._mixture(k, max(least, self.reg_), seed, X)

    def _mixture(self, k: int, reg_covar: float, seed: int, X: Matrix) -> Any:
        from sklearn.mixture import GaussianMixture

        mixture = GaussianMixture(
            k,
            covariance_type=self.covariance_type,
            reg_covar=reg_covar,
            max_iter=self.max_iter,
            random_state=seed,
        )
        # Each round is a mixture that is likelier than the last: the last is used.
        with quietly():
            mixture.fit(X)
        return mixture

    def _unusualness(self, X: Matrix) -> Vector:
        d = X.shape[1]
        X = in_unit(X, self.unit_) - self.origin_
        logs = np.empty((len(X), len(self.weights_)))
        for j, whitening in enumerate(self.whitening_):
            # Squares of distances do not overflow.
            reach = LARGEST / max(1.0, float(np.abs(whitening).max()))
            away = np.clip(X - self.means_[j], -reach, reach)
            if whitening.ndim == 1:
                white, scales = away * whitening, whitening
            else:
                white, scales = products(away, whitening), np.diag(whitening)
            volume = float(np.log(np.abs(scales)).sum())
            constant = math.log(self.weights_[j]) + volume - d / 2 * math.log(2 * math.pi)
            logs[:, j] = constant - sums(white * white) / 2
        # The density is that in scaled units, not in those times 2^unit_.
        return np.asarray(-log_sum(logs) - d * self.unit_ * math.log(2))


def log_sum(logs: Matrix) -> Vector:
    """Logarithm (n,) of the sum of the exponentials of each row."""
    largest = logs.max(axis=1)
    with np.errstate(under="ignore"):
        rest = sums(np.exp(logs - largest[:, None]))
    return np.asarray(largest + np.log(rest))


def _variances(X: Matrix) -> Vector:
    """Variance (d,) of each column of X (n, d); 0 where that is rounding of the mean."""
    middle = X.mean(axis=0)
    away = X - middle
    away[:, np.abs(away).max(axis=0) <= 16 * EPS * np.abs(middle)] = 0
    return np.asarray(np.square(away).mean(axis=0))


def _whitening(mixture: Any, d: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """W of each component, S^-1 = W W^T: (k, d, d) triangles, or (k, d) diagonals."""
    k, factors = len(mixture.weights_), mixture.precisions_cholesky_
    match mixture.covariance_type:
        case "tied":
            return np.repeat(factors[None], k, axis=0)
        case "diag":
            return np.array(factors)
        case "spherical":
            return np.array([np.full(d, f) for f in factors])
    return np.array(factors)
