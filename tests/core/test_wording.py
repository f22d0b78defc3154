"""Values, counts and names in words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.core import wording


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (898.2, "898.2"),
        (1352.75, "1,352.75"),
        (0.1 + 0.2, "0.3"),
        (1e-5, "0.00001"),
        (1e-9, "1e-9"),
        (123456789, "123,456,789"),
        (2004, "2004"),
        (-2004.0, "-2004"),
        (2004.5, "2,004.5"),
        (20040, "20,040"),
        (1e20, "1e20"),
        (-0.0, "0"),
        (100.0, "100"),
        (float(np.float32(0.1)), "0.1"),
        (np.int64(12345), "12,345"),
        (None, "missing"),
        (math.nan, "missing"),
        (math.inf, "infinite"),
        (True, "true"),
        ("EUR", "EUR"),
        ("2026-01-21 20:00", "2026-01-21 20:00"),
    ],
)
def test_a_value_is_shown_as_it_stands_in_the_table(value, said):
    assert wording.show(value) == said


@pytest.mark.parametrize(
    ("expected", "low", "high", "said"),
    [
        (118.237, 106.1, 131.4, "118 (106 to 131)"),
        (58.1, 52.0, 64.2, "58 (52 to 64)"),
        (10.02, 9.81, 10.1, "10.02 (9.81 to 10.10)"),
        (3.0, 2.0, 4.0, "3 (2 to 4)"),
        (1998, 1985, 2004, "1998 (1985 to 2004)"),
        (9500, 8000, 12_000, "9,500 (8,000 to 12,000)"),
        (0.3, 0.001, 5000, "0.3 (0.001 to 5000)"),
        (1.23e-5, 1e-5, 2e-5, "0.000012 (0.000010 to 0.000020)"),
        (1e-12, -5, 5, "0 (-5 to 5)"),
        (1e300, -1e308, 1e308, "1e300 (-1e308 to 1e308)"),
        (5.0, 5.0, 5.0, "5 (5 to 5)"),
        ("EUR", None, None, "EUR"),
        (None, 3, 4, "3 to 4"),
    ],
)
def test_an_expectation_has_the_digits_its_range_deserves(expected, low, high, said):
    assert wording.expectation(expected, low, high) == said


@given(st.floats(), st.lists(st.floats(), max_size=3))
def test_every_number_reads_back_near_itself_and_never_as_nan(value, like):
    said = wording.number(value, tuple(like))
    assert "nan" not in said
    assert said != "-0"
    if math.isfinite(value) and not like:
        read = float(said.replace(",", ""))
        assert read == pytest.approx(value, rel=1e-5, abs=1e-300)


@given(st.text())
def test_shown_text_has_no_character_that_acts_on_a_terminal(text):
    said = wording.show(text)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in said)
    assert len(said) <= wording.LONGEST_TEXT


def test_escape_sequences_and_line_ends_are_made_visible():
    assert wording.plain("a\x1b[2J\nb\u202ec") == "a\\x1b[2J\\nb\\u202ec"


def test_what_names_something_has_no_separators():
    assert wording.as_read(12345) == "12345"
    assert wording.as_read("1,234") == "1,234"
    assert wording.as_read(None) == "missing"


def test_counts_names_and_shares():
    assert wording.count(1, "row") == "1 row"
    assert wording.count(2000, "category") == "2,000 categories"
    assert wording.count(2, "day") == "2 days"
    assert wording.join([]) == ""
    assert wording.join(["a"]) == "a"
    assert wording.join(["a", "b", "c"]) == "a, b and c"
    assert wording.join("abcdef", most=2) == "a, b and 4 more"
    assert wording.percent(298, 10_000) == "3.0 %"
    assert wording.percent(1, 10**9) == "under 0.01 %"
    assert wording.percent(9_999, 10_000) == "over 99 %"
    assert wording.percent(0, 0) == "0 %"


def test_a_capped_surprise_says_only_what_is_certain():
    assert wording.surprise(6.1, capped=True) == "> 6"
    assert wording.surprise(5.84) == "5.8"


def test_sizes_and_durations():
    assert [wording.size(n) for n in (1, 900, 12_000, 900_000)] == [
        "1 byte",
        "900 bytes",
        "12 kB",
        "0.9 MB",
    ]
    assert [wording.duration(s) for s in (1.4, 14, 185, 7800)] == [
        "1.4 s",
        "14 s",
        "3 min 5 s",
        "2 h 10 min",
    ]
