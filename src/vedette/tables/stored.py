"""A table that does not fit in memory: read once into a file of typed columns, kept there.

The file is a database of DuckDB's in a temporary folder. What each column is, is decided over
all rows by the same statements as in memory (`planned`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.errors import NoRows
from vedette.core.redaction import withholding
from vedette.core.table import Column, Table
from vedette.tables.casting import stored as as_stored
from vedette.tables.condition import chosen_rows
from vedette.tables.dictionary import dictionary
from vedette.tables.encodings import codec
from vedette.tables.engine import Relation, connection
from vedette.tables.places import find
from vedette.tables.planned import Loaded, Plan, Progress, load
from vedette.tables.reading import Choice
from vedette.tables.scratch import scratch
from vedette.tables.staging import stage

Rows = npt.NDArray[np.int64]
Misfits = dict[int, tuple[Rows, npt.NDArray[np.object_]]]


class Stored:
    """The table in the file; see `stretches.Long`."""

    def __init__(self, con: Any, loaded: Loaded) -> None:
        self.con, self.loaded, self.plans = con, loaded, loaded.plans
        self.source = loaded.source
        self.rows = int(con.execute("SELECT count(*) FROM typed").fetchone()[0])
        self.numbers: Rows | None = None
        self.redacted: tuple[str, ...] = ()
        self.frame: Any = None

    @property
    def notes(self) -> tuple[str, ...]:
        return (*self.loaded.notes, *self.loaded.absent.notes())

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(plan.name for plan in self.plans)

    def stretch(self, start: int, stop: int) -> Table:
        inside = f"rowid >= {start} AND rowid < {stop}"
        columns = self.columns(f"(SELECT * FROM typed WHERE {inside})", stop - start)
        misfits = self.misfits(inside.replace("rowid", "place"))
        shifted = {i: (rows - start, texts) for i, (rows, texts) in misfits.items()}
        made = self.loaded.absent.in_columns(with_misfits(columns, shifted))
        return Table(made, stop - start, self.source).redacting(self.redacted)

    def take(self, rows: Rows) -> Table:
        picked = "(SELECT place FROM wanted)"
        origin = f"(SELECT * FROM typed WHERE rowid IN {picked} ORDER BY rowid)"
        self.con.register("wanted", {"place": rows})
        columns = self.columns(origin, len(rows))
        misfits = self.misfits(f"place IN {picked}")
        self.con.unregister("wanted")
        found = {
            i: (np.searchsorted(rows, at), texts) for i, (at, texts) in misfits.items()
        }
        table = Table(
            self.loaded.absent.in_columns(with_misfits(columns, found)),
            len(rows),
            self.source,
            row_numbers=rows if self.numbers is None else self.numbers[rows],
            notes=self.notes,
        )
        return table.redacting(self.redacted)

    def columns(self, origin: str, rows: int) -> list[Column]:
        fields = tuple(plan.field for plan in self.plans)
        arrays = Relation(self.con, origin, self.names, fields, rows).fetch(list(fields))
        return [made(p, array) for p, array in zip(self.plans, arrays, strict=True)]

    def misfits(self, inside: str) -> Misfits:
        """By column, places and texts of what does not fit it."""
        if not any(plan.odd for plan in self.plans):
            return {}
        found = self.con.execute(
            f"SELECT field, place, said FROM misfits WHERE {inside} ORDER BY field, place"
        ).fetchnumpy()
        field = np.ma.getdata(found["field"])
        rows = np.ma.getdata(found["place"]).astype(np.int64)
        said = np.ma.getdata(found["said"]).astype(object)
        return {
            i: (rows[field == plan.field], said[field == plan.field])
            for i, plan in enumerate(self.plans)
            if plan.odd and (field == plan.field).any()
        }

    def keep(self, where: str) -> None:
        """Only the rows that fulfil a condition stay."""
        # From here on no file can be reached but this one.
        self.con.execute("SET enable_external_access = false")
        self.con.execute("SET lock_configuration = true")
        whole = self.whole_numbers()
        named = {
            plan.name: plan.as_people_expect(plan.field in whole) for plan in self.plans
        }
        numbers = chosen_rows(self.con, named, "typed", "rowid", where)
        self.con.register("wanted", {"place": numbers, "new": np.arange(len(numbers))})
        self.con.execute(
            "CREATE TABLE chosen AS SELECT * FROM typed "
            "WHERE rowid IN (SELECT place FROM wanted) ORDER BY rowid"
        )
        self.con.execute(
            "CREATE TABLE left_in AS SELECT field, new AS place, said "
            "FROM misfits JOIN wanted USING (place)"
        )
        self.con.unregister("wanted")
        for old, new in (("typed", "chosen"), ("misfits", "left_in")):
            self.con.execute(f"DROP TABLE {old}")
            self.con.execute(f"ALTER TABLE {new} RENAME TO {old}")
        self.numbers, self.rows = numbers, len(numbers)

    def whole_numbers(self) -> set[str]:
        """The fields of numbers that are all whole."""
        fields = [plan.field for plan in self.plans if plan.kind == "number"]
        if not fields:
            return set()
        asked = ", ".join(f"bool_and({f} = floor({f}) AND abs({f}) < 2e15)" for f in fields)
        said = self.con.execute(f"SELECT {asked} FROM typed").fetchone()
        return {f for f, whole in zip(fields, said, strict=True) if whole}


def made(plan: Plan, array: npt.NDArray[Any]) -> Column:
    if plan.kind == "text":
        codes, levels = dictionary(array)
        return Column(plan.name, "text", codes, levels)
    return Column(plan.name, plan.kind, as_stored(plan.kind, array))


def with_misfits(columns: list[Column], misfits: Misfits) -> tuple[Column, ...]:
    return tuple(
        replace(column, misfit_rows=misfits[i][0], misfit_texts=misfits[i][1])
        if i in misfits
        else column
        for i, column in enumerate(columns)
    )


@contextmanager
def stored(
    data: str | os.PathLike[str],
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Sequence[str] | None = None,
    progress: Progress = lambda done, total: None,
) -> Iterator[Stored]:
    """A file's table on disk, for as long as the context lasts; refuses what `read` does."""
    choice = Choice(select, ignore, redact)
    place = find(os.fsdecode(data))
    text = None if encoding is None else codec(encoding)
    with (
        withholding(choice.redact),
        scratch() as folder,
        connection(kept=folder / "table") as con,
    ):
        with stage(text) as on_stage:
            # A condition may rest on a column that is left out: choose after it.
            early = Choice(None, None) if where else choice
            plain = on_stage.plain(place.files[0], place.names[0])
            given = None if na is None else list(na)
            table = Stored(con, load(con, plain, place.sheet, early, given, progress))
        if where and table.rows:
            table.keep(where)
        kept = set(choice(table.names))
        table.plans = tuple(p for p in table.plans if p.name in kept)
        table.redacted = tuple(n for n in choice.redact if n in kept)
        if not table.rows:
            raise NoRows(
                f"no row of {table.source.name} fulfils {where!r}"
                if where
                else f"{table.source.name} has columns but no rows"
            )
        yield table
