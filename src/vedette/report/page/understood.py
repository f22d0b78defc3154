"""What was read, and what each column was taken for."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from vedette.core import wording
from vedette.core.pictures import Levels, Pictures
from vedette.core.result import Result
from vedette.report import charts, phrases
from vedette.report.page.cells import name

NAMES_OF_ONE_ROLE = 20


def extent(result: Result) -> str:
    """ "10,000 rows, 13 columns, CSV 0.8 MB"."""
    size = result.source.size_bytes
    said = "" if size is None else f" {wording.size(size)}"
    return f"{phrases.extent(result.rows, len(result.roles))}, {result.source.format}{said}"


def roles(result: Result) -> list[tuple[str, str]]:
    """Each role with its columns; of very many, the first and the last."""
    said = []
    for kind, names in phrases.by_kind(result.roles):
        shown = [name(n) for n in names]
        if len(shown) > NAMES_OF_ONE_ROLE:
            told = f"{wording.count(len(shown), 'column')}: {shown[0]} to {shown[-1]}"
        else:
            told = ", ".join(shown)
        timed = kind == "time" or (kind == "id" and result.time_text.startswith("in the "))
        if timed and result.time_text:
            told += f" ({result.time_text})"
        said.append((kind, told))
    return said


def column(result: Result, named: str, pictures: Pictures) -> dict[str, Any]:
    """One line of the table of columns."""
    role = result.roles[named]
    shape = pictures.columns.get(named)
    if isinstance(shape, Levels) and shape.others > sum(shape.counts):
        shape = None  # of so many levels, the first say nothing
    return {
        "name": name(named),
        "kind": role.kind,
        "why": "you said so" if role.given else wording.cut(role.why, 120),
        "shape": charts.sparkline(shape) if shape is not None else Markup(),
    }
