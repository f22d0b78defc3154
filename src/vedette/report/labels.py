"""What the faces of a result say of labels that look wrong: one wording for all."""

from __future__ import annotations

from typing import Any

from vedette.core import wording
from vedette.core.labels import Labels, SuspiciousLabel
from vedette.report import phrases

COLUMNS = ("row", "id", "label", "likely", "probability", "agree", "compared", "text")


def headline(labels: Labels) -> str:
    """How many labels look wrong, of how many, and how many of these may be right."""
    name = wording.show(labels.column)
    rows = wording.count(labels.judged, "row")
    found = labels.suspicious
    if not labels.judged:
        return f"labels of {name} were not compared"
    if not found:
        return f"no label of {name} looks wrong among {rows} (at a false share of {labels.fdr:g})"
    said = f"{wording.count(len(found), 'suspicious label')} of {name} in {rows}"
    bound = phrases.upper_bound(labels.expected_false)
    return f"{said}; at most {bound} expected to be right"


def line(found: SuspiciousLabel) -> str:
    """A row, its label, and what the rows like it have."""
    return f"{phrases.row_name(found.row, found.id)}: {found.text}"


def not_compared(labels: Labels) -> str:
    """What was not compared, or "": nothing was left out."""
    return f"Not compared: {'; '.join(labels.notes)}." if labels.notes else ""


def record(labels: Labels) -> dict[str, Any]:
    """The line of JSON about the column."""
    return {
        "kind": "labels",
        "column": labels.column,
        "classes": labels.classes,
        "judged": labels.judged,
        "fdr": labels.fdr,
        "suspicious": len(labels.suspicious),
        "expected_false": labels.expected_false,
        "noise": None if labels.noise is None else round(labels.noise, 4),
        "notes": list(labels.notes),
        "text": headline(labels),
    }


def row_record(found: SuspiciousLabel) -> dict[str, Any]:
    """The line of JSON about one row."""
    values = (getattr(found, name) for name in COLUMNS)
    return {"kind": "suspicious_label", **dict(zip(COLUMNS, values, strict=True))}
