"""Findings in words."""

import pytest

from vedette.core.findings import Reason
from vedette.explain.sentences import (
    Place,
    alike_headline,
    cell_headline,
    cell_sentence,
    crowd_headline,
    row_sentence,
    run_headline,
    usual_if,
)

USUAL, EXTREME, NEITHER = Place(True, False), Place(False, True), Place(False, False)
LATENCY = Reason("latency_ms", 1.0, 898.2, 118.0, 106.0, 131.0)


def test_a_cell_is_told_with_what_was_expected_and_why():
    said = cell_sentence(LATENCY, {"requests": 333, "region": "north"})

    assert said == (
        "latency_ms is 898.2, expected about 118 (106 to 131) "
        "given requests = 333 and region = north"
    )


def test_a_cell_without_witnesses_or_expectation_is_told_shortly():
    assert cell_sentence(LATENCY, {}) == (
        "latency_ms is 898.2, expected about 118 (106 to 131)"
    )
    assert cell_sentence(Reason("x", 1.0, 7), {}) == "x is 7"


def test_a_note_and_a_missing_witness_are_told():
    said = cell_sentence(LATENCY, {"requests": None}, "and 2 copies of it")

    assert said.endswith("given requests = missing; and 2 copies of it")


def test_a_cell_that_would_act_on_a_terminal_is_shown_as_text():
    assert "\x1b" not in cell_sentence(LATENCY, {"region": "\x1b[2Jnorth"})


def test_a_row_as_a_whole_names_its_columns():
    reasons = [Reason("width", 0.6, 3.5), Reason("kind", 0.4, "plain")]

    assert row_sentence(reasons) == (
        "no other row is like it: width = 3.5 and kind = plain do not occur together"
    )
    assert row_sentence([]) == "no other row is like it"


def test_what_would_have_been_usual_has_the_digits_of_the_range():
    assert usual_if(LATENCY) == "latency_ms between 106 and 131"
    assert usual_if(Reason("x", 1.0, 9.0, 0.51234, 0.50123, 0.52345)) == (
        "x between 0.501 and 0.523"
    )
    assert usual_if(Reason("x", 1.0, 9.0)) == ""
    assert usual_if(Reason("x", 1.0, 9.0, 1.0, 0.0, None)) == ""


@pytest.mark.parametrize(
    ("given", "above", "place", "words"),
    [
        (["a"], True, USUAL, "x does not fit a; each value alone is usual"),
        (["a", "b"], False, USUAL, "x does not fit a and b; each value alone is usual"),
        ([], True, USUAL, "x does not fit the rest of its row; each value alone is usual"),
        ([], True, NEITHER, "x far above all but a few of its values"),
        ([], False, EXTREME, "x far below all but a few of its values"),
        (["a"], True, EXTREME, "x far above what a implies"),
        (["a", "b"], True, EXTREME, "x far above what a and b imply"),
        (["a"], False, NEITHER, "x below what a implies"),
        (["a", "b"], False, NEITHER, "x below what a and b imply"),
    ],
)
def test_a_group_of_cells_in_a_few_words(given, above, place, words):
    assert cell_headline("x", given, above, place) == words


def test_a_run_tells_from_when_and_how_long():
    assert run_headline("load", "2026-01-21 20:00", 12, "40", False) == (
        "load fell to 40 for 12 rows from 2026-01-21 20:00"
    )
    assert (
        run_headline("load", "", 3, "40 to 42", True) == "load rose to 40 to 42 for 3 rows"
    )


def test_groups_of_rows_are_counted():
    assert alike_headline(50, ["amount", "fee"]) == (
        "50 rows alike, unlike the rest: amount and fee"
    )
    assert alike_headline(1500, []) == "1,500 rows alike, unlike the rest"
    assert crowd_headline("fee", 150, True, "9.5") == (
        "150 rows with fee above 9.5, a group apart"
    )
    assert crowd_headline("fee", 150, False, "9.5") == (
        "150 rows with fee below 9.5, a group apart"
    )
