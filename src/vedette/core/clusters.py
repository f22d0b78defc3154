"""What clusters of a table's rows are: how many, which rows, and what makes each different."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Value
from vedette.core.pictures import Axis
from vedette.core.table import Source

# What each way of counting clusters looks at, by its name.
CRITERIA = {
    "separation": "the most clusters that all are apart",
    "elbow": "the knee of the sum of squares within",
    "silhouette": "own cluster nearer than the next, highest",
    "davies_bouldin": "widths against distances, lowest",
    "calinski_harabasz": "between against within, highest",
    "gap": "beyond what uniform rows give",
    "bic": "mixture of Gaussians, lowest BIC",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """One way to say how many clusters there are.

    values
        `(k, value)` of each number of clusters that was tried and has one.
    k
        What it says; None if it has nothing to say here.
    can_say_none
        Whether it can say 1: that there are no clusters.
    """

    name: str
    values: tuple[tuple[int, float], ...]
    k: int | None
    can_say_none: bool

    @property
    def means(self) -> str:
        return CRITERIA[self.name]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one column differs in a cluster from the rows outside of it.

    what
        'number': medians inside and outside. 'level': shares of `level`. 'missing': shares
        without a value.
    inside, outside
        None where the column's values are not shown.
    effect
        Numbers: difference of the means in standard deviations within both. Shares:
        difference of their angles (Cohen's h). 0.2 is small, 0.8 large.
    """

    column: str
    what: str
    level: str | None
    inside: float | None
    outside: float | None
    effect: float
    text: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Rows that belong together.

    number
        1 is the largest.
    distance, sigma
        Mean and standard deviation of the rows' distances to their centre.
    outliers
        Rows more than n sigma beyond that mean.
    stability
        Mean share of the cluster's rows that it has in common with its counterpart when
        the rows are drawn anew (Jaccard); None if that was not looked at.
    differences
        Largest first.
    """

    number: int
    rows: int
    share: float
    distance: float
    sigma: float
    outliers: int
    stability: float | None
    differences: tuple[Difference, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Outlier:
    """A row far from its own centre, in sigmas of its cluster's distances.

    id
        By which the row is called; None if it is called by its number.
    """

    row: int
    id: Value
    cluster: int
    sigmas: float
    distance: float
    text: str


@dataclass(frozen=True, slots=True)
class Projection:
    """Rows as points in the two directions in which they vary most.

    points
        By cluster's number (0 is none): a sample of its rows.
    """

    x: str
    y: str
    x_axis: Axis
    y_axis: Axis
    points: dict[int, tuple[tuple[float, float], ...]]
    rows: int


@dataclass(frozen=True, slots=True)
class Silhouettes:
    """How well rows lie in their clusters: silhouettes of a sample, by cluster, falling."""

    values: dict[int, tuple[float, ...]]
    mean: float


@dataclass(frozen=True, eq=False, slots=True)
class Assignments:
    """Which cluster every row is in, all (n,).

    rows
        Numbers of the rows, from 0, in what was read.
    clusters
        From 1; 0 for rows in no cluster.
    distances
        To the own centre; NaN for rows in no cluster.
    sigmas
        How far beyond the mean distance of its cluster, in standard deviations.
    outliers
        Rows beyond n sigma, and rows in no cluster.
    """

    rows: npt.NDArray[np.int64]
    clusters: npt.NDArray[np.int64]
    distances: npt.NDArray[np.float64]
    sigmas: npt.NDArray[np.float64]
    outliers: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Clusters:
    """The clusters of a table, how many and why, and the rows of each.

    k
        How many there are. 1: there are no clusters here.
    asked
        The number that was asked for; None if it was chosen.
    algorithm
        'kmeans', 'minibatch', 'gmm', 'dbscan', 'hdbscan' or 'hierarchical'.
    used, left_out
        Columns that took part; those that did not, with the reason.
    scale
        'none': columns as they stand; 'unit': each in units in which 3 is far out; 'within':
        weighed by the covariance within clusters.
    criteria
        What every way of counting says; empty where the algorithm counts by itself.
    looked_at
        Rows by which clusters were counted; fewer than `rows` in a large table.
    within, silhouette, davies_bouldin, calinski_harabasz
        Of the clusters as they are (of the rows looked at); None where there is none.
    stability
        Mean adjusted Rand index of the clusters with those of rows drawn anew: 1 is the
        same clusters every time, 0 is chance. None if that was not looked at.
    noise
        Rows in no cluster.
    outliers
        The farthest, at most 100; `Assignments.outliers` has all.
    model
        Tells the cluster of other rows; `vedette.save` keeps it.
    """

    source: Source
    rows: int
    k: int
    asked: int | None
    algorithm: str
    seed: int
    n_sigma: float
    scale: str
    used: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    criteria: tuple[Criterion, ...]
    looked_at: int
    clusters: tuple[Cluster, ...]
    outliers: tuple[Outlier, ...]
    far: int
    noise: int
    within: float | None
    silhouette: float | None
    davies_bouldin: float | None
    calinski_harabasz: float | None
    stability: float | None
    redrawn: int
    projection: Projection | None
    silhouettes: Silhouettes | None
    assignments: Assignments = field(repr=False)
    notes: tuple[str, ...] = ()
    redacted: tuple[str, ...] = ()
    seconds: float = 0.0
    version: str = ""
    model: Any = field(default=None, repr=False)
    frame: Any = field(default=None, repr=False)

    @property
    def labels(self) -> npt.NDArray[np.int64]:
        """(n,) the number of each row's cluster, from 1; 0 for none."""
        return self.assignments.clusters

    def criterion(self, name: str) -> Criterion:
        """One way of counting, by name."""
        for found in self.criteria:
            if found.name == name:
                return found
        raise KeyError(f"{name} was not looked at")
