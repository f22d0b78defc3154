"""A result as JSON Lines, schema 1: a run, then findings, groups and facts.

The lines are described in `schema-1.json`. Equal results are equal bytes: no time and no
date is in them. What JSON has no number for is null.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vedette.core.catalogue import Entry
    from vedette.core.findings import Explanation, Fact, Finding, Group, Judgement, Reason
    from vedette.core.result import Result
    from vedette.core.table import Role
    from vedette.core.verdicts import Comparison, Labelled, Resembling

SCHEMA = 1
MOST_ROWS = 1_000  # listed of a group or fact; `count` tells how many there are

# Valid in JSON, but they act on a terminal or break lines where the text is shown.
_ACTING = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def dump(result: Result) -> str:
    """The result, one JSON object a line."""
    return lines(records(result))


def lines(objects: Iterable[dict[str, Any]]) -> str:
    """Objects as JSON Lines: UTF-8 is kept, control characters are escaped."""
    return "".join(f"{one_line(item)}\n" for item in objects)


def one_line(item: Any) -> str:
    """One JSON value on one line."""
    text = json.dumps(
        _finite(item), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return _ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _finite(item: Any) -> Any:
    """The value with every number finite and every text valid Unicode."""
    if hasattr(item, "item") and not isinstance(item, dict):  # a NumPy scalar
        item = item.item()
    if isinstance(item, float):
        return item if math.isfinite(item) else None
    if isinstance(item, str):
        return _LONE_SURROGATE.sub("\ufffd", item)
    if isinstance(item, dict):
        return {_finite(key): _finite(value) for key, value in item.items()}
    if isinstance(item, list | tuple):
        return [_finite(value) for value in item]
    return item


def records(result: Result) -> Iterator[dict[str, Any]]:
    """The objects of a result, in their order."""
    yield run(result)
    called = {} if result.labelled is None else result.labelled.called
    for found in result.findings:
        verdict = {"called": called[found.row]} if found.row in called else {}
        yield finding(found) | verdict
    yield from map(group, result.groups)
    yield from map(fact, result.facts)
    if result.labels is not None:
        from vedette.report import labels

        yield labels.record(result.labels)
        yield from map(labels.row_record, result.labels.suspicious)
    if result.segments is not None:
        from vedette.report import segments

        yield segments.record(result.segments)
        yield from map(segments.segment_record, result.segments.segments)
        yield from map(segments.odd_record, result.segments.odd)


def run(result: Result) -> dict[str, Any]:
    """What was scanned and how."""
    said = {} if result.labelled is None else {"verdicts": labelled(result.labelled)}
    return {
        "kind": "run",
        "schema": SCHEMA,
        "rows": result.rows,
        "columns": [{"name": n, "role": role.kind} for n, role in result.roles.items()],
        "fdr": result.fdr if result.budget is None else None,
        "findings": len(result.findings),
        "expected_false": result.expected_false,
        "seed": result.seed,
        "vedette": result.version,
        "source": result.source.name,
        "budget": result.budget,
        "groups": len(result.groups),
        "facts": len(result.facts),
        "checked": list(result.checked),
        "not_checked": list(result.not_checked),
        "notes": list(result.notes),
        "needed": result.needed,
        "detector": result.detector,
        "redacted": list(result.redacted),
        **said,
    }


def labelled(known: Labelled) -> dict[str, Any]:
    """What verdicts did to a result."""
    return {
        "file": known.file,
        "real": known.real,
        "expected": known.expected,
        "found": known.found,
        "apart": [finding(found) for found in known.apart],
        "missed": [_resembling(one) for one in known.missed],
        "resembling": [_resembling(one) for one in known.resembling],
        "before": _comparison(known.before),
        "after": _comparison(known.after),
        "learned": known.learned,
        "disputed": list(known.disputed),
        "lost": [
            {"line": one.verdict.line, "row": one.verdict.row, "id": one.verdict.id}
            | {"why": one.why}
            for one in known.lost
        ],
        "broken": [{"line": one.line, "why": one.why} for one in known.broken],
        "text": list(known.text),
    }


def _resembling(one: Resembling) -> dict[str, Any]:
    return {"row": one.row, "id": one.id, "score": one.score, "text": one.text}


def _comparison(known: Comparison | None) -> dict[str, Any] | None:
    if known is None:
        return None
    return {
        "average_precision": round(known.average_precision, 4),
        "precision": round(known.precision, 4),
        "n": known.n,
    }


def finding(found: Finding) -> dict[str, Any]:
    """One row that looks wrong."""
    return {
        "kind": "finding",
        "row": found.row,
        "id": found.id,
        "surprise": round(found.surprise, 4),
        "capped": found.capped,
        "group": found.group,
        "reasons": [_reason(reason) for reason in found.reasons],
        "text": found.text,
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "column": reason.column,
        "share": round(reason.share, 4),
        "observed": reason.observed,
        "expected": reason.expected,
        "low": reason.low,
        "high": reason.high,
        "given": list(reason.given),
        "usual_if": reason.usual_if,
    }


def group(shared: Group) -> dict[str, Any]:
    """Findings with one reason, or rows alike."""
    return {
        "kind": "group",
        "group": shared.group,
        "count": shared.count,
        "rows": list(shared.rows[:MOST_ROWS]),
        "surprise": round(shared.surprise, 4),
        "capped": shared.capped,
        "alike": shared.alike,
        "span": None if shared.span is None else list(shared.span),
        "headline": shared.headline,
        "text": shared.text,
    }


def fact(known: Fact) -> dict[str, Any]:
    """Something counted."""
    return {
        "kind": "fact",
        "fact": known.fact,
        "columns": list(known.columns),
        "count": known.count,
        "rows": list(known.rows[:MOST_ROWS]),
        "text": known.text,
    }


def explanation(said: Explanation) -> dict[str, Any]:
    """All that can be said of one row."""
    surprise = said.surprise_of_row
    return {
        "kind": "explanation",
        "schema": SCHEMA,
        "row": said.row,
        "id": said.id,
        "surprise": None if surprise is None else round(surprise, 4),
        "finding": None if said.finding is None else finding(said.finding),
        "group": None if said.group is None else group(said.group),
        "cells": [_cell(judged) for judged in said.judgements],
        "facts": [fact(known) for known in said.facts],
        "comparable": list(said.comparable[:MOST_ROWS]),
        "comparable_text": said.comparable_text,
        "text": said.text,
    }


def _cell(judged: Judgement) -> dict[str, Any]:
    return {
        "column": judged.column,
        "observed": judged.observed,
        "expected": judged.expected,
        "low": judged.low,
        "high": judged.high,
        "surprise": None if judged.surprise is None else round(judged.surprise, 4),
        "capped": judged.capped,
        "given": list(judged.given),
        "note": judged.note,
    }


def column(
    name: str, role: Role, examples: Iterable[Any], *, redacted: bool = False
) -> dict[str, Any]:
    """What one column was taken for."""
    return {
        "kind": "column",
        "schema": SCHEMA,
        "name": name,
        "role": role.kind,
        "given": role.given,
        "why": role.why,
        "examples": list(examples),
        "redacted": redacted,
    }


def detector(entry: Entry) -> dict[str, Any]:
    """What the catalogue says of one detector."""
    return {
        "kind": "detector",
        "schema": SCHEMA,
        "name": entry.name,
        "class": entry.called,
        "module": entry.home,
        "family": entry.family,
        "finds": entry.finds,
        "assumes": entry.assumes,
        "cost": entry.cost,
        "wide": entry.wide,
        "missing": entry.missing,
        "categories": entry.categories,
        "streams": entry.streams,
        "paper": entry.paper,
        "needs": entry.needs,
        "also": list(entry.also),
    }
