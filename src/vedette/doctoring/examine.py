"""The whole examination on one page: scan as it is, plant and scan, check what holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.diagnosis import Diagnosis
from vedette.core.progress import Progress
from vedette.core.table import Column, Roles, Table
from vedette.core.wording import count, join
from vedette.doctoring.checks import checked
from vedette.doctoring.limits import CAUGHT, limits
from vedette.doctoring.plan import most_at_once, rounds
from vedette.doctoring.seen import Scan, Usual
from vedette.doctoring.trial import recalls, tried
from vedette.planting import Noise, Wish, possible
from vedette.planting.plant import noises
from vedette.planting.planted import Rows
from vedette.tables.series import Series, find_series

# Rows times columns times scans, in all; a scan of a million cells takes some seconds.
WORK = 2_500_000
FEWEST = 1_000  # rows that are examined at the least, if there are so many
# The kinds that are planted at every size; others at fewer.
ALL_SIZES = frozenset({"spike", "broken_correlation"})
FEWER_SIZES = (2.0, 4.0, 8.0, 16.0)
# What a scan tells as a fact, also where no column is a quantity.
COUNTED = frozenset({"missing", "new_level", "wrong_date", "duplicate", "dropped_rows"})
# A table with more columns is scanned with so many.
WIDEST = 50
# In so many columns is planted, unless they are named.
COLUMNS = 8


@dataclass(frozen=True, eq=False)
class Asked:
    """What is to be planted, and how often.

    sample
        Examine so many rows; None: as many as can be done in about a minute.
    fdr
        The rate that the scans keep.
    """

    kinds: tuple[str, ...] | None
    columns: tuple[str, ...] | None
    times: int
    sample: int | None
    seed: int
    fdr: float


def examine(
    table: Table,
    roles: Roles,
    asked: Asked,
    *,
    usual: Callable[[Table], Usual],
    scan: Scan,
    odd: np.ndarray | None = None,
    progress: Progress = lambda *_: None,
) -> Diagnosis:
    """What a scan of a table would catch, and which assumptions hold in it.

    usual, scan
        The scan of a table as it is, and of one with something planted in it.
    odd
        (n,) which rows are labelled as anomalies, if that is known.
    """
    progress("checking assumptions", 0, None)
    series = find_series(table, roles)
    names, left_out = chosen(table, roles, asked)
    wanted = wishes_of(table, roles, asked, names, series)
    n = asked.sample or rows_for(wanted, asked.times, table)
    narrow = narrowed(table, roles, names)
    part, series = drawn(narrow, series, n, asked.seed)
    progress("scanning the table as it is", 0, None)
    known = usual(part)
    told = checked(table, roles, known, series=series, odd=odd, seed=asked.seed)
    notes = parted(part, table)
    wanted, why = plantable(wanted, known)
    notes += why
    plan = rounds(wanted, asked.times, most_at_once(part.rows), asked.seed)
    trial = tried(
        part,
        roles,
        known,
        plan,
        scan,
        previous=None if series is None else series.previous(),
        seed=asked.seed,
        progress=progress,
    )
    found = recalls(trial, wanted, table.redacted)
    every = noises(part, roles, known.noise)
    planted = {one.column for one in found}
    noise = {
        name: unit
        for name, unit in noise_units(part, every, table.redacted).items()
        if name in planted or name in known.noise
    }
    unjudged = [name for name in noise if name not in known.noise]
    if unjudged and known.judged:
        notes.append(
            f"a scan judges no quantity in {join(unjudged, most=3)} (vedette scan says why): "
            f"sizes there are of the spread of all values"
        )
    notes += unplanted(asked, names, left_out, wanted)
    return Diagnosis(
        source=table.source,
        rows=table.rows,
        columns=len(table.columns),
        examined=part.rows,
        fdr=asked.fdr,
        seed=asked.seed,
        noise=noise,
        recalls=found,
        limits=limits(found, noise_units(part, every, table.redacted, CAUGHT)),
        checks=told,
        times=asked.times,
        scans=len(plan),
        most=max(map(len, plan), default=0),
        findings=trial.findings,
        false_alarms=trial.false_alarms,
        unplanted=len(known.seen.rows),
        left_out=left_out,
        notes=tuple(notes),
        redacted=table.redacted,
    )


def parted(part: Table, table: Table) -> list[str]:
    """What is to be said where only a part of the table is scanned."""
    notes = []
    if part.rows < table.rows:
        notes.append(
            f"planted into {count(part.rows, 'row')} of {table.rows:,}, as if these were the "
            f"table (--sample)"
        )
    if len(part.columns) < len(table.columns):
        notes.append(
            f"scanned with {len(part.columns)} of {len(table.columns):,} columns: those "
            f"planted into, and those most correlated with them"
        )
    return notes


def plantable(wanted: tuple[Wish, ...], known: Usual) -> tuple[tuple[Wish, ...], list[str]]:
    """What is planted in a table that is judged, or in which only facts are counted."""
    if known.judged:
        return wanted, []
    if known.needed:
        return (), [f"nothing was planted: {known.needed:,} rows would do"]
    note = "no column could be judged: planted is what is counted, not judged"
    return tuple(wish for wish in wanted if wish.kind in COUNTED), [note]


def unplanted(
    asked: Asked,
    names: tuple[str, ...],
    left_out: tuple[str, ...],
    wanted: tuple[Wish, ...],
) -> list[str]:
    """In which columns nothing was planted, and why."""
    notes = []
    unfit = [name for name in names if not any(w.column == name for w in wanted)]
    if asked.columns is not None and unfit:
        notes.append(f"none of the kinds can be planted into {join(unfit, most=3)}")
    if left_out:
        notes.append(
            f"nothing was planted into {join(left_out, most=3)}: name columns with --columns"
        )
    return notes


def wishes_of(
    table: Table,
    roles: Roles,
    asked: Asked,
    columns: tuple[str, ...],
    series: Series | None,
) -> tuple[Wish, ...]:
    """What is planted; whole rows only where no columns were named."""
    previous = None if series is None else series.previous()
    every = possible(table, roles, kinds=asked.kinds, previous=previous)
    rows = asked.columns is None
    return tuple(
        wish
        for wish in every
        if (wish.column in columns or (rows and not wish.column))
        and (wish.kind in ALL_SIZES or wish.size in (0.0, *FEWER_SIZES))
    )


def chosen(
    table: Table, roles: Roles, asked: Asked
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns that are planted into, and those that could be and are not."""
    can = tuple(dict.fromkeys(w.column for w in possible(table, roles) if w.column))
    if asked.columns is not None:
        return asked.columns, ()
    if len(can) <= COLUMNS:
        return can, ()
    at = np.unique(np.linspace(0, len(can) - 1, COLUMNS).round().astype(int))
    taken = tuple(can[k] for k in at)
    return taken, tuple(name for name in can if name not in taken)


def rows_for(wishes: Sequence[Wish], times: int, table: Table) -> int:
    """As many rows as can be scanned often enough in about a minute."""
    columns = min(max(1, len(table.columns)), WIDEST)
    n = table.rows
    for _ in range(3):  # with fewer rows fewer are planted at a time, so scans are more
        scans = max(1, len(rounds(wishes, times, most_at_once(n), 0)))
        n = int(min(table.rows, max(FEWEST, WORK / (scans * columns))))
    return n


def narrowed(table: Table, roles: Roles, names: Sequence[str]) -> Table:
    """The table with at most 50 columns: those named, and those most like them.

    Columns that order rows or tell them apart stay.
    """
    if len(table.columns) <= WIDEST:
        return table
    kept = {c.name for c in table if roles[c.name].kind in ("id", "time", "key")}
    kept.update(names)
    ranks = {c.name: _ranks(c) for c in table if c.kind in ("number", "flag")}
    likeness = {
        name: max((abs(float(mine @ ranks[n])) for n in names if n in ranks), default=0.0)
        for name, mine in ranks.items()
        if name not in kept
    }
    for name in sorted(likeness, key=lambda n: -likeness[n]):
        if len(kept) >= WIDEST:
            break
        kept.add(name)
    columns = tuple(c for c in table if c.name in kept)
    return replace(table, columns=columns)


def _ranks(column: Column) -> Vector:
    """(n,) ranks of mean 0 and length 1; 0 for missing."""
    known = ~column.missing
    ranks = np.zeros(len(column))
    if known.any():
        _, place = np.unique(column.values[known], return_inverse=True)
        ranks[known] = place - place.mean()
    length = float(np.sqrt(np.square(ranks).sum()))
    return ranks / length if length > 0 else ranks


def drawn(
    table: Table, series: Series | None, n: int, seed: int
) -> tuple[Table, Series | None]:
    """So many rows: the latest of a series, else at random; and the series they form."""
    if n >= table.rows:
        return replace(table, row_numbers=None, frame=None), series
    if series is not None:
        rows: Rows = np.sort(np.argsort(series.place, kind="stable")[-n:])
    else:
        rng = np.random.default_rng([seed, 3])
        rows = np.sort(rng.permutation(table.rows)[:n])
    columns = tuple(column.take(rows) for column in table)
    part = replace(table, columns=columns, rows=n, row_numbers=None, frame=None)
    return part, None if series is None else series.take(rows)


def noise_units(
    table: Table, noise: Mapping[str, Noise], hidden: Iterable[str], share: float = 0.5
) -> dict[str, float | None]:
    """By column, one unit of noise in the column's own units: what `share` of its rows have
    at most."""
    units: dict[str, float | None] = {}
    for name, known in noise.items():
        if name in hidden:
            units[name] = None
            continue
        values = np.asarray(table[name].values, dtype=np.float64)
        rows = np.flatnonzero(np.isfinite(values) & np.isfinite(known.scale))
        if len(rows):
            moved = np.abs(known.moved(values[rows], rows, 1.0) - values[rows])
            units[name] = float(np.quantile(moved, share))
    return units
