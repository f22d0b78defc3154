"""Read a table and say what its columns are for, without judging anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, named, values
from vedette.core.findings import Value
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.core.table import Column, Roles, Table
    from vedette.report.roles_screen import Understood

EXAMPLES = 3
ROWS_FOR_EXAMPLES = 1_000


def understand(
    data: Any,
    *,
    roles: Mapping[str, str] | None = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> tuple[Table, Roles]:
    """The table and the roles of its columns, guessed but for those given."""
    from vedette.core.redaction import withholding
    from vedette.tables.reading import read
    from vedette.tables.roles import guess_roles

    given = check(fdr=0.1, budget=None, roles=roles, seed=0)
    rows = None if progress is None else partial(progress, "reading")
    hidden = named("redact", redact)
    with withholding(hidden):
        table = read(
            data,
            select=named("select", select),
            ignore=named("ignore", ignore),
            where=where,
            na=values(na),
            encoding=encoding,
            redact=hidden,
            progress=rows,
        )
        return table, guess_roles(table, given)


def with_examples(table: Table, roles: Roles) -> tuple[Understood, ...]:
    """Each column with its role and up to three of its values."""
    from vedette.report.roles_screen import Understood

    columns = {column.name: column for column in table}
    return tuple(
        Understood(
            name,
            role,
            _examples(columns[name]) if name in columns else (),
            name in table.redacted,
        )
        for name, role in roles.items()
    )


def _examples(column: Column) -> tuple[Value, ...]:
    """The first different values of a column, missing ones aside."""
    present = (~column.missing).nonzero()[0][:ROWS_FOR_EXAMPLES]
    values: dict[Value, None] = {}
    for row in present:
        values[column.cell(int(row))] = None
        if len(values) == EXAMPLES:
            break
    return tuple(values)
