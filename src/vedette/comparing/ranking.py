"""From measures to a ranked table: who is first, and who is not told apart from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from vedette.comparing.grounds import AGAIN, HALVES, TABLE, Unlabelled
from vedette.comparing.influence import ap_influence
from vedette.comparing.likeness import correlation, overlap, top_of
from vedette.comparing.piece import Outcome
from vedette.comparing.testing import Measures
from vedette.core.arrays import Vector
from vedette.core.comparison import Agreement, Contender, Estimate

Outcomes = Mapping[tuple[str, str], Outcome]


def ranked(
    contenders: Sequence[Contender], measures: Measures, default: str
) -> list[Contender]:
    """Those that were measured, the best first, with what tells them apart.

    contenders
        In the order of `measures.detectors`.
    """
    ap, names = measures.ap, list(measures.detectors)
    order = np.argsort(-ap.mean, kind="stable").tolist()
    best = order[0]
    usual = names.index(default) if default in names else None
    found = []
    for rank, i in enumerate(order, start=1):
        behind = None if i == best else _nought(ap.difference(best, i))
        ahead = None if usual in (None, i) else ap.difference(i, usual)
        found.append(
            replace(
                contenders[i],
                rank=rank,
                ap=ap.estimate(i),
                auroc=measures.auroc.estimate(i),
                f1=None if measures.f1 is None else measures.f1.estimate(i),
                behind=behind,
                tied=behind is not None and behind.low <= 0,
                ahead_of_default=ahead,
            )
        )
    return found


def _nought(difference: Estimate) -> Estimate:
    """A difference of nothing is written 0, not -0."""
    return replace(difference, value=difference.value + 0.0)


def likened(
    contenders: Sequence[Contender],
    where: Unlabelled,
    outcomes: Outcomes,
    told: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[Contender], tuple[Agreement, ...]]:
    """The contenders with how alike they are, how stable, and what they find; each pair."""
    k = top_of(where.table.rows)
    scores = {c.detector: _scores(outcomes, c.detector, TABLE) for c in contenders}
    pairs = []
    together = list(combinations(scores, 2))
    for done, (a, b) in enumerate(together):
        told(done, len(together))
        one, other = scores[a], scores[b]
        pairs.append(Agreement(a, b, correlation(one, other), overlap(one, other, k)))
    found = []
    for c in contenders:
        mine = [p for p in pairs if c.detector in (p.one, p.other)]
        again = outcomes.get((c.detector, AGAIN))
        one, other = (_scores(outcomes, c.detector, half) for half in HALVES)
        found.append(
            replace(
                c,
                agreement=float(np.mean([p.correlation for p in mine])) if mine else None,
                overlap=float(np.mean([p.overlap for p in mine])) if mine else None,
                stable_seeds=None
                if again is None or again.scores is None
                else overlap(scores[c.detector], again.scores, k),
                stable_halves=overlap(one, other, k),
                kinds=_by_kind(c.detector, where, outcomes),
            )
        )
    return found, tuple(pairs)


def _scores(outcomes: Outcomes, detector: str, test: str) -> Vector:
    scores = outcomes[detector, test].scores
    assert scores is not None
    return scores


def _by_kind(
    detector: str, where: Unlabelled, outcomes: Outcomes
) -> tuple[tuple[str, float], ...]:
    """By kind of planted anomaly, the average precision among rows that are as they were."""
    found: dict[str, list[float]] = {}
    for test, planted in zip(where.tests, where.planted, strict=True):
        scores = _scores(outcomes, detector, test)
        usual = np.flatnonzero(~planted.odd)
        kinds = np.array(planted.kinds)
        for kind in dict.fromkeys(planted.kinds):
            rows = np.concatenate([planted.rows[kinds == kind], usual])
            odd = np.arange(len(rows)) < np.count_nonzero(kinds == kind)
            found.setdefault(kind, []).append(ap_influence(odd, scores[rows])[0])
    return tuple((kind, float(np.mean(values))) for kind, values in found.items())
