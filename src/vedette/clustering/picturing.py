"""The numbers for pictures of clusters."""

from __future__ import annotations

import numpy as np

from vedette.clustering.measures import Labels, silhouettes
from vedette.clustering.space import Space
from vedette.core.arrays import Matrix
from vedette.core.clusters import Projection, Silhouettes
from vedette.core.pictures import Axis
from vedette.core.wording import percent

MOST_POINTS, MOST_BARS = 1_500, 60  # of a picture; of a cluster


def projection(space: Space, X: Matrix, labels: Labels) -> Projection | None:
    """Rows along the two principal components; of one or two columns, these themselves."""
    if not X.shape[1] or not X.var(axis=0).any():
        return None
    gaps = X - X.mean(axis=0)
    _, sizes, axes = np.linalg.svd(gaps, full_matrices=False)
    shares = sizes**2 / (sizes**2).sum()
    names = [
        f"component {i + 1} ({percent(s)} of the variance)"
        for i, s in enumerate(shares[:2])
    ]
    own = [f.column for f in space.features.made]
    if X.shape[1] <= 2 and len(own) == X.shape[1] and space.scale == "none":
        places, names = X, own
    else:
        kept = axes[:2]
        signs = np.sign(kept[np.arange(len(kept)), np.abs(kept).argmax(axis=1)])
        places = gaps @ (kept * signs[:, None]).T
    if places.shape[1] == 1:
        places, names = np.column_stack([places, np.zeros(len(places))]), [names[0], ""]
    step = -(-len(X) // MOST_POINTS)
    points = {
        int(i) + 1: tuple(
            (float(x), float(y)) for x, y in places[::step][labels[::step] == i]
        )
        for i in np.unique(labels[::step])
    }
    return Projection(
        names[0], names[1], _axis(places[:, 0]), _axis(places[:, 1]), points, len(X)
    )


def _axis(x: np.ndarray) -> Axis:
    """The middle 99 % and as much again beyond, at most to the ends."""
    low, high = (float(q) for q in np.quantile(x, (0.005, 0.995)))
    room = (high - low) or 1.0
    low, high = max(float(x.min()), low - room), min(float(x.max()), high + room)
    return Axis(low - 0.02 * room, high + 0.02 * room)


def silhouettes_of(X: Matrix, labels: Labels, rows: Labels) -> Silhouettes:
    """Silhouettes of a sample of rows, at most MOST_BARS of each cluster, falling."""
    found = silhouettes(X, labels, rows)
    values = {}
    for i in np.unique(labels[rows]):
        own = np.sort(found[labels[rows] == i])[::-1]
        kept = own[np.linspace(0, len(own) - 1, min(len(own), MOST_BARS)).astype(np.int64)]
        values[int(i) + 1] = tuple(float(v) for v in kept)
    return Silhouettes(values, float(found.mean()))
