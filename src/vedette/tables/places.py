"""Paths that lead nowhere, and where they were meant to lead."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from vedette.core.errors import InvalidInput

LONGEST_NAME = 4000
DATA_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".parquet", ".jsonl", ".ndjson", ".json")


def check_is_file(path: Path) -> None:
    """Raise `InvalidInput` for a missing file, a folder, or a file that may not be read."""
    name = str(path)
    if len(name) > LONGEST_NAME or "\n" in name or "\0" in name:
        begin = name if len(name) <= 40 else name[:37] + "..."
        raise InvalidInput(
            f"{begin!r} is not the name of a file",
            hint="a table in a text goes through a file, or through a mapping of columns",
        )
    if path.is_dir():
        raise InvalidInput(f"{path} is a folder", hint=offer(data_files(path)))
    if not os.path.lexists(path):
        raise InvalidInput(f"there is no file {path}", hint=nearest(path))
    if not os.access(path, os.R_OK):
        raise InvalidInput(f"{path} may not be read", hint="look at its permissions")


def data_files(folder: Path) -> list[str]:
    """Names of the files in a folder that look like tables."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.is_file())
    except OSError:
        return []
    return [n for n in names if n.lower().removesuffix(".gz").endswith(DATA_SUFFIXES)]


def offer(names: list[str]) -> str:
    if not names:
        return "no table is in it: CSV, Parquet and JSON Lines can be read"
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"tables in it: {', '.join(names[:8])}{more}"


def nearest(path: Path) -> str:
    """The file that was probably meant."""
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder {folder} either"
    try:
        there = sorted(entry.name for entry in os.scandir(folder))
    except OSError:
        return f"the folder {folder} may not be read"
    near = difflib.get_close_matches(path.name, there, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folder / near[0]}?"
    return offer(data_files(folder)).replace("in it", f"in {folder}")
