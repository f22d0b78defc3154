"""Options end to end: conditions keep row numbers, roles are kept, budgets and rates hold."""

from __future__ import annotations

import json

import numpy as np
import pytest


@pytest.fixture
def orders(write):
    """600 rows; from row 200 on, region is DE. Row 407 is wrong in y, row 500 in cur."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=600)
    y = 2 * x + rng.normal(0, 0.1, 600)
    y[407] += 3
    lines = []
    for i in range(600):
        region = "DE" if i >= 200 else "US"
        cur = "EUR" if region == "DE" and i != 500 else "USD"
        part = f"p{i % 2}"
        lines.append(f"o{i:04d},{x[i]:.4f},{y[i]:.4f},{region},{cur},{part}")
    lines[500] = lines[500].replace("p0", "p9")
    return write("t.csv", "\n".join(["name,x,y,region,cur,part", *lines, ""]))


WHERE = ("--where", "region = 'DE'")


def items(ended, kind):
    return [i for i in map(json.loads, ended.out.splitlines()) if i["kind"] == kind]


def test_under_a_condition_rows_have_their_numbers_in_the_whole_file(vedette, orders):
    ended = vedette("scan", "t.csv", *WHERE, "--json")
    assert items(ended, "run")[0]["rows"] == 400
    assert [f["row"] for f in items(ended, "finding")] == [407]
    assert items(ended, "group")[0]["rows"] == [407]
    facts = [f for f in items(ended, "fact") if f["rows"]]
    assert facts
    assert {row for f in facts for row in f["rows"]} == {500}
    assert all("o0500" in f["text"] for f in facts)


def test_explain_takes_the_numbers_that_the_scan_gave(vedette, orders):
    for row in ("407", "o0407", "599"):
        assert vedette("explain", "t.csv", row, *WHERE).code == 0
    ended = vedette("explain", "t.csv", "407", *WHERE, "--json")
    assert json.loads(ended.out)["finding"]["row"] == 407
    said = json.loads(vedette("explain", "t.csv", "500", *WHERE, "--json").out)
    assert said["facts"]


@pytest.mark.parametrize(
    ("row", "options", "said"),
    [
        ("7", WHERE, "row 7 is not among the 400 rows that the condition left in"),
        ("600", WHERE, "200 to 599"),
        ("o0007", WHERE, "200 to 599"),
        ("600", (), "there is no row 600 in a table of 600 rows"),
        ("o0407x", (), "did you mean 'o0407'?"),
        ("-1", (), "no option is called '-1'"),
    ],
)
def test_a_row_that_is_not_there_says_which_are(row, options, said, vedette, orders):
    ended = vedette("explain", "t.csv", row, *options)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_budget_gives_so_many_rows_and_no_rate(vedette, orders):
    ended = vedette("scan", "t.csv", "--budget", "3", "--json")
    run = items(ended, "run")[0]
    assert (run["findings"], run["budget"], run["fdr"], run["expected_false"]) == (
        3,
        3,
        None,
        None,
    )
    assert len(items(ended, "finding")) == 3
    assert items(ended, "finding")[0]["row"] == 407


def test_a_small_rate_is_never_called_none(vedette, orders):
    out = vedette("scan", "t.csv", "--fdr", "0.0001").out
    assert "1 row looks wrong" in out
    assert "at most 0.01 expected to be false" in out


def test_columns_are_selected_and_ignored(vedette, orders):
    ended = vedette("scan", "t.csv", "--select", "x,y", "--json")
    assert [c["name"] for c in items(ended, "run")[0]["columns"]] == ["x", "y"]
    ended = vedette("scan", "t.csv", "--ignore", "x,name", "--json")
    assert "x" not in [c["name"] for c in items(ended, "run")[0]["columns"]]
    ended = vedette("scan", "t.csv", "--select", "x,y", *WHERE, "--json")
    assert [f["row"] for f in items(ended, "finding")] == [407]


def test_roles_are_kept_used_and_overridden(vedette, orders):
    assert (
        vedette("scan", "t.csv", "--role", "x=ignore", "--save-config", "vedette.toml").code
        == 0
    )

    def role(*options):
        ended = vedette("scan", "t.csv", "--json", *options)
        return {c["name"]: c["role"] for c in items(ended, "run")[0]["columns"]}["x"]

    assert role() == "ignore"
    assert role("--no-config") == "number"
    assert role("--config", "vedette.toml", "--role", "x=number") == "number"


def test_the_version_is_in_the_first_line(vedette, orders):
    from vedette import __version__

    assert items(vedette("scan", "t.csv", "--json"), "run")[0]["vedette"] == __version__
