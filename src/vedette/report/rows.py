"""The findings as rows of a table: what CSV and dataframes have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vedette.core.result import Result
from vedette.report.phrases import main_reason

COLUMNS = (
    "row",
    "id",
    "surprise",
    "capped",
    "group",
    "column",
    "observed",
    "expected",
    "low",
    "high",
    "text",
)


def columns_of(result: Result) -> tuple[str, ...]:
    """The names of the columns; with verdicts of people there is one more."""
    return COLUMNS if result.labelled is None else (*COLUMNS, "called")


def rows(result: Result) -> Iterator[tuple[Any, ...]]:
    """One tuple for each finding, in the order of the columns; its reason is the main one."""
    labelled = result.labelled
    for found in result.findings:
        reason = main_reason(found)
        cell: tuple[Any, ...] = (None,) * 5
        if reason is not None:
            cell = (
                reason.column,
                reason.observed,
                reason.expected,
                reason.low,
                reason.high,
            )
        yield (
            found.row,
            found.id,
            round(found.surprise, 4),
            found.capped,
            found.group,
            *cell,
            found.text,
            *(() if labelled is None else (labelled.called.get(found.row),)),
        )
