"""PCA: what the main directions of the usual rows cannot reproduce.

With m the mean and v_1, v_2, ... the principal directions of the training rows, with
variances l_1 >= l_2 >= ..., and t_k = v_k . (x - m):

    reconstruction    |x - m - sum over kept k of t_k v_k|^2        [1], the Q statistic
    mahalanobis       sum over all k of t_k^2 / l_k                 [2]

A row far out along the kept directions lies where nothing shows that they still hold. So
the t_k of a reconstruction are held within those of the training rows, and what lies
beyond counts as not reproduced.

References
----------
.. [1] Jackson and Mudholkar, "Control procedures for residuals associated with principal
   component analysis", Technometrics 21 (1979).
.. [2] Shyu, Chen, Sarinnapakorn and Chang, "A novel anomaly detection scheme based on
   principal component classifier", ICDM workshop (2003), eq. 4, over all components.
"""

from __future__ import annotations

import numpy as np

from vedette.core.arrays import EPS, Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import InvalidParameter
from vedette.core.parameters import check_one_of, is_whole
from vedette.detectors.model.fence import Fence, common_exponent, fit_fence, in_unit
from vedette.kernels.row_arithmetic import products, sums

METHODS = ("reconstruction", "mahalanobis")
# Directions with less than this share of the first one's variance have none: what
# 'mahalanobis' divides by there.
NO_VARIANCE = 1e-9


class PCADetector(Detector):
    """Rows that break the correlations of the usual ones.

    Parameters
    ----------
    n_components
        For 'reconstruction': how many directions are kept. A share in (0, 1): as many as
        hold that share of the variance; None: 0.9. At least one direction that varies is
        always left out, else every row is reproduced: so at most rank - 1 are kept, and of
        a single column none (the score is then the squared distance from the mean).
        'mahalanobis' takes all directions and does not look at this.
    method
        'reconstruction' or 'mahalanobis', see above.
    robust
        Whether rows far out (Tukey's fence on the distance from the medians) are drawn in
        to where far begins before directions are learned. Without, a single far row
        becomes a direction and is reproduced.

    Attributes
    ----------
    mean_ : (d,) array
    components_ : (k, d) array
        The kept directions; for 'mahalanobis' all.
    explained_variance_ : (k,) array
        Their variances, in scaled units.
    fence_ : Fence
        Beyond it, training rows were drawn in.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).normal(size=500)
    >>> X = np.column_stack([x, x + 0.1 * np.random.default_rng(1).normal(size=500)])
    >>> PCADetector().fit(X).predict([[1.0, 1.0], [1.0, -1.0]])
    array([ 1, -1])
    """

    least_rows = 2

    def __init__(
        self,
        n_components: int | float | None = None,
        *,
        method: str = "reconstruction",
        robust: bool = True,
        contamination: float | str = "auto",
        scale: str | None = "robust",
    ) -> None:
        self.n_components = n_components
        self.method = method
        self.robust = robust
        self.contamination = contamination
        self.scale = scale

    def _check_params(self) -> None:
        check_one_of("method", self.method, METHODS)
        k = self.n_components
        whole = is_whole(k) and k >= 0
        share = isinstance(k, float) and 0 < k < 1
        if not (k is None or whole or share):
            raise InvalidParameter(
                "n_components must be None, a whole number >= 0 or a share in (0, 1), "
                f"got {k!r}"
            )

    def _fit(self, X: Matrix) -> None:
        self.unit_ = common_exponent(X)
        X = in_unit(X, self.unit_)
        self.fence_: Fence = fit_fence(X) if self.robust else Fence(X[0], np.inf)
        X = self.fence_.draw_in(X)
        # From the first row: a large offset does not reach the rounding of the mean.
        self.mean_: Vector = X[0] + (X - X[0]).mean(axis=0)
        away = X - self.mean_
        directions, variance = principal_directions(away)
        if self.method == "reconstruction":
            kept = kept_directions(variance, self.n_components)
        else:
            kept = len(variance)
        self.components_: Matrix = directions[:kept]
        self.explained_variance_: Vector = variance[:kept]
        scores = products(away, self.components_.T)
        self.range_: Matrix = np.array([scores.min(axis=0), scores.max(axis=0)])

    def _unusualness(self, X: Matrix) -> Vector:
        away = in_unit(X, self.unit_) - self.mean_
        scores = products(away, self.components_.T)
        if self.method == "reconstruction":
            scores = np.clip(scores, *self.range_)
            rest = away - products(scores, self.components_)
            return sums(rest * rest)
        floor = self._floor()
        rest = away - products(scores, self.components_)
        return np.asarray(sums(scores * scores / floor) + sums(rest * rest) / floor.min())

    def _floor(self) -> Vector:
        """(k,) what 'mahalanobis' divides by."""
        variance = self.explained_variance_
        if variance[0] == 0:  # all training rows are one
            return np.ones_like(variance)
        return np.asarray(np.maximum(variance, NO_VARIANCE * variance[0]))

    def _parts(self, X: Matrix) -> Matrix:
        """By how much the score falls if a column takes its median, for all d at once.

        A direction v adds f(v . x) to the score on top of |x|^2 times a constant, and
        without column j v . x is less by v_j times what the column moves.
        """
        away = in_unit(X, self.unit_) - self.mean_
        moved = away - (in_unit(self.middle_, self.unit_) - self.mean_)
        each = 1.0 if self.method == "reconstruction" else 1.0 / self._floor().min()
        parts: Matrix = each * moved * (2 * away - moved)
        for k, direction in enumerate(self.components_):
            score = sums(away * direction)[:, None]
            parts += self._added(score, k) - self._added(score - moved * direction, k)
        return parts

    def _added(self, score: Matrix, k: int) -> Matrix:
        """What direction k adds to the score of a row, to |x|^2 or a multiple of it."""
        if self.method == "reconstruction":
            held = np.clip(score, *self.range_[:, k])
            return np.asarray(held * (held - 2 * score))
        floor = self._floor()
        return np.asarray(score * score * (1.0 / floor[k] - 1.0 / floor.min()))


def principal_directions(away: Matrix) -> tuple[Matrix, Vector]:
    """Directions (r, d) and variances (r,), descending, of centred rows (n, d)."""
    n, d = away.shape
    # The triangle of QR has the same singular values, and its size is that of one row.
    core = np.linalg.qr(away, mode="r") if n > d else away
    _, singular, directions = np.linalg.svd(core, full_matrices=False)
    return directions, singular**2 / max(n - 1, 1)


def kept_directions(variance: Vector, wanted: int | float | None) -> int:
    """How many are kept: as wanted, but one that varies is left out."""
    rank = int((variance > (100 * EPS) ** 2 * variance.max(initial=0.0)).sum())
    most = max(rank - 1, 0)
    if isinstance(wanted, (int, np.integer)):
        return min(int(wanted), most)
    share = np.cumsum(variance) / max(variance.sum(), np.finfo(np.float64).tiny)
    needed = int(np.searchsorted(share, 0.9 if wanted is None else wanted)) + 1
    return min(needed, most)
