"""Arrow IPC: files (Feather) and streams, mapped into memory where they are not packed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput, MissingExtra
from vedette.core.redaction import excerpt
from vedette.tables.engine import Relation, answered, quoted
from vedette.tables.magic import ARROW_FILE


def load(con: Any, path: Path, name: str) -> tuple[Relation, tuple[str, ...]]:
    """The table as a relation, and the DuckDB types of its columns."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra(
            f"{name} is an Arrow file, which needs pyarrow",
            hint="pip install 'vedette[arrow]'",
        ) from None
    try:
        with pa.memory_map(str(path)) as source:
            is_file = source.read(6) == ARROW_FILE
            source.seek(0)
            reader = pa.ipc.open_file(source) if is_file else pa.ipc.open_stream(source)
            table = reader.read_all()
            table.validate(full=True)
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError) as error:
        raise InvalidInput(
            f"{name} cannot be read as Arrow: {excerpt(str(error).partition(chr(10))[0])}",
            hint="is the file complete?",
        ) from None
    names = tuple(table.column_names)
    repeated = sorted({n for n in names if names.count(n) > 1})
    if repeated:
        raise InvalidInput(f"{name} has two columns that are called {repeated[0]!r}")
    # Extension types are read as what they are stored as.
    with answered(f"{name} cannot be read as Arrow"):
        con.register("arrow", table)
        described = con.execute("DESCRIBE SELECT * FROM arrow").fetchall()
    fields = tuple(quoted(n) for n in names)
    relation = Relation(con, "arrow", names, fields, table.num_rows)
    return relation, tuple(row[1] for row in described)
