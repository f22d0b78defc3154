"""Clusters on a screen, 80 columns wide."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.clusters import Cluster, Clusters
from vedette.report import ansi
from vedette.report import clusters_phrases as phrases
from vedette.report.ansi import NARROWEST, WIDTH, Line, line
from vedette.report.phrases import row_name

MOST_K, MOST_CLUSTERS, MOST_FAR = 8, 12, 3
NAME, CELL, SAYS = 18, 7, 5  # columns of a terminal


def render(found: Clusters, *, columns: int = WIDTH, colour: bool = False) -> str:
    """How many and why, then each cluster, then far rows."""
    width = max(NARROWEST, min(columns, WIDTH))
    lines: list[Line] = [ansi.clip(line((phrases.extent(found), "dim")), width)]
    lines.append(line((wording.capital(phrases.headline(found)), "bold")))
    lines += ansi.wrap(line(phrases.chosen(found)), width, lines=3)
    if method := phrases.method(found):
        lines += ansi.wrap(line((method, "dim")), width, lines=3)
    if left_out := phrases.left_out(found):
        lines += ansi.wrap(line((left_out, "dim")), width, lines=3)
    lines += _counting(found, width)
    lines += _clusters(found, width)
    lines += _quality(found, width)
    lines += _far(found, width)
    for note in found.notes:
        lines += [[], *ansi.wrap(line((f"Note: {note}.", "dim")), width, lines=3)]
    return ansi.paint(lines, colour=colour)


def _counting(found: Clusters, width: int) -> list[Line]:
    tried = [k for k, _ in found.criteria[1].values] if found.criteria else []
    if len(tried) < 2:
        return []
    shown = around(tried, found)
    head = ansi.pad("How many", NAME) + "".join(
        ansi.pad(str(k), CELL, right=True) for k in shown
    )
    lines: list[Line] = [
        [],
        line((head, "bold"), (ansi.pad("says", SAYS, right=True), "bold")),
    ]
    for one in found.criteria:
        spans: list[str | tuple[str, str]] = [ansi.pad(phrases.NAMES[one.name], NAME)]
        for k in shown:
            value = phrases.value_at(one, k)
            said = "" if value is None else phrases.short(one.name, value)
            own = "bold" if k == one.k else "dim"
            spans.append((ansi.pad(said, CELL, right=True), own))
        says = "-" if one.k is None else str(one.k)
        spans.append((ansi.pad(says, SAYS, right=True), "bold"))
        lines.append(ansi.clip(line(*spans), width))
    return lines


def around(tried: list[int], found: Clusters) -> list[int]:
    """Numbers of clusters to show: the first ones, and what is said beyond them."""
    if len(tried) <= MOST_K:
        return tried
    said = {one.k for one in found.criteria if one.k is not None} | {found.k}
    beyond = sorted(k for k in said if k in tried and k > MOST_K)
    first = tried[: MOST_K - len(beyond)]
    return sorted({*first, *beyond})


def _clusters(found: Clusters, width: int) -> list[Line]:
    if not found.clusters or (found.k == 1 and found.asked is None and not found.noise):
        return []
    lines: list[Line] = [[], line(("Clusters", "bold"), ", and what makes each different")]
    for one in found.clusters[:MOST_CLUSTERS]:
        lines += _cluster(one, width)
    if (left := len(found.clusters) - MOST_CLUSTERS) > 0:
        lines.append(
            line((f"... and {wording.count(left, 'more cluster')} (--json)", "dim"))
        )
    return lines


def _cluster(one: Cluster, width: int) -> list[Line]:
    rows = ansi.pad(f"{one.rows:,}", 9, right=True)
    share = ansi.pad(wording.percent(one.share), 8, right=True)
    said = (
        ", ".join(d.text for d in one.differences[:3]) or "nothing that is more than small"
    )
    spans = line((ansi.pad(str(one.number), 3), "bold"), rows, (share, "dim"), "  ", said)
    return ansi.wrap(spans, width, lines=3, indent=22)


def _quality(found: Clusters, width: int) -> list[Line]:
    parts = [part for part in (phrases.quality(found),) if part]
    lines: list[Line] = []
    if parts and found.k > 1:
        text = wording.sentence(parts[0])
        lines += [[], *ansi.wrap(line((text, "dim")), width, lines=2)]
    if firm := phrases.stability(found):
        lines += ansi.wrap(line(firm), width, lines=2)
    return lines


def _far(found: Clusters, width: int) -> list[Line]:
    lines: list[Line] = [
        [],
        *ansi.wrap(line(("Far out: ", "bold"), phrases.far(found)), width, lines=2),
    ]
    for one in found.outliers[:MOST_FAR]:
        spans = line(f"{row_name(one.row, one.id)}: {one.text}")
        lines += ansi.wrap(spans, width, lines=2, indent=4)
    if (left := found.far - found.noise - MOST_FAR) > 0:
        lines.append(
            line((f"... and {wording.count(left, 'more row')} (-o rows.csv)", "dim"))
        )
    return lines
