"""From scores of several detectors in several tests to measures, and the chance in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.comparing.chance import Measured, measured
from vedette.comparing.influence import ap_influence, auroc_influence, f1_influence
from vedette.comparing.piece import Outcome
from vedette.core.arrays import Vector

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Test:
    """What is known of the rows of one test, and of none of the detectors.

    odd
        (m,) which are anomalies.
    clusters
        (m,) a number for rows that belong together, the same in all tests.
    learned
        How many rows were learned from.
    """

    name: str
    odd: Mask
    clusters: Rows
    learned: int

    @property
    def tells(self) -> bool:
        """Whether there are both kinds of rows."""
        return bool(self.odd.any() and not self.odd.all())


@dataclass(frozen=True, eq=False)
class Measures:
    """Average precision, area under the ROC curve and F1 of several detectors."""

    detectors: tuple[str, ...]
    ap: Measured
    auroc: Measured
    f1: Measured | None


def measures_of(
    detectors: Sequence[str],
    tests: Sequence[Test],
    outcomes: Mapping[tuple[str, str], Outcome],
    *,
    reuse: bool,
    seed: int,
) -> Measures:
    """The measures of detectors that have scores in all tests; at least one of each.

    outcomes
        By detector and test.
    reuse
        Whether tests learn from each other's rows, as folds do.
    """
    used = [test for test in tests if test.tells]
    ratio = float(np.mean([len(t.odd) / t.learned for t in used])) if reuse else 0.0
    odd = np.concatenate([test.clusters[test.odd] for test in used])
    anomalies = len(np.unique(odd))

    def over_tests(name: str) -> Measured:
        found = [
            [_of(name, test, outcomes[d, test.name]) for d in detectors] for test in used
        ]
        return measured(
            np.array([[value for value, _ in row] for row in found]),
            [np.array([moved for _, moved in row]) for row in found],
            [test.clusters for test in used],
            anomalies,
            ratio,
            seed,
        )

    cuts = all(outcomes[d, t.name].threshold is not None for d in detectors for t in used)
    return Measures(
        tuple(detectors),
        over_tests("ap"),
        over_tests("auroc"),
        over_tests("f1") if cuts else None,
    )


def _of(measure: str, test: Test, outcome: Outcome) -> tuple[float, Vector]:
    scores = outcome.scores
    assert scores is not None
    if measure == "ap":
        return ap_influence(test.odd, scores)
    if measure == "auroc":
        return auroc_influence(test.odd, scores)
    return f1_influence(test.odd, scores > np.float64(outcome.threshold or 0.0))


def chance(tests: Sequence[Test]) -> float:
    """The average precision of guessing: the mean share of anomalies."""
    return float(np.mean([test.odd.mean() for test in tests if test.tells]))


def reason_of(
    detector: str, tests: Sequence[str], outcomes: Mapping[tuple[str, str], Outcome]
) -> str:
    """Why a detector has no scores in all tests; "" if it has."""
    failed = [
        outcomes[detector, test].reason
        for test in tests
        if outcomes[detector, test].scores is None
    ]
    if not failed:
        return ""
    if len(failed) == len(tests):
        return failed[0]
    return f"in {len(failed)} of {len(tests)} tests: {failed[0]}"
