"""A result as SARIF 2.1.0 (OASIS), for code scanning and for viewers of such logs.

Equal results are equal bytes: no time is in them.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from vedette.core import wording
from vedette.core.findings import Fact, Finding, Group, Value
from vedette.core.result import Result
from vedette.report import jsonl, kinds, phrases
from vedette.report.location import MOST_RELATED, Location, locate

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
# What GitHub takes: results of one run, and bytes of the file, compressed.
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
SHOWN_RESULTS = 5_000
MOST_SURPRISE = 12.0

_RULES = {kind.id: place for place, kind in enumerate(kinds.KINDS)}


def dump(result: Result, file: str | None = None) -> str:
    """The result as one SARIF log.

    file
        The table's path, to point at it and at the lines of its rows.
    """
    where = locate(result, file)
    most = MOST_RESULTS
    while True:
        text = jsonl.one_line(log(result, where, most)) + "\n"
        if not most or len(text) <= MOST_BYTES:
            return text
        if len(gzip.compress(text.encode())) <= MOST_BYTES:
            return text
        most //= 2


def log(result: Result, where: Location, most: int = MOST_RESULTS) -> dict[str, Any]:
    """The log with at most so many results, the most surprising ones."""
    stated = list(_results(result, where))
    run: dict[str, Any] = {
        "tool": {"driver": _driver(result)},
        "automationDetails": {"id": f"vedette/{where.uri or where.name}/"},
        "invocations": [_invocation(result, where, len(stated), most)],
        "columnKind": "unicodeCodePoints",
        "results": _numbered(stated[:most]),
        "properties": {k: v for k, v in jsonl.run(result).items() if k != "kind"},
    }
    if where.uri:
        artifact = {"location": {"uri": where.uri}, "roles": ["analysisTarget"]}
        run["artifacts"] = [artifact]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(result: Result) -> dict[str, Any]:
    driver = {"name": "vedette", "rules": [_rule(kind) for kind in kinds.KINDS]}
    if result.version:
        driver |= {"version": result.version, "semanticVersion": result.version}
    return driver | {"notifications": [{"id": id} for id in NOTIFICATIONS]}


NOTIFICATIONS = ("not-checked", "note", "too-few-rows", "no-lines", "truncated")


def _rule(kind: kinds.Kind) -> dict[str, Any]:
    estimated = not kind.id.startswith("fact-")
    return {
        "id": kind.id,
        "name": "".join(word.capitalize() for word in kind.id.split("-")),
        "shortDescription": {"text": kind.said},
        "fullDescription": {"text": f"{kind.said}."},
        "help": {"text": kind.help, "markdown": kind.help},
        "defaultConfiguration": {"level": "warning" if estimated else "note"},
        "properties": {
            "tags": ["data-quality", "estimated" if estimated else "counted"],
            "precision": "high" if estimated else "very-high",
            "problem.severity": "warning" if estimated else "recommendation",
        },
    }


def _invocation(result: Result, where: Location, stated: int, most: int) -> dict[str, Any]:
    said = [("not-checked", "note", f"Not checked: {text}") for text in result.not_checked]
    said += [("note", "note", text) for text in result.notes]
    if few := phrases.too_few(result):
        said.insert(0, ("too-few-rows", "warning", few))
    if where.why_no_lines:
        said.append(("no-lines", "note", where.why_no_lines))
    if stated > most:
        left = f"The {most:,} most surprising of {stated:,} results are listed here"
        said.append(("truncated", "warning", left))
    elif stated > SHOWN_RESULTS:
        left = f"There are {stated:,} results; GitHub shows {SHOWN_RESULTS:,} of them"
        said.append(("truncated", "note", left))
    notes = [
        {"level": level, "message": _message(text), "descriptor": {"id": id}}
        for id, level, text in said
    ]
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}


def _results(result: Result, where: Location) -> Iterator[dict[str, Any]]:
    """Findings, most surprising first, with groups alike in their place; then facts."""
    groups = {group.group: group for group in result.groups}
    alike = [group for group in result.groups if group.alike]
    stated: list[Finding | Group] = [*result.findings, *alike]
    for item in sorted(stated, key=lambda one: -one.surprise):
        if isinstance(item, Finding):
            yield _finding(item, groups.get(item.group), where)
        else:
            yield _alike(item, where)
    for known in result.facts:
        yield _fact(known, where)


def _finding(found: Finding, group: Group | None, where: Location) -> dict[str, Any]:
    reason = phrases.main_reason(found)
    column = reason.column if reason else ""
    # By its id a row is known again; without one, by what makes it odd.
    known: Value | list[Value] = (
        found.id if found.id is not None else [r.observed for r in found.reasons]
    )
    kind = kinds.of_finding(found, group)
    name = phrases.row_name(found.row, found.id)
    return {
        **_stated(kind, f"{name}: {found.text}", found.surprise),
        "locations": [_location(where, found.row, column)],
        "partialFingerprints": _fingerprint(kind, column, known),
        "properties": {k: v for k, v in jsonl.finding(found).items() if k != "kind"},
    }


def _alike(group: Group, where: Location) -> dict[str, Any]:
    return {
        **_stated(kinds.ALIKE, group.text, group.surprise),
        **_places(where, group.rows, group.emphasis),
        "partialFingerprints": _fingerprint(kinds.ALIKE, "", list(group.emphasis)),
        "properties": {k: v for k, v in jsonl.group(group).items() if k != "kind"},
    }


def _fact(known: Fact, where: Location) -> dict[str, Any]:
    kind = kinds.of_fact(known.fact)
    rule = {"ruleId": kind} | ({"ruleIndex": _RULES[kind]} if kind in _RULES else {})
    return {
        **rule,
        "level": "note",
        "message": _message(known.text),
        **_places(where, known.rows, known.columns),
        "partialFingerprints": _fingerprint(kind, "", list(known.columns)),
        "properties": {k: v for k, v in jsonl.fact(known).items() if k != "kind"},
    }


def _stated(kind: str, text: str, surprise: float) -> dict[str, Any]:
    return {
        "ruleId": kind,
        "ruleIndex": _RULES[kind],
        "level": "warning",
        "message": _message(text),
        "rank": round(100 * min(max(surprise, 0.0) / MOST_SURPRISE, 1.0), 1),
    }


def _places(where: Location, rows: Iterable[int], columns: Iterable[str]) -> dict[str, Any]:
    """The first row as the place of a statement about several, others as related."""
    named = tuple(rows)[:MOST_RELATED]
    column = next(iter(columns), "")
    first = _location(where, named[0] if named else None, column)
    others = [_location(where, row, column) for row in named[1:]]
    return {"locations": [first]} | ({"relatedLocations": others} if others else {})


def _location(where: Location, row: int | None, column: str) -> dict[str, Any]:
    steps = [where.name, *([f"row {row}"] if row is not None else []), column]
    named = [wording.plain(step) for step in steps if step]
    place: dict[str, Any] = {
        "logicalLocations": [
            {
                "name": named[-1],
                "fullyQualifiedName": "/".join(named),
                "kind": "column" if column else "row" if row is not None else "table",
            }
        ]
    }
    if where.uri:
        place["physicalLocation"] = {"artifactLocation": {"uri": where.uri, "index": 0}}
        if row is not None and row in where.lines:
            place["physicalLocation"]["region"] = {"startLine": where.lines[row]}
    return place


def _message(text: str) -> dict[str, str]:
    """A message in which nothing is a placeholder (3.11.5) or a link (3.11.6)."""
    inert = wording.plain(text).replace("{", "{{").replace("}", "}}")
    return {"text": re.sub(r"\[(?=[^\[]*\]\()", r"\\[", inert)}


def _fingerprint(kind: str, column: str, known: object) -> dict[str, str]:
    said = json.dumps([kind, column, known], ensure_ascii=True, default=str)
    return {"vedette/v1": hashlib.sha256(said.encode()).hexdigest()[:32]}


def _numbered(results: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fingerprints told apart where they are equal, and once more as GitHub calls them."""
    seen: Counter[str] = Counter()
    for result in results:
        prints = result["partialFingerprints"]
        mark = prints["vedette/v1"]
        seen[mark] += 1
        mark = f"{mark}:{seen[mark]}"
        prints |= {"vedette/v1": mark, "primaryLocationLineHash": mark}
    return results
