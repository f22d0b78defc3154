"""Clusters as Markdown: for an issue, a pull request, a wiki page."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.clusters import Clusters
from vedette.report import clusters_phrases as phrases
from vedette.report import phrases as report
from vedette.report.markdown import escape

MOST_CLUSTERS, MOST_FAR = 100, 20


def dump(found: Clusters) -> str:
    """How many and why, each cluster, what every way of counting says, and far rows."""
    said = phrases.headline(found)
    parts = [
        f"## {escape(phrases.extent(found))}",
        f"**{escape(wording.capital(said))}.** {escape(phrases.chosen(found))}",
        " ".join(escape(t) for t in (phrases.method(found), phrases.left_out(found)) if t),
        _clusters(found),
        _criteria(found),
        escape(phrases.stability(found)),
        "\n".join(
            [
                f"{escape(wording.capital(phrases.far(found)))}.",
                *(
                    f"- {escape(report.row_name(one.row, one.id))}: {escape(one.text)}"
                    for one in found.outliers[:MOST_FAR]
                ),
            ]
        ),
        "\n".join(f"- {escape(note)}" for note in found.notes),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _clusters(found: Clusters) -> str:
    if len(found.clusters) < 2:
        return ""
    lines = [
        "| cluster | rows | share | what makes it different |",
        "| ---: | ---: | ---: | --- |",
    ]
    for one in found.clusters[:MOST_CLUSTERS]:
        said = (
            ", ".join(d.text for d in one.differences) or "nothing that is more than small"
        )
        lines.append(
            f"| {one.number} | {one.rows:,} | {wording.percent(one.share)} | {escape(said)} |"
        )
    return "\n".join(lines)


def _criteria(found: Clusters) -> str:
    if not found.criteria:
        return ""
    lines = ["| way of counting | says |", "| --- | ---: |"]
    lines += [
        f"| {phrases.NAMES[one.name]} | {'-' if one.k is None else one.k} |"
        for one in found.criteria
    ]
    return "\n".join(lines)
