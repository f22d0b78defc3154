"""Which views may name rows, and at which level."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.calibrate.gap import GapScan
from vedette.scanning.decide import chosen_views
from vedette.scanning.views import View

SEEN = GapScan(True, 200, 10, (), 1.0)


def whole_rows(level):
    return View("", -1, None, np.zeros(200), 1, upper=SEEN, level=level)


@pytest.mark.parametrize("level", [0.001, 0.04, 0.05])
def test_rows_that_are_all_that_is_judged_are_named_at_half_the_rate(level):
    view = whole_rows(level)

    ((chosen, allowed),) = chosen_views([view], 0.1)

    assert chosen is view
    assert allowed == pytest.approx(0.05)


@pytest.mark.parametrize("level", [0.051, 0.07, 0.099])
def test_a_level_between_half_the_rate_and_the_rate_names_no_row(level):
    assert chosen_views([whole_rows(level)], 0.1) == []


def test_views_that_could_not_judge_name_nothing():
    assert chosen_views([View("", -1, None, np.zeros(20), 1, level=1e-9)], 0.1) == []
