"""Clusters of a table: all on one page.

    points -> how many -> clusters -> every row -> what is different, what is far out

Of a large table the number and the centres are found by a sample, and every row is then
given its cluster.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from vedette.clustering.adapting import adapted
from vedette.clustering.counting import (
    Counted,
    apart,
    count_clusters,
    metric,
    usual_rows,
)
from vedette.clustering.describing import described, far_rows
from vedette.clustering.measures import (
    MOST_PAIRS_OF,
    Labels,
    calinski_harabasz,
    davies_bouldin,
    silhouettes,
    within,
)
from vedette.clustering.model import (
    ClusterModel,
    assignments,
    nearest,
    spread_of,
    to_centres,
)
from vedette.clustering.partition import COUNTED, MOST, Partition, by_density, divided
from vedette.clustering.picturing import projection, silhouettes_of
from vedette.clustering.space import LeftOut, Space, fit_spaces
from vedette.clustering.stability import stability
from vedette.core.arrays import Matrix
from vedette.core.clusters import Clusters, Criterion
from vedette.core.errors import InvalidInput
from vedette.core.progress import Progress
from vedette.core.table import Roles, Table
from vedette.core.wording import count
from vedette.detectors.quietly import quietly

# Rows by which clusters are counted; from how many on k-means goes by small batches.
LOOKED_AT, BATCHES_FROM = 4_000, 100_000
STABILITY_ROWS = 2_000
MEASURES = ("within", "silhouette", "davies_bouldin", "calinski_harabasz", "silhouettes")
SHOWN = 20  # clusters up to which a number that was asked for is among those tried
SCALE_ROWS = 1_500
USUAL_ROWS = 20_000  # by which it is told where few far rows are


@dataclass(frozen=True)
class Asked:
    """How clusters are to be found (see `vedette.cluster`)."""

    k: int | None = None
    algorithm: str = "auto"
    most: int = 12
    n_sigma: float = 3.0
    scale: str = "auto"
    eps: float | None = None
    least: int | None = None
    seed: int = 0
    na: tuple[str | float, ...] = ()


def cluster(
    table: Table, roles: Roles, asked: Asked, *, version: str, tell: Progress
) -> Clusters:
    """The clusters of a table's rows.

    Raises
    ------
    InvalidInput
        If more clusters are asked for than there are different rows, or no column can tell
        rows apart and clusters are asked for.
    """
    import sklearn.cluster
    import sklearn.mixture

    given = {"assume_finite": True, "skip_parameter_validation": True}
    with quietly(), sklearn.config_context(**given):
        return _clusters(table, roles, asked, version, tell)


def _clusters(
    table: Table, roles: Roles, asked: Asked, version: str, tell: Progress
) -> Clusters:
    tell("measuring", 0, None)
    rng = np.random.default_rng(asked.seed)
    looked = _drawn(table.rows, LOOKED_AT, rng)
    space, left_out = _space(table, roles, looked, asked)
    points = _points(space, table)
    algorithm = asked.algorithm
    if algorithm == "auto":
        algorithm = "minibatch" if len(points) > BATCHES_FROM else "kmeans"
    if asked.k is not None:
        _refuse(asked.k, points, space, table)
    notes: list[str] = []
    counted = None
    if algorithm in COUNTED and points.shape[1]:
        spread = space.points(_taken(table, looked), rng)
        counted = _counted(points[looked], spread, algorithm, asked, tell)
    k = asked.k or (counted.k if counted else 1)
    tell("dividing", 0, None)
    found = _found(points, k, algorithm, asked, notes)
    k = len(found.centres)
    labels = found.labels
    distances = to_centres(found, points, labels)
    means, sigmas = spread_of(distances, labels, k)
    placed = assignments(table, labels, distances, means, sigmas, asked.n_sigma)
    tell("describing", 0, None)
    some = points[looked], labels[looked]
    firm = None
    if points.shape[1]:
        near = _drawn(len(looked), STABILITY_ROWS, rng)
        firm = stability(
            *_known(some[0][near], some[1][near]),
            lambda rows, seed: _again(rows, k, algorithm, asked, seed),
            asked.seed,
        )
    taken = set(space.columns)
    model = ClusterModel(
        space,
        replace(found, labels=np.zeros(0, dtype=np.int64)),
        {c.name: c.kind for c in table if c.name in taken},
        means,
        sigmas,
        asked.n_sigma,
        algorithm,
        table.rows,
        table.source.name,
        version,
        table.redacted,
        asked.na,
    )
    X, own = _known(*some)
    aside = len(looked) - len(counted.rows) if counted else 0
    notes += _said(table, asked, algorithm, len(looked), aside)
    return Clusters(
        source=table.source,
        rows=table.rows,
        k=k,
        asked=asked.k,
        algorithm=algorithm,
        seed=asked.seed,
        n_sigma=asked.n_sigma,
        scale=space.scale,
        used=space.columns,
        left_out=left_out,
        criteria=_criteria(counted),
        looked_at=len(looked),
        clusters=described(table, roles, labels, placed, means, sigmas, firm),
        outliers=far_rows(table, roles, placed, space.columns),
        far=int(placed.outliers.sum()),
        noise=int((labels < 0).sum()),
        **_measures(X, own, _drawn(len(X), MOST_PAIRS_OF, rng)),
        stability=firm.rand if firm else None,
        redrawn=firm.times if firm else 0,
        projection=projection(space, *some),
        assignments=placed,
        notes=tuple(notes),
        redacted=table.redacted,
        version=version,
        model=model,
        frame=table.frame,
    )


def _counted(
    points: Matrix, spread: Matrix, algorithm: str, asked: Asked, tell: Progress
) -> Counted:
    """How many clusters there are, up to `most`; a few that are asked for are among these."""
    return count_clusters(
        points,
        spread,
        max(asked.most, asked.k if asked.k and asked.k <= SHOWN else 1),
        "kmeans" if algorithm == "minibatch" else algorithm,
        asked.seed,
        lambda done, total: tell("counting", done, total),
    )


def _measures(X: Matrix, own: Labels, pairs: Labels) -> dict[str, Any]:
    """How good the clusters are; of no rows nothing, of one cluster what is within it."""
    if not len(X):
        return dict.fromkeys(MEASURES)
    found: dict[str, Any] = {**dict.fromkeys(MEASURES), "within": within(X, own)}
    if int(own.max()) > 0:
        found |= {
            "silhouette": float(silhouettes(X, own, pairs).mean()),
            "davies_bouldin": davies_bouldin(X, own),
            "calinski_harabasz": calinski_harabasz(X, own),
            "silhouettes": silhouettes_of(X, own, pairs),
        }
    return found


def _space(
    table: Table, roles: Roles, looked: Labels, asked: Asked
) -> tuple[Space, LeftOut]:
    """Rows as points: of several ways, the one in which the most clusters are apart."""
    spaces, left_out = fit_spaces(table, roles, asked.scale)
    some = _taken(table, looked[:: -(-len(looked) // SCALE_ROWS)])
    if asked.scale == "within":
        return _weighed(spaces[0], some, asked), left_out
    if len(spaces) == 1:
        return spaces[0], left_out
    counts = []
    for plain in spaces:
        filled = plain.points(some, np.random.default_rng(asked.seed))
        counts.append(apart(plain.points(some), filled, asked.most, asked.seed))
    for plain in tuple(spaces):
        filled = plain.points(some, np.random.default_rng(asked.seed))
        weights = metric(filled, asked.most, asked.seed)
        if weights is None:
            continue
        spaces += (plain.weighed(weights),)
        known = plain.points(some) @ weights
        counts.append(apart(known, filled @ weights, asked.most, asked.seed))
    best = int(np.argmax(counts))
    alone = spaces[0].scale == "unit" and spaces[best].scale == "none"
    if alone and asked.k is not None and counts[best] < asked.k:
        # One column decides alone, and shows fewer: the rest would be that one cut up.
        counts[best] = 0
        best = int(np.argmax(counts))
    return spaces[best], left_out


def _weighed(space: Space, some: Table, asked: Asked) -> Space:
    """By the covariance within as many clusters as are asked for, or as are apart."""
    if not space.columns:
        return space
    filled = space.points(some, np.random.default_rng(asked.seed))
    weights = None if asked.k else metric(filled, asked.most, asked.seed)
    if weights is None:
        k = min(asked.k or 1, len(np.unique(filled, axis=0)))
        weights = adapted(filled, k, asked.seed)[1]
    return space.weighed(weights)


def _criteria(counted: Counted | None) -> tuple[Criterion, ...]:
    return counted.criteria if counted else ()


def _points(space: Space, table: Table) -> Matrix:
    """All rows as points, made in stretches."""
    step = 100_000
    if table.rows <= step:
        return space.points(table)
    starts = range(0, table.rows, step)
    parts = [
        space.points(_taken(table, np.arange(s, min(s + step, table.rows)))) for s in starts
    ]
    return np.concatenate(parts)


def _taken(table: Table, rows: Labels) -> Table:
    columns = tuple(column.take(rows) for column in table)
    return replace(table, columns=columns, rows=len(rows), row_numbers=None, frame=None)


def _drawn(n: int, most: int, rng: np.random.Generator) -> Labels:
    return np.arange(n) if n <= most else np.sort(rng.choice(n, most, replace=False))


def _known(X: Matrix, labels: Labels) -> tuple[Matrix, Labels]:
    """Rows that are in a cluster; clusters that are not there are counted out."""
    there = labels >= 0
    own = np.unique(labels[there], return_inverse=True)[1].astype(np.int64)
    return X[there], own


def _found(
    points: Matrix, k: int, algorithm: str, asked: Asked, notes: list[str]
) -> Partition:
    """The clusters of all rows; a costly algorithm sees a sample, and the rest follows."""
    if not points.shape[1]:
        return divided(points, 1, 0)
    limit = MOST.get(algorithm, len(points))
    rows = _drawn(len(points), limit, np.random.default_rng(asked.seed))
    found = _again(points[rows], k, algorithm, asked, asked.seed)
    if len(rows) < len(points):
        notes.append(
            f"{algorithm} looked at {count(len(rows), 'row')}, drawn at random; the other "
            "rows go to the cluster that is next to them"
        )
        found = replace(found, labels=nearest(found, points))
    return found


def _again(X: Matrix, k: int, algorithm: str, asked: Asked, seed: int) -> Partition:
    """Clusters of some rows; few far rows get no cluster of their own."""
    if algorithm not in COUNTED:
        least = asked.least or default_least(len(X), algorithm)
        return by_density(X, algorithm, eps=asked.eps, least=least)
    seed %= 2**32
    found = divided(X, k, seed, algorithm)
    if asked.k is not None or k == 1:
        return found
    sample = _drawn(len(X), USUAL_ROWS, np.random.default_rng(seed))
    rows = sample[usual_rows(X[sample], min(len(sample), asked.most), seed)]
    if len(rows) == len(sample):
        return found
    core = divided(X[rows], k, seed, algorithm)
    if len(sample) < len(X):
        return divided(X, k, seed, algorithm, start=core.centres)
    return replace(core, labels=nearest(core, X))


def default_least(n: int, algorithm: str) -> int:
    """Rows that make a dense place: 5; a cluster: one in fifty, at least 5."""
    return 5 if algorithm == "dbscan" else max(5, n // 50)


def _refuse(k: int, points: Matrix, space: Space, table: Table) -> None:
    if k == 1:
        return
    if not points.shape[1]:
        raise InvalidInput(
            f"{k} clusters are asked for, and no column of {table.source.name} tells rows "
            "apart",
            hint="say what columns are for: roles (--role zip=category)",
        )
    different = len(np.unique(points, axis=0)) if len(points) < 10_000 or k > 1_000 else k
    if different < k:
        raise InvalidInput(
            f"{k} clusters are asked for, and {table.source.name} has "
            f"{count(different, 'different row')} in the columns that take part",
            hint=f"ask for {different} or fewer: clusters (--clusters)",
        )


def _said(table: Table, asked: Asked, algorithm: str, looked: int, aside: int) -> list[str]:
    notes = []
    if looked < table.rows and algorithm in COUNTED:
        notes.append(
            f"the number of clusters was looked for among {count(looked, 'row')}, drawn at "
            f"random; all {count(table.rows, 'row')} have their cluster"
        )
    if aside:
        notes.append(
            f"{count(aside, 'row')} far from all others had no say in how many clusters "
            "there are; the measures of the clusters count them in"
        )
    if table.rows == 1:
        notes.append("one row is no more than itself")
    return [*table.notes, *notes]
