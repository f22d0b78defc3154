"""The profile of a table on one page: look, then say of each part what it is like."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import replace

from vedette.core.profile import Profile
from vedette.core.progress import Progress
from vedette.core.table import Table
from vedette.core.wording import count
from vedette.profiling.absence import absence
from vedette.profiling.against import against
from vedette.profiling.columns import column_profile
from vedette.profiling.examples import examples
from vedette.profiling.handed import Examine
from vedette.profiling.meaning import Meaning, meaning
from vedette.profiling.seen import Seen, closely, look
from vedette.profiling.time import courses
from vedette.tables.stretches import Long


def profile(
    table: Table | Long,
    roles: Mapping[str, str] | None = None,
    *,
    sample: int | None = None,
    seed: int = 0,
    examine: Examine | None = None,
    other: Table | Long | None = None,
    conditions: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Profile:
    """What there is to know of a table before anything in it is judged.

    Parameters
    ----------
    table
        As it was read, in memory; or one that is read in stretches.
    roles
        Those that the user gave; others are guessed.
    sample
        Of a table in stretches, so many rows are looked at closely. None: 100,000.
    seed
        Decides which.
    examine
        A scan and the check of assumptions; None: nothing is said of findings, and nothing
        is advised.
    other
        A table to compare with: what was before.
    conditions
        That chose the rows of the two, if these differ: columns they name are not compared.

    Raises
    ------
    InvalidInput
        If the other table has no column of this one.
    """
    started = time.perf_counter()
    tell = progress or (lambda phase, done, total: None)
    seen = look(table, roles or {}, sample=sample, seed=seed, progress=tell)
    drift = None
    if other is not None:
        before = closely(other, sample=sample, seed=seed, progress=tell)
        drift = against(
            seen.some, seen.cleaned, seen.roles, before, speaking_of(seen.some, conditions)
        )
        drift = replace(drift, rows=other.rows)
    columns = tuple(
        column_profile(column, seen.roles[column.name], seen.tallies[column.name])
        for column in seen.cleaned
        if seen.roles[column.name].kind != "ignore"
    )
    tell("relating", 0, None)
    told = meaning(seen.some, seen.roles, seen.facts, examine, seed)
    return Profile(
        source=table.source,
        rows=seen.rows,
        looked_at=seen.some.rows,
        columns=columns,
        absence=absence(seen.patterns),
        duplicates=seen.duplicates,
        aside=aside(seen),
        facts=seen.facts.facts,
        relations=told.relations,
        influence=told.influence,
        advice=told.advice,
        known=told.known,
        scanned=told.examined,
        notes=(*table.notes, *notes(seen), *notes_together(told, seen)),
        redacted=seen.some.redacted,
        seed=seed,
        seconds=time.perf_counter() - started,
        courses=courses(seen.cleaned, seen.roles),
        against=drift,
        examples=examples(seen.some, {column.name for column in columns}),
    )


def speaking_of(table: Table, conditions: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that conditions in SQL name, outside of texts."""
    said = " ".join(re.sub(r"'[^']*'", "''", one) for one in conditions)
    return tuple(
        name
        for name in table.names
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE)
    )


def aside(seen: Seen) -> tuple[str, ...]:
    """The columns that name rows, and in which therefore no row is a copy."""
    return tuple(c.name for c in seen.some if seen.roles[c.name].kind == "id")


def notes(seen: Seen) -> tuple[str, ...]:
    """What was not looked at, or not exactly."""
    said = []
    if not seen.whole:
        said.append(
            f"counts, extremes, means and histograms are of all {count(seen.rows, 'row')}; "
            f"quantiles, frequent values, modes and facts are of {seen.some.rows:,} drawn at "
            "random by what they hold"
        )
    if seen.patterns.uncounted:
        said.append(
            f"{count(seen.patterns.uncounted, 'row')} with rare patterns of missing cells "
            "are not among those listed"
        )
    return tuple(said)


def notes_together(told: Meaning, seen: Seen) -> tuple[str, ...]:
    """From how many rows and columns relations, findings and advice are."""
    used = max(told.relations.rows, told.examined)
    said = []
    if used < seen.rows:
        said.append(
            f"what columns tell of each other, findings and advice are of {used:,} rows "
            "drawn at random"
        )
    if left := len(told.relations.left_out):
        said.append(f"{count(left, 'column')} were neither predicted nor scanned: too many")
    return tuple(said)
