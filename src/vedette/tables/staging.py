"""A temporary folder in which files stand plain: unpacked, in UTF-8, under simple names."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.tables import magic
from vedette.tables.encodings import MARKS, transcode, without_mark, written
from vedette.tables.magic import FileKind
from vedette.tables.packing import BLOCK, packing_of, unpack
from vedette.tables.sources.files import kind_of

HEAD_BYTES = 4096
BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


@dataclass(frozen=True)
class Plain:
    """A file that can be read as often as is needed.

    path
        Ends in the file's number, so that many files in one statement can be told apart;
        has no character that is a pattern: "a[1].csv" would stand for "a1.csv".
    name
        What the user calls it.
    size
        Bytes as it came; the packed ones of a packed file.
    copied
        `path` is a copy that takes room until it is dropped.
    """

    path: Path
    name: str
    kind: FileKind
    size: int
    head: bytes = field(repr=False)
    copied: bool = False
    notes: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return int(self.path.name)

    def drop(self) -> None:
        """Give the room back; the file is not needed any more."""
        self.path.unlink(missing_ok=True)


class Stage:
    """Makes files plain; `encoding` is the codec of their text if the user named one."""

    def __init__(self, folder: Path, encoding: str | None) -> None:
        self.folder = folder
        self.encoding = encoding
        self.count = 0

    def plain(self, source: Path | BinaryIO, name: str) -> Plain:
        """One file, plain. Raises InvalidInput if it is no table, by its first bytes."""
        path = self.folder / str(self.count)
        self.count += 1
        copied = True
        try:
            if isinstance(source, Path) and os.path.isfile(source):
                path.symlink_to(source.resolve())
                copied = False
            elif isinstance(source, Path):  # a pipe, which is read once
                with source.open("rb") as stream:
                    spool(stream, path)
            else:
                spool(source, path)
            return self.opened(path, name, copied)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def opened(self, path: Path, name: str, copied: bool) -> Plain:
        size = path.stat().st_size
        head = head_of(path)
        packing = packing_of(head)
        if packing is not None:
            exchange(path, lambda packed, plain: unpack(packed, plain, name, packing))
            head, copied = head_of(path), True
        if not head.strip(BLANK):
            raise Empty(f"{name} is empty", hint="a table has a header and rows")
        kind = "database" if kind_of(head) else magic.binary_kind(head, name)
        if kind is not None:
            if self.encoding is not None:
                raise InvalidParameter(
                    f"{name} is no text, so it has no encoding",
                    hint="leave --encoding out",
                )
            return Plain(path, name, kind, size, head, copied)
        notes: tuple[str, ...] = ()
        if not self.encoding and not is_wide(head):
            magic.refuse_binary(head, name)
        found = written(path, name, self.encoding)
        if found is not None:
            exchange(path, lambda old, plain: transcode(old, plain, name, found.codec))
            head, copied = head_of(path), True
            notes = (found.note,) if found.note else ()
        return Plain(path, name, magic.text_kind(head, name), size, head, copied, notes)


class Empty(InvalidInput):
    """A file has nothing in it; among many files it is left out."""


def is_wide(head: bytes) -> bool:
    """UTF-16 or UTF-32, whose text has bytes that are 0."""
    return any(head.startswith(m) for m, _ in MARKS) or without_mark(head) is not None


def head_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def spool(stream: BinaryIO, path: Path) -> None:
    with path.open("wb") as out:
        shutil.copyfileobj(stream, out, BLOCK)


def exchange(path: Path, make: Callable[[Path, Path], None]) -> None:
    """Put what `make(old, new)` writes in the place of a file; a link's target stays."""
    old = path.rename(path.with_name("before"))
    try:
        make(old, path)
    finally:
        old.unlink(missing_ok=True)


@contextmanager
def stage(encoding: str | None) -> Iterator[Stage]:
    """A stage that is gone afterwards, with all that was put on it."""
    with tempfile.TemporaryDirectory(prefix="vedette-") as folder:
        yield Stage(Path(folder), encoding)


@contextmanager
def plain_file(file: str) -> Iterator[Plain]:
    """One file, plain until the end of the block."""
    with stage(None) as on_stage:
        yield on_stage.plain(Path(file), Path(file).name)


@contextmanager
def spooled(stream: BinaryIO, name: str) -> Iterator[Path]:
    """A stream as a plain file, to be read more than once."""
    with stage(None) as on_stage:
        yield on_stage.plain(stream, name).path
