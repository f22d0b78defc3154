"""What each column of a file is, decided over all rows, and the file brought into a database.

The columns of a file of text are decided as in memory (`casting`), those of Parquet by their
types (`columnar`). The database then holds `typed`, the columns as they are stored (NULL where
missing), and `misfits`, what stood where a value does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from vedette.core.errors import InvalidInput
from vedette.core.table import Kind, Source
from vedette.tables import columnar, formats
from vedette.tables.absent import Absent
from vedette.tables.casting import Reading, decide, parts
from vedette.tables.engine import Relation, answered, literal, watched
from vedette.tables.opening import open_files, shape_of
from vedette.tables.reading import Choice
from vedette.tables.staging import Plain

Progress = Callable[[int, int | None], None]

AT_ONCE = 2  # columns that are decided together; more would be told of too seldom
PARTS = 1_000  # of the work, in which progress is told
# Of the work, what is done once the text is in, and once it is known what it says.
LOADED, DECIDED = 0.35, 0.75


@dataclass(frozen=True)
class Plan:
    """How one column gets into the database.

    field
        Its name there.
    given
        SQL of the text, or of the value by its type, NULL where there is none: called v in
        `value` and `odd`, which are the value as it is stored, and whether what stands there
        does not fit ("": all do).
    """

    name: str
    field: str
    kind: Kind
    given: str
    value: str = "v"
    odd: str = ""

    def as_people_expect(self, whole: bool) -> str:
        """The stored field in a condition: whole numbers are whole, flags are flags."""
        if self.kind == "flag":
            return f"CAST({self.field} AS BOOLEAN)"
        return f"CAST({self.field} AS BIGINT)" if whole else self.field


@dataclass(frozen=True)
class Loaded:
    """What is in the database, and the values that stand for missing in it."""

    plans: tuple[Plan, ...]
    source: Source
    absent: Absent
    notes: tuple[str, ...] = ()


def load(
    con: Any,
    plain: Plain,
    sheet: str | None,
    choice: Choice,
    na: list[Any] | None,
    progress: Progress,
) -> Loaded:
    """Fill `typed` and `misfits` from a file; refuses what cannot be read as a table."""
    if sheet is not None and plain.kind != "excel":
        raise InvalidInput(f"{plain.name} is no workbook, so it has no sheet {sheet!r}")
    progress(0, PARTS)
    shape = shape_of(plain)
    if shape.dialect is not None:
        choice(shape.dialect.names)  # refused before the work, not after it
    with watched(con, told(progress, 0, LOADED)):
        opened = open_files(con, [plain], shape, sheet)
    relation = opened.relation
    absent = Absent(na, relation.names)
    kept, place = choice(relation.names), {n: k for k, n in enumerate(relation.names)}
    fields = tuple(relation.fields[place[n]] for n in kept)
    chosen = replace(relation, names=kept, fields=fields)
    with answered(f"{plain.name} cannot be read", hint="is the file damaged?"):
        if opened.types is None:
            chosen = absent.in_texts(chosen)
            comma = opened.decimal_comma
            plans = tuple(plans_of_text(chosen, progress, decimal_comma=comma))
        else:
            types = [opened.types[place[n]] for n in kept]
            plans = tuple(plans_by_type(chosen, types, absent))
        fill(con, chosen, plans, progress)
    if relation.origin == "cells":
        con.execute("DROP TABLE cells")
    source = Source(plain.name, opened.format, plain.size)
    return Loaded(plans, source, absent, (*plain.notes, *opened.notes))


def plans_of_text(
    relation: Relation, progress: Progress, *, decimal_comma: bool = False
) -> Iterator[Plan]:
    """For columns that are all text, by the readings that `casting` decides."""
    width = len(relation.names)
    for part in parts(width, AT_ONCE):
        shares = [LOADED + (DECIDED - LOADED) * k / width for k in (part.start, part.stop)]
        with watched(relation.con, told(progress, *shares)):
            readings = decide(relation, part, decimal_comma=decimal_comma)
        for i, reading in zip(part, readings, strict=True):
            given = formats.present(relation.fields[i])
            yield plan_of(relation.names[i], f"c{i}", given, reading)


def told(progress: Progress, first: float, last: float) -> Callable[[float], None]:
    """What hears the share of a statement that is done, as a part of all the work."""

    def hear(share: float) -> None:
        progress(round(PARTS * (first + share * (last - first))), PARTS)

    return hear


def plan_of(name: str, field: str, given: str, reading: Reading) -> Plan:
    if reading.kind == "text":
        return Plan(name, field, "text", given)
    odd = f"v IS NOT NULL AND ({reading.sql}) IS NULL" if reading.misfits else ""
    return Plan(name, field, reading.kind, given, reading.sql, odd)


def plans_by_type(relation: Relation, types: list[str], absent: Absent) -> Iterator[Plan]:
    """For columns of Parquet; what is text there is read as text in a file of text is."""
    for i, (name, field, kind) in enumerate(
        zip(relation.names, relation.fields, types, strict=True)
    ):
        base = columnar.base(kind)
        if base == "number" and kind in columnar.LONG and too_long(relation, field):
            base = "text"
        if base == "text":
            text = f"CAST({field} AS VARCHAR)"
            origin = f"(SELECT {text} AS v FROM {relation.origin})"
            plain = Relation(relation.con, origin, (name,), ("v",), relation.rows)
            one = absent.in_texts(plain)
            (reading,) = decide(one, range(1), decimal_comma=False)
            (given,) = absent.in_texts(replace(plain, fields=(text,))).fields
            yield plan_of(name, f"c{i}", formats.present(given), reading)
            continue
        given = columnar.typed_sql(kind, field)
        if base != "number":
            yield Plan(name, f"c{i}", "flag" if base == "flag" else "time", given)
            continue
        finite = "CASE WHEN isfinite(v) THEN v END"
        odd = "isinf(v)" if any_infinite(relation, given) else ""
        yield Plan(name, f"c{i}", "number", f"CAST({field} AS DOUBLE)", finite, odd)


def too_long(relation: Relation, field: str) -> bool:
    """Whether a column of whole numbers has some that a float would not keep."""
    least, most = relation.con.execute(
        f"SELECT min({field}), max({field}) FROM {relation.origin}"
    ).fetchone()
    largest = formats.LARGEST_WHOLE
    return least is not None and not (-largest <= least and most <= largest)


def any_infinite(relation: Relation, given: str) -> bool:
    sql = f"SELECT count(*) FROM {relation.origin} WHERE isinf(CAST({given} AS DOUBLE))"
    return bool(relation.con.execute(sql).fetchone()[0])


def fill(con: Any, relation: Relation, plans: tuple[Plan, ...], progress: Progress) -> None:
    """Fill `typed` and `misfits` from the rows of a relation, in their order."""
    for k, plan in enumerate(plans):
        con.execute(f"CREATE OR REPLACE TEMP MACRO value_{k}(v) AS {plan.value}")
    given = ", ".join(f"{plan.given} AS v{k}" for k, plan in enumerate(plans))
    values = ", ".join(f"value_{k}(v{k}) AS {plan.field}" for k, plan in enumerate(plans))
    with watched(con, told(progress, DECIDED, 1.0)):
        con.execute(
            f"CREATE TABLE typed AS SELECT {values} "
            f"FROM (SELECT {given} FROM {relation.origin})"
        )
    con.execute("CREATE TABLE misfits (field VARCHAR, place BIGINT, said VARCHAR)")
    for plan in plans:
        if plan.odd:
            con.execute(
                f"INSERT INTO misfits SELECT {literal(plan.field)}, place, said FROM "
                f"(SELECT row_number() OVER () - 1 AS place, CAST(v AS VARCHAR) AS said, "
                f"({plan.odd}) AS odd FROM (SELECT {plan.given} AS v FROM {relation.origin})) "
                "WHERE odd"
            )
    progress(PARTS, PARTS)
