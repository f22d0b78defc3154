"""The faces of a comparison: screen, JSON Lines, Markdown, page, frame."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import jsonschema
import pytest

from made import compared
from vedette.core.comparison import Contender, Estimate
from vedette.core.table import Source
from vedette.report import comparison_lines, comparison_phrases, comparison_screen
from vedette.report.comparison_page import render as page

SCHEMA = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())
EVIL = "a\x1b[2J</script><script>alert(1)</script>\u202e|=cmd"
HOSTILE = compared.comparison(
    source=Source(EVIL, "CSV"),
    label=EVIL,
    contenders=(
        compared.contender(EVIL, 1, 0.8, ahead_of_default=Estimate(0.3, 0.1, 0.5)),
        Contender(EVIL, "own", reason=EVIL),
    ),
    notes=(EVIL,),
)
ALL = [
    compared.comparison(),
    compared.planted(),
    HOSTILE,
    compared.comparison(contenders=(Contender("svm", "supervised", reason="no"),)),
    compared.comparison(contenders=(compared.contender("ensemble", 1, 0.8),)),
]
each = pytest.mark.parametrize("found", ALL)


@each
@pytest.mark.parametrize("timing", [False, True])
def test_the_screen_is_eighty_columns_wide_and_nothing_in_it_acts(found, timing):
    text = comparison_screen.render(found, timing=timing, again="orders.csv")
    lines = [line for line in text.splitlines() if not line.startswith("  vedette ")]
    assert max(map(len, lines)) <= 80  # but for the command, which is to be copied
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_screen_says_who_is_first_who_is_alike_and_what_to_do():
    text = comparison_screen.render(compared.comparison(), again="orders.csv")
    assert "knn has the best average precision, 0.800 (0.75 to 0.85)" in text
    assert "not told apart from it: lof(n_neighbors=50)" in " ".join(text.split())
    assert re.search(r"^= +2 +lof", text, re.MULTILINE)
    assert "- svm: it learns from labels" in text
    assert text.endswith("  vedette evaluate orders.csv --label fraud --detector knn\n")


def test_no_detector_is_named_where_the_default_may_be_as_good():
    best = compared.contender("knn", 1, 0.8, ahead_of_default=Estimate(0.02, -0.03, 0.07))
    found = compared.comparison(contenders=(best, compared.contender("ensemble", 2, 0.78)))
    text = comparison_screen.render(found, again="orders.csv")
    assert "which may be chance: no reason yet to name a detector" in " ".join(text.split())
    assert text.endswith(
        "  vedette evaluate orders.csv --label fraud --detector ensemble\n"
    )


def test_a_detector_that_learns_from_labels_is_no_detector_of_a_scan():
    best = compared.contender("logistic", 1, 0.8, learns_labels=True)
    found = compared.comparison(contenders=(best,))
    text = comparison_screen.render(found, again="orders.csv")
    assert text.endswith("evaluate orders.csv --label fraud --detector logistic\n")


def test_time_is_on_a_terminal_only():
    found = compared.comparison()
    assert "1.5 s" in comparison_screen.render(found, timing=True)
    for text in (
        comparison_screen.render(found),
        comparison_screen.markdown(found),
        comparison_lines.dump(found),
        page(found),
    ):
        assert "1.5 s" not in text
        assert "seconds" not in text


@each
def test_every_line_of_json_is_as_the_schema_says(found):
    items = [json.loads(line) for line in comparison_lines.dump(found).splitlines()]
    assert [item["kind"] for item in items[:2]] == ["comparison", "contender"]
    for item in items:
        jsonschema.validate(item, SCHEMA)


@each
def test_the_page_is_whole_and_nothing_in_it_acts(found):
    text = page(found, again="orders.csv")
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "\x1b" not in text
    assert all(c.detector in text for c in found.contenders if c.detector != EVIL)


def test_the_page_draws_intervals_and_tells_kinds_and_pairs():
    text = page(compared.planted())
    assert text.count("<circle") == 2
    assert "unit error" in text
    assert "What this does not prove" in text
    assert "25 %" in text


@each
def test_markdown_keeps_its_table(found):
    text = comparison_screen.markdown(found)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1
    assert "<script" not in text


def test_the_words_are_true_of_one_and_of_none():
    one = compared.comparison(contenders=(compared.contender("ensemble", 1, 0.8),))
    none = compared.comparison(contenders=())
    assert comparison_phrases.headline(none) == "No detector could be compared"
    assert comparison_phrases.advice(none) == ""
    assert comparison_phrases.headline(one).endswith("0.800 (0.75 to 0.85)")
    assert "there is no reason to name a detector" in comparison_phrases.advice(one)


def test_a_frame_has_gaps_where_there_is_nothing():
    frame = compared.comparison().to_frame()
    assert list(frame["rank"].isna()) == [False, False, False, True]
    assert list(frame["reason"])[3] == "it learns from labels"
    assert frame["ap_low"][0] == pytest.approx(0.75)
