"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

Target = str | os.PathLike[str]


def write_whole(contents: Mapping[Target, bytes]) -> None:
    """Write files so that a reader never sees half of one, nor some of them without others."""
    targets = [Path(target).resolve() for target in contents]
    data = dict(zip(targets, contents.values(), strict=True))
    # A pipe or a device cannot be renamed over.
    plain = [path for path in targets if path.is_file() or not path.exists()]
    with together(*plain) as written:
        for beside, path in zip(written, plain, strict=True):
            beside.write_bytes(data[path])
        for path in targets:
            if path not in plain:
                path.write_bytes(data[path])


@contextlib.contextmanager
def together(*targets: Target) -> Iterator[tuple[Path, ...]]:
    """Files beside the targets, which take their places once all of them are written.

    If one cannot, those before it are put back: all are there, or what was there before.
    """
    paths = [Path(target).resolve() for target in targets]
    written: list[Path] = []
    kept: list[tuple[Path, Path | None]] = []
    try:
        for path in paths:
            written.append(_empty(path))  # each is known if the next fails
        yield tuple(written)
        for beside, path in zip(written, paths, strict=True):
            os.chmod(beside, _mode(path))
        for beside, path in zip(written, paths, strict=True):
            if path is not paths[-1]:
                kept.append((path, _aside(path)))
            os.replace(beside, path)
    except BaseException:
        for path, old in kept:
            with contextlib.suppress(OSError):
                path.unlink() if old is None else os.replace(old, path)
        raise
    finally:
        for left in (*written, *(old for _, old in kept if old is not None)):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)


def _empty(target: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:64]}.")
    os.close(handle)
    return Path(name)


def _aside(target: Path) -> Path | None:
    """What is there now, under another name; None if nothing is."""
    if not target.exists():
        return None
    aside = _empty(target)
    os.replace(target, aside)
    return aside


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, or those a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
