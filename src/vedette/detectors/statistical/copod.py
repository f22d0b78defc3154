"""COPOD: how small a row's tail probabilities are under an empirical copula.

The copula multiplies the columns' tail probabilities, so its minus logarithm is their sum;
the score is the largest of the left tail's, the right tail's and the skewness-corrected
one (`tails.py` has the formula and what holds outside the training values).

As published, this is the formula that the same authors published as ECOD two years later:
both detectors give the same scores. They differ where `larger='column'`.

References
----------
.. [1] Li, Zhao, Botta, Ionescu and Hu, "COPOD: copula-based outlier detection", ICDM 2020,
   arXiv:2009.09463, algorithm 1.
"""

from __future__ import annotations

from typing import ClassVar

from vedette.detectors.statistical.tails import TailDetector
from vedette.kernels.ranks import Choice


class COPOD(TailDetector):
    """Tail probabilities of an empirical copula.

    The copula is that of independent columns: a rare *combination* of usual values is not
    odd to it. Units change nothing, so nothing is scaled.

    Parameters
    ----------
    larger
        'row' is the paper's definition: the largest of the row's three sums. 'column'
        takes, in each column, the tail on the side of its skewness or the mean of both
        tails, whichever is larger, and adds those up, as some libraries do under this name.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Attributes
    ----------
    columns_ : vedette.kernels.ranks.Columns
        The sorted training values, and which columns are skewed to the left.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> COPOD().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    each_column: ClassVar[Choice] = "skewed or mean"

    def __init__(
        self,
        *,
        larger: str = "row",
        contamination: float | str = "auto",
        scale: str | None = None,
        n_jobs: int | None = None,
    ) -> None:
        self.larger = larger
        self.contamination = contamination
        self.scale = scale
        self.n_jobs = n_jobs
