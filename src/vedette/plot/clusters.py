"""Pictures of clusters: how many there are, how well rows lie in them, rows as points."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vedette.core import wording
from vedette.core.clusters import Clusters
from vedette.core.errors import InvalidInput
from vedette.core.wording import cut, plain
from vedette.plot import look
from vedette.plot.lines import COLOURS, draw
from vedette.report import clusters_phrases as phrases
from vedette.report import clusters_pictures as pictures

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FEW = 1_000  # points are drawn larger


def elbow(found: Clusters, *, ax: Axes | None = None) -> Axes:
    """Draw the sum of squares within by number of clusters, the knee marked.

    Raises
    ------
    InvalidInput
        If clusters were not counted: the algorithm counts by itself, or there is one row.
    MissingExtra
        If matplotlib is not installed.
    """
    picture = pictures.elbow(found)
    if picture is None:
        raise InvalidInput("numbers of clusters were not compared, so there is no elbow")
    ax = look.axes(ax)
    draw(ax, picture)
    look.say(ax, "Sum of squares within, by number of clusters")
    return ax


def silhouette(found: Clusters, *, ax: Axes | None = None) -> Axes:
    """Draw the silhouettes of each cluster's rows (a sample), best first.

    Raises as `elbow`; there are none of a single cluster.
    """
    picture = pictures.silhouettes(found)
    if picture is None:
        raise InvalidInput("there is one cluster, so there are no silhouettes")
    ax = look.axes(ax)
    draw(ax, picture)
    look.say(ax, picture.title, "each line: the rows of a cluster, best first")
    return ax


def projection(found: Clusters, *, ax: Axes | None = None) -> Axes:
    """Draw rows (a sample) along the directions in which they vary most, by cluster.

    Raises as `elbow`; where all rows are the same there is nothing to draw.
    """
    picture = pictures.cloud(found)
    if picture is None:
        raise InvalidInput("no column tells the rows apart, so there is nothing to draw")
    ax = look.axes(ax)
    many = sum(len(one.points) for one in picture.clouds) > FEW
    for i, one in enumerate(picture.clouds):
        x, y = np.array(one.points).reshape(-1, 2).T
        colour = COLOURS[i % len(COLOURS)]
        ax.scatter(x, y, s=6 if many else 16, color=colour, label=one.name, linewidths=0)
        if one.points and one.name.startswith("cluster "):
            ax.text(
                float(np.median(x)),
                float(np.median(y)),
                one.name.removeprefix("cluster "),
                color=look.INK,
                ha="center",
                va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1},
            )
    ax.set_xlim(picture.x_axis.low, picture.x_axis.high)
    ax.set_ylim(picture.y_axis.low, picture.y_axis.high)
    ax.set_xlabel(_name(picture.x))
    ax.set_ylabel(_name(picture.y))
    said = phrases.headline(found)
    look.say(ax, wording.capital(said))
    look.plain(ax)
    return ax


def _name(text: str) -> str:
    return cut(plain(text), 60).replace("$", r"\$")  # no formula of matplotlib's
