"""Pictures of clusters, from their numbers: for the page and for matplotlib."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.clusters import Clusters, Criterion
from vedette.core.pictures import Axis, Cloud, Clouds, Line, Lines
from vedette.report import clusters_phrases as phrases

SILHOUETTES = (
    "Each line is the rows of one cluster, best first. Near 1 a row lies well in its own "
    "cluster, below 0 nearer to another."
)
Y = {
    "separation": "ratio",
    "elbow": "WCSS",
    "silhouette": "mean",
    "davies_bouldin": "index",
    "calinski_harabasz": "index",
    "gap": "gap",
    "bic": "BIC",
}


def cloud(found: Clusters) -> Clouds | None:
    """Rows as points, a colour for each cluster."""
    said = found.projection
    if said is None:
        return None
    clouds = tuple(
        Cloud("in no cluster" if number == 0 else f"cluster {number}", points)
        for number, points in sorted(said.points.items())
    )
    return Clouds("Rows as points", said.x, said.y, said.x_axis, said.y_axis, clouds)


def curve(one: Criterion) -> Lines | None:
    """What a way of counting gives for each number, with what it says marked."""
    if len(one.values) < 2:
        return None
    values = [value for _, value in one.values]
    low, high = min(values), max(values)
    room = 0.05 * (high - low) or 1.0
    floor = 0.0 if low >= 0 and one.name != "bic" else low - room
    mark = None
    if one.k is not None and one.values[0][0] <= one.k:
        mark = (
            float(one.k),
            f"knee at {one.k}" if one.name == "elbow" else f"says {one.k}",
        )
    return Lines(
        title=wording.capital(phrases.NAMES[one.name]),
        x="number of clusters",
        y=Y[one.name],
        x_axis=Axis(float(one.values[0][0]), float(one.values[-1][0])),
        y_axis=Axis(floor, high + room),
        lines=(Line("", tuple((float(k), value) for k, value in one.values)),),
        mark=mark,
    )


def elbow(found: Clusters) -> Lines | None:
    """The sum of squares within by number of clusters, the knee marked."""
    return curve(found.criterion("elbow")) if found.criteria else None


def counting(found: Clusters) -> list[tuple[Lines, str]]:
    """A picture for each way of counting with what it looks for, the elbow first."""
    order = sorted(found.criteria, key=lambda one: one.name != "elbow")
    drawn = [(curve(one), wording.sentence(one.means)) for one in order]
    return [(picture, said) for picture, said in drawn if picture is not None]


def silhouettes(found: Clusters) -> Lines | None:
    """The silhouettes of each cluster's rows, falling."""
    said = found.silhouettes
    if said is None:
        return None
    lines = []
    for number, values in said.values.items():
        last = max(1, len(values) - 1)
        points = tuple((100 * i / last, value) for i, value in enumerate(values))
        lines.append(Line(f"cluster {number}", points))
    low = min((v for values in said.values.values() for v in values), default=0.0)
    return Lines(
        title=f"Silhouettes, mean {said.mean:.2f}",
        x="rows of the cluster, %",
        y="silhouette",
        x_axis=Axis(0.0, 100.0),
        y_axis=Axis(min(0.0, low), 1.0),
        lines=tuple(lines[:12]),
    )
