"""What the columns of a table mean together: relations, influence, advice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vedette.core.advice import Advice, Influence, Known
from vedette.core.dependence import Relations
from vedette.core.table import Roles, Table
from vedette.profiling.advice import advice
from vedette.profiling.handed import Examine
from vedette.profiling.influence import influence
from vedette.profiling.known import known, labelled
from vedette.profiling.relations import drawn_rows, relations
from vedette.tables.facts import Facts

# So many columns are scanned, besides those that order rows or tell them apart.
WIDEST = 60
ORDERING = frozenset({"id", "time", "key"})


# In these alone rows cannot be compared: nothing is scanned, and nothing advised.
ALIKE = frozenset({"constant", "id", "text", "time", "key"})


@dataclass(frozen=True, eq=False)
class Meaning:
    """The parts of a profile that are of columns together.

    examined
        Rows that were scanned.
    """

    relations: Relations
    influence: Influence | None
    advice: Advice | None
    known: Known | None
    examined: int


def meaning(
    table: Table, roles: Roles, facts: Facts, examine: Examine | None, seed: int
) -> Meaning:
    """What a table in memory, as it was read, means.

    examine
        A scan and the check of assumptions; None: neither influence nor advice,
        nor where no column compares rows.
    """
    cleaned = facts.cleaned
    told = relations(cleaned, roles, facts, seed)
    label = labelled(cleaned, roles)
    known_ones = None if label is None else known(cleaned, roles, *label)
    if examine is None or table.rows == 0:
        return Meaning(told, None, None, known_ones, 0)
    names = scanned(cleaned, roles, told)
    if all(roles[name].kind in ALIKE for name in names):
        return Meaning(told, None, None, known_ones, 0)
    rows = drawn_rows(table.rows, len(names), seed)
    some = part(table, names, rows)
    odd = None if label is None else label[1][rows]
    kinds = {name: roles[name] for name in some.names}
    seen = examine(some, kinds, odd)
    moved = None
    if seen.found is not None:
        moved = influence(part(cleaned, names, rows), kinds, seen.found, seen.fdr)
    return Meaning(told, moved, advice(seen.checks), known_ones, len(rows))


def scanned(table: Table, roles: Roles, told: Relations) -> tuple[str, ...]:
    """The columns that are scanned: of very many, those that relate to others most."""
    able = [c.name for c in table if roles[c.name].kind not in ("ignore", "label")]
    if len(able) <= WIDEST:
        return tuple(able)
    first = {one.column for one in told.predicted}
    kept = {name for name in able if roles[name].kind in ORDERING}
    for name in sorted(able, key=lambda name: name not in first):
        if len(kept) >= WIDEST:
            break
        kept.add(name)
    return tuple(name for name in able if name in kept)


def part(table: Table, names: tuple[str, ...], rows: np.ndarray) -> Table:
    """Some rows of some columns, as a table of its own."""
    wanted = set(names)
    columns = tuple(c.take(rows) for c in table if c.name in wanted)
    return replace(table, columns=columns, rows=len(rows), row_numbers=None, frame=None)
