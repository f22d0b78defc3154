"""Packed files: gzip, bzip2, xz, zstd, and a zip archive with one file in it."""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import shutil
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput, MissingExtra, VedetteError

ZIP = b"PK\x03\x04"
STARTS = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".zip")
BLOCK = 1 << 20
# What a packed file may become: so many times its size, and so much in any case. Text packs
# to a tenth, sometimes to a hundredth; what grows more than this is made to fill a disk.
GROWTH = 256
ALWAYS = 1 << 30
# Of the disk that it is unpacked to, so much of what is free.
OF_FREE = 0.5


def packing_of(head: bytes) -> str | None:
    """How a file is packed, by its first bytes. Workbooks are archives, but not packed."""
    for start, kind in STARTS:
        if head.startswith(start):
            return kind
    return "zip" if head.startswith(ZIP) and not is_document(head) else None


def is_document(head: bytes) -> bool:
    """An archive that is a workbook or another office document."""
    marks = (b"xl/", b"[Content_Types]", b"mimetype", b"_rels/.rels", b"docProps/")
    return head.startswith(ZIP) and any(m in head for m in marks)


def unpack(packed: Path, plain: Path, name: str, kind: str) -> None:
    """Write what is in `packed` to `plain`.

    Raises InvalidInput if it is damaged, cut short, or would fill the disk.
    """
    size = packed.stat().st_size
    free = shutil.disk_usage(plain.parent).free
    limit = min(max(ALWAYS, GROWTH * size), int(OF_FREE * free))
    done = 0
    with opened(packed, name, kind) as source, plain.open("wb") as out:
        while block := read_block(source, name, kind, done):
            done += len(block)
            if done > limit:
                raise InvalidInput(
                    f"{name} becomes more than {limit:,} bytes unpacked, "
                    f"from {size:,} bytes",
                    hint="unpack it yourself if that is right, and name what comes out",
                )
            out.write(block)


def read_block(source: Any, name: str, kind: str, done: int) -> bytes:
    with damage_named(name, kind, done):
        # `read` would lose what came before a cut.
        return bytes(source.read1(BLOCK))


@contextmanager
def opened(packed: Path, name: str, kind: str) -> Iterator[Any]:
    with damage_named(name, kind, 0):
        source = OPENERS[kind](packed, name)
    with source:
        yield source


@contextmanager
def damage_named(name: str, kind: str, done: int) -> Iterator[None]:
    what = "zip archive" if kind == "zip" else f"{kind} file"
    try:
        yield
    except EOFError:
        raise InvalidInput(
            f"{name} is a {what} cut short: it ends after {done:,} unpacked bytes",
            hint="copy or download it again",
        ) from None
    except VedetteError:
        raise
    except (
        OSError,  # what bz2 raises, and gzip.BadGzipFile
        ValueError,  # places before the beginning of a zip archive
        OverflowError,
        struct.error,
        zlib.error,
        lzma.LZMAError,
        zipfile.BadZipFile,
        NotImplementedError,
        zstd_error(),
    ) as error:
        if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
            raise  # of the disk, not of what stands on it
        raise InvalidInput(
            f"{name} is a damaged {what}: {error}", hint="copy or download it again"
        ) from None


def zstd(name: str) -> Any:
    """The standard library's module, or the same for older Pythons."""
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd as module
        else:
            from backports import zstd as module
    except ImportError:
        raise MissingExtra(
            f"{name} is compressed with zstd, which needs a library",
            hint="pip install 'vedette[zstd]'",
        ) from None
    return module


def zstd_error() -> type[Exception]:
    """The class of zstd's errors, if its module was needed so far."""
    for module in ("compression.zstd", "backports.zstd"):
        if sys.modules.get(module) is not None:
            return sys.modules[module].ZstdError  # type: ignore[no-any-return]
    return zlib.error


# With what the comment of files begins that `core.saving` writes.
MODEL = b"vedette "


def member(packed: Path, name: str) -> Any:
    """The one file in a zip archive."""
    archive = zipfile.ZipFile(packed)
    if archive.comment.startswith(MODEL):
        raise InvalidInput(
            f"{name} is a model that vedette saved, not a table",
            hint=f"vedette score FILE -m {name}",
        )
    inside = [
        i for i in archive.infolist() if not i.is_dir() and not is_clutter(i.filename)
    ]
    if len(inside) != 1:
        what = f"{len(inside)} files" if inside else "nothing"
        shown = ", ".join(i.filename for i in inside[:5])
        more = ", ..." if len(inside) > 5 else ""
        raise InvalidInput(
            f"{name} is a zip archive with {what} in it"
            + (f": {shown}{more}" if inside else ""),
            hint="unpack it and name the folder: many files are read as one table",
        )
    if inside[0].flag_bits & 1:
        raise InvalidInput(
            f"{name} is a zip archive with a password", hint="unpack it first"
        )
    return archive.open(inside[0])


def is_clutter(filename: str) -> bool:
    """What macOS adds, and hidden files."""
    parts = filename.split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".")


OPENERS: dict[str, Callable[[Path, str], Any]] = {
    "gzip": lambda packed, name: gzip.GzipFile(packed),
    "bzip2": lambda packed, name: bz2.BZ2File(packed),
    "xz": lambda packed, name: lzma.LZMAFile(packed),  # noqa: SIM115  closed by `opened`
    "zstd": lambda packed, name: zstd(name).open(packed),
    "zip": member,
}
