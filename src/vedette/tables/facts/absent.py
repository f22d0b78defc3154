"""What is not there, or says nothing: missing cells, columns of one value or nearly so."""

from __future__ import annotations

import numpy as np

from vedette.core.findings import Fact
from vedette.core.redaction import REDACTED
from vedette.core.table import NO_ROWS, Column, Roles, Table
from vedette.tables.facts.columns import code, looked_at, role, strided
from vedette.tables.facts.wording import fact, kind_text, name, plural, row_list, share

MOST_FACTS = 12  # of one kind; the rest is one line
NEARLY_ROWS = 500  # a column this long
NEARLY = 10  # with at most so many rows off its one value


def missing(table: Table, roles: Roles) -> list[Fact]:
    """How many cells are missing; columns that miss the same rows are one fact.

    Cells of a wrong type are not counted here: they have a fact of their own.
    """
    groups: dict[tuple[int, bytes], list[str]] = {}
    for column in looked_at(table, roles):
        rows = np.flatnonzero(column.missing)
        if len(column.misfit_rows):
            rows = np.setdiff1d(rows, column.misfit_rows, assume_unique=True)
        if 0 < len(rows) < table.rows:
            groups.setdefault((len(rows), rows.tobytes()), []).append(column.name)
    facts = []
    ordered = sorted(groups.items(), key=lambda item: -item[0][0])
    for (count, content), names in ordered[:MOST_FACTS]:
        rows = np.frombuffer(content, dtype=np.int64)
        shown = " and ".join(name(x) for x in names[:2])
        if len(names) > 2:
            shown = f"{name(names[0])} and {len(names) - 1} more columns"
        of = f"in {plural(count, 'row')} ({share(count, table.rows)})"
        verb = "are missing together" if len(names) > 1 else "is missing"
        text = f"{shown} {verb} {of}"
        facts.append(fact("missing", tuple(names), rows, text, bonus=count / table.rows))
    rest = [x for _, names in ordered[MOST_FACTS:] for x in names]
    if rest:
        least = ordered[MOST_FACTS][0][0]
        text = (
            f"{plural(len(rest), 'further column')} with missing cells, in at most "
            f"{plural(least, 'row')} each"
        )
        facts.append(fact("missing", tuple(rest), NO_ROWS, text, bonus=-1, count=least))
    return facts


def constants(table: Table, roles: Roles) -> list[Fact]:
    """Columns with no value, with one value, and with one value but for a few rows."""
    empty: list[str] = []
    same: list[tuple[str, str]] = []
    facts = []
    for column in looked_at(table, roles):
        first = one_value(column)
        if first is None:
            if column.missing.all():
                empty.append(column.name)
            elif role(roles, column) not in ("id", "time", "weight", "text"):
                facts.extend(nearly(column))
        elif table.rows > 1:
            same.append((column.name, first))
    if empty:
        shown = ", ".join(name(x) for x in empty[:4]) + (", ..." if len(empty) > 4 else "")
        verb = "has" if len(empty) == 1 else "have"
        text = f"{shown} {verb} no value in any row"
        facts.append(fact("all_missing", tuple(empty), NO_ROWS, text, count=table.rows))
    if same:
        shown = ", ".join(f"{name(x)} = {v}" for x, v in same[:3])
        more = f" and {len(same) - 3} more" if len(same) > 3 else ""
        text = f"constant: {shown}{more}"
        names = tuple(x for x, _ in same)
        facts.append(fact("constant", names, NO_ROWS, text, count=table.rows))
    return facts


def one_value(column: Column) -> str | None:
    """The column's only value in words; None if there are none or several."""
    there = np.flatnonzero(~column.missing[: min(len(column), 5000)])
    if not there.size:
        there = np.flatnonzero(~column.missing)
        if not there.size:
            return None
    value = column.values[there[0]]
    if bool(np.any(column.values[there] != value)):
        return None
    if bool(np.any((column.values != value) & ~column.missing)):
        return None
    if column.redacted:
        return REDACTED
    return kind_text(column.levels[value] if column.kind == "text" else value)


def nearly(column: Column) -> list[Fact]:
    """The few rows of a column that is otherwise of one value."""
    present = column.values[strided(len(column), 64)]
    if len(column) < NEARLY_ROWS:
        return []
    # A value for all but 10 of 500 rows is the median of any sample of 64.
    usual = np.median(present) if column.kind != "text" else None
    if usual is not None and np.count_nonzero(present == usual) < 48:
        return []
    coded = code(column)
    there = coded.codes[coded.codes >= 0]
    counts = np.bincount(there, minlength=coded.k)
    top = int(counts.argmax())
    rows = np.flatnonzero((coded.codes >= 0) & (coded.codes != top))
    if not (len(there) >= NEARLY_ROWS and 0 < len(rows) <= min(NEARLY, 0.005 * len(there))):
        return []
    text = (
        f"{name(column.name)} is {coded.label(top)} in all but {plural(len(rows), 'row')}: "
    )
    return [fact("nearly_constant", (column.name,), rows, text + row_list(rows))]
