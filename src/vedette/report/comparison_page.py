"""A comparison of detectors as one HTML page: table, intervals, what was found of each kind."""

from __future__ import annotations

import shlex

from vedette.core.comparison import Comparison, Contender
from vedette.core.pictures import Axis, Interval, Intervals
from vedette.report import comparison_phrases as phrases
from vedette.report.page.sheet import Grid, Section, sheet

MOST_DRAWN = 40


def render(found: Comparison, *, again: str = "", command: str = "") -> str:
    """The page.

    again
        The file with its options, as they are typed for a scan.
    command
        How this was asked for, as typed.
    """
    sections = [_ranked(found), _kinds(found), _agreements(found), _failed(found)]
    sections.append(
        Section("What this does not prove", [f"{note}." for note in found.notes])
        if found.notes
        else None
    )
    sections.append(_next(found, again))
    return sheet(
        found.source.name,
        f"{phrases.extent(found)}, compared {phrases.way(found)}",
        [section for section in sections if section is not None],
        headline=phrases.headline(found),
        again=[("command", command), ("seed", str(found.seed)), ("vedette", found.version)],
    )


def _ranked(found: Comparison) -> Section | None:
    if not found.ranked:
        return None
    head, rows = phrases.table(found, timing=False)
    # The name first, as it is what a row is called; then its rank, and whether it is tied.
    order = [2, 1, 0, *range(3, len(head))]
    head[1], head[0] = "rank", "tied"
    grid = Grid(
        [head[i] for i in order],
        [[row[i] for i in order] for row in rows],
        numeric=[1, *range(3, len(head))],
        note=phrases.key(found),
    )
    return Section("Detectors", table=grid, charts=[(drawn(found), "")])


def drawn(found: Comparison) -> Intervals:
    """Average precision with its interval, the best on top."""
    shown = found.ranked[:MOST_DRAWN]
    return Intervals(
        "Average precision with 95 % intervals",
        phrases.MEASURED[found.way],
        Axis(0.0, 1.0),
        tuple(_interval(one) for one in shown),
        (found.chance, "guessing"),
    )


def _interval(one: Contender) -> Interval:
    assert one.ap is not None
    strong = one.rank == 1 or one.tied
    return Interval(one.detector, one.ap.value, one.ap.low, one.ap.high, strong)


def _kinds(found: Comparison) -> Section | None:
    names = list(dict.fromkeys(kind for c in found.ranked for kind, _ in c.kinds))
    if not names:
        return None
    rows = []
    for c in found.ranked:
        of = dict(c.kinds)
        rows.append([c.detector, *(phrases.number(of.get(name)) for name in names)])
    return Section(
        "Average precision by kind of planted anomaly",
        table=Grid(
            ["detector", *(name.replace("_", " ") for name in names)],
            rows,
            numeric=range(1, len(names) + 1),
            note="Each kind by itself, among rows that are as they were.",
        ),
    )


def _agreements(found: Comparison) -> Section | None:
    if not found.agreements:
        return None
    names = [c.detector for c in found.ranked]
    shared = {(a.one, a.other): a.overlap for a in found.agreements}
    shared |= {(a.other, a.one): a.overlap for a in found.agreements}
    rows = [
        [one, *(phrases.share(shared.get((one, other))) for other in names)]
        for one in names
    ]
    return Section(
        f"Share of the top {found.top} rows that two detectors have in common",
        table=Grid(["detector", *names], rows, numeric=range(1, len(names) + 1)),
    )


def _failed(found: Comparison) -> Section | None:
    if not found.failed:
        return None
    rows = [[one.detector, one.reason] for one in found.failed]
    return Section("Not compared", table=Grid(["detector", "why"], rows))


def _next(found: Comparison, again: str) -> Section | None:
    advice = phrases.advice(found)
    if not advice:
        return None
    command, *options = phrases.options(found)
    said = " ".join(["vedette", command, again or "FILE", *map(shlex.quote, options)])
    return Section("What to do next", [f"{advice}.", said])
