"""Facts: what is certain of a table, counted and not estimated.

`find_facts` looks for them all. Codes for missing are taken out first, so that nothing
else is fooled by them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.core.findings import Fact
from vedette.core.table import NO_ROWS, Column, Roles, Table
from vedette.tables.facts import arithmetic, rules
from vedette.tables.facts.absent import constants, missing
from vedette.tables.facts.columns import category_like, looked_at, presence, role
from vedette.tables.facts.duplicates import duplicates
from vedette.tables.facts.gaps import gaps
from vedette.tables.facts.impossible import impossible
from vedette.tables.facts.order import orders
from vedette.tables.facts.rare import rare_and_misspelt
from vedette.tables.facts.sentinel import sentinels
from vedette.tables.facts.wording import numbered
from vedette.tables.facts.wrong_type import wrong_types

__all__ = ["Facts", "Function", "find_facts"]


@dataclass(frozen=True, eq=False)
class Function:
    """A column that others determine, but for `exceptions` (rows).

    kind
        'copy', 'linear', 'sum' or 'product' of numbers; 'category' if each value of the
        other column goes with one value of this.
    """

    column: str
    of: tuple[str, ...]
    exceptions: npt.NDArray[np.int64]
    kind: str


@dataclass(frozen=True, eq=False)
class Facts:
    """What was counted.

    facts
        Most worth reading first.
    cleaned
        The table with the codes for missing set to missing.
    functions
        Columns determined by others, for those who must not judge a column by its copy.
    """

    facts: tuple[Fact, ...]
    cleaned: Table
    functions: tuple[Function, ...]


def find_facts(table: Table, roles: Roles) -> Facts:
    """Everything certain about a table.

    Rows are named by their numbers in what was read. Columns whose role is `label` or
    `ignore` (or that have none) are not looked at.
    """
    if table.rows == 0 or not looked_at(table, roles):
        return Facts((), table, ())
    redacted = frozenset(table.redacted)
    with numbered(table.row_numbers, row_ids(table, roles), redacted):
        return counted(table, roles)


def counted(table: Table, roles: Roles) -> Facts:
    """As `find_facts`; rows are called as the surrounding `numbered` says."""
    codes, cleaned = sentinels(table, roles)
    kinds = category_like(cleaned, roles)
    given = [
        p
        for c in looked_at(cleaned, roles)
        if role(roles, c) not in ("id", "constant", "weight") and (p := presence(c))
    ]
    found = rules.find_rules(kinds, given)
    computed = arithmetic.relations(cleaned, roles)
    facts = [
        *codes,
        *wrong_types(table, roles),
        *duplicates(table, roles),
        *gaps(table, roles),
        *rare_and_misspelt(kinds),
        *without_computed(rules.facts_of(found), computed),
        *arithmetic.facts_of(computed),
        *orders(cleaned, roles),
        *impossible(cleaned, roles),
        *missing(table, roles),
        *constants(table, roles),
    ]
    facts.sort(key=lambda f: (-f.weight, f.columns, f.rows[:1]))
    return Facts(tuple(facts), cleaned, functions(found, computed))


def row_ids(table: Table, roles: Roles) -> Column | None:
    """The texts that name the rows, one for each and no two alike, if they may be shown."""
    for column in table:
        if column.redacted and role(roles, column) == "id":
            return None
        named = column.kind == "text" and role(roles, column) == "id"
        if (
            named
            and len(np.unique(column.values)) == table.rows
            and (column.values >= 0).all()
        ):
            return column
    return None


def without_computed(facts: list[Fact], computed: list[arithmetic.Relation]) -> list[Fact]:
    """Rules that say again what arithmetic says of the same columns are left out."""
    said = [{r.column, *r.of} for r in computed]
    return [f for f in facts if not any(set(f.columns) <= s for s in said)]


def functions(
    found: rules.Rules, computed: list[arithmetic.Relation]
) -> tuple[Function, ...]:
    """What is determined by what: of two that determine each other, the first is kept."""
    result = [Function(r.column, r.of, r.rows, r.kind) for r in computed]
    done = {(r.column, *r.of) for r in computed}
    for column, of in found.exact:
        # Of three that determine each other by twos, too, only the last is named.
        back = len(of) > 1 and any({column, *of} == set(d) for d in done)
        if (of[0], column) not in done and not back:
            done.add((column, *of))
            result.append(Function(column, of, NO_ROWS, "category"))
    return tuple(result)
