"""A result as a Parquet table: one row for each row of the table that something is said of.

Findings come first, most surprising first, then the rows of groups alike, then those of
facts. `row` (and `id`) are what to join on; `kind` says which of the three it is.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from vedette.core.findings import Finding, Reason, Value
from vedette.core.result import Result
from vedette.report import jsonl
from vedette.report.phrases import main_reason
from vedette.tables.engine import connection, literal, quoted

# As DuckDB names them. A value is kept as text, and as a number where it is one.
COLUMNS = {
    "kind": "VARCHAR",
    "row": "BIGINT",
    "id": "VARCHAR",
    "surprise": "DOUBLE",
    "capped": "BOOLEAN",
    "group": "INTEGER",
    "column": "VARCHAR",
    "observed": "VARCHAR",
    "expected": "VARCHAR",
    "low": "VARCHAR",
    "high": "VARCHAR",
    "observed_number": "DOUBLE",
    "expected_number": "DOUBLE",
    "low_number": "DOUBLE",
    "high_number": "DOUBLE",
    "fact": "VARCHAR",
    "count": "BIGINT",
    "text": "VARCHAR",
}
_REASON = {
    "column": "VARCHAR",
    "share": "DOUBLE",
    "observed": "VARCHAR",
    "expected": "VARCHAR",
    "low": "VARCHAR",
    "high": "VARCHAR",
    "given": "VARCHAR[]",
}
_VALUES = ("observed", "expected", "low", "high")


def dump(result: Result) -> bytes:
    """The table as the bytes of a Parquet file; the run is in its metadata, as JSON."""
    rows = list(_rows(result))
    given = {
        f"c{i}": _array([row.get(name) for row in rows], kind)
        for i, (name, kind) in enumerate(COLUMNS.items())
    }
    given["reasons"] = _array([row.get("reasons") for row in rows], "VARCHAR")
    chosen = [
        f"CAST(c{i} AS {kind}) AS {quoted(name)}"
        for i, (name, kind) in enumerate(COLUMNS.items())
    ]
    run = jsonl.one_line(jsonl.run(result))
    with connection() as con, tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        con.register("given", given)
        path = Path(folder) / "findings.parquet"
        con.execute(
            f"COPY (SELECT {', '.join(chosen)}, {_reasons()} AS reasons FROM given) "
            f"TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, "
            f"KV_METADATA {{vedette: {literal(run)}}})"
        )
        return path.read_bytes()


def _reasons() -> str:
    """The reasons of a finding, which come as JSON, as a list of structs."""
    fields = ", ".join(f'"{name}": "{kind}"' for name, kind in _REASON.items())
    shape = fields.replace('"VARCHAR[]"', '["VARCHAR"]')
    return f"from_json(CAST(reasons AS VARCHAR), '[{{{shape}}}]')"


def _array(values: list[Any], kind: str) -> np.ndarray[Any, Any]:
    """A column for DuckDB: what is missing is None, NaN in numbers."""
    if kind == "DOUBLE":
        return np.array([math.nan if v is None else v for v in values], dtype=np.float64)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def _rows(result: Result) -> Iterator[dict[str, Any]]:
    """What is said of each row, by the names of the columns."""
    for found in result.findings:
        yield _finding(found)
    listed = {found.row for found in result.findings}
    for group in result.groups:
        for row in group.rows:
            if group.alike or row not in listed:  # a copy of a finding's row
                yield {
                    "kind": "alike" if group.alike else "copy",
                    "row": row,
                    "surprise": round(group.surprise, 4),
                    "capped": group.capped,
                    "group": group.group,
                    "count": group.count,
                    "text": _text(group.text),
                }
    for known in result.facts:
        said: dict[str, Any] = {
            "kind": "fact",
            "fact": known.fact,
            "column": _text(", ".join(known.columns)),
            "count": known.count,
            "text": _text(known.text),
        }
        yield from ({**said, "row": row} for row in known.rows)
        if not known.rows:
            yield said


def _finding(found: Finding) -> dict[str, Any]:
    reason = main_reason(found)
    return {
        "kind": "finding",
        "row": found.row,
        "id": _as_text(found.id),
        "surprise": round(found.surprise, 4),
        "capped": found.capped,
        "group": found.group,
        "text": _text(found.text),
        "reasons": jsonl.one_line([_reason(r) for r in found.reasons]),
        **({} if reason is None else _cell(reason)),
    }


def _cell(reason: Reason) -> dict[str, Any]:
    values = {name: getattr(reason, name) for name in _VALUES}
    return {
        "column": _text(reason.column),
        **{name: _as_text(value) for name, value in values.items()},
        **{f"{name}_number": _as_number(value) for name, value in values.items()},
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "column": reason.column,
        "share": round(reason.share, 4),
        **{name: _as_text(getattr(reason, name)) for name in _VALUES},
        "given": list(reason.given),
    }


def _as_text(value: Value) -> str | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(str(value))


def _as_number(value: Value) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _text(text: str) -> str:
    """Text that is valid Unicode."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
