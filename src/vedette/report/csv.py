"""The findings as CSV (RFC 4180): one line for each, with its main reason.

A text that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import math
from typing import Any

from vedette.core.result import Result
from vedette.report.rows import columns_of, rows

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def dump(result: Result) -> str:
    """A header, then the findings, most surprising first; a missing value is empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns_of(result))
    writer.writerows([_cell(value) for value in row] for row in rows(result))
    return text.getvalue()


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return inert(value) if isinstance(value, str) else value


def inert(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
