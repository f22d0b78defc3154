"""Clusters as one page with pictures: elbow, criteria, silhouettes, rows as points."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.clusters import Clusters, Outlier
from vedette.report import clusters_phrases as phrases
from vedette.report import clusters_pictures as pictures
from vedette.report.page.sheet import Chart, Grid, Section, sheet
from vedette.report.phrases import row_name

MOST_CLUSTERS, MOST_FAR = 60, 40


def render(found: Clusters, command: str = "") -> str:
    """The page as HTML."""
    sections = []
    cloud = pictures.cloud(found)
    if found.clusters and (found.k > 1 or found.noise):
        drawn: list[Chart | tuple[Chart, str]] = []
        if cloud:
            drawn.append((cloud, "Rows along the directions in which they vary most."))
        if shown := pictures.silhouettes(found):
            drawn.append((shown, pictures.SILHOUETTES))
        said = phrases.quality(found)
        text = [f"{said[:1].upper()}{said[1:]}." if said else "", phrases.stability(found)]
        sections.append(
            Section("Clusters", [t for t in text if t], _clusters(found), drawn)
        )
    elif cloud:
        sections.append(Section("Rows as points", "", None, [cloud]))
    if found.criteria and len(found.criteria[1].values) > 1:
        said = phrases.disagreement(found)
        text = [phrases.chosen(found), f"What others say: {said}." if said else ""]
        sections.append(
            Section("How many", text, _counting(found), pictures.counting(found))
        )
    sections.append(Section("Far out", phrases.far(found) + ".", _far(found)))
    again = [("command", command), ("seed", str(found.seed)), ("vedette", found.version)]
    notes = [phrases.method(found), phrases.left_out(found), *found.notes]
    headline = phrases.headline(found)
    return sheet(
        found.source.name,
        phrases.extent(found),
        sections,
        headline=wording.sentence(headline),
        again=again,
        notes=[note for note in notes if note],
    )


def _clusters(found: Clusters) -> Grid:
    rows = []
    for one in found.clusters[:MOST_CLUSTERS]:
        said = (
            ", ".join(d.text for d in one.differences) or "nothing that is more than small"
        )
        firm = "" if one.stability is None else f"{one.stability:.2f}"
        rows.append(
            [
                str(one.number),
                f"{one.rows:,}",
                wording.percent(one.share),
                said,
                firm,
                f"{one.outliers:,}",
            ]
        )
    note = (
        "Stability: the share of rows in common with the cluster that comes when the rows "
        "are drawn anew."
    )
    if (left := len(found.clusters) - MOST_CLUSTERS) > 0:
        note += f" {wording.count(left, 'more cluster')} not shown."
    head = ("cluster", "rows", "share", "different by", "stability", "outliers")
    return Grid(head, rows, (1, 2, 4, 5), note)


def _counting(found: Clusters) -> Grid:
    tried = [k for k, _ in found.criteria[1].values]
    rows = []
    for one in found.criteria:
        values = dict(one.values)
        said = [
            "" if k not in values else phrases.short(one.name, values[k]) for k in tried
        ]
        says = "nothing" if one.k is None else str(one.k)
        rows.append([phrases.NAMES[one.name], says, *said])
    head = ("", "says", *(str(k) for k in tried))
    note = (
        "All apart: rows between two clusters over rows at their centres, of the two that "
        "are least apart."
    )
    return Grid(head, rows, tuple(range(1, len(head))), note)


def _by(one: Outlier) -> str:
    """The values that are far: the rest of the sentence stands in columns of its own."""
    return one.text.partition(": ")[2]


def _far(found: Clusters) -> Grid | None:
    if not found.outliers:
        return None
    rows = [
        [row_name(one.row, one.id), str(one.cluster), f"{one.sigmas:.1f}", _by(one)]
        for one in found.outliers[:MOST_FAR]
    ]
    left = found.far - found.noise - len(rows)
    note = f"{wording.count(left, 'more row')} not shown." if left > 0 else ""
    return Grid(("row", "cluster", "sigma", "far by"), rows, (1, 2), note)
