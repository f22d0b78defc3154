"""SARIF: valid by the published schema, pointing at the right lines, the same each time."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import vedette
from made import results
from vedette.core.table import Source
from vedette.report import kinds, sarif
from vedette.report.result import Result
from vedette.tables.facts.wording import WEIGHTS

SCHEMA = json.loads(Path(__file__).with_name("sarif-2.1.0.part.json").read_text())
EVIL = '<script>alert("x")</script> [a](javascript:b) {0} \x1b[2J\n::error::x \ud800'


def read(text):
    """The only run of a log that is valid."""
    log = json.loads(text)
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    return run


def spoiled():
    orders = results.orders()
    finding, group, fact = orders.findings[0], orders.groups[0], orders.facts[0]
    reason = replace(finding.reasons[1], observed=EVIL, column=EVIL, expected=float("nan"))
    return replace(
        orders,
        source=Source(EVIL, EVIL),
        findings=(replace(finding, id=EVIL, text=EVIL, reasons=(reason,)),),
        groups=(replace(group, headline=EVIL, text=EVIL),),
        facts=(replace(fact, text=EVIL, columns=(EVIL,)),),
        not_checked=(EVIL,),
        notes=(EVIL,),
    )


def test_a_finding_has_its_sentence_rank_row_and_numbers():
    run = read(sarif.dump(results.orders()))
    assert len(run["results"]) == 55
    first = run["results"][0]
    assert first["ruleId"] == "unusual-value"
    assert first["level"] == "warning"
    assert first["message"]["text"] == "r05789: latency_ms is 898.2, expected 118.237"
    assert first["rank"] == pytest.approx(100 * 7 / 12, abs=0.05)
    assert first["properties"]["reasons"][1]["low"] == 106.1
    assert first["properties"]["group"] == 1
    ranks = [r["rank"] for r in run["results"] if "rank" in r]
    assert ranks == sorted(ranks, reverse=True)


def test_a_run_of_rows_a_group_alike_and_a_fact_are_kinds_of_their_own():
    run = read(sarif.dump(results.orders()))
    assert {r["ruleId"] for r in run["results"]} == {
        *("unusual-value", "unusual-run"),
        *("fact-sentinel", "fact-rule-broken", "fact-missing"),
    }
    alike = read(sarif.dump(results.alike()))["results"]
    assert [r["ruleId"] for r in alike] == ["unusual-group"]
    assert len(alike[0]["relatedLocations"]) == 19


def test_every_kind_of_fact_is_a_rule_that_says_what_to_do():
    assert set(kinds.FACTS) == set(WEIGHTS)
    ids = [kind.id for kind in kinds.KINDS]
    assert len(set(ids)) == len(ids)
    assert all(kind.help and kind.said for kind in kinds.KINDS)


def test_what_was_not_checked_is_a_notification_of_a_run_that_succeeded():
    few = results.nothing(needed=60, rows=20, checked=())
    for result, id in ((results.orders(), "not-checked"), (few, "too-few-rows")):
        (invocation,) = read(sarif.dump(result))["invocations"]
        assert invocation["executionSuccessful"] is True
        said = [n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]]
        assert id in said


def test_whatever_is_in_a_table_the_log_is_valid_and_inert():
    for result in (spoiled(), results.nothing(), results.alike(), results.crowded()):
        text = sarif.dump(result)
        assert "\x1b" not in text
        read(text)
    message = read(sarif.dump(spoiled()))["results"][0]["message"]["text"]
    assert "{{0}}" in message
    assert "\\[a](javascript" in message


def write(folder, rows, name="t.csv", end="\n", before=""):
    path = folder / name
    path.write_bytes((before + end.join(rows) + end).encode())
    return str(path)


def lines_of(result, file):
    found = {}
    for item in read(sarif.dump(result, file))["results"]:
        region = item["locations"][0]["physicalLocation"].get("region")
        found[item["properties"].get("row")] = region and region["startLine"]
    return found


def at(*rows, of):
    """A result with a finding at each of these rows."""
    finding = results.orders().findings[0]
    findings = tuple(replace(finding, row=row, id=None) for row in rows)
    return results.nothing(findings=findings, rows=of)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_of_text_is_found_on_its_line(tmp_path, end):
    plain = write(tmp_path, ["a,b", "1,2", "3,4", "5,6"], end=end)
    assert lines_of(at(0, 2, of=3), plain) == {0: 2, 2: 4}
    bare = write(tmp_path, ["1,2", "3,4", "5,6"], end=end)
    assert lines_of(at(0, 2, of=3), bare) == {0: 1, 2: 3}
    blank = write(tmp_path, ["a,b", "1,2", "", "3,4", "", "5,6"], end=end)
    assert lines_of(at(0, 1, 2, of=3), blank) == {0: 2, 1: 4, 2: 6}
    quoted = write(tmp_path, ["a,b", f'"x{end}y ""z""",2', "3,4", "5,6"], end=end)
    assert lines_of(at(0, 1, 2, of=3), quoted) == {0: 2, 1: 4, 2: 5}
    sep = write(tmp_path, ["sep=;", "a;b", "1;2", "3;4"], end=end)
    assert lines_of(at(0, 1, of=2), sep) == {0: 3, 1: 4}
    objects = write(tmp_path, ['{"a": 1}', '{"a": 2}'], name="t.jsonl", end=end)
    assert lines_of(at(0, 1, of=2), objects) == {0: 1, 1: 2}


def test_lines_are_those_of_a_long_file_too(tmp_path, monkeypatch):
    from vedette.tables import lines

    rows = [f'{i},"{"x" * (i % 7)}{chr(10) * (i % 5 == 0)}"' for i in range(200)]
    file = write(tmp_path, ["a,b", *rows])
    starts, line = [], 2
    for row in rows:
        starts.append(line)
        line += 1 + row.count("\n")
    for block in (1, 7, 64, 1 << 20):
        monkeypatch.setattr(lines, "BLOCK", block)
        assert lines.lines_of(file, np.arange(200), 200).tolist() == starts
        assert lines.lines_of(file, np.array([3, 150]), None).tolist() == [
            starts[3],
            starts[150],
        ]


def test_no_line_is_named_where_it_cannot_be_known(tmp_path):
    packed = tmp_path / "t.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    array = write(tmp_path, ['[{"a": 1}]'], name="t.json")
    other = write(tmp_path, ["a,b", "1,2", "3,4"])  # the result speaks of one row
    for file in (str(packed), array, other):
        assert lines_of(at(0, of=1), file) == {0: None}
        run = read(sarif.dump(at(0, of=1), file))
        notes = run["invocations"][0]["toolExecutionNotifications"]
        assert "no-lines" in [n["descriptor"]["id"] for n in notes]
    gone = read(sarif.dump(at(0, of=1), str(tmp_path / "gone.csv")))
    assert "physicalLocation" not in gone["results"][0]["locations"][0]


def test_a_file_in_the_working_folder_is_named_from_there(tmp_path, monkeypatch):
    (tmp_path / "a b").mkdir()
    inside = write(tmp_path / "a b", ["a,b", "1,2"], name="x%:é.csv")
    monkeypatch.chdir(tmp_path)
    uri = read(sarif.dump(at(0, of=1), inside))["artifacts"][0]["location"]["uri"]
    assert uri == "a%20b/x%25%3A%C3%A9.csv"
    monkeypatch.chdir(tmp_path / "a b")
    outside = write(tmp_path, ["a,b", "1,2"])
    uri = read(sarif.dump(at(0, of=1), outside))["artifacts"][0]["location"]["uri"]
    assert uri == Path(outside).as_uri()


def prints(result):
    return [r["partialFingerprints"] for r in read(sarif.dump(result))["results"]]


def test_a_finding_is_known_again_when_rows_were_added_before_it():
    orders = results.orders()
    moved = tuple(
        replace(f, row=f.row + 17, surprise=f.surprise + 0.1) for f in orders.findings
    )
    assert prints(replace(orders, findings=moved)) == prints(orders)
    for field, value in (("id", "r9"), ("group", 2)):
        changed = (replace(orders.findings[0], **{field: value}), *orders.findings[1:])
        assert prints(replace(orders, findings=changed))[0] != prints(orders)[0]


def test_no_two_results_have_one_fingerprint():
    for result in (results.orders(), at(*range(50), of=50), results.crowded()):
        assert len({p["primaryLocationLineHash"] for p in prints(result)}) == len(
            prints(result)
        )


def test_a_log_is_no_larger_than_is_taken_and_says_what_it_leaves_out(monkeypatch):
    monkeypatch.setattr(sarif, "MOST_RESULTS", 40)
    run = read(sarif.dump(results.orders()))
    assert len(run["results"]) == 40
    said = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert said["descriptor"]["id"] == "truncated"
    assert "40 most surprising of 55" in said["message"]["text"]
    monkeypatch.setattr(sarif, "MOST_BYTES", 3_500)
    text = sarif.dump(results.orders())
    assert len(gzip.compress(text.encode())) <= 3_500
    assert len(read(text)["results"]) < 40


def test_a_scan_gives_its_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    x = rng.normal(10, 1, 400)
    y = 2 * x + rng.normal(0, 0.1, 400)
    y[7] += 3
    write(tmp_path, ["x,y", *(f"{a:.4f},{b:.4f}" for a, b in zip(x, y, strict=True))])
    result = vedette.scan("t.csv")
    assert isinstance(result, Result)
    (first, *_) = read(result.to_sarif("t.csv"))["results"]
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "t.csv", "index": 0},
        "region": {"startLine": 9},
    }
    assert result.to_sarif("t.csv") == vedette.scan("t.csv").to_sarif("t.csv")
