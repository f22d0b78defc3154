"""Parquet: typed columns, read a few at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput
from vedette.core.table import Column
from vedette.tables.casting import CELLS_AT_ONCE, COLUMNS_AT_ONCE, columns_of, parts, stored
from vedette.tables.engine import Relation, answered, literal, quoted
from vedette.tables.formats import LARGEST_WHOLE

SHORT = ("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")
NUMBERS = (*SHORT, "FLOAT", "DOUBLE", "DECIMAL")
LONG = ("BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT")


def open_parquet(
    con: Any, path: Path, name: str, wanted: Wanted
) -> tuple[Relation, list[str]]:
    """The file as a relation of its chosen columns, and their DuckDB types."""
    check_ends(path, name)
    origin = f"read_parquet({literal(str(path))})"
    with answered(f"{name} cannot be read as Parquet", hint="is the file complete?"):
        described = con.execute(f"DESCRIBE SELECT * FROM {origin}").fetchall()
        names = tuple(row[0] for row in described)
        types = {row[0]: row[1] for row in described}
        chosen = wanted(names)
        rows = con.execute(f"SELECT count(*) FROM {origin}").fetchone()[0]
    fields = tuple(quoted(n) for n in chosen)
    return Relation(con, origin, chosen, fields, rows), [types[n] for n in chosen]


Wanted = Callable[[tuple[str, ...]], tuple[str, ...]]


def check_ends(path: Path, name: str) -> None:
    """Raise `InvalidInput` if the file does not end as Parquet does."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(max(0, path.stat().st_size - 4))
        tail = file.read(4)
    if head != b"PAR1":
        raise InvalidInput(f"{name} is not a Parquet file: it begins with {head!r}")
    if tail != b"PAR1" or path.stat().st_size < 12:
        raise InvalidInput(
            f"{name} is a Parquet file cut short: its last bytes are {tail!r}, not b'PAR1'",
            hint="copy or download it again",
        )


def typed_columns(
    relation: Relation,
    types: list[str],
    name: str,
    advance: Callable[[float], None] = lambda share: None,
) -> list[Column]:
    """Each column by its type; text is read as text in a file of text is."""
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
            made[i] = columns_of(one)[0]
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
