"""Excel workbooks: one sheet as a table, every cell as the text that it shows.

calamine reads them: compiled, it weighs 1 MB and gives the values of formulas, which the
workbook holds. What it would not survive is refused before:
archives that unpack to more than memory, and single cells in far corners.
"""

from __future__ import annotations

import datetime
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from vedette.core.errors import InvalidInput, MissingExtra, VedetteError, unknown
from vedette.core.redaction import excerpt
from vedette.tables.delimited import unique_names
from vedette.tables.engine import Relation
from vedette.tables.packing import BLOCK

UNPACKED_BYTES = 1 << 30
DIRECTORY_BYTES = 1 << 24  # of workbook.xml
# The reader keeps a rectangle of cells: so many in any case, and so many for each real one.
CELLS = 5_000_000
SPREAD = 20
CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>")
PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
Rows = list[list[Any]]


@dataclass
class Extent:
    """What is in a sheet, by its XML."""

    cells: int = 0
    rows: int = 0
    columns: int = 0
    errors: Counter[int] | None = None  # by column, from 0


def load(
    con: Any, path: Path, name: str, sheet: str | None
) -> tuple[Relation, tuple[str, ...]]:
    """The sheet's rows as text in the table `cells`, and notes on what was left out."""
    with damage_named(name):
        members = sheets(path, name)
    chosen, notes = choice_of(list(members), sheet, name)
    with damage_named(name):
        extent = measured(path, name, members[chosen])
    rows, merged = read_cells(path, name, chosen)
    header, body, more = under_header(rows, name)
    width = len(header)
    notes += more + notes_on(header, merged, extent)
    names, renamed = unique_names(header)
    columns = {f"c{k}": as_objects([text_of(row[k]) for row in body]) for k in range(width)}
    fields = tuple(columns)
    if body:
        con.register("sheet", columns)
        texts = ", ".join(f"CAST({f} AS VARCHAR) AS {f}" for f in fields)
        con.execute(f"CREATE OR REPLACE TEMP TABLE cells AS SELECT {texts} FROM sheet")
        con.unregister("sheet")
    return Relation(con, "cells", names, fields, len(body)), notes + renamed


@contextmanager
def damage_named(name: str) -> Iterator[None]:
    try:
        yield
    except VedetteError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        EOFError,
        OSError,
        KeyError,
        ValueError,
        OverflowError,
        NotImplementedError,
        RuntimeError,  # an archive with a password
        ElementTree.ParseError,
    ) as error:
        raise InvalidInput(
            f"{name} is a damaged Excel workbook, or one cut short: {error}",
            hint="copy or download it again, or save it anew as .xlsx",
        ) from None


def sheets(path: Path, name: str) -> dict[str, str]:
    """The archive's file for each sheet, in the workbook's order."""
    with zipfile.ZipFile(path) as archive:
        total = sum(i.file_size for i in archive.infolist())
        if total > UNPACKED_BYTES:
            raise InvalidInput(
                f"{name} is a workbook of {total:,} bytes unpacked: the limit is "
                f"{UNPACKED_BYTES:,}",
                hint="save the sheet as CSV (UTF-8)",
            )
        listed = parsed(archive, "xl/workbook.xml")
        targets = {
            item.get("Id"): item.get("Target", "")
            for item in parsed(archive, "xl/_rels/workbook.xml.rels")
        }
        found = {}
        for item in listed.iter():
            if item.tag.rpartition("}")[2] == "sheet":
                link = next((v for k, v in item.items() if k.endswith("}id")), None)
                target = targets.get(link, "")
                place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                if "worksheets" in place and place in archive.namelist():
                    found[item.get("name", "")] = place
        return found


def parsed(archive: zipfile.ZipFile, member: str) -> ElementTree.Element:
    with archive.open(member) as file:
        text = file.read(DIRECTORY_BYTES)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ElementTree.ParseError("it declares entities")
    return ElementTree.fromstring(text)


def choice_of(
    names: list[str], sheet: str | None, name: str
) -> tuple[str, tuple[str, ...]]:
    """The sheet that was asked for, or the first one and a note on the others."""
    if not names:
        raise InvalidInput(f"{name} has no sheet with cells")
    if sheet is not None:
        if sheet not in names:
            raise unknown("sheet", sheet, names)
        return sheet, ()
    if len(names) == 1:
        return names[0], ()
    others = ", ".join(repr(n) for n in names[1:6]) + (", ..." if len(names) > 6 else "")
    return names[0], (
        f"sheet {names[0]!r} is read, the first of {len(names)}; another: "
        f"{name}#{names[1]} (there are {others})",
    )


def measured(path: Path, name: str, member: str) -> Extent:
    """The extent of a sheet; raises InvalidInput if its cells lie too far apart."""
    extent = Extent(errors=Counter())
    with zipfile.ZipFile(path) as archive:
        # Read to the end: a wrong checksum is found here.
        for info in archive.infolist():
            if info.filename.endswith(".xml") and info.filename != member:
                with archive.open(info) as file:
                    while file.read(BLOCK):
                        pass
        with archive.open(member) as file:
            rest = b""
            while block := file.read(BLOCK):
                text = rest + block
                cut = text.rfind(b"<")
                look_at(text[:cut], extent)
                rest = text[max(cut, len(text) - BLOCK) :]
            look_at(rest, extent)
    room = extent.rows * extent.columns
    if room > max(CELLS, SPREAD * extent.cells):
        raise InvalidInput(
            f"{name} has {extent.cells:,} cells in {extent.rows:,} rows and "
            f"{extent.columns:,} columns: some lie far from the table",
            hint="delete what stands far below or to the right, or save the table as CSV",
        )
    return extent


def look_at(text: bytes, extent: Extent) -> None:
    for found in CELL.finditer(text):
        extent.cells += 1
        place = PLACE.search(found[1])
        if place is None:
            continue
        column = column_number(place[1])
        extent.columns = max(extent.columns, column + 1)
        extent.rows = max(extent.rows, int(place[2]))
        if ERROR.search(found[1]) and extent.errors is not None:
            extent.errors[column] += 1


def column_number(letters: bytes) -> int:
    """A: 0, Z: 25, AA: 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def read_cells(path: Path, name: str, sheet: str) -> tuple[Rows, list[Any]]:
    """All cells of a sheet from its first column on, and which are merged."""
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtra(
            f"{name} is an Excel workbook, which needs a library",
            hint="pip install 'vedette[excel]'",
        ) from None
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            found = book.get_sheet_by_name(sheet)
            return found.to_python(skip_empty_area=False), found.merged_cell_ranges or []
    except (CalamineError, OSError, ValueError) as error:
        raise InvalidInput(
            f"{name} is a damaged Excel workbook: {str(error).partition(chr(10))[0]}",
            hint="open it and save it anew",
        ) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the reader's Rust
            raise
        raise InvalidInput(
            f"{name} is an Excel workbook that cannot be read", hint="save the sheet as CSV"
        ) from None


def under_header(rows: Rows, name: str) -> tuple[list[str], Rows, tuple[str, ...]]:
    """The header, the rows below it, and a note on what stood above it.

    The header is the first row of which half of the used columns are filled.
    """
    while rows and not any(filled(cell) for cell in rows[-1]):
        rows.pop()
    used = [
        k for k in range(len(rows[0]) if rows else 0) if any(filled(r[k]) for r in rows)
    ]
    if not used:
        raise InvalidInput(f"{name} is empty", hint="a table has a header and rows")
    rows = [[row[k] for k in used] for row in rows]
    at = next(k for k, r in enumerate(rows) if 2 * sum(map(filled, r)) >= len(used))
    header = ["" if text is None else text for text in map(text_of, rows[at])]
    above = [text_of(c) for row in rows[:at] for c in row if filled(c)]
    if not above:
        return header, rows[at + 1 :], ()
    lines = "1 row" if at == 1 else f"{at} rows"
    return (
        header,
        rows[at + 1 :],
        (f"{lines} above the header left out: {excerpt(above[0])!r}",),
    )


def notes_on(
    header: Sequence[str], merged: Sequence[Any], extent: Extent
) -> tuple[str, ...]:
    notes = []
    wide = [m for m in merged if m[0][1] != m[1][1]]
    if wide and not all(header):
        unnamed = sum(not h for h in header)
        notes.append(
            "the header has merged cells: "
            + ("1 column has" if unnamed == 1 else f"{unnamed} columns have")
            + " no name there"
        )
    total = sum((extent.errors or {}).values())
    if total:
        cells = "1 cell holds an error" if total == 1 else f"{total:,} cells hold errors"
        notes.append(f"{cells} of Excel (such as #DIV/0!): taken as missing")
    return tuple(notes)


def filled(cell: Any) -> bool:
    return cell is not None and cell != ""


def text_of(cell: Any) -> str | None:
    """A cell as a CSV file would have it; None if it is empty."""
    if not filled(cell):
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, datetime.timedelta):
        return repr(cell.total_seconds())
    return str(cell).replace("\0", "\\0")


def as_objects(values: list[str | None]) -> Any:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
