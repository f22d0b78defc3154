"""What a parameter may be, and the seeds it stands for."""

import numpy as np
import pytest

from vedette.core.errors import InvalidParameter
from vedette.core.parameters import (
    check_number,
    check_one_of,
    check_positive,
    check_whole,
    is_between,
    seed_of,
)


def test_whole_numbers_are_told_from_others():
    for value in (2, 7, np.int8(2), np.uint64(2**63)):
        check_whole("k", value, 2)
    for value in (1, 2.0, True, "2", None, np.float64(2), np.bool_(True)):
        with pytest.raises(InvalidParameter, match="k must be a whole number >= 2, got"):
            check_whole("k", value, 2)


@pytest.mark.parametrize(
    ("closed", "span", "inside"),
    [
        ("left", r"\[0, 1\)", [0, 0.5]),
        ("right", r"\(0, 1\]", [0.5, 1]),
        ("both", r"\[0, 1\]", [0, 0.5, 1]),
        ("neither", r"\(0, 1\)", [0.5]),
    ],
)
def test_an_interval_has_the_ends_that_belong_to_it(closed, span, inside):
    for value in inside:
        check_number("p", np.float64(value), 0, 1, closed=closed)
    for value in {0, 0.5, 1} - set(inside) | {-1, 2, np.nan, np.inf, "1", None, True}:
        with pytest.raises(InvalidParameter, match=f"p must be a number in {span}, got"):
            check_number("p", value, 0, 1, closed=closed)


def test_numbers_above_zero_are_finite():
    check_positive("C", 1e-320)
    for value in (0, -1, np.inf, np.nan, "1", True):
        assert not is_between(value, 0, np.inf)
        with pytest.raises(InvalidParameter, match="C must be a number above 0, got"):
            check_positive("C", value)


def test_words_are_known_or_refused():
    check_one_of("kernel", "rbf", ("rbf", "poly"))
    for value in ("RBF", None, ["rbf"]):
        with pytest.raises(InvalidParameter, match="kernel must be one of"):
            check_one_of("kernel", value, ("rbf", "poly"))


def test_a_seed_is_the_number_itself_or_drawn():
    assert seed_of(np.int64(7)) == 7
    assert seed_of(2**32 + 7, below=2**32) == 7
    assert 0 <= seed_of(None) < 2**31
    assert len({seed_of(None) for _ in range(5)}) > 1
    state = np.random.RandomState(0)
    assert seed_of(state) != seed_of(state)
    assert seed_of(np.random.default_rng(0)) == seed_of(np.random.default_rng(0))


def test_what_is_no_seed_is_refused():
    with pytest.raises(InvalidParameter, match="must be at least 0"):
        seed_of(-1)
    with pytest.raises(InvalidParameter, match="must be a whole number or None"):
        seed_of(True)
