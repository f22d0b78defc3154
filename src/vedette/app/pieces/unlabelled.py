"""Compare detectors without labels: by each other, by chance, and by planted anomalies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vedette.app.pieces.contending import by_kinds, contender, has_chance, made, most_rows
from vedette.app.pieces.parts import digest_of
from vedette.app.pieces.plan import Part, Task
from vedette.app.pieces.running import Running
from vedette.comparing import notes
from vedette.comparing.grounds import (
    AGAIN,
    HALVES,
    TABLE,
    Rows,
    Unlabelled,
    thinned,
    unlabelled,
)
from vedette.comparing.likeness import top_of
from vedette.comparing.piece import Piece
from vedette.comparing.ranking import likened, ranked
from vedette.comparing.testing import Test, chance, measures_of
from vedette.core.comparison import Agreement, Comparison
from vedette.core.errors import TooLittleData
from vedette.core.estimator import Estimator
from vedette.core.table import Roles, Source, Table
from vedette.evaluating.protocol import needs_labels
from vedette.evaluating.run import LEAST_ROWS, MOST_ROWS, MOST_VALUES

DEFAULT = "ensemble"


def by_planting(
    table: Table,
    roles: Roles,
    names: Sequence[str],
    running: Running,
    *,
    seed: int,
    sample: int | None,
) -> Comparison:
    """The comparison of detectors on a table without labels."""
    rows = table
    most = most_rows_of(table) if sample is None else sample
    if most < table.rows:
        drawn = np.random.default_rng([seed, 3]).permutation(table.rows)[:most]
        rows = thinned(table, np.sort(drawn))
    where = unlabelled(rows, roles, seed, running.progress)
    if not where.planted:
        raise TooLittleData(
            "nothing can be planted into this table: no column of numbers or kinds",
            hint="vedette roles FILE shows what each column is taken for",
        )
    detectors = {name: made(name, seed, running.unnamed) for name in names}
    tasks = tasks_of(detectors, where, seed)
    outcomes = running.outcomes(tasks)
    known = [
        contender(
            name,
            detector,
            [t.piece.test for t in tasks if t.piece.detector == name],
            outcomes,
        )
        for name, detector in detectors.items()
    ]
    able = [c for c in known if not c.reason]
    agreements: tuple[Agreement, ...] = ()
    tests = tests_of(where)
    if able:
        measures = measures_of(
            [c.detector for c in able], tests, outcomes, reuse=False, seed=seed
        )
        able, agreements = likened(
            ranked(able, measures, DEFAULT),
            where,
            outcomes,
            lambda done, total: running.progress("agreement", done, total),
        )
    return Comparison(
        source=table.source,
        rows=table.rows,
        columns=len(rows.columns),
        way="planted",
        label=None,
        anomalies=round(float(np.mean([len(p) for p in where.planted]))),
        contenders=(*able, *(c for c in known if c.reason)),
        default=DEFAULT,
        chance=chance(tests),
        tests=len(where.planted),
        split=notes.plantings(where),
        top=top_of(rows.rows),
        agreements=agreements,
        notes=notes.without_labels(where, known, table.rows),
        seed=seed,
        pieces=len(tasks),
        kept=running.kept,
    )


def most_rows_of(table: Table) -> int:
    """So many rows that all detectors end in minutes, as in an evaluation."""
    return max(LEAST_ROWS, min(MOST_ROWS, MOST_VALUES // max(1, len(table.columns))))


def tests_of(where: Unlabelled) -> list[Test]:
    """The planted anomalies as tests: a row that is as it was is the same in all."""
    found = []
    first = where.table.rows
    for name, planted in zip(where.tests, where.planted, strict=True):
        clusters: Rows = planted.origin.astype(np.int64)
        clusters[planted.rows] = first + planted.events
        first += len(planted.wishes)
        found.append(Test(name, planted.odd, clusters, planted.table.rows))
    return found


def tasks_of(detectors: dict[str, Estimator], where: Unlabelled, seed: int) -> list[Task]:
    """Each detector in each test, test by test."""
    bare = replace(where.table, source=Source("", ""), frame=None)
    digest = digest_of([bare, where.roles, where.seed])
    tasks = []
    for i, test in enumerate((TABLE, AGAIN, *HALVES, *where.tests)):
        parts = {
            kinds: Part(
                digest_of([digest, test, kinds]),
                lambda test=test, kinds=kinds: where.points(test, kinds=kinds),  # type: ignore[misc]
            )
            for kinds in (False, True)
        }
        for name, detector in detectors.items():
            if test == AGAIN and not (
                has_chance(name, detector) and not needs_labels(detector)
            ):
                continue
            own = seed if test in (TABLE, *HALVES) else seed + i
            piece = Piece(name, own % 2**32, test, most_rows(detector))
            tasks.append(Task(piece, (parts[by_kinds(detector)],)))
    return tasks
