"""Answers of bounded size: the first of each kind, and how many more there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from vedette.report import jsonl

Record = dict[str, Any]
LONGEST_TEXT = 1_000
LONGEST_LIST = 100
MOST_BYTES = 200_000


def bounded(records: Sequence[Record], limit: int) -> list[Record]:
    """At most `limit` records of each kind, long texts and lists in them cut.

    If anything is left out, a last record says how much: {"kind": "left_out", ...}.
    """
    left: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    kept: list[Record] = []
    size = 0
    for record in records:
        kind = str(record.get("kind"))
        gone: Counter[str] = Counter()
        cut = shortened(record, gone)
        weight = len(jsonl.one_line(cut).encode("utf-8", errors="replace"))
        if seen[kind] >= limit or size + weight > MOST_BYTES:
            left[f"{kind}s"] += 1
            continue
        left += gone
        size += weight
        seen[kind] += 1
        kept.append(cut)
    if left:
        kept.append({"kind": "left_out", "schema": jsonl.SCHEMA, **left})
    return kept


def shortened(item: Any, left: Counter[str]) -> Any:
    if isinstance(item, str) and len(item) > LONGEST_TEXT:
        left["characters"] += len(item) - LONGEST_TEXT
        return item[:LONGEST_TEXT] + "…"
    if isinstance(item, list):
        if len(item) > LONGEST_LIST:
            left["items_of_lists"] += len(item) - LONGEST_LIST
        return [shortened(value, left) for value in item[:LONGEST_LIST]]
    if isinstance(item, dict):
        return {key: shortened(value, left) for key, value in item.items()}
    return item
