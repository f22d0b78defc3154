"""On which line of its file a row begins, for those who point an editor at it.

Rows and lines are counted apart, by the quotes alone, and compared at the end: if the file
has as many records as rows were read, then record k is row k. Otherwise nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vedette.core.errors import VedetteError
from vedette.tables import delimited, magic
from vedette.tables.engine import connection
from vedette.tables.packing import packing_of
from vedette.tables.places import check_is_file
from vedette.tables.staging import HEAD_BYTES, plain_file

Numbers = npt.NDArray[np.int64]
BLOCK = 1 << 20
NEWLINE, RETURN, QUOTE = 10, 13, 34


class Unknown(Exception):
    """The lines cannot be told; the text says why."""


@dataclass(frozen=True)
class Written:
    """How a text file holds its rows: lines before the first record, quotes, blank lines."""

    skip: int
    header: bool
    quoted: bool
    blank: bool  # an empty line is a row: of a single column, missing


def lines_of(file: str, wanted: Numbers, rows: int | None) -> Numbers:
    """(k,) the 1-based line on which each wanted row begins.

    wanted
        (k,) ascending 0-based row numbers.
    rows
        How many rows the file has; None: they are counted.

    Raises Unknown if the file has no lines, or its rows cannot be told apart by them.
    """
    path = Path(file)
    try:
        check_is_file(path)
        if not path.is_file():
            raise Unknown(f"{path.name} cannot be read a second time")
        with path.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
        if head.startswith(magic.PARQUET) or packing_of(head) or b"\0" in head:
            raise Unknown(f"{path.name} is not plain text, so has no lines")
        written, counted = understood(file, head, rows)
    except (VedetteError, OSError):
        raise Unknown(f"{path.name} is not one file of plain text") from None
    lines, records = starts(path, written, wanted)
    if records != counted:
        raise Unknown("some rows begin on lines that cannot be told")
    return lines


def understood(file: str, head: bytes, rows: int | None) -> tuple[Written, int]:
    """How the file is written, and how many rows it has."""
    with plain_file(file) as plain:
        path, name = plain.path, plain.name
        if plain.kind == "json":
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
                raise Unknown(f"{name} is one JSON array, whose rows have no lines")
            written = Written(0, header=False, quoted=False, blank=False)
            return written, rows if rows is not None else starts(path, written, NONE)[1]
        dialect = delimited.sniff(path, name)
        written = Written(
            dialect.skip, dialect.header, quoted=True, blank=len(dialect.names) == 1
        )
        if rows is not None:
            return written, rows
        with connection() as con:
            return written, delimited.load(con, [path], name, dialect).rows


NONE: Numbers = np.empty(0, dtype=np.int64)


def starts(path: Path, written: Written, wanted: Numbers) -> tuple[Numbers, int]:
    """The lines on which the wanted records begin (0 if they do not), and the records."""
    found = np.zeros(len(wanted), dtype=np.int64)
    first = -1 if written.header else 0  # the number of the next record
    for lines in record_lines(path, written):
        last = first + len(lines)
        here = slice(*np.searchsorted(wanted, [max(first, 0), last]))
        found[here] = lines[wanted[here] - first]
        first = last
    return found, first


def record_lines(path: Path, written: Written) -> Iterator[Numbers]:
    """The lines on which records begin, a block of the file at a time."""
    line = begun = 1  # the line at hand, and that on which the record at hand began
    width = 0  # bytes of the record so far
    inside = False
    last = 0
    with path.open("rb") as file:
        for _ in range(written.skip):
            file.readline()
            line = begun = line + 1
        while block := file.read(BLOCK):
            data = np.frombuffer(block, dtype=np.uint8)
            ends = np.flatnonzero(data == NEWLINE)
            after = line + 1 + np.arange(len(ends))  # the line behind each newline
            if written.quoted:
                quotes = np.flatnonzero(data == QUOTE)
                open_there = (np.searchsorted(quotes, ends) + inside) % 2 == 1
                inside = bool((len(quotes) + inside) % 2)
                line += len(ends)
                ends, after = ends[~open_there], after[~open_there]
            else:
                line += len(ends)
            begin = np.concatenate([[begun], after])
            size = np.diff(np.concatenate([[-1 - width], ends])) - 1
            before = np.where(ends > 0, data[ends - 1], last)
            blank = (size == 0) | ((size == 1) & (before == RETURN))
            begun = int(begin[-1])
            width = len(data) - 1 - int(ends[-1]) if len(ends) else width + len(data)
            last = int(data[-1])
            yield begin[:-1] if written.blank else begin[:-1][~blank]
    if width:
        yield np.array([begun], dtype=np.int64)
