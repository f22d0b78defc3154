"""Compare detectors by labels: every fold of repeated cross-validation is a test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np

from vedette.app.pieces.contending import contender, made, most_rows
from vedette.app.pieces.parts import digest_of
from vedette.app.pieces.plan import Part, Task
from vedette.app.pieces.running import Running
from vedette.comparing import notes
from vedette.comparing.piece import Piece
from vedette.comparing.ranking import ranked
from vedette.comparing.testing import Test, chance, measures_of
from vedette.core.comparison import Comparison
from vedette.core.errors import TooLittleData
from vedette.core.table import Roles, Source, Table
from vedette.evaluating import notes as protocol
from vedette.evaluating.labels import labels_of
from vedette.evaluating.run import thinned
from vedette.evaluating.sample import Sample
from vedette.evaluating.splits import LEAST_FOLDS, Split, Way, folds
from vedette.evaluating.suspicion import without_disguises

FOLDS, REPEATS = 5, 2
DEFAULT = "ensemble"


def by_labels(
    table: Table,
    roles: Roles,
    names: Sequence[str],
    running: Running,
    *,
    label: str,
    positive: list[Any] | None,
    way: str | None,
    keys: list[str] | None,
    seed: int,
    sample: int | None,
) -> Comparison:
    """The comparison of detectors on a labelled table.

    way, keys
        How rows are divided, and by which columns; None: as they say themselves.
    """
    labels = labels_of(table, label, positive)
    whole, suspected = without_disguises(table, roles, labels, keys=keys)
    rows = thinned(whole, sample, seed)
    splits = folds(rows, folds_for(rows), REPEATS, way=cast(Way | None, way), seed=seed)
    tests = tests_of(rows, splits)
    if not any(test.tells for test in tests):
        raise TooLittleData(
            f"no part of the rows has both anomalies and usual rows: of {len(rows):,} rows, "
            f"{np.count_nonzero(rows.odd):,} are anomalies",
            hint="without --label, detectors are compared without labels",
        )
    tasks = tasks_of(names, rows, splits, tests, running, seed)
    outcomes = running.outcomes(tasks)
    used = [test.name for test in tests if test.tells]
    known = [
        contender(name, made(name, seed, running.unnamed), used, outcomes) for name in names
    ]
    able = [c for c in known if not c.reason]
    if able:
        measures = measures_of(
            [c.detector for c in able], tests, outcomes, reuse=True, seed=seed
        )
        able = ranked(able, measures, DEFAULT)
    odd = rows.odd & rows.known
    return Comparison(
        source=table.source,
        rows=table.rows,
        columns=len(table.columns),
        way="labels",
        label=label,
        positive=labels.positive if labels.chosen else (),
        anomalies=int(np.count_nonzero(odd)),
        contenders=(*able, *(c for c in known if c.reason)),
        default=DEFAULT,
        chance=chance(tests),
        tests=len(used),
        split=notes.split_of(splits[0].way, folds_for(rows), len(splits), rows.time_names),
        notes=(
            *protocol.accusations(suspected, ()),
            *protocol.of_labels(labels),
            *protocol.of_splits(rows, splits),
            *notes.with_labels(known, table.rows, len(rows)),
        ),
        seed=seed,
        pieces=len(tasks),
        kept=running.kept,
    )


def folds_for(sample: Sample) -> int:
    """As many as leave an anomaly in each, at least LEAST_FOLDS."""
    return max(LEAST_FOLDS, min(FOLDS, int(np.count_nonzero(sample.odd & sample.known))))


def tests_of(sample: Sample, splits: Sequence[Split]) -> list[Test]:
    """What is tested; rows of one key, or copies of one row, are one cluster."""
    clusters = sample.copies if sample.keys is None else sample.keys
    return [
        Test(
            f"fold {i + 1}",
            sample.odd[split.test],
            clusters[split.test],
            len(split.train),
        )
        for i, split in enumerate(splits)
    ]


def tasks_of(
    names: Sequence[str],
    sample: Sample,
    splits: Sequence[Split],
    tests: Sequence[Test],
    running: Running,
    seed: int,
) -> list[Task]:
    """Each detector in each test, test by test."""
    # What the file is called, and what was given, are nothing to a detector.
    bare = replace(sample, table=replace(sample.table, source=Source("", ""), frame=None))
    whole = Part(digest_of(bare), lambda: bare)
    most = {name: most_rows(made(name, seed, running.unnamed)) for name in names}
    tasks = []
    for i, (split, test) in enumerate(zip(splits, tests, strict=True)):
        part = Part(digest_of(split), lambda split=split: split)  # type: ignore[misc]
        if test.tells:
            tasks += [
                Task(Piece(n, (seed + i) % 2**32, test.name, most[n]), (whole, part))
                for n in names
            ]
    return tasks
