"""The obvious slow reading of a plain CSV text: one cell at a time."""

from __future__ import annotations

import csv
import io

from vedette.tables.formats import MISSING


def columns(text: str) -> dict[str, list[float | str | None]]:
    """Each column's values: floats where every value is one, else texts."""
    header, *rows = list(csv.reader(io.StringIO(text, newline="")))
    found: dict[str, list[float | str | None]] = {}
    for k, name in enumerate(header):
        cells = [None if row[k].strip(" ") in MISSING else row[k] for row in rows]
        try:
            found[name] = [None if cell is None else float(cell) for cell in cells]
        except ValueError:
            found[name] = list(cells)
    return found
