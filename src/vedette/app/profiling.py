"""What a table is like, before anything in it is judged: `vedette.profile`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, named, values

if TYPE_CHECKING:
    from vedette.core.progress import Progress
    from vedette.report.profile import Profile

FDR = 0.1  # of the scan whose findings are left out of means and correlations


def profile(
    data: Any,
    *,
    roles: Mapping[str, str] | None = None,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    sample: int | None = None,
    seed: int = 0,
    against: Any = None,
    against_where: str | None = None,
    progress: Progress | None = None,
) -> Profile:
    """What each column of a table holds, what is missing, and what was counted.

    data, roles, select, ignore, where, na, encoding, redact
        As in `vedette.scan`.
    sample
        Look at so many rows closely and count over all. None: at all rows, of more than a
        million at 100,000.
    seed
        Decides which rows those are.
    against
        Another table with the same columns, to compare with: what was before. None: no
        other, or, with `against_where`, other rows of the same.
    against_where
        Only these rows of it, as SQL; None: those of `where`.
    """
    from vedette import __version__
    from vedette.app.examining import examining
    from vedette.core.redaction import withholding
    from vedette.core.table import Table
    from vedette.profiling.run import profile as profiled
    from vedette.profiling.seen import WHOLE
    from vedette.report.profile import Profile
    from vedette.tables.large import long_table
    from vedette.tables.stretches import InMemory

    started = time.perf_counter()
    given = check(fdr=0.1, budget=None, roles=roles, seed=seed)
    report = progress or (lambda phase, done, total: None)
    hidden = named("redact", redact)
    chosen: dict[str, Any] = {
        "select": named("select", select),
        "ignore": named("ignore", ignore),
        "na": values(na),
        "encoding": encoding,
        "redact": None,
        "sample": sample,
        "progress": report,
    }
    mine = chosen | {"where": where, "redact": hidden}
    with withholding(hidden), ExitStack() as opened:
        table = opened.enter_context(long_table(data, **mine))
        if isinstance(table, Table) and table.rows > WHOLE:
            table = InMemory(table)
        other = None
        conditions: tuple[str, ...] = ()
        if against is not None or against_where is not None:
            place = data if against is None else against
            theirs = chosen | {"where": where if against_where is None else against_where}
            if theirs["where"] != where:
                conditions = tuple(one for one in (where, theirs["where"]) if one)
            other = opened.enter_context(long_table(place, **theirs))
            if isinstance(other, Table) and other.rows > WHOLE:
                other = InMemory(other)
        found = profiled(
            table,
            given,
            sample=sample,
            seed=seed,
            examine=examining(given, fdr=FDR, seed=seed),
            other=other,
            conditions=conditions,
            progress=report,
        )
        return Profile.of(
            found,
            version=__version__,
            seconds=time.perf_counter() - started,
            frame=table.frame,
        )
