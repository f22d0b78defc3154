"""What the faces of a result say of segments: one wording for all."""

from __future__ import annotations

from typing import Any

from vedette.core import wording
from vedette.core.segments import OddSegment, Segment, Segments
from vedette.report import phrases

COLUMNS = (
    *("segment", "rows", "column", "what", "level", "value", "low", "high"),
    *("surprise", "text"),
)
MOST_ROWS = 1_000


def headline(segments: Segments) -> str:
    """How many segments are odd among their peers, and how many of these may not be."""
    judged = sum(one.judged for one in segments.segments)
    name = wording.show(segments.by)
    rows = f"Rows were judged within {wording.count(judged, 'segment')} of {name}"
    if not segments.compared:
        return rows
    if not segments.odd:
        return f"{rows}; no segment is odd among the others (false share {segments.fdr:g})"
    odd = len({one.segment for one in segments.odd})
    verb = "is" if odd == 1 else "are"
    ways = wording.count(len(segments.odd), "way")
    bound = phrases.upper_bound(segments.expected_false)
    return (
        f"{rows}; {wording.count(odd, 'segment')} {verb} odd among the others, in {ways}, "
        f"of which at most {bound} expected to be false"
    )


def line(found: OddSegment, by: str) -> str:
    """A segment, and in what it is unlike the others."""
    return f"{wording.show(by)} = {wording.show(found.segment)}: {found.text}"


def far(segments: Segments) -> str:
    """The rows that are far from every segment, or "": there are none."""
    if not segments.far_count:
        return ""
    rows = wording.count(segments.far_count, "row")
    verb = "is" if segments.far_count == 1 else "are"
    ids = segments.far_ids or (None,) * len(segments.far)
    called = zip(segments.far, ids, strict=True)
    # The numbers by themselves, where all are called so.
    names = [
        str(r) if all(one is None for one in ids) else phrases.row_name(r, name)
        for r, name in called
    ]
    named = wording.join(names, most=5)
    return f"{rows} {verb} far from every {wording.show(segments.by)}: {named}."


def not_judged(segments: Segments) -> str:
    """What was not judged or compared, or "": nothing was left out."""
    return f"Not judged: {'; '.join(segments.notes)}." if segments.notes else ""


def record(segments: Segments) -> dict[str, Any]:
    """The line of JSON about all segments."""
    return {
        "kind": "segments",
        "by": segments.by,
        "segments": len(segments.segments),
        "least": segments.least,
        "compared": segments.compared,
        "fdr": segments.fdr,
        "odd": len(segments.odd),
        "expected_false": segments.expected_false,
        "far": list(segments.far[:MOST_ROWS]),
        "far_count": segments.far_count,
        "notes": list(segments.notes),
        "text": headline(segments),
    }


def segment_record(one: Segment) -> dict[str, Any]:
    """The line of JSON about one segment."""
    return {
        "kind": "segment",
        "segment": one.name,
        "rows": one.rows,
        "judged": one.judged,
        "findings": one.findings,
    }


def rounded(value: Any) -> Any:
    """A number to six digits."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def odd_record(found: OddSegment) -> dict[str, Any]:
    """The line of JSON about one way in which a segment is odd."""
    values = (rounded(getattr(found, name)) for name in COLUMNS)
    return {"kind": "odd_segment", **dict(zip(COLUMNS, values, strict=True))}
