"""What a file is by its first bytes: a table of some kind, or something that is none."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from vedette.core.errors import InvalidInput
from vedette.core.redaction import excerpt
from vedette.tables.packing import ZIP

FileKind = Literal["delimited", "json", "parquet", "arrow", "excel", "database"]

PARQUET = b"PAR1"
ARROW_FILE = b"ARROW1"
ARROW_STREAM = b"\xff\xff\xff\xff"
NO_TABLES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ\x90", "a Windows program"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file, or one with a password"),
    (b"FEA1", "a Feather file of the first version"),
    (b"Obj\x01", "an Avro file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x80\x04", "a Python pickle"),
    (b"ORC", "an ORC file"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x1f\x8b", "packed twice"),
    (b"BZh", "packed twice"),
    (b"\xfd7zXZ\0", "packed twice"),
    (b"\x28\xb5\x2f\xfd", "packed twice"),
)
CAN_BE_READ = "CSV, Parquet, JSON Lines, Excel and Arrow can be read"


def binary_kind(head: bytes, name: str) -> FileKind | None:
    """The kind of a file that is no text; None if it may be text.

    Raises InvalidInput that names what it is, if that is no table.
    """
    if head.startswith(PARQUET):
        return "parquet"
    if head.startswith(ARROW_FILE) or is_arrow_stream(head):
        return "arrow"
    if head.startswith(ZIP):
        return office(head, name)
    refuse_markup(head, name)
    if name.lower().endswith(".parquet"):
        raise InvalidInput(
            f"{name} is not Parquet: it begins with {excerpt(head[:4])!r}, not with b'PAR1'",
            hint="is it cut short? CSV needs a name in .csv, JSON Lines one in .jsonl",
        )
    for start, what in NO_TABLES:
        if head.startswith(start):
            raise InvalidInput(f"{name} is {what}, not a table", hint=advice(what))
    return None


def is_arrow_stream(head: bytes) -> bool:
    """A mark, then the length of the schema's message, a multiple of 8."""
    length = int.from_bytes(head[4:8], "little")
    return head.startswith(ARROW_STREAM) and 0 < length < 1 << 28 and length % 8 == 0


def refuse_binary(head: bytes, name: str) -> None:
    """Raise `InvalidInput` for what is neither text nor UTF-16."""
    if b"\0" in head:
        place = head.index(b"\0")
        raise InvalidInput(f"{name} is not text: byte {place + 1} is NUL", hint=CAN_BE_READ)


def refuse_markup(head: bytes, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise InvalidInput(
            f"{name} is a web page (HTML), not a table",
            hint="was a page that shows or refuses the file saved instead of the file?",
        )
    if start.startswith(b"<?xml"):
        raise InvalidInput(f"{name} is an XML document, not a table", hint=advice("XML"))


def office(head: bytes, name: str) -> FileKind:
    """A workbook; other documents are refused."""
    if b"opendocument" in head:
        raise InvalidInput(
            f"{name} is an OpenDocument file, not a table",
            hint="save it as .xlsx, or the sheet as CSV",
        )
    if b"word/" in head or b"ppt/" in head or name.lower().endswith((".docx", ".pptx")):
        raise InvalidInput(f"{name} is an Office document, not a table", hint=CAN_BE_READ)
    if name.lower().endswith(".xlsb"):
        raise InvalidInput(f"{name} is a binary workbook", hint="save it as .xlsx")
    return "excel"


def text_kind(head: bytes, name: str) -> FileKind:
    """JSON or a delimited file: by its name, else by its first text."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    suffixes = [s.lower() for s in Path(name).suffixes]
    if any(s in (".json", ".jsonl", ".ndjson") for s in suffixes):
        return "json"
    if any(s in (".csv", ".tsv", ".tab") for s in suffixes):
        return "delimited"
    starts = (b'{"', b"[{", b"{ ", b"[\n", b"[ ")
    return "json" if text.startswith(starts) else "delimited"


def advice(what: str) -> str:
    if "twice" in what:
        return "unpack it once"
    if "Excel" in what:
        return "open it and save it as .xlsx, without a password"
    if any(w in what for w in ("Avro", "ORC", "HDF5", "Feather")):
        return "read it with its library and pass the data frame, or write Parquet"
    return CAN_BE_READ
