"""What a file is by its first bytes: Parquet, text, or something that is no table."""

from __future__ import annotations

from vedette.core.errors import InvalidInput
from vedette.tables.ragged import iconv

NO_TABLES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ\x90", "a Windows program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
    (b"ARROW1", "an Arrow (Feather) file"),
    (b"Obj\x01", "an Avro file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"\x80\x04", "a Python pickle"),
    (b"ORC", "an ORC file"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ", "compressed with xz"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
)
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"


def refuse_what_is_no_table(head: bytes, name: str) -> None:
    """Raise `InvalidInput` that names what the file is."""
    refuse_utf32(head, name)
    refuse_utf16(head, name)
    refuse_markup(head, name)
    if name.lower().endswith(".parquet"):
        raise InvalidInput(
            f"{name} is not Parquet: it begins with {head[:4]!r}, not with b'PAR1'",
            hint="is it cut short? CSV needs a name in .csv, JSON Lines one in .jsonl",
        )
    if head.startswith(b"PK\x03\x04"):
        refuse_archive(head, name)
    for start, what in NO_TABLES:
        if head.startswith(start):
            raise InvalidInput(f"{name} is {what}, not a table", hint=advice(what))
    if b"\0" in head:
        place = head.index(b"\0")
        raise InvalidInput(
            f"{name} is not text: byte {place + 1} is NUL",
            hint="CSV, Parquet and JSON Lines can be read",
        )


def refuse_utf32(head: bytes, name: str) -> None:
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise InvalidInput(
            f"{name} is written in UTF-32, not in UTF-8 (from its first bytes)",
            hint=iconv("UTF-32", name),
        )


def refuse_markup(head: bytes, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise InvalidInput(
            f"{name} is a web page (HTML), not a table",
            hint="was a page that shows or refuses the file saved instead of the file?",
        )
    if start.startswith(b"<?xml"):
        raise InvalidInput(f"{name} is an XML document, not a table", hint=advice("XML"))


def refuse_archive(head: bytes, name: str) -> None:
    if b"xl/" in head or b"[Content_Types]" in head:
        what, hint = "an Excel workbook", "save the sheet as CSV (UTF-8)"
    elif b"opendocument" in head:
        what, hint = "an OpenDocument file", "save the sheet as CSV (UTF-8)"
    else:
        what, hint = "a zip archive", f"unpack it first: unzip {name}"
    raise InvalidInput(f"{name} is {what}, not a table in plain text", hint=hint)


def refuse_utf16(head: bytes, name: str) -> None:
    marked = {b"\xff\xfe": "UTF-16LE", b"\xfe\xff": "UTF-16BE"}.get(head[:2])
    odd, even = head[1:200:2], head[0:200:2]
    if marked is None and len(head) >= 8 and odd.count(0) > 0.8 * len(odd):
        marked = None if even.count(0) else "UTF-16LE"
    elif marked is None and len(head) >= 8 and even.count(0) > 0.8 * len(even):
        marked = None if odd.count(0) else "UTF-16BE"
    if marked is not None:
        raise InvalidInput(
            f"{name} is written in {marked}, not in UTF-8 (from its first bytes)",
            hint=iconv(
                "UTF-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else marked, name
            ),
        )


def advice(what: str) -> str:
    if what.startswith("compressed"):
        return "unpack it first; .gz is read as it is"
    if "Excel" in what:
        return "save the sheet as CSV (UTF-8)"
    if "Arrow" in what or "Avro" in what or "ORC" in what or "HDF5" in what:
        return "read it with its library and pass the data frame, or write Parquet"
    return "CSV, Parquet and JSON Lines can be read"
