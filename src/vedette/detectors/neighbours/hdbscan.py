"""HDBSCAN: how late a row is reached from its cluster, by the cluster's own measure.

    core(x)    distance to the nearest min_samples training rows, x itself among them
    m(x, c)    = max(core(x), core(c), |x - c|), the mutual reachability distance
    a(x)       = min over rows c of clusters, c not x, of m(x, c)
    score(x)   = a(x) / (max of a over the rows of that cluster)

A row of a cluster scores at most 1. What HDBSCAN leaves as noise was reached only after the
cluster had been left whole, so later than each of the cluster's rows: it scores above 1. So
the score's line at 1 is the label, and it also judges new rows.

References
----------
.. [1] Campello, Moulavi and Sander, "Density-based clustering based on hierarchical density
   estimates", PAKDD 2013: the clusters.
.. [2] Campello, Moulavi, Zimek and Sander, "Hierarchical density estimates for data
   clustering, visualization, and outlier detection", TKDD 10 (2015): mutual reachability and
   an outlier score (GLOSH) that compares with the densest part of the cluster; here it is the
   thinnest, so that the line between noise and cluster is the same for all.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt

from vedette.core.arrays import Matrix, Vector
from vedette.core.detector import Detector
from vedette.core.errors import TooLittleData
from vedette.core.parameters import check_whole, seed_of
from vedette.kernels.centring import Centring, fit_centring
from vedette.kernels.search import SearchTree, build_tree, nearest

Labels = npt.NDArray[np.int64]

FEW = 16  # rows of clusters looked at first; four times as many until it is settled
# A cluster of copies is reached at 0; other rows are measured by this share of the others.
LEAST = 1e-6


class HDBSCANNoise(Detector):
    """How late a row is reached from the nearest cluster; beyond 1 is HDBSCAN's noise.

    On rows without clusters HDBSCAN calls most of them noise (in a single Gaussian 40 to
    95 %). So the line is drawn at surprise 2; `contamination='own'` draws it at the label.
    Where there is no cluster at all, all rows are taken as one, and none of them is noise.

    Parameters
    ----------
    min_cluster_size
        Fewest rows of a cluster.
    min_samples
        Rows that set core(x), x among them; None: as min_cluster_size.
    max_samples
        Of more training rows, so many are drawn and clustered; all are scored by these.
        Clustering takes time and memory with their square.
    random_state
        The seed of that draw: an int, or None for another at each fit.
    n_jobs
        Threads; None and -1 are all that the process may use.

    Attributes
    ----------
    labels_ : (n,) array of int
        The cluster of each training row, -1 for noise, as scikit-learn's HDBSCAN says; of
        more than max_samples rows, those not drawn are of the cluster that reaches them.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 2))
    >>> HDBSCANNoise().fit(X).predict([[0.0, 0.0], [9.0, 9.0]])
    array([ 1, -1])
    """

    own_rule = "noise: reached only after the nearest cluster is whole"
    least_rows = 2

    def __init__(
        self,
        min_cluster_size: int = 5,
        min_samples: int | None = None,
        *,
        max_samples: int = 10_000,
        contamination: float | str = "auto",
        random_state: int | np.random.RandomState | None = 0,
        scale: str | None = "robust",
        n_jobs: int | None = None,
    ) -> None:
        self.min_cluster_size = min_cluster_size
        self.min_samples = min_samples
        self.max_samples = max_samples
        self.contamination = contamination
        self.random_state = random_state
        self.scale = scale
        self.n_jobs = n_jobs

    def _check_params(self) -> None:
        check_whole("min_cluster_size", self.min_cluster_size, 2)
        check_whole("min_samples", self._count(), 2)
        check_whole("max_samples", self.max_samples, 100)

    def _count(self) -> int:
        return self.min_cluster_size if self.min_samples is None else self.min_samples

    def _fit(self, X: Matrix) -> None:
        rng = np.random.default_rng(seed_of(self.random_state))
        n, most = len(X), int(self.max_samples)
        self.count_ = int(self._count())
        least = max(self.count_, int(self.min_cluster_size))
        if n <= least:
            raise TooLittleData(
                f"X has n_samples = {n}; clusters of {least} rows need more than {least}"
            )
        self.centring_: Centring = fit_centring(X)
        rows = self.centring_.values(X)
        chosen = np.sort(rng.choice(n, most, replace=False)) if n > most else np.arange(n)
        some = rows[chosen]
        self.rows_: SearchTree = build_tree(some)
        found = _clusters(some, int(self.min_cluster_size), self.count_)
        core = self._core(some)
        inside = found >= 0 if (found >= 0).any() else np.ones(len(found), dtype=bool)
        self.members_: SearchTree = build_tree(some[inside])
        self.cores_ = core[inside]
        self.member_labels_ = np.maximum(found[inside], 0)
        self.latest_ = np.zeros(int(self.member_labels_.max()) + 1)
        reach, _ = self._reach(some[inside])
        np.maximum.at(self.latest_, self.member_labels_, reach)
        np.maximum(self.latest_, LEAST * self.latest_.max() or LEAST, out=self.latest_)
        self.labels_: Labels = found if n <= most else self._labelled(rows)

    def _unusualness(self, X: Matrix) -> Vector:
        reach, labels = self._reach(self.centring_.values(X))
        return np.asarray(reach / self.latest_[labels])

    def _own_limit(self) -> float:
        return 1.0

    def _labelled(self, rows: Matrix) -> Labels:
        reach, labels = self._reach(rows)
        return np.where(reach > self.latest_[labels], -1, labels)

    def _core(self, rows: Matrix) -> Vector:
        """core(x) (n,) of centred rows."""
        _, distances = nearest(self.rows_, rows, self.count_ - 1, n_jobs=self.n_jobs)
        return distances[:, -1]

    def _reach(self, rows: Matrix) -> tuple[Vector, Labels]:
        """a(x) (n,) of centred rows, and the cluster; of several, that reached latest."""
        core = self._core(rows)
        reach, labels = np.empty(len(rows)), np.empty(len(rows), dtype=np.int64)
        open_, most = np.arange(len(rows)), len(self.cores_) - 1
        k = min(FEW, most)
        while open_.size:
            near, found = nearest(self.members_, rows[open_], k, n_jobs=self.n_jobs)
            mutual = np.maximum(np.maximum(found, self.cores_[near]), core[open_, None])
            least = mutual.min(axis=1)
            owner = self.member_labels_[near]
            # What core(x) decides is often reached from several clusters at once.
            late = np.where(mutual <= least[:, None], self.latest_[owner], -1.0)
            pick = late.argmax(axis=1)[:, None]
            reach[open_] = least
            labels[open_] = np.take_along_axis(owner, pick, axis=1)[:, 0]
            # All that was not looked at is as far as the last, or farther.
            settled = (found[:, -1] > least) | (k == most)
            open_, k = open_[~settled], min(4 * k, most)
        return reach, labels


def _clusters(rows: Matrix, min_cluster_size: int, min_samples: int) -> Labels:
    """The label (m,) that HDBSCAN gives each row; -1 is noise."""
    from sklearn.cluster import HDBSCAN

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # copies are linked at distance 0, density infinite
        found = HDBSCAN(
            min_cluster_size=min_cluster_size, min_samples=min_samples, copy=True, n_jobs=1
        ).fit(rows)
    return np.asarray(found.labels_, dtype=np.int64)
