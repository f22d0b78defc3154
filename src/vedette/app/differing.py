"""Compare two tables, or two scans: what `vedette.diff` is, and what the command does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vedette.core.result import Result as Scanned
from vedette.report.difference import Difference, compare
from vedette.report.result import Result

if TYPE_CHECKING:
    from vedette.core.difference import Way


def diff(before: Any, after: Any, *, by: Way | None = None, **asked: Any) -> Difference:
    """What is new, gone and continuing in the second of two scans.

    before, after
        Each a `Result`, a file with the JSON Lines of a scan (`vedette scan -o
        monday.jsonl`), or a table, which is scanned: whatever `vedette.scan` takes.
    by
        How rows are matched: by "id"; by "row", their number; by "content", the values that
        the findings speak of; or by "reason", for tables with other rows. None: the first
        that the findings allow.
    asked
        How tables are to be scanned: the other arguments of `vedette.scan`.

    Examples
    --------
    >>> import numpy as np, vedette
    >>> rng = np.random.default_rng(0)
    >>> length = rng.normal(10, 1, 500)
    >>> weight = 2 * length + rng.normal(0, 0.1, 500)
    >>> monday = {"length": length, "weight": weight.copy()}
    >>> weight[7] += 3  # usual by itself, but not for this length
    >>> found = vedette.diff(monday, {"length": length, "weight": weight})
    >>> [finding.row for finding in found.findings.new]
    [7]
    """
    return compare(scanned(before, asked), scanned(after, asked), by=by)


def scanned(data: Any, asked: dict[str, Any]) -> Scanned:
    """The result that is given, or is in a file, or of the table that is given."""
    from vedette.app.scanning import scan

    if isinstance(data, Scanned):
        return data
    kept = kept_lines(data) if isinstance(data, str | os.PathLike) else None
    return scan(data, **asked) if kept is None else kept


def kept_lines(data: str | os.PathLike[str]) -> Result | None:
    """The result in a file with the JSON Lines of a scan; None if it is another file."""
    from vedette.report import jsonl_reading

    path = Path(data)
    try:
        if not path.is_file():
            return None
    except (OSError, ValueError):  # no name of a file
        return None
    with path.open("rb") as file:
        if not jsonl_reading.is_result(file.readline(jsonl_reading.HEAD_BYTES)):
            return None
        file.seek(0)
        return jsonl_reading.load(file, path.name)
