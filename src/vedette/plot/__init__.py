"""Pictures of scores with matplotlib: `pip install 'vedette[plot]'`.

    from vedette import plot
    plot.scores(X, detector)
    plot.histogram(detector)
    plot.roc(odd, scores)

Each function draws on `ax`, or on new axes, and returns them. matplotlib is imported only
when something is drawn.
"""

from __future__ import annotations

from vedette.core.errors import MissingExtra
from vedette.plot.clusters import elbow, projection, silhouette
from vedette.plot.curves import classes, precision_recall, recall_curves, roc, thresholds
from vedette.plot.points import scores
from vedette.plot.shares import histogram

__all__ = [
    "MissingExtra",
    "classes",
    "elbow",
    "histogram",
    "precision_recall",
    "projection",
    "recall_curves",
    "roc",
    "scores",
    "silhouette",
    "thresholds",
]
