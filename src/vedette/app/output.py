"""Where results go: standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from vedette.core.errors import InvalidParameter

FORMATS = ("table", "jsonl", "csv", "md")
_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".md": "md",
    ".markdown": "md",
}


def format_of(output: str | None) -> str:
    """The format that a file's name asks for."""
    return _BY_SUFFIX.get(Path(output or "").suffix.lower(), "table")


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
    if source != "-" and path.exists() and Path(source).exists() and path.samefile(source):
        raise InvalidParameter(f"{output!r} is the table itself", hint="name another file")
    if not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        raise InvalidParameter(f"{output!r} may not be written")


def to_file(text: str, output: str) -> None:
    """Write beside the target, then rename: a reader never sees half of it."""
    path = Path(output).resolve()
    if (
        path.exists() and not path.is_file()
    ):  # a pipe or a device, which cannot be renamed over
        path.write_bytes(encoded(text))
        return
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:64]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(encoded(text))
        os.chmod(beside, _mode(path))
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def to_stdout(text: str) -> None:
    """Write to standard output; a reader that has gone away is no error."""
    try:
        sys.stdout.flush()
        left = memoryview(encoded(text))
        while left:  # with PYTHONUNBUFFERED a write may be a part of it
            left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at exit, and would complain then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def encoded(text: str) -> bytes:
    """UTF-8, whatever the locale; what is no valid text is replaced."""
    return text.encode("utf-8", errors="replace")
