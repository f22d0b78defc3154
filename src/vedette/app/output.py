"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from vedette.core.errors import InvalidParameter
from vedette.core.files import write_whole
from vedette.tables.sources.address import file_of, is_address

FORMATS = ("table", "jsonl", "csv", "md", "sarif", "github", "parquet")
BINARY = ("parquet",)
DIVIDED = (".csv", ".tsv", ".parquet")
PAGES = (".html", ".htm", ".xhtml", ".svg")
_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".markdown": "md",
    ".sarif": "sarif",
    ".parquet": "parquet",
}


def format_of(output: str | None) -> str:
    """The format that a file's name asks for.

    Raises
    ------
    InvalidParameter
        If it asks for a page: text that a browser takes for one would act there.
    """
    ending = Path(output or "").suffix.lower()
    if ending in PAGES:
        raise InvalidParameter(
            f"{output!r} would be no page, but text that is called one",
            hint="for a page: vedette report FILE -o report.html",
        )
    return _BY_SUFFIX.get(ending, "table")


def check(output: str, source: str) -> None:
    """Refuse a place that cannot be written to, before the work and not after it."""
    path = Path(output)
    if path.is_dir():
        raise InvalidParameter(
            f"{output!r} is a folder",
            hint=f"name a file in it: {path / 'findings.csv'}",
        )
    if not path.absolute().parent.is_dir():
        raise InvalidParameter(f"there is no folder {str(path.parent)!r}")
    refuse_table(path, output, source)
    if not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise InvalidParameter(f"{output!r} may not be written")


def refuse_table(path: Path, output: str, source: str) -> None:
    """Refuse to write over the table, or into the folder that is read as one."""
    from vedette.tables.places import files_of, would_match

    file = file_of(source)
    if file is None:
        return
    if path.exists() and any(path.samefile(one) for one in files_of(file)):
        raise InvalidParameter(f"{output!r} is the table itself", hint="name another file")
    if would_match(path, file):
        raise InvalidParameter(
            f"{output!r} would be a part of the table {source!r} the next time",
            hint="write it to another folder",
        )


def check_split(split: tuple[str, str], source: str, output: str | None) -> None:
    """Refuse a table that cannot be divided, or places that cannot both be written to."""
    if source == "-":
        raise InvalidParameter(
            "--split reads the table once more, which standard input does not allow",
            hint="save it to a file first",
        )
    if is_address(source):
        raise InvalidParameter(
            "--split divides files, not what a database holds",
            hint="there, join the findings: -o findings.parquet",
        )
    several = set("*?[") & set(source) and not os.path.exists(source)
    if several or (os.path.exists(source) and not os.path.isfile(source)):
        raise InvalidParameter(
            f"--split divides one file, and {source!r} is none",
            hint="divide the files one by one",
        )
    for file in split:
        if Path(file).suffix.lower() not in DIVIDED:
            raise InvalidParameter(
                f"{file!r}: the parts of a table end in {', '.join(DIVIDED)}"
            )
        check(file, source)
        if Path(file).exists() and not Path(file).is_file():
            raise InvalidParameter(f"{file!r} is no file, so cannot be replaced")
    places = [Path(file).resolve() for file in (*split, *([output] if output else []))]
    if len(set(places)) < len(places):
        raise InvalidParameter(f"{split[0]!r}, {split[1]!r} and -o must be different files")


def to_file(content: str | bytes, output: str) -> None:
    """Write beside the target, then rename: a reader never sees half of it."""
    write_whole({output: encoded(content)})


def append(text: str, output: str) -> None:
    """Write at the end of a file that others write to as well."""
    with open(output, "ab") as file:
        file.write(encoded(text))


def to_stdout(content: str | bytes) -> None:
    """Write to standard output; a reader that has gone away is no error."""
    try:
        sys.stdout.flush()
        left = memoryview(encoded(content))
        while left:  # with PYTHONUNBUFFERED a write may be a part of it
            left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at exit, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def encoded(content: str | bytes) -> bytes:
    """UTF-8, whatever the locale; what is no valid text is replaced."""
    if isinstance(content, bytes):
        return content
    return content.encode("utf-8", errors="replace")
