"""A table divided by a result: rows without findings, and rows with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vedette.app.output import check_split
from vedette.core import wording
from vedette.core.errors import InvalidInput
from vedette.core.files import together
from vedette.core.findings import Finding, Group

if TYPE_CHECKING:
    from vedette.core.result import Result


def split(result: Result, file: str, clean: str, findings: str) -> str:
    """Write both parts of the table, whole or not at all; says how many rows are where.

    Rows of groups alike, and copies of rows that look wrong, count as findings; rows that
    only a fact names do not. Rows that a condition left out were not judged, and are in
    neither part.
    """
    import numpy as np

    from vedette.report.csv import inert
    from vedette.tables.dividing import CLEAN, UNJUDGED, divide, rows_of

    check_split((clean, findings), file, None)
    stated = _stated(result)
    with rows_of(file) as table:
        _check_same(result, table.rows, file)
        said = np.full(table.rows, CLEAN, dtype=np.int32)
        if result.row_numbers is not None:
            said[:] = UNJUDGED
            said[result.row_numbers] = CLEAN
        said[np.array(list(stated), dtype=np.int64)] = np.arange(len(stated))
        surprise = np.array([item.surprise for item in stated.values()], dtype=np.float64)
        reason = np.empty(len(stated), dtype=object)
        text = Path(findings).suffix.lower() != ".parquet"
        reason[:] = [_valid(inert(s.text) if text else s.text) for s in stated.values()]
        ends = (Path(clean).suffix.lower(), Path(findings).suffix.lower())
        with together(clean, findings) as (one, other):
            divide(table, said, surprise, reason, (one, other), ends)
    return _told(result, len(stated), table.rows, clean, findings)


def _stated(result: Result) -> dict[int, Finding | Group]:
    """By row, the most surprising that is said of it."""
    stated: dict[int, Finding | Group] = {}
    for group in reversed(result.groups):
        stated |= dict.fromkeys(group.rows, group)
    return stated | {found.row: found for found in reversed(result.findings)}


def _check_same(result: Result, rows: int, file: str) -> None:
    """The file must be the one that was judged; of a condition, only the last row tells."""
    numbers = result.row_numbers
    same = rows == result.rows if numbers is None else rows > int(numbers[-1])
    if not same:
        raise InvalidInput(
            f"{file} has {wording.count(rows, 'row')} now, but the result is about "
            f"{wording.count(result.rows, 'row')}",
            hint="was it changed in the meantime? scan it again",
        )


def _valid(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _told(result: Result, wrong: int, rows: int, clean: str, findings: str) -> str:
    parts = [
        f"{wording.count(result.rows - wrong, 'row')} written to {clean}",
        f"{wrong:,} to {findings}",
    ]
    if rows > result.rows:
        left = wording.count(rows - result.rows, "row")
        parts.append(f"{left} that the condition leaves out to neither")
    return ", ".join(parts)
