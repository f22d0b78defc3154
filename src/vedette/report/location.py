"""Where a row is in its file, as tools for code want to know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import numpy as np

from vedette.core import wording
from vedette.core.result import Result
from vedette.tables.sources.address import is_address

MOST_RELATED = 20  # rows of a group or a fact that are pointed at


@dataclass(frozen=True)
class Location:
    """A table's file, and the lines of its rows.

    uri
        Relative to the working folder if the file is in it, else absolute; "" if the table
        is not a file.
    lines
        By row, the line on which it begins; empty if lines cannot be told.
    why_no_lines
        In words, "" if there are lines.
    """

    name: str
    uri: str = ""
    lines: Mapping[int, int] = field(default_factory=dict)
    why_no_lines: str = ""

    @property
    def path(self) -> str:
        """The file as a path in the working folder; "" if it is not in there."""
        from urllib.parse import unquote

        return "" if self.uri.startswith("file:") else unquote(self.uri)


def locate(result: Result, file: str | None) -> Location:
    """Where the rows that the result speaks of are.

    file
        The table's path; None or "-" if it has none.
    """
    name = wording.plain(result.source.name)
    if file is None or file == "-" or is_address(file):
        return Location(name, why_no_lines=f"{name} is not a file, so has no lines")
    from vedette.tables.lines import Unknown, lines_of

    if not Path(file).is_file():
        return Location(name, why_no_lines=f"{name} is not one file of plain text")
    rows = np.array(sorted(spoken_of(result)), dtype=np.int64)
    try:
        whole = result.rows if result.row_numbers is None else None
        lines = lines_of(file, rows, whole)
    except Unknown as error:
        return Location(name, uri_of(file), why_no_lines=str(error))
    found = {int(row): int(line) for row, line in zip(rows, lines, strict=True)}
    return Location(name, uri_of(file), found)


def spoken_of(result: Result) -> set[int]:
    """The rows that are pointed at: of findings, and the first of groups and facts."""
    named = chain((g.rows for g in result.groups), (f.rows for f in result.facts))
    first = chain.from_iterable(rows[:MOST_RELATED] for rows in named)
    return {f.row for f in result.findings} | set(first)


def uri_of(file: str) -> str:
    """The file as a URI: relative to the working folder if it is in there."""
    path = Path(file).absolute()
    try:
        path = path.resolve()
        inside = path.relative_to(Path.cwd().resolve())
    except (ValueError, OSError):
        return path.as_uri()
    return quote(inside.as_posix(), errors="replace")
