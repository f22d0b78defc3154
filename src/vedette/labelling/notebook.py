"""A file of verdicts: JSON Lines, one verdict a line, which people read, compare and merge.

    {"id":"r06441","row":6441,"verdict":"real","saw":{"latency_ms":874.9},
     "when":"2026-03-01T09:30:00Z","who":"ada","note":"a retry storm"}

Lines are only ever added, each with one write at the end of the file that is on the disk
before the next is asked for. So several people may write at once, and a process that is
killed loses at most the verdict that was being typed. A verdict that is taken back is a
further line. A line that cannot be read is told by its number, and stays as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.findings import Value
from vedette.core.verdicts import SAID, Broken, Verdict
from vedette.core.wording import plain

LONGEST_LINE = 1 << 16  # bytes: a longer one is no verdict
LARGEST = 1 << 28  # bytes of a file
_MERGE = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


@dataclass(frozen=True)
class Notebook:
    """The verdicts of a file in their order, and the lines that are none."""

    verdicts: tuple[Verdict, ...] = ()
    broken: tuple[Broken, ...] = ()


class NoVerdict(ValueError):
    """A line holds no verdict; the message goes on after its number."""


def read(path: Path) -> Notebook:
    """All verdicts of a file; none if it is not there yet.

    Raises InvalidInput if it is no file of verdicts at all.
    """
    if path.is_dir():
        raise InvalidInput(f"{str(path)!r} is a folder, not a file of verdicts")
    if not path.exists():
        return Notebook()
    if not path.is_file():
        raise InvalidInput(f"{str(path)!r} is no file, so holds no verdicts")
    if path.stat().st_size > LARGEST:
        raise InvalidInput(f"{str(path)!r} is too large to be a file of verdicts")
    verdicts: list[Verdict] = []
    broken: list[Broken] = []
    for number, raw in _lines(path.read_bytes()):
        try:
            verdicts.append(parsed(raw, number))
        except NoVerdict as error:
            broken.append(Broken(number, str(error)))
    if broken and not verdicts:
        first = broken[0]
        raise InvalidInput(
            f"{str(path)!r} holds no verdict: line {first.line} {first.why}",
            hint="vedette label FILE writes one; a column of answers is --label COLUMN",
        )
    return Notebook(tuple(verdicts), tuple(broken))


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            yield number, line.strip()


def parsed(raw: bytes, number: int = 0) -> Verdict:
    """The verdict of one line. Raises NoVerdict that says what is wrong with it."""
    if raw.startswith(_MERGE):
        raise NoVerdict("is a mark of a merge that is not finished")
    if len(raw) > LONGEST_LINE:
        raise NoVerdict("is too long to be a verdict")
    try:
        item = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NoVerdict("is no JSON") from None
    if not isinstance(item, dict):
        raise NoVerdict("is no JSON object")
    if item.get("verdict") not in SAID:
        raise NoVerdict(f'has a "verdict" that is none of {", ".join(SAID)}')
    id_, row, saw = item.get("id"), item.get("row"), item.get("saw", {})
    content = _text(item, "content")
    if not _plain(id_):
        raise NoVerdict('has an "id" that is no text and no number')
    if id_ is None and not content:
        raise NoVerdict('names no row: it has no "id" and no "content"')
    if row is not None and (isinstance(row, bool) or not isinstance(row, int)):
        raise NoVerdict('has a "row" that is no whole number')
    if not isinstance(saw, dict) or not all(map(_plain, saw.values())):
        raise NoVerdict('has a "saw" that is not a value for each column')
    when, who, note = (_text(item, name) for name in ("when", "who", "note"))
    return Verdict(item["verdict"], id_, content, row, saw, when, who, note, number)


def _no_number(text: str) -> NoReturn:
    raise NoVerdict(text)


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name, "")
    if not isinstance(value, str):
        raise NoVerdict(f'has a "{name}" that is no text')
    return value


def line_of(verdict: Verdict) -> str:
    """The verdict as its line, without the end of it."""
    item: dict[str, Value | dict[str, Value]] = {}
    if verdict.id is not None:
        item["id"] = verdict.id
    if verdict.content:
        item["content"] = verdict.content
    if verdict.row is not None:
        item["row"] = verdict.row
    item["verdict"] = verdict.verdict
    if verdict.saw:
        item["saw"] = dict(verdict.saw)
    for name in ("when", "who", "note"):
        if told := getattr(verdict, name):
            item[name] = told
    text = json.dumps(item, ensure_ascii=False, separators=(",", ":"))
    # What would act on a terminal is written as a number.
    return text if plain(text) == text else json.dumps(item, separators=(",", ":"))


def append(path: Path, verdict: Verdict) -> None:
    """Add a verdict at the end of a file, which is made if it is not there.

    It is on the disk when this returns. Raises InvalidParameter if it cannot be written.
    """
    line = line_of(verdict).encode("utf-8") + b"\n"
    if len(line) > LONGEST_LINE:
        raise InvalidParameter("the verdict is too long: shorten its note")
    new = not path.exists()
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            whole = line if _ended(file) else b"\n" + line
            written = os.write(file, whole)
            os.fsync(file)
        finally:
            os.close(file)
        if new:
            _keep_name(path.parent)
    except OSError as error:
        raise InvalidParameter(
            f"the verdict cannot be written to {str(path)!r}: {error.strerror}"
        ) from None
    if written < len(whole):
        raise InvalidParameter(f"{str(path)!r}: the disk is full; the verdict is not kept")


def _ended(file: int) -> bool:
    """Whether the file ends with a whole line, so that the next begins on its own."""
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


def _keep_name(folder: Path) -> None:
    """Have the name of a new file on the disk too."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
