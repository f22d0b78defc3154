"""Which columns are named: Benjamini-Hochberg with weights."""

from __future__ import annotations

import numpy as np
import pytest

from naive import calibrate as naive
from vedette.calibrate import choose_columns
from vedette.core.errors import InvalidParameter

# Benjamini and Hochberg 1995, section 3.2: 15 p-values, 4 rejected at q = .05.
PAPER = np.array(
    [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719,
     .6528, .7590, 1.0]
)  # fmt: skip


def test_the_example_of_benjamini_and_hochberg():
    named = choose_columns(PAPER, None, 0.05)
    assert [i for i, _ in named] == [0, 1, 2, 3]
    assert [level for _, level in named] == pytest.approx([0.05 * 4 / 15] * 4)


def test_every_named_column_passes_the_level_at_which_it_is_walked_again():
    rng = np.random.default_rng(0)
    for _ in range(200):
        m = int(rng.integers(1, 20))
        p, w = rng.random(m) ** 4, rng.random(m) + 0.1
        w /= w.mean()
        named = choose_columns(p, w, 0.1)
        slow = naive.named_columns(p, w, 0.1)
        assert [i for i, _ in named] == [i for i, _ in slow]
        assert [v for _, v in named] == pytest.approx([v for _, v in slow])
        assert all(p[i] <= level for i, level in named)


def test_no_columns_and_no_small_levels_name_nothing():
    assert choose_columns(np.empty(0), None, 0.1) == []
    assert choose_columns(np.ones(5), None, 0.1) == []


@pytest.mark.parametrize(
    ("p", "w", "q", "said"),
    [
        ([0.5], [1.0], 0.0, "q must"),
        ([0.5], [1.0, 1.0], 0.1, "1 levels but 2 weights"),
        ([float("nan")], [1.0], 0.1, "levels must"),
        ([1.5], [1.0], 0.1, "levels must"),
        ([0.5, 0.5], [1.0, 2.0], 0.1, "weights must"),
        ([0.5, 0.5], [0.0, 1.0], 0.1, "weights must"),
    ],
)
def test_what_would_break_the_promise_is_refused(p, w, q, said):
    with pytest.raises(InvalidParameter, match=said):
        choose_columns(np.array(p), np.array(w), q)
