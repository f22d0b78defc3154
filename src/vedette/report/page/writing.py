"""The page as a file, and beside it what is left out of it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from vedette.core.files import write_whole
from vedette.core.result import Result
from vedette.report import jsonl
from vedette.report.page.page import Origin, render


@dataclass(frozen=True)
class Written:
    """What was written: the page, its size in bytes, and the rest, if something is left out."""

    page: Path
    size: int
    rest: Path | None


def rest_of(path: str | os.PathLike[str]) -> Path:
    """Where all findings of a page are, if some are left out: beside it, `.findings.jsonl`."""
    return Path(path).with_name(f"{Path(path).stem}.findings.jsonl")


def write(
    result: Result, path: str | os.PathLike[str], origin: Origin | None = None
) -> Written:
    """Write the page of a result, and the rest if something is left out: all or nothing."""
    rest = rest_of(path)
    page = render(result, origin, elsewhere=rest.name)
    contents: dict[str | os.PathLike[str], bytes] = {}
    if page.left_out:
        contents[rest] = jsonl.dump(result).encode("utf-8", errors="replace")
    text = page.text.encode("utf-8", errors="replace")
    write_whole(contents | {path: text})
    return Written(Path(path), len(text), rest if page.left_out else None)
