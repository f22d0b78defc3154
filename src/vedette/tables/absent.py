"""Values that a user says stand for missing: -999, "none", or in one column only.

Each is a text. One that reads as a number stands for all ways to write it: -999 is "-999.0"
too. One that reads as a time stands for that moment. COLUMN=VALUE is about one column if there
is a column of that name; else it is a text with an equals sign in it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.core.table import Column
from vedette.tables.dictionary import compact
from vedette.tables.engine import Relation, literal
from vedette.tables.formats import MISSING

COLUMNS_AT_ONCE = 8
# A code with zeros before it is no number: 00999 is not 999.
CODE = "[-+]?0[0-9]+"


@dataclass(frozen=True)
class Marker:
    """One value: as it was given, its text, and the number or moment it reads as."""

    given: str
    column: str | None
    text: str
    number: float | None
    moment: np.datetime64 | None


class Absent:
    """The values that stand for missing in a table with these columns; counts them."""

    def __init__(self, given: Iterable[Any] | None, names: Sequence[str]) -> None:
        self.markers = [marker(str(g), names) for g in given or ()]
        self.seen: Counter[str] = Counter()

    def of(self, column: str) -> list[Marker]:
        return [m for m in self.markers if m.column in (None, column)]

    def in_texts(self, relation: Relation) -> Relation:
        """The relation of texts with NULL where a value stands for missing."""
        if not self.markers or not relation.rows:
            return relation
        self.count(relation)
        return replace(
            relation,
            fields=tuple(
                without(field, [hit(m, field) for m in self.of(name)])
                for name, field in zip(relation.names, relation.fields, strict=True)
            ),
        )

    def count(self, relation: Relation) -> None:
        asked = [
            (m.given, hit(m, field))
            for name, field in zip(relation.names, relation.fields, strict=True)
            for m in self.of(name)
        ]
        for start in range(0, len(asked), COLUMNS_AT_ONCE):
            part = asked[start : start + COLUMNS_AT_ONCE]
            counts = ", ".join(f"count_if({sql})" for _, sql in part)
            row = relation.con.execute(f"SELECT {counts} FROM {relation.origin}").fetchone()
            for (given, _), count in zip(part, row, strict=True):
                self.seen[given] += count

    def in_columns(self, columns: Iterable[Column]) -> tuple[Column, ...]:
        """The columns with those values missing that no text told: numbers, moments."""
        return tuple(self.in_column(column) for column in columns)

    def in_column(self, column: Column) -> Column:
        given = column
        for m in self.of(column.name):
            rows = rows_of(m, column)
            if rows is not None and rows.any():
                self.seen[m.given] += int(rows.sum())
                column = column.without(rows)
            odd = misfits_of(m, column)
            if odd.any():
                self.seen[m.given] += int(odd.sum())
                column = replace(
                    column,
                    misfit_rows=column.misfit_rows[~odd],
                    misfit_texts=column.misfit_texts[~odd],
                )
        if column is given or column.kind != "text":
            return column
        codes, levels = compact(column.values, column.levels)
        return replace(column, values=codes, levels=levels)

    def notes(self) -> tuple[str, ...]:
        """What was asked for and never occurs; built-in words are no mistake."""
        return tuple(
            f"{m.given!r} was to stand for missing, but never occurs"
            for m in self.markers
            if not self.seen[m.given] and m.text not in MISSING
        )


def marker(given: str, names: Sequence[str]) -> Marker:
    column, text = None, given
    # The longest name wins: a name may have an equals sign in it.
    for name in sorted(names, key=len, reverse=True):
        if given.startswith(f"{name}="):
            column, text = name, given[len(name) + 1 :]
            break
    text = text.strip()
    return Marker(given, column, text, number_of(text), moment_of(text))


def number_of(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) or "_" in text else number


def moment_of(text: str) -> np.datetime64 | None:
    if len(text) < 8 or not text[:4].isdigit() or text[4:5] != "-":
        return None
    try:
        return np.datetime64(text.replace(" ", "T"), "us")
    except ValueError:
        return None


def hit(m: Marker, field: str) -> str:
    """SQL: whether a text is this value; never NULL."""
    same = f"trim({field}) = {literal(m.text)}"
    if m.number is not None:
        value = (
            f"{m.number!r}::DOUBLE" if math.isfinite(m.number) else f"'{m.number}'::DOUBLE"
        )
        same += (
            f" OR (TRY_CAST({field} AS DOUBLE) = {value}"
            f" AND NOT regexp_full_match(trim({field}), '{CODE}'))"
        )
    return f"coalesce({same}, false)"


def without(field: str, hits: list[str]) -> str:
    return f"CASE WHEN NOT ({' OR '.join(hits)}) THEN {field} END" if hits else field


def rows_of(m: Marker, column: Column) -> npt.NDArray[np.bool_] | None:
    """(n,) where a column holds the value; None if it cannot."""
    if column.kind == "time":
        return None if m.moment is None else np.asarray(column.values == m.moment)
    if column.kind == "text":
        levels = [k for k, text in enumerate(column.levels) if is_text(m, str(text))]
        return np.isin(column.values, levels) if levels else None
    if column.kind == "flag":  # 0 and 1 are how it is kept, not what was written
        word = {"true": 1.0, "false": 0.0}.get(m.text.lower())
        return None if word is None else np.asarray(column.values == word)
    return None if m.number is None else np.asarray(column.values == m.number)


def is_text(m: Marker, text: str) -> bool:
    stripped = text.strip()
    if stripped == m.text:
        return True
    code = stripped.lstrip("+-")
    if m.number is None or (len(code) > 1 and code[0] == "0" and code.isdigit()):
        return False
    return number_of(stripped) == m.number


def misfits_of(m: Marker, column: Column) -> npt.NDArray[np.bool_]:
    return np.array([is_text(m, str(t)) for t in column.misfit_texts], dtype=bool)
