"""What can be known of detectors without labels, and what cannot.

How the scores lie, and whether two halves of the table, learned from apart, put the same
rows at the top. Neither says whether those rows are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from vedette.core.arrays import Vector
from vedette.core.errors import InvalidInput, TooLittleData
from vedette.core.estimator import Estimator
from vedette.core.evaluation import Spread, Unlabelled
from vedette.core.table import Roles, Table
from vedette.core.wording import count
from vedette.detectors.catalogue import said_of
from vedette.detectors.features import fit_features
from vedette.detectors.members import copied
from vedette.evaluating.protocol import needs_labels
from vedette.evaluating.run import thinned
from vedette.evaluating.sample import Rows, Sample

QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
TOP = 0.01  # of the rows: compared between the halves
LEAST_TOP, LEAST_ROWS = 10, 20

UNKNOWN = (
    "precision, recall, F1, AUROC and average precision: they count rows that are known to "
    "be wrong, and none is",
    "which detector is the best on this table: agreement is no evidence of being right",
    "how many wrong rows there are",
)
KNOWN = (
    "what looks wrong, and how many of the findings are expected to be false: vedette scan",
    "which planted anomalies would be found: vedette doctor",
    "how much detectors agree, and find of what is planted: vedette compare",
    "labels, by looking at the rows that say most: vedette label",
)


def without_labels(
    table: Table,
    roles: Roles,
    detectors: Sequence[Estimator],
    *,
    most: int | None,
    seed: int,
    told: Callable[[int, int, str], None] | None = None,
) -> Unlabelled:
    """How the scores of each detector lie, and how stable its most unusual rows are.

    Raises
    ------
    TooLittleData
        If there are too few rows to divide.
    """
    nothing = np.zeros(table.rows, dtype=bool)
    sample = thinned(Sample(table, roles, nothing, nothing, ()), most, seed)
    if len(sample) < LEAST_ROWS:
        raise TooLittleData(
            f"{count(len(sample), 'row')}: too few to say anything of detectors",
            hint=f"{LEAST_ROWS} rows would do; some hundreds are better",
        )
    spreads = []
    for i, detector in enumerate(detectors):
        if told is not None:
            told(i, len(detectors), said_of(detector))
        spreads.append(spread_of(detector, sample, seed))
    notes = []
    if len(sample) < table.rows:
        notes.append(f"measured on {len(sample):,} of {count(table.rows, 'row')}, drawn")
    return Unlabelled(
        source=table.source,
        rows=table.rows,
        spreads=tuple(spreads),
        known=KNOWN,
        unknown=UNKNOWN,
        notes=tuple(notes),
        seed=seed,
    )


def spread_of(detector: Estimator, sample: Sample, seed: int) -> Spread:
    """One detector: learned from all rows, and from two halves apart."""
    name = said_of(detector)
    if needs_labels(detector):
        return Spread(name, (), None, 0, "learns from labels, and there are none")
    n = len(sample)
    everything = np.arange(n, dtype=np.int64)
    halves = np.array_split(np.random.default_rng(seed).permutation(n), 2)
    top = max(LEAST_TOP, round(TOP * n))
    try:
        scores = _scores(detector, sample, everything)
        highest = [
            set(_highest(_scores(detector, sample, np.sort(h)), top)) for h in halves
        ]
    except InvalidInput as error:
        return Spread(name, (), None, 0, error.message)
    return Spread(
        detector=name,
        quantiles=tuple((q, float(np.quantile(scores, q))) for q in QUANTILES),
        agreement=len(highest[0] & highest[1]) / top,
        top=top,
    )


def _scores(detector: Estimator, sample: Sample, learned: Rows) -> Vector:
    table = sample.at(learned)
    encoding = fit_features(table, sample.roles, leave_out=sample.leave_out)
    if not encoding.made:
        raise TooLittleData("no column tells the rows apart")
    one = copied(detector)
    one.fit(encoding.matrix(table))  # type: ignore[attr-defined]
    return one.unusualness(encoding.matrix(sample.table))  # type: ignore[attr-defined,no-any-return]


def _highest(scores: Vector, top: int) -> list[int]:
    return [int(row) for row in np.argsort(-scores, kind="stable")[:top]]
