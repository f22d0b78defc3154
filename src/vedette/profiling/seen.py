"""A table as it is profiled: some of its rows closely, all of them in counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vedette.core.hashes import content_hashes
from vedette.core.progress import Progress
from vedette.core.table import Role, Roles, Table
from vedette.profiling.absence import Patterns
from vedette.profiling.tally import Distinct, Plan, Tally, planned
from vedette.tables.agreeing import removed_codes, stored_like, without_codes
from vedette.tables.drawing import drawn
from vedette.tables.facts import Facts, find_facts
from vedette.tables.facts.duplicates import again, mixed
from vedette.tables.retyping import with_roles
from vedette.tables.stretches import Long, stretches

# A table of more rows is looked at closely in a sample, if the user does not say how many.
WHOLE, SAMPLE = 1_000_000, 100_000
# No text is recoded for its counts where there are more different ones.
MOST_TEXTS = 10_000


@dataclass(frozen=True, eq=False)
class Seen:
    """What there is to profile.

    some
        The rows that were looked at closely, as they stand; all of them if `rows` is not
        more.
    cleaned
        The same without codes for missing.
    tallies
        By column, counted over all rows.
    duplicates
        Copies of earlier rows among all; None if that cannot be told.
    """

    rows: int
    some: Table
    cleaned: Table
    roles: Roles
    facts: Facts
    plans: dict[str, Plan]
    tallies: dict[str, Tally]
    patterns: Patterns
    duplicates: int | None

    @property
    def whole(self) -> bool:
        """Whether all rows were looked at closely."""
        return self.some.rows == self.rows


def look(
    table: Table | Long,
    given: Mapping[str, str],
    *,
    sample: int | None,
    seed: int,
    progress: Progress,
) -> Seen:
    """Look at a table that is in memory, or at one that is read in stretches."""
    if isinstance(table, Table):
        return look_at_whole(table, given, progress)
    return look_at_long(table, given, sample or SAMPLE, seed, progress)


def look_at_whole(table: Table, given: Mapping[str, str], progress: Progress) -> Seen:
    """All rows closely."""
    typed, roles = with_roles(table, given)
    progress("counting", 0, None)
    facts = find_facts(typed, roles)
    plans = plans_of(facts.cleaned, roles)
    tallies = {name: Tally(plan) for name, plan in plans.items()}
    for column in typed:
        tallies[column.name].add(column, facts.cleaned[column.name])
    patterns = Patterns(names_for_patterns(typed, roles))
    patterns.add(kept(facts.cleaned, patterns.names))
    told = telling(typed, roles)
    copies = None
    if told:
        rows, repeated = again(mixed([typed[name] for name in told]))
        copies = len(rows) - repeated
    return Seen(
        typed.rows,
        typed,
        facts.cleaned,
        roles,
        facts,
        plans,
        tallies,
        patterns,
        copies,
    )


def look_at_long(
    table: Long, given: Mapping[str, str], m: int, seed: int, progress: Progress
) -> Seen:
    """A sample closely, then all rows in stretches."""
    n = table.rows
    rows = drawn(table, m, seed, seen=lambda start, _: progress("drawing", start, n))
    some, roles = with_roles(table.take(rows), given)
    facts = find_facts(some, roles)
    codes = removed_codes(some, facts.cleaned)
    plans = plans_of(facts.cleaned, roles)
    tallies = {name: Tally(plan, distinct=Distinct()) for name, plan in plans.items()}
    patterns = Patterns(names_for_patterns(some, roles))
    told = telling(some, roles)
    hashes = np.empty(n if told else 0, dtype=np.uint64)
    for start, part in stretches(table):
        progress("counting", start, n)
        typed = alike(part, some)
        cleaned = without_codes(typed, codes)
        for column in typed:
            tallies[column.name].add(column, cleaned[column.name])
        patterns.add(kept(cleaned, patterns.names))
        if told:
            hashes[start : start + part.rows] = content_hashes(kept(typed, told), 0)
    copies = None
    if told:
        hashes.sort()
        copies = int((hashes[1:] == hashes[:-1]).sum())
    return Seen(n, some, facts.cleaned, roles, facts, plans, tallies, patterns, copies)


def closely(
    table: Table | Long, *, sample: int | None, seed: int, progress: Progress
) -> Table:
    """The rows of a table that are looked at closely, as they stand."""
    if isinstance(table, Table):
        return table
    m, n = sample or SAMPLE, table.rows
    rows = drawn(table, m, seed, seen=lambda start, _: progress("drawing", start, n))
    return table.take(rows)


def plans_of(cleaned: Table, roles: Roles) -> dict[str, Plan]:
    return {c.name: planned(c, roles.get(c.name, Role("ignore")).kind) for c in cleaned}


def alike(part: Table, some: Table) -> Table:
    """A stretch stored as the sample is; texts of very many kinds as they stand."""
    like = {column.name: column for column in some}
    columns = tuple(
        column
        if column.kind == "text" == like[column.name].kind
        and len(like[column.name].levels) > MOST_TEXTS
        else stored_like(column, like[column.name])
        for column in part
    )
    return Table(columns, part.rows, part.source, redacted=some.redacted)


def kept(table: Table, names: tuple[str, ...]) -> Table:
    """The table with these columns only."""
    wanted = set(names)
    columns = tuple(column for column in table if column.name in wanted)
    return Table(columns, table.rows, table.source)


def names_for_patterns(table: Table, roles: Roles) -> tuple[str, ...]:
    """Columns that may be missing together."""
    return tuple(c.name for c in table if roles[c.name].kind != "ignore")


def telling(table: Table, roles: Roles) -> tuple[str, ...]:
    """Columns in which a row may be a copy of another: two or more that name no row.

    Not those without any value, which are alike in all rows.
    """
    aside = ("id", "ignore")
    names = tuple(
        c.name for c in table if roles[c.name].kind not in aside and not c.missing.all()
    )
    return names if len(names) > 1 else ()
