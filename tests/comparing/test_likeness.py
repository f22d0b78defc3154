"""How alike two detectors see the oddest rows."""

from __future__ import annotations

import numpy as np
import pytest

from vedette.comparing.likeness import correlation, overlap, top_of


def test_the_overlap_counts_common_rows():
    one, other = np.array([4.0, 3, 2, 1]), np.array([4.0, 1, 3, 2])
    assert overlap(one, other, 2) == 0.5
    assert overlap(one, one, 2) == 1.0
    assert overlap(one, -one, 2) == 0.0


def test_rows_tied_at_the_border_count_as_if_drawn():
    assert overlap(np.zeros(10), np.zeros(10), 2) == pytest.approx(0.2)
    assert overlap(np.arange(10.0), np.zeros(10), 2) == pytest.approx(0.2)


def test_an_exchange_at_the_top_counts_more_than_one_below():
    scores = np.arange(50.0)
    top, bottom = scores.copy(), scores.copy()
    top[[49, 48]] = top[[48, 49]]
    bottom[[0, 1]] = bottom[[1, 0]]
    assert correlation(scores, scores) == pytest.approx(1.0)
    assert correlation(scores, top) < correlation(scores, bottom) < 1


def test_a_constant_score_agrees_with_none():
    assert correlation(np.zeros(9), np.arange(9.0)) == 0.0


@pytest.mark.parametrize(("rows", "top"), [(10, 5), (1_000, 20), (100_000, 1_000), (1, 1)])
def test_one_row_in_a_hundred_is_the_top_and_twenty_at_least(rows, top):
    assert top_of(rows) == top
