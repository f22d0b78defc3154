"""Workflow commands, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from made import results
from vedette.core.table import Source
from vedette.core.wording import plain
from vedette.report import github

EVIL = "::stop-commands::x\n::set-env name=A::b\r\n%0A,file=x:,##[error]y \x1b[2J"
COMMAND = re.compile(
    r"::([a-z-]+)(?: ((?:[a-zA-Z]+=[^,:\r\n]*)(?:,[a-zA-Z]+=[^,:\r\n]*)*))?::(.*)"
)


def parse(text):
    """Each line as (command, properties, message), unescaped; no line is anything else."""
    found = []
    for line in text.splitlines():
        kind, marks, said = COMMAND.fullmatch(line).groups()
        given = dict(mark.split("=", 1) for mark in (marks or "").split(",") if mark)
        escapes = (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
        for escape, character in escapes:
            given = {key: value.replace(escape, character) for key, value in given.items()}
            if escape not in ("%3A", "%2C"):
                said = said.replace(escape, character)
        found.append((kind, given, said))
    return found


def test_the_headline_comes_first_and_no_type_has_more_than_are_shown():
    for result in (results.orders(), results.crowded(), results.alike(), results.nothing()):
        commands = parse(github.dump(result))
        assert commands[0][0] == "notice"
        assert max(Counter(kind for kind, _, _ in commands).values()) <= 10
    assert parse(github.dump(results.orders()))[0][2] == (
        "52 rows look wrong, for 4 reasons; at most 5 expected to be false; "
        "the 10 most telling are annotated; 3 facts"
    )


def test_each_reason_is_shown_before_more_of_one():
    warnings = [c for c in parse(github.dump(results.orders())) if c[0] == "warning"]
    assert [c[1]["title"] for c in warnings[:4]] == [
        *("r05789: latency_ms", "r06008: requests", "r03533: revenue", "r03855: cpu_pct")
    ]
    assert warnings[0][2] == "latency_ms is 898.2, expected 118.237 (surprise > 7)"


def test_annotations_stand_at_the_lines_of_the_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a,b:c%.csv").write_text("x,y\n1,2\n3,4\n")
    finding = replace(results.orders().findings[0], row=1)
    result = results.nothing(findings=(finding,), rows=2)
    _, given, _ = parse(github.dump(result, "a,b:c%.csv"))[1]
    assert (given["file"], given["line"]) == ("a,b:c%.csv", "3")
    assert "file" not in parse(github.dump(result))[1][1]


def test_nothing_in_a_table_becomes_a_command():
    orders = results.orders()
    finding, group, fact = orders.findings[0], orders.groups[0], orders.facts[0]
    reason = replace(finding.reasons[1], column=EVIL, observed=EVIL)
    result = replace(
        orders,
        source=Source(EVIL, EVIL),
        findings=(replace(finding, id=EVIL, text=EVIL, reasons=(reason,)),),
        groups=(replace(group, text=EVIL), *results.alike().groups),
        facts=(replace(fact, fact=EVIL, text=EVIL),),
    )
    commands = parse(github.dump(result))
    assert {kind for kind, _, _ in commands} == {"notice", "warning"}
    assert all(set(given) == {"title"} for _, given, _ in commands)
    assert "\x1b" not in github.dump(result)
    assert commands[1][2] == f"{plain(EVIL)} (surprise > 7)"
