"""The parts of a profile's page that are of columns together."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.diagnosis import ASSUMPTIONS
from vedette.core.profile import Profile
from vedette.report import profile_meaning, profile_pictures
from vedette.report.page.sheet import Grid, Section

MOST_ROWS, MOST_PAIRS = 60, 20


def sections(found: Profile) -> list[Section | None]:
    """What goes together, who tells whom, influence, advice."""
    return [
        _pairs(found),
        _told(found),
        _influence(found),
        _advice(found),
    ]


def _told(found: Profile) -> Section | None:
    if found.relations is None or not found.relations.predicted:
        return None
    some = found.relations.predicted[:MOST_ROWS]
    rows = [
        [
            one.column,
            wording.percent(round(one.explained, 2)),
            "" if one.linear is None else wording.percent(round(one.linear, 2)),
            wording.join(f"{by.column} ({wording.percent(by.share)})" for by in one.by),
        ]
        for one in some
    ]
    text = (
        "How much of each column the others explain, in rows that were not learned from: "
        "of the deviation of a quantity, of the wrong guesses of a kind. Also by a weighted "
        "sum of the other quantities alone; and what the prediction leans on."
    )
    head = ("column", "explained", "by a straight line", "leaning on")
    return Section(
        "Explained by other columns", text, Grid(head, rows, (1, 2), _left(found))
    )


def _left(found: Profile) -> str:
    of = found.relations
    if of is None:
        return ""
    said = [f"from {wording.count(of.rows, 'row')}"]
    if of.determined:
        names = wording.join(of.determined, most=6)
        said.append(f"{names} left to what was counted: others determine it exactly")
    if of.left_out:
        said.append(f"{wording.count(len(of.left_out), 'column')} not predicted: too many")
    return "; ".join(said)


def _pairs(found: Profile) -> Section | None:
    of = found.relations
    if of is None or not of.pairs:
        return None
    rows = [
        [one.first, one.second, profile_meaning.related(one), f"{one.rows:,}"]
        for one in of.pairs[:MOST_PAIRS]
    ]
    left = len(of.pairs) - len(rows) + of.more
    note = f"{wording.count(left, 'weaker pair')} not listed" if left else ""
    grid = Grid(("", "", "", "rows"), rows, (3,), note)
    drawn = profile_pictures.together(found)
    text = "Pairs that chance does not explain, strongest first."
    return Section("What goes together", text, grid, [drawn] if drawn else [])


def known(found: Profile) -> Section | None:
    said = profile_meaning.known(found)
    return Section("Known anomalies", f"{said[0]}.") if said else None


def _influence(found: Profile) -> Section | None:
    of = found.influence
    if of is None:
        return None
    rows = [[text] for text in profile_meaning.influential(found)[:MOST_ROWS]]
    grid = Grid(("",), rows) if rows else None
    return Section("With and without findings", profile_meaning.found_by_scan(of), grid)


def _advice(found: Profile) -> Section | None:
    of = found.advice
    if of is None:
        return None
    rows = [
        [ASSUMPTIONS[one.check], one.verdict, one.text, one.advice]
        for one in of.assumptions
    ]
    # Several that fail ask for several detectors, and the text above names one for all.
    do = "what to do" if len(of.choices) < 2 else "what to do if it alone fails"
    grid = Grid(("assumption", "verdict", "", do), rows)
    return Section("What it means", profile_meaning.advised(found)[0], grid)
