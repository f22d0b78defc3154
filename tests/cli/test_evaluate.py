"""`vedette evaluate`: what was asked, where it goes, and how it looks."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest


@pytest.fixture
def table(tmp_path):
    """A file of 300 rows of which 30 are far out and labelled."""
    rng = np.random.default_rng(0)
    odd = rng.permutation(300) < 30
    rows = zip(rng.normal(size=300) + 3 * odd, rng.normal(size=300), odd, strict=True)
    lines = [f"{a:.4f},{b:.4f},{'bad' if c else 'fine'}" for a, b, c in rows]
    file = tmp_path / "parts.csv"
    file.write_text("\n".join(["a,b,state", *lines]))
    return "parts.csv"


FAST = ("--no-scan", "--detector", "gaussian,hbos")


def test_the_screen_says_how_it_was_measured_and_what_came_out(vedette, table):
    ended = vedette("evaluate", table, "--label", "state", *FAST)

    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert max(map(len, lines)) <= 80
    said = " ".join(ended.out.split())
    for text in (
        "state: 30 anomalies (bad), 270 usual rows (fine)",
        "Rows were divided by chance 60/20/20",
        "Train 162 rows (no anomaly), validation 69 rows (15 anomalies), test 69 rows",
        "at the threshold best-f1 of the validation part",
        "flagged if precision recall F1 AP AUROC",
        "taken for the anomaly: bad, the rarer value of state",
        "only 15 anomalies to test on",
        "22 % of the rows tested on are anomalies, and 10 % of the table",
    ):
        assert text in said
    assert any(re.match(r"gaussian +p<10\^-\d", text) for text in lines)


def test_json_lines_hold_all_figures(vedette, table):
    ended = vedette("evaluate", table, "--label", "state", *FAST, "--folds", "3", "--json")
    items = [json.loads(text) for text in ended.out.splitlines()]

    kinds = ["evaluation", *(["measured"] + 3 * ["fold"]) * 2]
    assert [item["kind"] for item in items] == kinds
    assert items[0]["label"]["odd"] == 30
    assert items[0]["protocol"]["folds"] == 3
    assert items[1]["test"]["f1"]["low"] < items[1]["test"]["f1"]["value"]
    assert items[1]["curves"]["roc"]["points"][-1] == [1.0, 1.0]


def test_the_name_of_the_file_says_the_format(vedette, table, tmp_path):
    for name, begins in (
        ("page.html", "<!doctype html>"),
        ("found.json", '{"kind":"evaluation"'),
        ("found.md", "## parts.csv"),
        ("found.txt", "parts.csv: 300 rows"),
    ):
        ended = vedette("evaluate", table, "--label", "state", *FAST, "-o", name)
        assert (ended.code, ended.out) == (0, "")
        assert ended.err.endswith(f": written to {name}\n")
        assert (tmp_path / name).read_text().lower().startswith(begins.lower().rstrip())
    page = (tmp_path / "page.html").read_text()
    assert "vedette evaluate parts.csv" in page
    assert "--label state" in page
    assert page.count("<svg") > 4


def test_what_was_asked_is_done(vedette, table):
    asked = ("--positive", "fine", "--split", "50/25/25", "--threshold", "sigma(3)")
    ended = vedette("evaluate", table, "--label", "state", *FAST, *asked)

    said = " ".join(ended.out.split())
    assert "270 anomalies (fine)" in said
    assert "50/25/25" in said
    assert "threshold sigma(3)" in said
    assert "90 % of the labelled rows are anomalies" in said


@pytest.mark.parametrize(
    ("asked", "code", "message"),
    [
        (("--label", "stat"), 2, "did you mean 'state'"),
        (("--label", "a"), 3, "a column of labels holds few"),
        (("--label", "state", "--positive", "awful"), 2, "there are: bad and fine"),
        (("--label", "state", "--split", "60/40"), 2, "60/20/20"),
        (("--label", "state", "--threshold", "best"), 2, "threshold rule"),
        (("--label", "state", "--detector", "gausian"), 2, "did you mean 'gaussian'"),
        (("--label", "state", "--by-key", "none"), 2, "no column is called 'none'"),
        (("--label", "state", "--by-time"), 2, "no time column"),
        (("--label", "state", "--json", "-o", "x.html"), 2, "exclude each other"),
        (("--threshold", "best-f1"), 2, "learned from labels, and none are named"),
        (("-o", "x.html"), 2, "without --label there is no page"),
    ],
)
def test_what_cannot_be_is_refused_in_words(vedette, table, asked, code, message):
    ended = vedette("evaluate", table, "--no-scan", *asked)

    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err


def test_without_labels_it_ends_well(vedette, table):
    ended = vedette("evaluate", table, *FAST)

    assert (ended.code, ended.err) == (0, "")
    assert "Without labels it cannot be known how good a detector is." in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
    first, *rest = map(
        json.loads, vedette("evaluate", table, *FAST, "--json").out.split("\n")[:-1]
    )
    assert first["label"] is None
    assert [item["kind"] for item in rest] == ["spread", "spread"]


def test_hostile_names_and_values_do_not_act(vedette, tmp_path):
    rng = np.random.default_rng(0)
    evil = "<script>alert(1)</script>\x1b[31m"
    rows = [f'{x:.3f},"{evil if x > 1.2 else "ok"}"' for x in rng.normal(size=300)]
    (tmp_path / "t.csv").write_text("\n".join([f'a,"{evil}"', *rows]))
    asked = ("evaluate", "t.csv", "--label", evil, *FAST)

    screen = vedette(*asked)
    assert screen.code == 0, screen.err
    assert "\x1b" not in screen.out
    for name in ("page.html", "found.md", "found.json"):
        assert vedette(*asked, "-o", name).code == 0
        text = (tmp_path / name).read_text()
        assert "\x1b" not in text
        assert name.endswith("json") or "<script>alert" not in text


def test_values_of_a_redacted_label_are_shown_nowhere(vedette, tmp_path):
    rng = np.random.default_rng(0)
    rows = [f"{x:.3f},{'canary' if x > 1.2 else 'bird'}" for x in rng.normal(size=300)]
    (tmp_path / "t.csv").write_text("\n".join(["a,kind", *rows]))
    asked = ("evaluate", "t.csv", "--label", "kind", "--redact", "kind", *FAST)

    for more in ((), ("--json",), ("-o", "page.html"), ("-o", "found.md")):
        ended = vedette(*asked, *more)
        assert ended.code == 0, ended.err
        text = ended.out + ended.err
        if "-o" in more:
            text += (tmp_path / more[1]).read_text()
        assert "canary" not in text
        assert "bird" not in text


def test_a_value_of_a_redacted_label_is_not_in_the_command_of_the_page(
    vedette, table, tmp_path
):
    for command, more in (("evaluate", FAST), ("compare", ("--detector", "gaussian,hbos"))):
        asked = (command, table, "--label", "state", "--positive", "bad", *more)
        for redact, shown in (((), True), (("--redact", "state"), False)):
            assert vedette(*asked, *redact, "-o", "page.html").code == 0
            text = (tmp_path / "page.html").read_text()
            assert ("--positive bad" in text) == shown


def test_where_nothing_can_be_measured_the_reasons_are_told_and_it_ends_with_4(
    vedette, tmp_path
):
    rows = [f"5,{int(i % 10 == 0)}" for i in range(100)]
    (tmp_path / "flat.csv").write_text("\n".join(["a,odd", *rows]))
    ended = vedette("evaluate", "flat.csv", "--label", "odd", *FAST)

    assert ended.code == 4
    assert "No detector could be measured" in ended.out
    assert "gaussian: no column tells the" in ended.out
    assert "precision" not in ended.out  # the head of a table without rows
    assert vedette("evaluate", "flat.csv", "--label", "odd", *FAST, "--json").code == 4


def test_a_page_is_not_written_as_json_lines(vedette, table, tmp_path):
    for command in ("evaluate", "compare"):
        asked = (command, table, "--label", "state", "--detector", "gaussian", "--json")
        ended = vedette(*asked, "-o", "page.html")
        assert ended.code == 2
        assert "--json and -o page.html exclude each other" in ended.err
    assert not (tmp_path / "page.html").exists()
