"""Why a delimited file cannot be read: the first line that is not as the others."""

from __future__ import annotations

import csv
from pathlib import Path

from vedette.core.errors import InvalidInput
from vedette.core.redaction import excerpt


def diagnose(path: Path, name: str, delimiter: str, width: int, skip: int = 0) -> None:
    """Raise `InvalidInput` for the first byte or record that is wrong, if one is found."""
    check_encoding(path, name)
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(skip):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        start = skip + 1
        try:
            for row in reader:
                if row and len(row) != width:
                    raise InvalidInput(
                        f"{name}: line {start} has {fields(len(row))}, expected {width}",
                        hint=advice(row, delimiter, width),
                    )
                start = skip + reader.line_num + 1
        except csv.Error as error:
            raise InvalidInput(f"{name}: line {start}: {error}", hint=QUOTES) from None


QUOTES = 'a quote inside a quoted field is written twice: "he said ""no"""'


def fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"


def advice(row: list[str], delimiter: str, width: int) -> str:
    if len(row) > width:
        return f"a field with {delimiter!r} in it needs quotes around it"
    return "is the line cut short, or a line of a comment or a total?"


def check_encoding(path: Path, name: str, *, hint: str | None = None) -> None:
    """Raise `InvalidInput` at the first byte that is not UTF-8, or is NUL."""
    line = 1
    with path.open("rb") as file:
        for raw in iter(lambda: file.readline(1 << 24), b""):
            try:
                raw.decode("utf-8")
            except UnicodeDecodeError as error:
                raise InvalidInput(
                    f"{name} is not UTF-8: line {line}, byte {error.start + 1} of the line "
                    f"is {excerpt(f'0x{raw[error.start]:02x} in {snippet(raw, error.start)!r}')}",
                    hint=hint,
                ) from None
            if b"\0" in raw:
                refuse_nul(name, line, raw)
            line += 1


def refuse_bytes(path: Path, name: str) -> None:
    """Raise `InvalidInput` at the first byte that is NUL."""
    line = 1
    with path.open("rb") as file:
        for raw in iter(lambda: file.readline(1 << 24), b""):
            if b"\0" in raw:
                refuse_nul(name, line, raw)
            line += 1


def refuse_nul(name: str, line: int, raw: bytes) -> None:
    place = raw.index(b"\0") + 1
    raise InvalidInput(
        f"{name}: line {line}, byte {place} of the line is NUL",
        hint="the file is damaged or no text; tr -d '\\000' removes such bytes",
    )


def snippet(raw: bytes, at: int) -> str:
    """What stands there, as Latin-1 reads it."""
    return raw[max(0, at - 12) : at + 8].decode("cp1252", errors="replace").strip()
