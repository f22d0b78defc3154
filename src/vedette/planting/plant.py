"""Plant anomalies into a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from vedette.core.errors import InvalidParameter, unknown
from vedette.core.table import Roles, Table
from vedette.planting import numbers, others, runs
from vedette.planting.draft import SILENT, Change, Draft
from vedette.planting.kinds import ORDERED, Kind, kinds_named
from vedette.planting.noise import Noise, marginal_noise
from vedette.planting.planted import SIZES, Planted, Rows, Wish

# Few enough that they do not change what is usual.
SHARE = 0.01
MOST = 100

PLANT: dict[str, Callable[[Draft, Wish, np.random.Generator], Change | None]] = {
    "spike": numbers.spike,
    "broken_correlation": numbers.broken_correlation,
    "unit_error": numbers.unit_error,
    "sign_flip": numbers.sign_flip,
    "digits_swapped": numbers.digits_swapped,
    "swapped_columns": numbers.swapped_columns,
    "wrong_category": others.wrong_category,
    "new_level": others.new_level,
    "missing": others.missing,
    "wrong_date": others.wrong_date,
    "odd_row": numbers.odd_row,
    "duplicate": others.duplicate,
    "level_shift": runs.level_shift,
    "stuck": runs.stuck,
    "dropped_rows": runs.dropped_rows,
}


def plant(
    table: Table,
    roles: Roles,
    *,
    seed: int,
    count: int | None = None,
    kinds: Iterable[str] | None = None,
    columns: Iterable[str] | None = None,
    sizes: Iterable[float] = SIZES,
    noise: Mapping[str, Noise] | None = None,
    previous: Rows | None = None,
) -> Planted:
    """The table with anomalies of each kind, column and size in it, as evenly as it can be.

    count
        How many; None: one row in a hundred, 1 to 100.
    kinds, columns, sizes
        Which (`KINDS`), where, and how large in units of the column's noise; None: all.
    noise
        By column, its noise given the other columns. Where it is not given, it is the
        spread of the column by itself (`marginal_noise`).
    previous
        (n,) the row before each in its series, -1 for none. Without it, kinds that need a
        series are left out.

    Nothing is planted in ids, keys, texts and labels. The same table and seed give the same.
    A table in which nothing can be planted comes back without anything in it.

    Examples
    --------
    >>> import numpy as np
    >>> from vedette.core.table import Column, Role, Source, Table
    >>> length = Column("length", "number", np.arange(200) % 17 / 10)
    >>> table = Table((length,), 200, Source("lengths", "columns"))
    >>> planted = plant(table, {"length": Role("number")}, seed=1, kinds=["spike"], count=3)
    >>> len(planted), planted.columns
    (3, ('length', 'length', 'length'))
    """
    rng = np.random.default_rng([seed, 0])
    wishes = possible(
        table,
        roles,
        kinds=kinds,
        columns=columns,
        sizes=sizes,
        noise=noise,
        previous=previous,
    )
    if count is None:
        count = min(MOST, max(1, int(SHARE * table.rows)))
    if isinstance(count, bool) or not hasattr(count, "__index__") or count < 0:
        raise InvalidParameter(f"count is {count!r}: it is a number of anomalies")
    drawn = _evenly(wishes, count, rng)
    return plant_wishes(table, roles, drawn, seed=seed, noise=noise, previous=previous)


def plant_wishes(
    table: Table,
    roles: Roles,
    wishes: Sequence[Wish],
    *,
    seed: int,
    noise: Mapping[str, Noise] | None = None,
    previous: Rows | None = None,
    avoid: Rows | None = None,
) -> Planted:
    """The table with exactly these anomalies in it, each in a row of its own at random.

    What fits nowhere is in `Planted.refused`; rows to avoid stay as they are.
    """
    draft = Draft(table, roles, noises(table, roles, noise), previous)
    if avoid is not None:
        draft.used[avoid] = True
    for number, wish in enumerate(wishes):
        rng = np.random.default_rng([seed, 1, number])
        change = PLANT[wish.kind](draft, wish, rng)
        if change is None:
            draft.refused.append(wish)
        else:
            draft.apply(wish, change)
    return draft.finished()


def possible(
    table: Table,
    roles: Roles,
    *,
    kinds: Iterable[str] | None = None,
    columns: Iterable[str] | None = None,
    sizes: Iterable[float] = SIZES,
    noise: Mapping[str, Noise] | None = None,
    previous: Rows | None = None,
) -> tuple[Wish, ...]:
    """Every kind in every column (where it can be) at every size."""
    wanted = tuple(kinds_named(kinds))
    scales = tuple(float(size) for size in sizes)
    for size in scales:
        if not (size > 0 and np.isfinite(size)):
            raise InvalidParameter(f"sizes holds {size:g}: sizes are above 0")
    only = None if columns is None else frozenset(columns)
    for name in sorted((only or frozenset()) - set(table.names)):
        raise unknown("column", name, table.names)
    draft = Draft(table, roles, noises(table, roles, noise), previous)
    found: list[Wish] = []
    for kind in wanted:
        if kind.name in ORDERED and previous is None:
            continue
        for column in _places(kind, draft, only):
            for form in kind.forms:
                steps = scales if kind.sized else (0.0,)
                found += [Wish(kind.name, column, size, form) for size in steps]
    return tuple(found)


def noises(
    table: Table, roles: Roles, given: Mapping[str, Noise] | None
) -> dict[str, Noise]:
    """The noise of every column of numbers: given, or that of the column by itself."""
    found = dict(given or {})
    for column in table:
        silent = roles[column.name].kind in SILENT
        if column.kind == "number" and column.name not in found and not silent:
            noise = marginal_noise(column)
            if noise is not None:
                found[column.name] = noise
    return found


def _places(kind: Kind, draft: Draft, only: frozenset[str] | None) -> tuple[str, ...]:
    """Where a kind can be planted."""
    if kind.where == "row":
        return ("",) if only is None else ()
    if kind.where in ("number", "series"):
        names = draft.numbers if len(draft.numbers) > 1 or not _paired(kind) else ()
    elif kind.where == "kind":
        names = draft.categories
    elif kind.where == "time":
        names = tuple(
            c.name for c in draft.table if c.kind == "time" and _open(c.name, draft)
        )
    else:
        names = tuple(
            c.name
            for c in draft.table
            if _open(c.name, draft) and 0 <= c.missing.mean() <= others.SELDOM
        )
    return tuple(name for name in names if only is None or name in only)


def _paired(kind: Kind) -> bool:
    return kind.name == "swapped_columns"


def _open(name: str, draft: Draft) -> bool:
    return draft.roles[name].kind not in SILENT


def _evenly(wishes: Sequence[Wish], count: int, rng: np.random.Generator) -> list[Wish]:
    """So many wishes, in rounds: in each, every kind once, in one of its places and sizes."""
    by_kind: dict[str, list[Wish]] = {}
    for wish in wishes:
        by_kind.setdefault(wish.kind, []).append(wish)
    piles = [[some[k] for k in rng.permutation(len(some))] for some in by_kind.values()]
    drawn: list[Wish] = []
    turn = 0
    while piles and len(drawn) < count:
        for pile in piles:
            drawn.append(pile[turn % len(pile)])
        turn += 1
    return drawn[:count]
