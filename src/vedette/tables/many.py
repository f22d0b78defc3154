"""Many files as one table: columns by name, rows in the order of the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from vedette.core.errors import InvalidInput
from vedette.core.table import Column
from vedette.tables import columnar, magic
from vedette.tables.dictionary import compact
from vedette.tables.engine import Relation, answered
from vedette.tables.formats import plain_or_written
from vedette.tables.opening import Opened, Shape, open_files, shape_of
from vedette.tables.places import Place
from vedette.tables.staging import Empty, Plain, Stage

# Files are opened together up to these, so that copies of packed ones need little room.
FILES_AT_ONCE = 200
BYTES_AT_ONCE = 1 << 28
# Parquet is read where it is, but many small files are slow to open again and again.
MANY_PARQUET = 100
NOTES = 4
DAMAGED = "is one of the files damaged?"
ROWS = "rows_of_all"


@dataclass
class Gathered:
    """What the files had, in their order."""

    names: list[str] = field(default_factory=list)  # of columns
    files: list[str] = field(default_factory=list)
    columns: list[frozenset[str]] = field(default_factory=list)  # of each file
    formats: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # file, note
    empty: list[str] = field(default_factory=list)
    size: int = 0
    by_number: dict[int, str] = field(default_factory=dict)

    def add(self, plain: Plain, columns: Sequence[str], form: str) -> None:
        """One more file; raises InvalidInput if it has no column of those before it."""
        if self.names and not set(columns) & set(self.names):
            raise InvalidInput(
                f"{plain.name} shares no column with {self.files[0]}: it has "
                f"{shown(columns)}, not {shown(self.names)}",
                hint="name the files of one table only, with a pattern such as 'sales-*.csv'",
            )
        known = set(self.names)
        self.names += [c for c in columns if c not in known]
        self.files.append(plain.name)
        self.columns.append(frozenset(columns))
        self.formats.append(form)
        self.by_number[plain.number] = plain.name
        self.notes += [(plain.name, note) for note in plain.notes]
        self.size += plain.size

    def format(self) -> str:
        kinds = sorted(set(self.formats))
        if len(self.files) == 1:
            return f"1 {kinds[0]} file"
        if len(kinds) == 1:
            return f"{len(self.files):,} {kinds[0]} files"
        return f"{len(self.files):,} files ({', '.join(kinds)})"

    def said(self) -> tuple[str, ...]:
        """Notes: what differs between files, and what was left out."""
        notes = few(by_what(self.notes), "notes on files")
        absent = []
        for name in self.names:
            without = [
                f for f, c in zip(self.files, self.columns, strict=True) if name not in c
            ]
            if without:
                absent.append(
                    f"{name} is missing in {len(without):,} of {len(self.files):,} files: "
                    f"{shown(without)}"
                )
        notes += few(absent, "columns are missing in some files")
        if self.empty:
            what = "1 file is" if len(self.empty) == 1 else f"{len(self.empty):,} files are"
            notes.append(f"{what} empty: {shown(self.empty)}")
        return tuple(notes)


def by_what(notes: Sequence[tuple[str, str]]) -> list[str]:
    """One note for all that begin alike: "... in 3 files: a, b, c; in a: ..."."""
    alike: dict[str, list[tuple[str, str]]] = {}
    for file, note in notes:
        alike.setdefault(note.partition(":")[0], []).append((file, note))
    said = []
    for what, those in alike.items():
        file, note = those[0]
        if len(those) == 1:
            said.append(f"{file}: {note}")
            continue
        rest = note.partition(": ")[2]
        count = f"{len(those):,} files: {shown(f for f, _ in those)}"
        said.append(f"{what} in {count}" + (f"; in {file} {rest}" if rest else ""))
    return said


def few(notes: list[str], what: str) -> list[str]:
    if len(notes) <= NOTES:
        return notes
    return [*notes[:NOTES], f"{len(notes) - NOTES:,} more {what}"]


def shown(names: Iterable[str], most: int = 3) -> str:
    names = list(names)
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def open_many(
    con: Any, place: Place, stage: Stage, report: Callable[[int, int | None], None]
) -> tuple[Opened, Gathered]:
    """All files as one relation with the column's names in order of appearance."""
    gathered = Gathered()
    if all(is_parquet(path) for path in place.files) and stage.encoding is None:
        return open_parquets(con, place, stage, gathered), gathered
    union = Union(con, gathered)
    run: list[Plain] = []
    shape: Shape | None = None
    for path, name in zip(place.files, place.names, strict=True):
        try:
            plain = stage.plain(path, name)
            found = shape_of(plain, shape, several=True)
        except Empty:
            gathered.empty.append(name)
            continue
        if run and (found != shape or full(run)):
            union.take(run, shape, place.sheet)
            report(union.rows, None)
            run = []
        run.append(plain)
        shape = found
    if run:
        union.take(run, shape, place.sheet)
    if not gathered.files:
        raise InvalidInput("all files are empty", hint="a table has a header and rows")
    return union.opened(), gathered


def is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == magic.PARQUET


def full(run: Sequence[Plain]) -> bool:
    return len(run) >= FILES_AT_ONCE or sum(p.size for p in run) > BYTES_AT_ONCE


def open_parquets(con: Any, place: Place, stage: Stage, gathered: Gathered) -> Opened:
    plains = [
        stage.plain(path, name) for path, name in zip(place.files, place.names, strict=True)
    ]
    opened = open_files(con, plains, Shape("parquet"))
    with answered("the Parquet files cannot be read", hint=DAMAGED):
        by_file = columnar.columns_by_file(con, [p.path for p in plains])
    for plain, columns in zip(plains, by_file, strict=True):
        gathered.add(plain, columns, "Parquet")
    if len(plains) > MANY_PARQUET and gathered.size < BYTES_AT_ONCE:
        number = f', {opened.file} AS "{columnar.FILE}"'
        fields = ", ".join(opened.relation.fields)
        with answered("the Parquet files cannot be read", hint=DAMAGED):
            con.execute(
                f"CREATE TEMP TABLE {ROWS} AS SELECT {fields}{number} "
                f"FROM {opened.relation.origin}"
            )
        relation = replace(opened.relation, origin=ROWS)
        return replace(opened, relation=relation, file=f'"{columnar.FILE}"')
    return opened


class Union:
    """One table of texts that grows by the rows of files, and by their columns."""

    def __init__(self, con: Any, gathered: Gathered) -> None:
        self.con = con
        self.gathered = gathered
        self.rows = 0
        self.decimal_comma = True
        con.execute(f"CREATE TEMP TABLE {ROWS} (file INTEGER)")

    def take(self, run: Sequence[Plain], shape: Shape | None, sheet: str | None) -> None:
        """The rows of files of one shape; their copies are dropped."""
        assert shape is not None
        try:
            opened = open_files(self.con, run, shape, sheet)
        except Empty:
            if len(run) > 1:
                self.one_by_one(run, shape, sheet)
            else:
                self.gathered.empty.append(run[0].name)
            return
        except InvalidInput:
            # Which of them it is, is told by opening each by itself.
            if len(run) > 1:
                self.one_by_one(run, shape, sheet)
                return
            raise
        columns = len(self.gathered.names)
        for plain in run:
            self.gathered.add(plain, opened.relation.names, opened.format)
        self.gathered.notes += [(run[0].name, note) for note in opened.notes]
        for k in range(columns, len(self.gathered.names)):
            self.con.execute(f"ALTER TABLE {ROWS} ADD COLUMN c{k} VARCHAR")
        self.insert(opened, run[0].number)
        self.decimal_comma &= opened.decimal_comma
        for plain in run:
            plain.drop()

    def one_by_one(self, run: Sequence[Plain], shape: Shape, sheet: str | None) -> None:
        for plain in run:
            self.take([plain], shape, sheet)

    def insert(self, opened: Opened, number: int) -> None:
        relation = opened.relation
        if not relation.rows:
            return
        places = [self.gathered.names.index(n) for n in relation.names]
        into = ", ".join(f"c{k}" for k in places)
        texts = ", ".join(
            columnar.text_sql(kind, f) if kind else f
            for f, kind in zip(
                relation.fields, opened.types or ("",) * len(relation.fields), strict=True
            )
        )
        name = self.gathered.by_number[number]
        with answered(f"{name} cannot be read", hint=DAMAGED):
            self.con.execute(
                f"INSERT INTO {ROWS} (file, {into}) "
                f"SELECT {opened.file or number}, {texts} FROM {relation.origin}"
            )
        self.rows += relation.rows
        if relation.origin == "cells":
            self.con.execute("DROP TABLE cells")

    def opened(self) -> Opened:
        names = tuple(self.gathered.names)
        fields = tuple(f"c{k}" for k in range(len(names)))
        relation = Relation(self.con, ROWS, names, fields, self.rows)
        return Opened(relation, "", decimal_comma=self.decimal_comma, file="file")


def file_column(opened: Opened, gathered: Gathered, name: str) -> Column:
    """Which file each row is from."""
    relation = opened.relation
    if not opened.file:
        codes = np.zeros(relation.rows, dtype=np.int32)
        levels = np.array(gathered.files, dtype=object)
        return Column(name, "text", codes, levels)
    with answered("the files cannot be read", hint=DAMAGED):
        numbers = np.ma.getdata(relation.fetch([opened.file])[0]).astype(np.int32)
    levels = np.empty(max(gathered.by_number) + 1, dtype=object)
    for number, file in gathered.by_number.items():
        levels[number] = file
    codes, levels = compact(numbers, levels)
    return Column(name, "text", codes, levels)


def file_name(names: Sequence[str]) -> str:
    """What the column of files is called: "file" if no other column is."""
    tries = ["file", "source_file", *(f"file_{k}" for k in range(2, len(names) + 4))]
    return next(name for name in tries if name not in names)


def kinds_that_differ(columns: Iterable[Column], files: Column) -> tuple[str, ...]:
    """A note for each column of text that is numbers in some whole files."""
    notes = []
    for column in columns:
        if column.kind != "text" or column is files or len(column.levels) > 50_000:
            continue
        number = np.array([plain_or_written(str(t)) for t in column.levels] or [False])
        there = column.values >= 0
        if not number.any() or number.all():
            continue
        size = len(files.levels)
        have = np.bincount(files.values[there], minlength=size)
        numbers = np.bincount(files.values[there & number[column.values]], minlength=size)
        whole = (numbers == have) & (have > 0)
        none = (numbers == 0) & (have > 0)
        if whole.any() and none.any():
            odd, most = (none, "numbers") if none.sum() < whole.sum() else (whole, "text")
            notes.append(
                f"{column.name} is {'text' if most == 'numbers' else 'numbers'} in "
                f"{shown(files.levels[odd])}, {most} in others: taken as text"
            )
    return tuple(few(notes, "columns differ in kind"))
