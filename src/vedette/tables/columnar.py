"""Parquet: typed columns, read a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.core.redaction import excerpt
from vedette.core.table import Column
from vedette.tables.casting import CELLS_AT_ONCE, COLUMNS_AT_ONCE, columns_of, parts, stored
from vedette.tables.engine import Relation, answered, listed, literal, quoted
from vedette.tables.formats import LARGEST_WHOLE

SHORT = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")
NUMBERS = (*SHORT, "FLOAT", "DOUBLE", "DECIMAL")
LONG = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT")


FILE = "file a row is from"  # DuckDB's column of paths; a user's own may be "filename"


def open_parquet(
    con: Any, paths: Sequence[Path], names: Sequence[str]
) -> tuple[Relation, tuple[str, ...]]:
    """The files as one relation, columns by name, and their DuckDB types.

    Of several files the field `FILE` is the path that a row is from.
    """
    for path, name in zip(paths, names, strict=True):
        check_ends(path, name)
    name = names[0] if len(paths) == 1 else f"{names[0]} and {len(paths) - 1} more"
    tagged = f", union_by_name=true, filename={literal(FILE)}" if len(paths) > 1 else ""
    origin = f"read_parquet({listed(paths)}{tagged})"
    with answered(f"{name} cannot be read as Parquet", hint="is the file complete?"):
        described = con.execute(f"DESCRIBE SELECT * FROM {origin}").fetchall()
        rows = con.execute(f"SELECT count(*) FROM {origin}").fetchone()[0]
    columns = {row[0]: row[1] for row in described if len(paths) == 1 or row[0] != FILE}
    fields = tuple(quoted(n) for n in columns)
    return Relation(con, origin, tuple(columns), fields, rows), tuple(columns.values())


def columns_by_file(con: Any, paths: Sequence[Path]) -> list[tuple[str, ...]]:
    """The columns of each Parquet file."""
    rows = con.execute(
        "SELECT file_name, name, coalesce(num_children, 0) "
        f"FROM parquet_schema({listed(paths)})"
    ).fetchall()
    found: dict[str, list[str]] = {str(path): [] for path in paths}
    inside = 0  # elements still to come that are part of a nested column
    known: set[str] = set()
    for file, name, children in rows:
        if file not in known:  # the first element is the file itself
            known.add(file)
        elif inside:
            inside += children - 1
        else:
            found[file].append(name)
            inside = children
    return [tuple(found[str(path)]) for path in paths]


def check_ends(path: Path, name: str) -> None:
    """Raise `InvalidInput` if the file does not end as Parquet does."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, path.stat().st_size - 4))
        tail = file.read(4)
    if head != b"PAR1":
        raise InvalidInput(
            f"{name} is not a Parquet file: it begins with {excerpt(head)!r}"
        )
    if tail != b"PAR1" or path.stat().st_size < 12:
        raise InvalidInput(
            f"{name} is a Parquet file cut short: its last bytes are {excerpt(tail)!r}, "
            "not b'PAR1'",
            hint="copy or download it again",
        )


def typed_columns(
    relation: Relation,
    types: Sequence[str],
    name: str,
    advance: Callable[[float], None] = lambda share: None,
    prepare: Callable[[Relation], Relation] = lambda texts: texts,
) -> list[Column]:
    """Each column by its type; text is read as text in a file of text is.

    prepare
        What is done to a relation of texts before they are read.
    """
    made: dict[int, Column] = {}
    texts = [i for i, t in enumerate(types) if base(t) not in ("number", "time", "flag")]
    rest = [i for i, t in enumerate(types) if i not in set(texts)]
    size = max(1, min(COLUMNS_AT_ONCE, CELLS_AT_ONCE // max(1, relation.rows)))
    with answered(f"{name} cannot be read", hint="is the file damaged?"):
        for part in parts(len(rest), size):
            some = [rest[k] for k in part]
            arrays = relation.fetch([typed_sql(types[i], relation.fields[i]) for i in some])
            for i, array in zip(some, arrays, strict=True):
                column = typed(relation.names[i], types[i], array)
                if (
                    column is None
                ):  # whole numbers too long for a float: a name of something
                    texts.append(i)
                else:
                    made[i] = column
            advance(len(made) / len(types))
        for i in texts:
            field = f"CAST({relation.fields[i]} AS VARCHAR)"
            origin = f"(SELECT {field} AS v FROM {relation.origin})"
            one = Relation(
                relation.con, origin, (relation.names[i],), ("v",), relation.rows
            )
            made[i] = columns_of(prepare(one))[0]
            advance(len(made) / len(types))
    return [made[i] for i in range(len(types))]


def base(kind: str) -> str:
    word = kind.partition("(")[0]
    if kind.endswith("[]") or word in ("STRUCT", "MAP", "UNION"):
        return "text"
    if word in NUMBERS or word in LONG:
        return "number"
    if word == "DATE" or word.startswith("TIMESTAMP"):
        return "time"
    return "flag" if word == "BOOLEAN" else "text"


def text_sql(kind: str, field: str) -> str:
    """A value as a file of text would have it."""
    exact = typed_sql(kind, field) if base(kind) == "time" else field
    return f"CAST({exact} AS VARCHAR)"


def typed_sql(kind: str, field: str) -> str:
    match base(kind):
        case "time":
            # Microseconds since 1970 need no calendar of time zones.
            return f"make_timestamp(epoch_us({field}))"
        case "flag":
            return f"CAST({field} AS DOUBLE)"
        case _:
            return field if kind in LONG[:2] else f"CAST({field} AS DOUBLE)"


def typed(name: str, kind: str, array: npt.NDArray[Any]) -> Column | None:
    """The column; None if its whole numbers are too long to be kept as floats."""
    match base(kind):
        case "time":
            return Column(name, "time", stored("time", array))
        case "flag":
            return Column(name, "flag", stored("flag", array))
    return number_column(name, array)


def number_column(name: str, array: npt.NDArray[Any]) -> Column | None:
    """Numbers; infinite ones are misfits. None for whole numbers above 2**53."""
    plain = np.ma.getdata(array)
    if plain.dtype.kind in "iu" and plain.dtype.itemsize == 8:
        known = plain[~np.ma.getmaskarray(array)]
        if len(known) and (known.max() > LARGEST_WHOLE or known.min() < -LARGEST_WHOLE):
            return None
    values = stored("number", array)
    rows = np.flatnonzero(np.isinf(values))
    if not len(rows):
        return Column(name, "number", values)
    texts = np.array([str(v) for v in values[rows]], dtype=object)
    values[rows] = np.nan
    return Column(name, "number", values, misfit_rows=rows, misfit_texts=texts)
