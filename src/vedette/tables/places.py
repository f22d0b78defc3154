"""Which files are meant: by a path, a pattern or a folder; and what was meant by none."""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from vedette.core.errors import InvalidInput
from vedette.tables import lakes
from vedette.tables.magic import CAN_BE_READ
from vedette.tables.packing import SUFFIXES

LONGEST_NAME = 4000
TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".json")
DATA_SUFFIXES = (
    *TEXT_SUFFIXES,
    ".parquet",
    ".xlsx",
    ".xlsm",
    ".arrow",
    ".feather",
    ".arrows",
    ".ipc",
)
WORKBOOKS = (".xlsx", ".xlsm")
PATTERN = re.compile(r"[*?[]")
SHOWN = 5


@dataclass(frozen=True)
class Place:
    """The files that a name stands for.

    names
        As they are shown: of many files, from where they all are.
    many
        A folder or a pattern was named, even if it holds one file only.
    sheet
        Of the workbooks: what stood after '#'.
    left_out
        Names of files in the folder that are no tables by their names.
    """

    files: tuple[Path, ...]
    names: tuple[str, ...]
    many: bool = False
    sheet: str | None = None
    left_out: tuple[str, ...] = ()


def find(given: str) -> Place:
    """The files that `given` names, in natural order: a2 before a10.

    Raises InvalidInput if there is none, or if one may not be read.
    """
    if len(given) > LONGEST_NAME or "\n" in given or "\0" in given:
        begin = given if len(given) <= 40 else given[:37] + "..."
        raise InvalidInput(
            f"{begin!r} is not the name of a file",
            hint="a table in a text goes through a file, or through a mapping of columns",
        )
    name, sheet = without_sheet(given)
    path = Path(name)
    if os.path.isdir(path):
        return in_folder(path, sheet)
    if not os.path.lexists(path) and PATTERN.search(name):
        return matching(name, sheet)
    check_is_file(path)
    return Place((path,), (path.name,), sheet=sheet)


def without_sheet(given: str) -> tuple[str, str | None]:
    """A workbook's name and the sheet after '#'; (given, None) if no sheet is named."""
    name, mark, sheet = given.rpartition("#")
    if mark and name.lower().endswith(WORKBOOKS) and not os.path.lexists(given):
        return name, sheet
    return given, None


def home(given: str) -> Path:
    """The folder in which a table, or all files of a pattern, are."""
    path = Path(given)
    if os.path.isdir(path):
        return path
    if PATTERN.search(given) and not os.path.lexists(path):
        return root_and_rest(given)[0]
    return path.parent


def files_of(given: str) -> tuple[Path, ...]:
    """The files that a name stands for; none if they cannot be told."""
    try:
        return find(given).files if given != "-" else ()
    except (InvalidInput, OSError):
        return ()


def would_match(path: Path, given: str) -> bool:
    """Whether a new file would be among those that a folder or pattern stands for."""
    name = without_sheet(given)[0]
    target = path.absolute().parent.resolve() / path.name
    if given == "-" or os.path.isfile(name):
        return False
    if os.path.isdir(name):
        return target.parent == Path(name).resolve() and is_table(path.name)
    if not PATTERN.search(name):
        return False
    root, rest = root_and_rest(name)
    if not target.is_relative_to(root.resolve()):
        return False
    return target.relative_to(root.resolve()).match(rest)


def in_folder(folder: Path, sheet: str | None) -> Place:
    lakes.refuse_folder(folder)
    try:
        entries = [e for e in os.scandir(folder) if not e.name.startswith(".")]
    except OSError as error:
        raise InvalidInput(f"{folder} may not be read: {error.strerror}") from None
    files = sorted((e.name for e in entries if os.path.isfile(e.path)), key=natural)
    tables = [name for name in files if is_table(name)]
    if not tables:
        inside = sorted((e.name for e in entries if os.path.isdir(e.path)), key=natural)
        hint = CAN_BE_READ
        if inside:
            hint = f"for those in its folders: '{folder}/**/*{likely_suffix(folder)}'"
        raise InvalidInput(f"{folder} is a folder with no table in it", hint=hint)
    for name in tables:
        check_is_file(folder / name)
    left_out = [n for n in files if not is_table(n) and not n.startswith("_")]
    return Place(
        tuple(folder / n for n in tables), tuple(tables), True, sheet, tuple(left_out)
    )


def likely_suffix(folder: Path) -> str:
    """Of the first table below a folder's folders."""
    for inside in sorted(e for e in folder.iterdir() if e.is_dir() and not e.is_symlink()):
        for name in data_files(inside):
            return Path(name).suffix
    return ".csv"


def matching(pattern: str, sheet: str | None) -> Place:
    """The files that a pattern matches; hidden ones only if it says so."""
    root, rest = root_and_rest(pattern)
    if not os.path.isdir(root):
        raise InvalidInput(f"no file matches {pattern}", hint=f"there is no folder {root}")
    hidden = {k for k, part in enumerate(Path(rest).parts) if part.startswith(".")}
    try:
        found = [p for p in root.glob(rest) if os.path.isfile(p)]
    except (ValueError, NotImplementedError, OSError) as error:
        raise InvalidInput(f"{pattern} is no pattern for files: {error}") from None
    inside = [p.relative_to(root) for p in found if not p.name.startswith("~$")]
    if not hidden:
        inside = [p for p in inside if not any(q.startswith(".") for q in p.parts)]
    names = sorted({str(p) for p in inside}, key=natural)
    if not names:
        raise InvalidInput(
            f"no file matches {pattern}", hint=offer(data_files(root), f"in {root}")
        )
    lakes.refuse_files(root, names)
    for name in names:
        check_is_file(root / name)
    return Place(tuple(root / n for n in names), tuple(names), True, sheet)


def root_and_rest(pattern: str) -> tuple[Path, str]:
    """The folder before the first part that is a pattern, and the rest."""
    parts = Path(pattern).parts
    root = Path()
    for k, part in enumerate(parts):
        literal = not PATTERN.search(part) or (
            k + 1 < len(parts) and os.path.isdir(root / part)
        )
        if not literal or k + 1 == len(parts):
            rest = "/".join(parts[k:])
            # "logs/**" names folders only.
            return root, rest + "/*" if parts[-1] == "**" else rest
        root = root / part
    return root, ""


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key by which a2 comes before a10."""
    parts = re.split(r"(\d+)", name)
    return [
        (0, int(p), "") if p.isdecimal() and p.isascii() else (1, 0, p.casefold())
        for p in parts
        if p
    ] + [(2, 0, name)]


def is_table(name: str) -> bool:
    """Whether a file looks like a table by its name."""
    low = name.lower()
    for packed in SUFFIXES:
        if low.endswith(packed):
            low = low.removesuffix(packed)
            return low.endswith(TEXT_SUFFIXES)
    return low.endswith(DATA_SUFFIXES) and not name.startswith(("_", "~$"))


def check_is_file(path: Path) -> None:
    """Raise `InvalidInput` for a missing file, a folder, or a file that may not be read."""
    if os.path.isdir(path):
        raise InvalidInput(f"{path} is a folder", hint=offer(data_files(path), "in it"))
    if not os.path.lexists(path):
        raise InvalidInput(f"there is no file {path}", hint=nearest(path))
    if not os.path.exists(path):
        raise InvalidInput(f"{path} is a link that leads nowhere")
    if not os.access(path, os.R_OK):
        raise InvalidInput(f"{path} may not be read", hint="look at its permissions")


def data_files(folder: Path) -> list[str]:
    """Names of the files in a folder that look like tables."""
    try:
        names = sorted(e.name for e in os.scandir(folder) if os.path.isfile(e.path))
    except OSError:
        return []
    return [n for n in names if is_table(n)]


def offer(names: list[str], where: str) -> str:
    if not names:
        return f"no table is {where}: {CAN_BE_READ}"
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f"tables {where}: {', '.join(names[:8])}{more}"


def nearest(path: Path) -> str:
    """The file that was probably meant."""
    folder = path.parent
    if not os.path.isdir(folder):
        return f"there is no folder {folder} either"
    try:
        there = sorted(entry.name for entry in os.scandir(folder))
    except OSError:
        return f"the folder {folder} may not be read"
    near = difflib.get_close_matches(path.name, there, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folder / near[0]}?"
    return offer(data_files(folder), f"in {folder}")
