"""What a scan of a table would catch, and what holds in it: `vedette.doctor`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vedette.app.arguments import check, named
from vedette.core.errors import InvalidInput, InvalidParameter, unknown
from vedette.core.progress import Progress

if TYPE_CHECKING:
    from vedette.core.detector import Detector
    from vedette.core.result import Result
    from vedette.core.table import Table
    from vedette.doctoring.seen import Scan, Seen, Usual
    from vedette.report.diagnosis import Diagnosis

MOST_TIMES = 1_000


def doctor(
    data: Any,
    label: str | None = None,
    *,
    kinds: Iterable[str] | None = None,
    columns: Iterable[str] | None = None,
    times: int = 10,
    fdr: float = 0.1,
    roles: Mapping[str, str] | None = None,
    seed: int = 0,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] | None = None,
    where: str | None = None,
    detector: str | Detector | None = None,
    na: Iterable[Any] | None = None,
    encoding: str | None = None,
    redact: Iterable[str] | None = None,
    sample: int | None = None,
    progress: Progress | None = None,
) -> Diagnosis:
    """What a scan of this table would catch, and which assumptions hold in it.

    Anomalies of known kind, place and size are planted into the table, few at a time, and
    it is scanned each time. Nothing of the table itself is changed.

    data, roles, seed, select, ignore, where, detector, na, encoding, redact
        As in `vedette.scan`.
    label
        A column that says which rows are anomalies. It is never looked at by a scan; what
        it says of the balance of the classes is checked.
    kinds
        Which kinds to plant: ["spike", "unit_error"]. None: all (`vedette.planting.KINDS`).
    columns
        Where to plant. None: everywhere; in a wide table, in eight columns.
    times
        How often each kind is planted in each column at each size.
    fdr
        At most this share of the findings of a scan is expected to be false.
    sample
        Examine so many rows. None: as many as take about a minute.
    """
    from vedette import __version__
    from vedette.app.choosing import detector_of
    from vedette.app.understanding import understand
    from vedette.core.parameters import check_whole
    from vedette.core.redaction import withholding
    from vedette.core.table import Role
    from vedette.detectors.catalogue import said_of
    from vedette.doctoring.examine import Asked, examine
    from vedette.evaluating.labels import labels_of
    from vedette.planting import kinds_named
    from vedette.report.diagnosis import Diagnosis
    from vedette.tables.large import is_too_large

    started = time.perf_counter()
    given = check(fdr=fdr, budget=None, roles=roles, seed=seed)
    wanted = None if kinds is None else tuple(kind.name for kind in kinds_named(kinds))
    places = named("columns", columns)
    check_whole("times", times, 1)
    if times > MOST_TIMES:
        raise InvalidParameter(f"times is {times:,}: at most {MOST_TIMES:,}")
    if sample is not None:
        check_whole("sample", sample, 1)
    chosen = detector_of(detector, seed)
    hidden = named("redact", redact)
    report = progress or (lambda phase, done, total: None)
    if where is None and is_too_large(data):
        raise InvalidInput(
            "the table is larger than memory, and is planted into as a whole",
            hint="examine some of its rows: where (--where), a sample of its file",
        )
    table, guessed = understand(
        data,
        roles=given,
        select=select,
        ignore=ignore,
        where=where,
        na=na,
        encoding=encoding,
        redact=hidden,
        progress=report,
    )
    for name in places or ():
        if name not in table.names:
            raise unknown("column", name, table.names)
    odd = None
    if label is not None:
        odd = labels_of(table, label).odd
        given, guessed = {**given, label: "label"}, {**guessed, label: Role("label")}
    usual, scan = scanning(given, fdr=fdr, seed=seed, detector=chosen)
    planted = None if places is None else tuple(places)
    asked = Asked(wanted, planted, times, sample, seed, fdr)
    with withholding(table.redacted):
        found = examine(
            table, guessed, asked, usual=usual, scan=scan, odd=odd, progress=report
        )
    return replace(
        Diagnosis.of(found),
        detector=None if chosen is None else said_of(chosen),
        label=label,
        seconds=time.perf_counter() - started,
        version=__version__,
    )


def scanning(
    roles: Mapping[str, str], *, fdr: float, seed: int, detector: Detector | None
) -> tuple[Callable[[Table], Usual], Scan]:
    """The scan of a table as it is, and of one with something planted in it."""
    from vedette.doctoring.seen import Usual
    from vedette.scanning.noise import left_unexplained, noise_of
    from vedette.scanning.run import scan_table

    def scanned(table: Table) -> Result:
        return scan_table(
            table,
            fdr=fdr,
            budget=None,
            roles={name: kind for name, kind in roles.items() if name in table.names},
            seed=seed,
            detector=detector,
            progress=lambda *_: None,
        )

    def usual(table: Table) -> Usual:
        result = scanned(table)
        judged = any(view.judged for view in result.learned.judged.views)
        return Usual(
            seen_in(result),
            noise_of(result.learned),
            left_unexplained(result.learned),
            judged,
            result.needed,
        )

    return usual, lambda table: seen_in(scanned(table))


def seen_in(result: Result) -> Seen:
    """Which rows a result names, and why."""
    from vedette.doctoring.seen import Seen

    rows: dict[int, frozenset[str]] = {}
    by_group: dict[int, frozenset[str]] = {}
    for finding in result.findings:
        columns = frozenset(reason.column for reason in finding.reasons)
        rows[finding.row] = columns
        by_group[finding.group] = by_group.get(finding.group, frozenset()) | columns
    for group in result.groups:
        for row in group.rows:
            rows.setdefault(row, by_group.get(group.group, frozenset(group.emphasis)))
    facts = frozenset(
        (fact.fact, fact.columns, row) for fact in result.facts for row in fact.rows
    )
    return Seen(rows, facts)
