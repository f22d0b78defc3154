"""How a text file is written: UTF-8 or what else, and the same text in UTF-8.

What is no UTF-8 is told by its first bytes (UTF-16, UTF-32), or is taken for Windows-1252 if
that is plausible: it has none of the five bytes that mean nothing there, and its letters
beyond ASCII mostly stand between letters of ASCII. That is always said.
"""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from encodings.aliases import aliases
from pathlib import Path

import numpy as np
import numpy.typing as npt

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.redaction import excerpt
from vedette.tables.ragged import check_encoding, refuse_bytes

BLOCK = 1 << 20
MARKS = (
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Of bytes of text with at least that many characters of ASCII; 0 elsewhere is no text.
ZERO_SHARE = 0.8
# Python's own inventions, not how files are written.
NO_TEXT = {"mbcs", "oem", "idna", "punycode", "unicode_escape", "raw_unicode_escape"}
UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # by Windows-1252
# Signs of Windows-1252 that seldom stand between two letters. In other encodings of one byte
# a letter these are letters.
SIGNS = (*range(0x80, 0x8A), 0x8B, *range(0x91, 0xC0), 0xD7, 0xF7)
USUAL_SIGNS = (0x92, 0xB4, 0xAD, 0xB7, 0x96)  # ' between letters, hyphens
NEIGHBOURS = 0.34  # of the bytes beyond ASCII, beside another one
CANDIDATES = (
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
    "cp1251",
    "koi8_r",
    "cp1250",
    "cp850",
)


def codec(encoding: str) -> str:
    """Python's name for an encoding; InvalidParameter for one that is not there."""
    try:
        name = codecs.lookup(encoding).name.replace("-", "_")
        with suppress(UnicodeError):
            b"text".decode(name)  # a LookupError for what makes no text: base64, zlib
    except (LookupError, ValueError, TypeError):
        name = ""
    if not name or name in NO_TEXT:
        raise InvalidParameter(
            f"no encoding is called {encoding!r}", hint=nearest(encoding)
        )
    return name


def nearest(encoding: str) -> str:
    known = {
        n.replace("_", "-"): n for n in (*aliases, *aliases.values()) if n not in NO_TEXT
    }
    asked = str(encoding).lower().replace("_", "-")
    near = difflib.get_close_matches(asked, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return "for example: utf-8, utf-16, windows-1252, latin-1, shift-jis, gb18030"


@dataclass(frozen=True)
class Written:
    """How a file is written, if that is not UTF-8, and what to say of it."""

    codec: str
    note: str = ""


def written(path: Path, name: str, asked: str | None) -> Written | None:
    """How the file is written; None for UTF-8.

    asked
        An encoding the user named (see `codec`); nothing is guessed then.

    Raises InvalidInput if it is no text, or if nothing plausible can read it.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if asked is not None:
        if asked not in ("utf_8", "utf_8_sig", "ascii"):
            return Written(asked)
        if not is_utf8(path, name):
            check_encoding(path, name, hint="leave --encoding out, or name another")
        return None
    for mark, found in MARKS:
        if head.startswith(mark):
            return Written(found)
    wide = without_mark(head)
    if wide is not None:
        shown = {"utf_16_le": "UTF-16 (LE)", "utf_16_be": "UTF-16 (BE)"}[wide]
        return Written(wide, f"read as {shown}: every other byte is 0, and no mark says so")
    if is_utf8(path, name):
        return None
    return guessed(path, name)


def without_mark(head: bytes) -> str | None:
    """UTF-16 without a byte-order mark, if that is unmistakable."""
    odd, even = head[1:200:2], head[0:200:2]
    if len(head) < 8:
        return None
    if odd.count(0) > ZERO_SHARE * len(odd) and not even.count(0):
        return "utf_16_le"
    if even.count(0) > ZERO_SHARE * len(even) and not odd.count(0):
        return "utf_16_be"
    return None


def blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def is_utf8(path: Path, name: str) -> bool:
    """Whether it is all UTF-8; raises InvalidInput at a byte that is NUL."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    good = True
    try:
        for block in blocks(path):
            if b"\0" in block:
                refuse_bytes(path, name)
            if good and not (block.isascii() and not decoder.getstate()[0]):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        good = False
        if any(b"\0" in block for block in blocks(path)):
            refuse_bytes(path, name)
    return good


@dataclass
class Bytes:
    """Counts of bytes beyond ASCII."""

    high: int = 0
    unused: int = 0
    beside: int = 0  # those beside another one
    signs: int = 0  # those that seldom stand between letters, and do
    sequences: int = 0  # pairs as UTF-8 writes them

    def add(self, b: npt.NDArray[np.uint8]) -> None:
        high = b >= 0x80
        self.high += int(high.sum())
        self.unused += int(np.isin(b, UNUSED).sum())
        near = np.zeros(len(b), bool)
        near[1:] |= high[:-1]
        near[:-1] |= high[1:]
        self.beside += int((high & near).sum())
        letter = ((b | 0x20) >= 0x61) & ((b | 0x20) <= 0x7A)
        sign = np.isin(b, SIGNS) & ~np.isin(b, USUAL_SIGNS)
        self.signs += int((sign[1:-1] & letter[:-2] & letter[2:]).sum())
        lead = (b[:-1] >= 0xC2) & (b[:-1] <= 0xF4)
        self.sequences += int((lead & (b[1:] >= 0x80) & (b[1:] < 0xC0)).sum())


def guessed(path: Path, name: str) -> Written:
    """Windows-1252 if that is plausible; else InvalidInput."""
    seen = Bytes()
    for block in blocks(path):
        if not block.isascii():
            seen.add(np.frombuffer(block, np.uint8))
    if 2 * seen.sequences > seen.high / 2:
        check_encoding(path, name, hint="most of it is UTF-8: is it damaged, or two files?")
    doubtful = seen.unused or seen.beside > NEIGHBOURS * seen.high
    if doubtful or seen.signs > 0.1 * seen.high:
        could = ", ".join(candidates(path))
        check_encoding(
            path,
            name,
            hint="what it is written in cannot be told: name it with --encoding"
            + (f" (it could be {could})" if could else ""),
        )
    line, text = first_beyond_ascii(path)
    count = "1 byte is" if seen.high == 1 else f"{seen.high:,} bytes are"
    return Written(
        "cp1252",
        f"read as Windows-1252: {count} no UTF-8, first in line {line:,}: {excerpt(text)!r} "
        "(another: --encoding)",
    )


def candidates(path: Path) -> list[str]:
    """Encodings that can read the beginning."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    found = []
    for name in CANDIDATES:
        try:
            text = codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeDecodeError:
            continue
        if all(c.isprintable() or c in "\r\n\t" for c in text):
            found.append(name.replace("_", "-"))
    return found


def first_beyond_ascii(path: Path) -> tuple[int, str]:
    """Line (from 1) of the first byte beyond ASCII, and the word it stands in."""
    line = 1
    with path.open("rb") as file:
        for raw in iter(lambda: file.readline(1 << 24), b""):
            if not raw.isascii():
                at = next(k for k, byte in enumerate(raw) if byte >= 0x80)
                words = raw[max(0, at - 15) : at + 15].decode("cp1252", errors="replace")
                before = at - max(0, at - 15)
                return line, word_at(words, before)
            line += raw.endswith(b"\n")
    return line, ""


def word_at(text: str, at: int) -> str:
    start, end = at, at
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start : max(end, at + 1)]


def transcode(path: Path, plain: Path, name: str, codec_name: str) -> None:
    """Write the text in UTF-8, a block at a time."""
    decoder = codecs.getincrementaldecoder(codec_name)("strict")
    line = 1
    with plain.open("w", encoding="utf-8", newline="") as out:
        for block in blocks_and_end(path):
            try:
                text = decoder.decode(block, final=not block)
                out.write(text)
            except UnicodeError as error:
                raise no_such_text(error, name, codec_name, line) from None
            if "\0" in text:
                line += text[: text.index("\0")].count("\n")
                raise InvalidInput(
                    f"{name}: line {line} has a NUL character in it",
                    hint="is it damaged, or written in another encoding?",
                )
            line += text.count("\n")


def blocks_and_end(path: Path) -> Iterator[bytes]:
    yield from blocks(path)
    yield b""


def no_such_text(
    error: UnicodeError, name: str, codec_name: str, line: int
) -> InvalidInput:
    """The error for a text that is not written so; `line` is that of the block."""
    what = str(error)
    if isinstance(error, UnicodeDecodeError):
        before = error.object[: error.start].decode(codec_name, errors="replace")
        line += before.count("\n")
        cut = any(w in error.reason for w in ("truncated", "end of data", "incomplete"))
        byte = excerpt(f"0x{error.object[error.start]:02x}")
        what = "ends in the middle of a character" if cut else f"has byte {byte} in it"
    shown = codec_name.replace("_", "-").upper()
    return InvalidInput(
        f"{name} is not {shown}: line {line:,} {what}",
        hint="is the file cut short, or written in another encoding?",
    )
