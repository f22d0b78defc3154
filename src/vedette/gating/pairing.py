"""The columns of a load beside those of the fitted table: the same names, stored the same way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy.typing as npt

from vedette.core import wording
from vedette.core.errors import InvalidParameter
from vedette.core.gate import Check
from vedette.core.table import Column, Roles, Table
from vedette.gating.loads import FILE
from vedette.tables.agreeing import OPTIONAL, stored_like, without_codes

MOST_NAMED = 6


@dataclass(frozen=True)
class Paired:
    """The load as the fitted table is stored.

    table, roles
        The columns that both have, and what the fitted ones are for.
    check
        Whether there is any difference.
    """

    table: Table
    roles: Roles
    check: Check

    @property
    def names(self) -> tuple[str, ...]:
        return self.table.names


def pair(
    old: Table,
    new: Table,
    roles: Roles,
    codes: Mapping[str, npt.NDArray[Any]],
    hidden: Collection[str] = (),
) -> Paired:
    """The columns of `new` as `old` has them, and the check "schema".

    codes
        By column, values that stand for a missing one.
    hidden
        Columns of which no value is shown.
    """
    ignored = {name for name, role in roles.items() if role.kind in OPTIONAL} | {FILE}
    missing = [n for n in old.names if n not in new.names and n not in ignored]
    added = [n for n in new.names if n not in old.names and n != FILE]
    columns: list[Column] = []
    differ: list[str] = []
    for column in old:
        if column.name not in new.names:
            continue
        try:
            columns.append(stored_like(new[column.name], column))
        except InvalidParameter:
            differ.append(_differs(column, new[column.name], hidden))
    return Paired(
        without_codes(replace(new, columns=tuple(columns)), codes),
        {c.name: roles[c.name] for c in columns},
        _check(missing, added, differ, len(old.columns)),
    )


def _differs(old: Column, new: Column, hidden: Collection[str]) -> str:
    said = f"{wording.show(old.name)} was {_kinds(old)} and is {_kinds(new)}"
    if old.name in hidden:
        return said
    first = new.cell(int((~new.missing).argmax()))
    return f"{said}, such as {wording.show(first, longest=24)}"


def _kinds(column: Column) -> str:
    return {"number": "numbers", "flag": "yes or no", "time": "times"}.get(
        column.kind, "text"
    )


def _check(missing: list[str], added: list[str], differ: list[str], columns: int) -> Check:
    parts = [*differ[:MOST_NAMED]]
    if len(differ) > MOST_NAMED:
        parts.append(f"{len(differ) - MOST_NAMED:,} more are of another kind")
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        parts.append(f"{wording.join(missing, most=MOST_NAMED)} {verb} missing")
    if added:
        verb = "is" if len(added) == 1 else "are"
        parts.append(f"{wording.join(added, most=MOST_NAMED)} {verb} new")
    count = len(missing) + len(added) + len(differ)
    if not count:
        said = "the same columns as fitted"
        return Check("schema", None, "pass", said, columns, columns)
    text = f"the columns differ: {'; '.join(parts)}"
    return Check("schema", None, "fail", text, observed=count, expected=0)
