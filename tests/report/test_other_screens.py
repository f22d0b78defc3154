"""The screens of one row and of the roles."""

from __future__ import annotations

import json
from dataclasses import replace

from made import results
from vedette.core.findings import Judgement
from vedette.core.table import Role, Source
from vedette.report import ansi, roles_screen, row_screen
from vedette.report.roles_screen import Understood

ROW = """\
orders.csv, row 3855, r03855 (rows are counted from 0)

This row looks wrong (surprise 4.9)
cpu_pct is 22.5; with requests 333 it is 52 to 64 in such rows.
usual would be cpu_pct from 52.0
group 4, 15 rows: cpu_pct no longer follows requests; each value alone is usual

surprise  column      observed  expected          given
     4.9  cpu_pct     22.5      58 (52 to 64)     requests, mem_pct
     0.4  requests    333.2     320 (290 to 350)  ts
     0.1  country     DE        DE                currency
          latency_ms  missing   missing
          row_id      r03855    names the row

150 rows like it have cpu_pct from 51 to 65
rows like it: 12, 99 and 1042
"""

COLUMNS = (
    Understood(
        "row_id", Role("id", "a different value in every row"), ("r00000", "r00001")
    ),
    Understood("ts", Role("time", "5 minutes apart"), ("2026-01-01", "2026-01-01 00:05")),
    Understood("errors", Role("category", "", given=True), (0, 1, 2)),
)


def test_a_finding_is_explained_cell_by_cell():
    assert row_screen.render(results.explainer(3855), "orders.csv") == ROW


def test_a_row_that_is_no_finding_is_said_to_be_none_with_the_facts_that_name_it():
    text = row_screen.render(results.explainer(17), "orders.csv")
    assert "This row is not a finding (surprise of the row as a whole 3.2)" in text
    assert "Also true (facts that name this row)\n  currency is EUR for DE" in text


def test_a_row_of_a_cluster_is_said_to_be_one():
    said = replace(results.explainer(17), group=results.alike().groups[0])
    text = row_screen.render(said, "orders.csv")
    assert "one of a group that is unlike the rest" in text
    assert "group 1, 50 rows: high requests with low cpu_pct" in text


def test_a_row_of_many_columns_fits_on_a_screen_and_the_rest_is_counted():
    cell = Judgement(
        "column " * 20, "漢" * 100, 58.1, 52.0, 64.2, 4.9, False, ("a" * 40,) * 9
    )
    said = replace(
        results.explainer(17),
        judgements=(cell,) * 5_000,
        facts=results.crowded().facts,
        text="much to say " * 90,
        comparable=tuple(range(1_000)),
    )
    for width in (1, 40, 80, 300):
        lines = row_screen.render(said, "orders.csv", columns=width).splitlines()
        assert len(lines) <= 40
        assert max(map(ansi.columns, lines)) <= max(40, min(width, 100))
        assert any("more columns (all: --json)" in row for row in lines)


def test_a_cell_that_would_act_does_not():
    cell = Judgement("a\x1b[2J", "b\nc\x9b", "d\r", None, None, 4.9, False, ("e\x07",))
    said = replace(results.explainer(17), judgements=(cell,), id="\x1b]0;x\x07")
    text = row_screen.render(said, "orders\x1b.csv")
    assert not set("\x1b\x9b\r\x07") & set(text)


def test_roles_are_listed_with_their_evidence():
    text = roles_screen.render(COLUMNS, Source("orders.csv", "CSV"), 10_000)
    assert text == (
        "10,000 rows, 3 columns, CSV\n"
        "\n"
        "column  role      examples                      why\n"
        "row_id  id        r00000, r00001                a different value in every row\n"
        "ts      time      2026-01-01, 2026-01-01 00:05  5 minutes apart\n"
        "errors  category  0, 1, 2                       as you said\n"
        "\n"
        "wrong? --role COLUMN=KIND   keep it: --save-config vedette.toml\n"
    )


def test_long_names_and_values_of_roles_are_cut_to_the_width():
    odd = Understood("漢字" * 50, Role("text", "words " * 50), ("x\x1b" * 90, "\n", "z"))
    for width in (1, 40, 80, 300):
        text = roles_screen.render((odd,), Source("x", "CSV"), 5, columns=width)
        assert max(map(ansi.columns, text.splitlines())) <= max(40, min(width, 100))
        assert "\x1b" not in text


def test_roles_as_json_are_one_object_a_column():
    items = [json.loads(row) for row in roles_screen.dump(COLUMNS).splitlines()]
    assert [item["name"] for item in items] == ["row_id", "ts", "errors"]
    assert items[2]["given"] is True
    assert items[2]["examples"] == [0, 1, 2]
