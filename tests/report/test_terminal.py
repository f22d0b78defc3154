"""The screen a scan prints."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from made import results
from vedette.core.table import Role, Source
from vedette.report import ansi
from vedette.report.terminal import Screen, render

AGAIN = Screen(again="orders.csv")

ORDERS = """\
10,000 rows, 13 columns, CSV 0.9 MB
id row_id  time ts every 5 min  category region product country currency
number requests latency_ms errors cpu_pct mem_pct revenue session_s
wrong? --role session_s=category   keep it: --save-config vedette.toml

52 rows look wrong, for 4 reasons; at most 5 expected to be false (--fdr 0.1)

surprise  rows  what is wrong
   > 7      15  latency_ms far above what the other columns imply
                r05789   898.2   expected 118 (106 to 131)
   > 6      12  requests fell to 40 for an hour from 2026-01-21 20:00
                r06008    40     expected 333 (301 to 368)
   5.8      10  revenue does not fit product and requests
                r03533 1,352.75  expected 286 (240 to 331)
   4.9      15  cpu_pct no longer follows requests; each value alone is usual
                r03855    22.5   expected 58 (52 to 64)

Also true (facts, not part of the false share)
  session_s = -1 in 10 rows; all others are 2.9 or more: a code?
  currency is EUR for DE in 1,745 of 1,749 rows; 4 differ: r00017...
  latency_ms is missing in 298 rows (3.0 %)

Not checked: seasons longer than a week (35 days of data).

why one row   vedette explain orders.csv r05789
for a pipe    vedette scan orders.csv --json
"""

NOTHING = """\
Nothing looks unusual (--fdr 0.1)

Checked: 7 numbers; 4 categories; whole rows.
Not checked: seasons longer than a week (35 days of data).

for a pipe    vedette scan orders.csv --json
"""


def unstyled(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def test_the_screen_of_a_usual_scan():
    assert render(results.orders(), AGAIN) == ORDERS


def test_nothing_unusual_is_said_with_what_was_checked_and_what_was_not():
    assert render(results.nothing(), AGAIN).endswith(NOTHING)


def test_a_cluster_is_one_statement():
    text = render(results.alike(), AGAIN)
    assert "1 group of 50 rows alike, unlike the rest (--fdr 0.1)" in text
    assert "rows 100, 101, 102, 103, 104, ..." in text


def test_a_cluster_beside_findings_is_told_apart():
    orders = results.orders()
    cluster = replace(results.alike().groups[0], group=5)
    text = render(replace(orders, groups=(*orders.groups, cluster)), AGAIN)
    assert "52 rows look wrong, for 4 reasons;" in text
    assert "also 1 group of 50 rows alike, unlike the rest" in text


def test_a_budget_states_no_rate():
    text = render(results.orders(budget=52, fdr=None, expected_false=None), AGAIN)
    assert "The 52 most surprising rows; no rate is stated (--budget 52)" in text
    assert "expected to be false" not in text


def test_at_most_is_rounded_up():
    assert "at most 5.3 expected" in render(results.orders(expected_false=5.21), AGAIN)
    assert "at most 0.1 expected" in render(results.orders(expected_false=0.1), AGAIN)
    assert "at most 18 expected" in render(results.orders(expected_false=17.2), AGAIN)


@pytest.mark.parametrize("width", [1, 57, 80, 300])
@pytest.mark.parametrize("groups", [0, 7, 200])
@pytest.mark.parametrize("columns", [90, 5_000])
@pytest.mark.parametrize("facts", [0, 3, 300])
def test_no_table_takes_more_than_40_lines_of_the_width(width, groups, columns, facts):
    result = results.crowded(groups, columns, facts)
    lines = render(result, Screen(columns=width, again="orders.csv")).splitlines()
    assert len(lines) <= 40
    assert max(map(ansi.columns, lines)) <= max(40, min(width, 100))
    assert not any(a == b == "" for a, b in itertools.pairwise(lines))
    assert lines[-1]


def test_what_does_not_fit_is_counted():
    text = render(results.crowded(), AGAIN)
    assert "number 5,000 columns: measurement_0000 to measurement_4999" in text
    shown = text.count("   > ")
    assert f"... and {200 - shown} more reasons (all: --json)" in text
    shown = text.count("  fact ")
    assert re.search(r"\.\.\. and 29\d more facts \(all: --json\)", text)


def test_equal_results_are_equal_bytes_unless_timing_is_asked_for():
    slow = results.orders(seconds=99.0)
    assert render(slow, AGAIN) == ORDERS
    assert "read and judged in 1 min 39 s" in render(slow, replace(AGAIN, timing=True))


def test_colour_changes_no_character_and_none_is_used_unless_asked_for():
    painted = render(results.orders(), replace(AGAIN, colour=True))
    assert unstyled(painted) == ORDERS
    assert "\x1b[1mlatency_ms\x1b[0m far" in painted
    assert "\x1b[1;38;5;203m   > 7" in painted
    assert "\x1b" not in ORDERS


def test_only_whole_names_are_emphasised():
    group = replace(
        results.orders().groups[0], headline="rate of rates per rate_2", emphasis=("rate",)
    )
    painted = render(results.orders(groups=(group,)), replace(AGAIN, colour=True))
    assert painted.count("\x1b[1mrate\x1b[0m") == 1


def test_cells_cannot_act_on_the_terminal():
    orders = results.orders()
    evil = "x\x1b[2J\r\n\x9b31m\u202eevil\x07"
    finding, group, fact = orders.findings[0], orders.groups[0], orders.facts[0]
    reason = replace(finding.reasons[1], observed=evil, column=evil)
    result = replace(
        orders,
        roles={evil: Role("number"), **orders.roles},
        source=Source(evil, evil),
        findings=(replace(finding, id=evil, reasons=(reason,)),),
        groups=(replace(group, headline=evil, emphasis=(evil,)),),
        facts=(replace(fact, text=evil),),
        notes=(evil,),
        not_checked=(evil,),
    )
    text = render(result, AGAIN)
    assert not set("\x1b\r\x9b\u202e\x07") & set(text)
    assert "x\\x1b[2J\\r\\n" in text
    assert "explain orders.csv 5789" in text


def test_wide_characters_are_counted_as_wide():
    orders = results.orders()
    group = replace(
        orders.groups[0], headline="価格が他の列から予想される値よりもはるかに高い" * 8
    )
    finding = replace(orders.findings[0], id="行番号" * 20)
    text = render(replace(orders, groups=(group,), findings=(finding,)), AGAIN)
    assert max(map(ansi.columns, text.splitlines())) <= 80
    assert "…" in text


def test_a_wider_terminal_is_used_only_to_save_words():
    assert render(results.orders(), replace(AGAIN, columns=200)) == ORDERS
    group = replace(results.orders().groups[0], headline="many words " * 14)
    result = results.orders(groups=(group,))
    assert "…" in render(result, AGAIN)
    assert "…" not in render(result, replace(AGAIN, columns=200))


def test_standard_input_cannot_be_read_again_for_an_explanation():
    text = render(results.orders(), Screen(again=""))
    assert "vedette explain" not in text
    assert "vedette scan - --json" in text


def test_a_name_with_blanks_shows_where_it_ends():
    roles = {"wind speed": Role("number"), "gust": Role("number")}
    assert 'number "wind speed" gust\n' in render(results.orders(roles=roles), AGAIN)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("code", "12345  expected 23456 (10000 to 30000)"),
        ("number", "12,345  expected 23,456 (10,000 to 30,000)"),
    ],
)
def test_a_code_is_shown_as_a_code_and_a_quantity_as_a_quantity(role, said):
    orders = results.orders()
    reason = replace(
        orders.findings[0].reasons[1], observed=12345, expected=23456, low=10000, high=30000
    )
    finding = replace(orders.findings[0], reasons=(reason,))
    roles = {"latency_ms": Role(role)}
    text = render(replace(orders, roles=roles, findings=(finding,)), AGAIN)
    assert f"r05789 {said}\n" in text


def test_a_file_of_roles_is_named():
    text = render(results.orders(), replace(AGAIN, told="roles from vedette.toml"))
    assert "roles from vedette.toml; wrong? --role session_s=category\n" in text


def test_what_was_not_checked_and_does_not_fit_is_counted():
    unchecked = tuple(f"whether the rows of machine {i:02d} are complete" for i in range(9))
    text = render(replace(results.orders(), not_checked=unchecked), AGAIN)
    said = text[text.index("Not checked:") : text.index("why one row")]
    assert len(said.strip().splitlines()) == 3
    shown = said.count("machine")
    assert said.strip().endswith(f"and {9 - shown} more (all: --json).")
    assert 2 <= shown < 9
