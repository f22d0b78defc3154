"""What is said of the segments of a scanned table."""

from __future__ import annotations

from collections import Counter

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.findings import Value
from vedette.core.result import Result
from vedette.core.segments import Division, OddSegment, Segment, Segments
from vedette.core.table import Roles, Table, id_column, shown_id
from vedette.core.wording import count, cut, percent, plain, show
from vedette.scanning.segments.counted import Counted, counted
from vedette.scanning.segments.dividing import LEAST
from vedette.scanning.segments.peers import LEAST_PEERS, p_values
from vedette.thresholds.false_discovery import discoveries

# More segments than this are not compared: each is looked at against all others.
MOST_COMPARED = 1_000
FAR_LISTED = 1_000
LARGEST_SURPRISE = 12.0
# The others are told without their ends, where there are this many.
MANY, ENDS = 20, (0.05, 0.95)


def segments_of(
    table: Table, roles: Roles, division: Division, result: Result, fdr: float
) -> Segments:
    """The segments, and which of them are odd among their peers.

    table, division
        In the order in which the table was read, codes for missing taken out.
    result
        Of the scan of that table.
    """
    sizes, ids = division.sizes, id_column(table, roles)
    judged = sizes >= LEAST
    numbers = row_numbers(table)
    found = Counter(division.codes[places(numbers, result)].tolist())
    told = tuple(
        Segment(division.names[i], int(sizes[i]), bool(judged[i]), found.get(i, 0))
        for i in np.argsort(-sizes, kind="stable").tolist()
        if sizes[i]
    )
    odd, compared, why = odd_among_peers(table, roles, division, judged, fdr)
    return Segments(
        by=division.by,
        segments=told,
        least=LEAST,
        compared=compared,
        fdr=fdr,
        odd=odd,
        far=tuple(int(r) for r in numbers[division.far[:FAR_LISTED]]),
        far_ids=tuple(shown_id(ids, at) for at in division.far[:FAR_LISTED].tolist()),
        far_count=len(division.far),
        notes=(*left_out(division, judged), *why),
    )


def row_numbers(table: Table) -> np.ndarray:
    return np.arange(table.rows) if table.row_numbers is None else table.row_numbers


def places(numbers: np.ndarray, result: Result) -> np.ndarray:
    """Where in the table the rows of findings are."""
    rows = np.array([finding.row for finding in result.findings], dtype=np.int64)
    return np.searchsorted(numbers, rows)


def left_out(division: Division, judged: np.ndarray) -> list[str]:
    """The rows that were not judged, in words."""
    sizes, said = division.sizes, []
    small = (sizes > 0) & ~judged
    if small.any():
        rows = count(int(sizes[small].sum()), "row")
        said.append(
            f"{count(int(small.sum()), 'segment')} with fewer than {LEAST} rows ({rows})"
        )
    nowhere = int((division.codes < 0).sum())
    if nowhere:
        said.append(f"{count(nowhere, 'row')} in no {division.by}")
    return said


def odd_among_peers(
    table: Table, roles: Roles, division: Division, judged: np.ndarray, fdr: float
) -> tuple[tuple[OddSegment, ...], int, list[str]]:
    """The odd segments, how many numbers were compared, and why none if none."""
    peers = np.flatnonzero(judged)
    many = f"{count(len(peers), 'segment')} with each other"
    if len(peers) < LEAST_PEERS:
        return (), 0, [f"{many}: at least {LEAST_PEERS} are needed"]
    if len(peers) > MOST_COMPARED:
        return (), 0, [f"{many}: at most {MOST_COMPARED:,} are compared"]
    place = np.full(len(judged) + 1, -1, dtype=np.int64)
    place[peers] = np.arange(len(peers))
    codes, sizes = place[division.codes], division.sizes[peers].astype(np.float64)
    all_counted = list(counted(table, roles, codes, sizes, division.column, LEAST))
    p = np.array([p_values(one) for one in all_counted])
    known = np.array([np.isfinite(one.y) for one in all_counted])
    chosen = np.zeros(p.shape, dtype=bool)
    chosen[known] = discoveries(p[known], fdr)
    best: dict[tuple[int, str], OddSegment] = {}
    for i, j in sorted(np.argwhere(chosen).tolist(), key=lambda at: (p[*at], *at)):
        one, segment = all_counted[i], int(peers[j])
        said = odd_segment(table, one, j, division.names[segment], int(sizes[j]), p[i, j])
        best.setdefault((segment, one.column), said)
    return tuple(best.values()), int(known.sum()), []


def odd_segment(
    table: Table, one: Counted, j: int, name: Value, rows: int, p: float
) -> OddSegment:
    """One number of one segment, beside that of the others."""
    others = np.delete(one.shown, j)
    others = others[np.isfinite(others)]
    hidden = bool(one.column) and table[one.column].redacted
    value = float(one.shown[j])
    low, high = bounds(others)
    surprise = min(-float(np.log10(max(p, 1e-300))), LARGEST_SURPRISE)
    level = one.level
    text = f"{plain(cut(one.column, 60))} differs"
    if not hidden:
        text = sentence(one, value, low, high, rows)
    return OddSegment(
        name,
        rows,
        one.column,
        one.what,
        level,
        None if hidden else value,
        None if hidden else low,
        None if hidden else high,
        round(surprise, 3),
        text,
    )


def bounds(others: Vector) -> tuple[float, float]:
    """The range of the others: all of a few, the middle of many, which may be odd too."""
    if len(others) < MANY:
        return float(others.min()), float(others.max())
    low, high = np.quantile(others, ENDS)
    return float(low), float(high)


def sentence(one: Counted, value: float, low: float, high: float, rows: int) -> str:
    """ "34 % of amount missing; other segments 1.0 % to 3.0 %" """
    name = plain(cut(one.column, 60))
    if one.what == "rows":
        least, most = f"{low:,.0f}", f"{high:,.0f}"
        between = least if least == most else f"{least} to {most}"
        return f"{count(rows, 'row')}; other segments {between}"
    if one.what in ("missing", "share"):
        level = show(one.level, longest=40)
        said = f"{name} missing" if one.what == "missing" else f"{name} = {level}"
        least, most = percent(low), percent(high)
        between = least if least == most else f"{least} to {most}"
        return f"{said} in {percent(value)}; other segments {between}"
    like = (min(low, value), max(high, value))
    width = like if like[1] > like[0] else None
    said = {
        "median": f"median of {name}",
        "average": f"average of {name}",
        "spread": f"width of the middle half of {name}",
    }[one.what]
    least, most = show(low, width), show(high, width)
    between = least if least == most else f"{least} to {most}"
    return f"{said} {show(value, width)}; other segments {between}"
