"""A page of sections: everything given is on it, and nothing given acts."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from made.html import read
from vedette.core.pictures import Axis, Classes, Line, Lines
from vedette.report.page.sheet import Grid, Section, sheet
from vedette.report.page.templating import digest

EVIL = (
    '"><script>alert(1)</script><img src=x onerror=alert(2)> \x1b[2J {{ 7*7 }} \u202e&amp;'
)
ONE = Axis(0.0, 1.0)


def curves(name="ensemble", **changed):
    lines = (
        Line("chance", ((0.0, 0.0), (1.0, 1.0)), quiet=True),
        Line(name, ((0.0, 0.0), (0.2, 0.9), (1.0, 1.0)), note="0.93"),
        Line("gaussian", ((0.0, 0.0), (0.4, 0.7), (1.0, 1.0)), note="0.71"),
    )
    return Lines("ROC", "false alarms", "recall", ONE, ONE, lines, **changed)


def classes(**changed):
    return Classes("Scores", "score", Axis(0.0, 4.0), (9, 1, 0, 0), (0, 0, 1, 2), **changed)


def full():
    """A page with one of everything."""
    rng = np.random.default_rng(0)
    rows = [(f"detector {i}", *(f"{v:.3f}" for v in rng.random(8))) for i in range(12)]
    head = ("detector", *(f"measure {i}" for i in range(8)))
    return sheet(
        "orders.csv",
        "2,000 rows, 12 columns",
        [
            Section("Outcome", "One paragraph.", Grid(head, rows, range(1, 9), "A note.")),
            Section(
                "Curves", ("First.", "Second."), charts=[curves(), (classes(), "Said.")]
            ),
            Section(EVIL, EVIL, Grid((EVIL, "b"), [(EVIL, EVIL * 5)]), [curves(EVIL)]),
        ],
        headline="Best: ensemble",
        again=[("command", "vedette scan orders.csv"), ("seed", "")],
        notes=("A foot note.",),
    )


def test_everything_that_is_given_is_on_the_page_in_its_order():
    page = read(full())
    for said in (
        "orders.csv", "2,000 rows, 12 columns", "Best: ensemble", "One paragraph.", "measure 7",
        "A note.", "First.", "Second.", "Said.", "vedette scan orders.csv", "A foot note.",
    ):  # fmt: skip
        assert said in page.text
    assert (
        page.text.index("Outcome") < page.text.index("Curves") < page.text.index("How to")
    )
    assert "seed" not in page.text  # it was not given
    assert page.tags.count("figure") == 3


def test_nothing_on_it_acts():
    text = full()
    page = read(text)
    assert page.scripts == []
    assert not {"script", "img", "iframe", "object", "form"} & set(page.tags)
    assert not [a for a in page.attributes if a[1].startswith("on") or a[1] == "style"]
    assert "<script>alert(1)</script>" in page.text
    assert r"\x1b[2J {{ 7*7 }} \u202e&amp;" in page.text
    assert "\x1b" not in text


def test_the_policy_lets_it_do_nothing_but_show_its_own_style():
    text = full()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    policy = policy.replace("&#39;", "'")
    style = read(text).styles
    assert len(style) == 1
    assert f"style-src '{digest(style[0])}'" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


def test_the_headings_form_a_tree_and_ids_are_each_used_once():
    page = read(full())
    assert page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(page.headings))
    assert len(page.ids) == len(set(page.ids))
    assert all(link[1:] in page.ids for link in page.links if link.startswith("#"))


def test_a_picture_is_told_in_words():
    labels = [v for _, name, v in read(full()).attributes if name == "aria-label"]
    assert "ROC: recall against false alarms, of ensemble 0.93 and gaussian 0.71" in labels
    assert "Scores: score of 10 usual rows and 3 odd rows" in labels
    marked = sheet("a", "", [Section("b", charts=[curves(mark=(0.5, "threshold 3"))])])
    assert "gaussian 0.71; threshold 3" in marked


def test_columns_of_numbers_stand_to_the_right():
    page = read(sheet("a", "", [Section("b", table=Grid(("x", "n"), [("u", "1")], [1]))]))
    right = [tag for tag, name, value in page.attributes if (name, value) == ("class", "n")]
    assert right == ["th", "td"]


def test_a_page_of_nothing_is_a_page():
    page = read(sheet("a", "", []))
    assert page.headings == [1]
    assert "How to" not in page.text


def test_long_words_are_cut():
    page = read(sheet("a" * 999, "b" * 9_999, [Section("c", "d" * 9_999)]))
    assert len(page.text) < 6_000


@pytest.mark.parametrize("rows", [1, 60])
def test_every_cell_of_a_table_is_there(rows):
    grid = Grid(("a", "b"), [(f"a{i}", f"b{i}") for i in range(rows)])
    page = read(sheet("t", "", [Section("s", table=grid)]))
    assert page.tags.count("td") == rows
    assert page.tags.count("th") == rows + 2
