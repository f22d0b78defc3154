"""From what was measured to curves and figures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vedette.core.evaluation import Estimate
from vedette.detectors.statistical.gaussian import Gaussian
from vedette.evaluating.figures import _precision_recall, _roc
from vedette.evaluating.protocol import Part
from vedette.evaluating.run import _place, assess
from vedette.evaluating.splits import three_parts
from vedette.thresholds import rule_of


def part(odd, scores):
    return Part(
        np.arange(len(odd)), np.array(odd, dtype=bool), np.array(scores, dtype=float)
    )


def test_the_mean_roc_curve_takes_what_is_found_before_the_first_false_alarm():
    # Two of four anomalies, a usual row, an anomaly, a usual row, an anomaly.
    some = part([1, 1, 0, 1, 0, 1], [6, 5, 4, 3, 2, 1])
    found = _roc(some, np.array([0.0, 0.25, 0.5, 1.0]))
    assert found.tolist() == [0.5, 0.625, 0.75, 1.0]


def test_equal_scores_make_a_slope_of_the_roc_curve_and_one_precision():
    some = part([1, 0, 1, 0], [1, 1, 1, 1])
    assert _roc(some, np.array([0.0, 0.5, 1.0])).tolist() == [0.0, 0.5, 1.0]
    assert _precision_recall(some, np.array([0.0, 1.0])).tolist() == [0.5, 0.5]


def test_precision_is_told_where_recall_is_first_so_high():
    some = part([1, 0, 1, 0], [4, 3, 2, 1])
    found = _precision_recall(some, np.array([0.0, 0.5, 0.51, 1.0]))
    assert found == pytest.approx([1.0, 1.0, 2 / 3, 2 / 3])


def test_the_first_is_the_best_by_average_precision_and_not_by_the_roc_curve(sample):
    rng = np.random.default_rng(0)
    odd = np.arange(300) % 10 == 0
    whole = sample({"a": rng.normal(size=300) + 2 * odd, "odd": odd.astype(int)})
    (one,) = assess([Gaussian()], whole, [three_parts(whole)], rule_of("best-f1"))

    def other(ap, auroc):
        test = replace(one.test, average_precision=Estimate(ap), auroc=Estimate(auroc))
        return replace(one, test=test)

    found = [other(0.3, 0.9), other(0.5, 0.8), other(0.5, 0.85), other(None, 0.99)]
    order = sorted([replace(one, test=None), *found], key=_place)
    assert order[:4] == [found[2], found[1], found[0], found[3]]
    assert order[4].test is None
