"""ECOD: how far a row's values lie in the tails of their columns.

The score is the largest of three sums over the columns: of the left tails, the right
tails, and the tails on the side to which each column is skewed (`tails.py` has the formula
and what holds outside the training values).

References
----------
.. [1] Li, Zhao, Hu, Botta, Ionescu and Chen, "ECOD: unsupervised outlier detection using
   empirical cumulative distribution functions", IEEE TKDE 2022, arXiv:2201.00382,
   algorithm 1.
"""

from __future__ import annotations

from typing import ClassVar

from vedette.detectors.statistical.tails import TailDetector
from vedette.kernels.ranks import Choice


class ECOD(TailDetector):
    """Tails of each column's empirical distribution, added up.

    It has no parameter to choose, and looks at each column by itself: a rare *combination*
    of usual values is not odd to it. Units change nothing, so nothing is scaled.

    Parameters
    ----------
    larger
        'row' is the paper's definition: the largest of the row's three sums. 'column'
        takes the larger tail in each column and adds those up, as some libraries do under
        this name: then a row that is low in one column and high in another is as odd as
        one that is high in both. On one column the two are the same.
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
    >>> ECOD().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    each_column: ClassVar[Choice] = "larger tail"

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
