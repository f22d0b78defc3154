"""JSON: one object a line, or one array of objects. Every value is read as text first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput
from vedette.core.redaction import excerpt
from vedette.tables.engine import Relation, file_number, first_line, listed, literal
from vedette.tables.ragged import check_encoding
from vedette.tables.staging import Empty

OBJECT_BYTES = 1 << 24
JSON_WORDS = {
    "ARRAY": "array",
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "NULL": "null",
    "OBJECT": "object",
}


def load(con: Any, paths: Sequence[Path], name: str) -> tuple[Relation, tuple[str, ...]]:
    """All rows as text, and notes on what was nested.

    Of many files (all arrays, or none), the table `cells` also holds `file`, by the number
    that each path ends in.
    """
    import duckdb

    array = is_array(paths[0])
    style = "array" if array else "newline_delimited"
    # An array on one line is one object to the reader's buffers.
    largest = max(path.stat().st_size for path in paths)
    limit = max(OBJECT_BYTES, min(largest + 1024, 1 << 30))
    options = (
        f"{listed(paths)}, format='{style}', compression='none', "
        f"maximum_object_size={limit}"
    )
    several = len(paths) > 1
    try:
        names = keys(con, options, several=several)
        if not names:
            diagnose(paths[0], name, array=array)
            raise Empty(f"{name} has no rows", hint="one JSON object a line")
        cells = rows_of(con, names, several=several)
        return Relation(con, "cells", names, *cells), nested(con, names)
    except duckdb.Error as error:
        diagnose(paths[0], name, array=array)
        raise InvalidInput(f"{name} cannot be read as JSON: {first_line(error)}") from None


def is_array(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(256).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")


def keys(con: Any, options: str, *, several: bool) -> tuple[str, ...]:
    """Every key of the objects, in order of first appearance."""
    number, tagged = "", ""
    if several:
        number, tagged = f", {file_number('filename')} AS file", ", filename=true"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE objects AS SELECT json{number} "
        f"FROM read_json_objects({options}{tagged})"
    )
    odd = con.execute(
        "SELECT rowid, json_type(json) FROM objects "
        "WHERE json_type(json) <> 'OBJECT' LIMIT 1"
    ).fetchone()
    if odd is not None:
        raise InvalidInput(
            f"row {odd[0]} is a JSON {JSON_WORDS.get(odd[1], 'number')}, not an object",
            hint='each row is an object: {"a": 1, "b": 2}',
        )
    found = con.execute(
        "SELECT k FROM (SELECT unnest(ks) AS k, n, generate_subscripts(ks, 1) AS place "
        "FROM (SELECT json_keys(json) AS ks, min(rowid) AS n FROM objects GROUP BY ks)) "
        "GROUP BY k ORDER BY min(n * 1000000 + place)"
    ).fetchall()
    return tuple(row[0] for row in found)


def rows_of(
    con: Any, names: tuple[str, ...], *, several: bool
) -> tuple[tuple[str, ...], int]:
    """Fill the table `cells`; its fields and the number of rows."""
    fields = tuple(f"c{i}" for i in range(len(names)))
    paths = ", ".join(literal(pointer(n)) for n in names)
    also = ", file" if several else ""
    picked = ", ".join(f"x[{i}] AS c{i - 1}" for i in range(1, len(names) + 1))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE cells AS SELECT {picked}{also} FROM "
        f"(SELECT json_extract_string(json, [{paths}]) AS x{also} FROM objects)"
    )
    con.execute("DROP TABLE objects")
    return fields, con.execute("SELECT count(*) FROM cells").fetchone()[0]


def pointer(key: str) -> str:
    """A key as a JSON pointer."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def nested(con: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """A note for each column whose first values are objects or lists."""
    marks = ", ".join(
        f"count_if(starts_with(c{i}, '{{') OR starts_with(c{i}, '['))"
        for i in range(len(names))
    )
    counts = con.execute(f"SELECT {marks} FROM (SELECT * FROM cells LIMIT 100)").fetchone()
    return tuple(
        f"{name} holds nested values: they are taken as text"
        for name, count in zip(names, counts, strict=True)
        if count
    )


def diagnose(path: Path, name: str, *, array: bool) -> None:
    """Raise `InvalidInput` at the first place that is not JSON."""
    check_encoding(path, name)
    if array:
        try:
            json.loads(path.read_text(encoding="utf-8-sig"))
        except json.JSONDecodeError as error:
            where = f"line {error.lineno}, column {error.colno}"
            raise InvalidInput(f"{name} is not JSON: {where}: {error.msg}") from None
        return
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except json.JSONDecodeError as error:
                where = f"line {number}, column {error.colno}"
                raise InvalidInput(
                    f"{name} is not JSON Lines: {where}: {error.msg}",
                    hint="one JSON object on each line",
                ) from None
            if not isinstance(value, dict):
                raise InvalidInput(
                    f"{name}: line {number} is not a JSON object: "
                    f"{excerpt(line.strip()[:40])}",
                    hint='each line is an object: {"a": 1, "b": 2}',
                )
