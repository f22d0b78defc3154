"""A result from the JSON Lines of an earlier scan: findings, groups and facts, but no table.

The lines are read by type, so what is not made as `report.jsonl` makes it is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from vedette.core.errors import InvalidInput
from vedette.core.findings import Fact, Finding, Group
from vedette.core.table import Role, RoleKind, Source
from vedette.report.jsonl import SCHEMA
from vedette.report.result import Result

T = TypeVar("T")
HEAD_BYTES = 1 << 20


class _Column(msgspec.Struct):
    name: str
    role: RoleKind


class _Run(msgspec.Struct):
    rows: int
    columns: tuple[_Column, ...]
    fdr: float | None
    expected_false: float | None
    seed: int
    source: str
    vedette: str = ""
    budget: int | None = None
    checked: tuple[str, ...] = ()
    not_checked: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    needed: int | None = None
    detector: str | None = None


def is_result(head: bytes) -> bool:
    """Whether a file that begins so is the JSON Lines of a scan, and not a table."""
    line = head.partition(b"\n")[0]
    if not line.startswith(b'{"kind":"run"') and b'"run"' not in line:
        return False
    try:
        told = json.loads(line)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("kind") == "run" and "schema" in told


def load(lines: Iterable[bytes], name: str) -> Result:
    """The result that the lines tell of.

    name
        Of the file, for errors.

    Raises InvalidInput for lines that are none of ours, or of a later schema.
    """
    run: _Run | None = None
    found: dict[type, list[Any]] = {Finding: [], Group: [], Fact: []}
    kinds = {"finding": Finding, "group": Group, "fact": Fact}
    for number, line in enumerate(lines, 1):
        told = _object(line, name, number)
        kind = told.get("kind")
        if kind == "run":
            _check_schema(told, name)
            run = _made(told, _Run, name, number)
        elif kind in kinds:
            found[kinds[kind]].append(_made(told, kinds[kind], name, number))
    if run is None:
        raise InvalidInput(f"{name} has no line of the kind 'run'")
    groups = tuple(found[Group])
    _check_groups(found[Finding], groups, name)
    return Result(
        source=Source(run.source, "JSON Lines"),
        rows=run.rows,
        roles={column.name: Role(column.role) for column in run.columns},
        fdr=run.fdr,
        budget=run.budget,
        seed=run.seed,
        findings=tuple(found[Finding]),
        groups=groups,
        facts=tuple(found[Fact]),
        expected_false=run.expected_false,
        checked=run.checked,
        not_checked=run.not_checked,
        seconds=0.0,
        notes=run.notes,
        detector=run.detector,
        needed=run.needed,
        version=run.vedette,
    )


def _object(line: bytes, name: str, number: int) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise InvalidInput(f"{name}: line {number} is no JSON object, or is cut short")
    return told


def _made(told: dict[str, Any], kind: type[T], name: str, number: int) -> T:
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"{name}: line {number} is no {told['kind']} of a scan: {error}"
        ) from None


def _check_schema(told: dict[str, Any], name: str) -> None:
    if told.get("schema") != SCHEMA:
        raise InvalidInput(
            f"{name} has schema {told.get('schema')!r}, this version reads {SCHEMA}",
            hint="update vedette",
        )


def _check_groups(findings: list[Finding], groups: tuple[Group, ...], name: str) -> None:
    numbers = {group.group for group in groups}
    if len(numbers) < len(groups) or any(f.group not in numbers for f in findings):
        raise InvalidInput(
            f"{name}: its findings and groups do not fit; is a part missing?"
        )
