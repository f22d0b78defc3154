"""JSON Lines, schema 1."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from importlib.resources import files

import jsonschema
import pytest

from made import results
from vedette.core.table import ROLE_KINDS, Role
from vedette.report import jsonl

SCHEMA = json.loads(files("vedette.report").joinpath("schema-1.json").read_text())


def strict(schema):
    """The schema without room for fields that it does not name."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(part) for key, part in schema.items()}
    if closed.get("type") == "object":
        closed["additionalProperties"] = False
    return closed


VALIDATOR = jsonschema.Draft202012Validator(strict(SCHEMA))


def parsed(text):
    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return [json.loads(row, parse_constant=refuse) for row in text.splitlines()]


@pytest.mark.parametrize(
    "result",
    [
        results.orders(),
        results.nothing(),
        results.alike(),
        results.crowded(),
        results.orders(budget=52, expected_false=None),
    ],
    ids=["orders", "nothing", "alike", "crowded", "budget"],
)
def test_every_line_is_what_the_schema_says(result):
    for item in parsed(jsonl.dump(result)):
        VALIDATOR.validate(item)


def test_the_schema_refuses_what_is_not_schema_1():
    run, finding, *_ = parsed(jsonl.dump(results.orders()))
    for broken in (
        {**run, "schema": 2},
        {**run, "columns": [{"name": "a", "role": "thing"}]},
        {k: v for k, v in finding.items() if k != "surprise"},
        {**finding, "row": -1},
        {**finding, "more": 1},
    ):
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(broken)


def test_the_schema_knows_every_role():
    assert SCHEMA["$defs"]["role"]["enum"] == list(ROLE_KINDS)


def test_a_run_then_findings_then_groups_then_facts():
    items = parsed(jsonl.dump(results.orders()))
    kinds = [item["kind"] for item in items]
    assert kinds == ["run"] + ["finding"] * 52 + ["group"] * 4 + ["fact"] * 3
    surprises = [item["surprise"] for item in items if item["kind"] == "finding"]
    assert surprises == sorted(surprises, reverse=True)


def test_the_values_of_each_kind_of_line():
    items = parsed(jsonl.dump(results.orders()))
    run, finding = items[:2]
    group, fact = items[53], items[-3]
    assert run["rows"] == 10_000
    assert run["columns"][0] == {"name": "row_id", "role": "id"}
    assert (run["fdr"], run["findings"], run["expected_false"]) == (0.1, 52, 5.0)
    assert (finding["row"], finding["id"], finding["capped"]) == (5789, "r05789", True)
    assert finding["reasons"][1] == {
        "column": "latency_ms",
        "share": 0.9,
        "observed": 898.2,
        "expected": 118.237,
        "low": 106.1,
        "high": 131.4,
        "given": ["requests"],
        "usual_if": "latency_ms from 106.1",
    }
    assert (group["group"], group["count"], group["alike"]) == (1, 15, False)
    assert items[54]["span"] == [6008, 6019]
    assert (fact["fact"], fact["columns"], fact["count"]) == ("sentinel", ["session_s"], 10)


def test_equal_results_are_equal_bytes_however_long_they_took():
    assert jsonl.dump(results.orders()) == jsonl.dump(results.orders(seconds=99.0))


def test_what_json_has_no_number_for_is_null():
    orders = results.orders(expected_false=math.nan)
    reason = replace(
        orders.findings[0].reasons[1], observed=math.inf, low=-math.inf, expected=math.nan
    )
    finding = replace(orders.findings[0], reasons=(reason,))
    run, found, *_ = parsed(jsonl.dump(replace(orders, findings=(finding,))))
    assert run["expected_false"] is None
    assert [found["reasons"][0][k] for k in ("observed", "low", "expected")] == [None] * 3


def test_any_text_survives_and_none_of_it_acts():
    evil = 'a"b\\c\x00\x1b[2J\n\r\t\x7f\x9b\u2028\u202e😀漢\ud800'
    roles = {evil: Role("number")}
    text = jsonl.dump(results.nothing(roles=roles))
    assert text.count("\n") == 1
    assert not [
        c for c in text[:-1] if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u202e"
    ]
    assert parsed(text)[0]["columns"][0]["name"] == evil.replace("\ud800", "\ufffd")
    assert "😀漢" in text
    text.encode("utf-8")


def test_at_most_a_thousand_rows_are_listed_and_all_are_counted():
    group = parsed(jsonl.dump(results.alike(5_000)))[-1]
    assert (len(group["rows"]), group["count"]) == (1_000, 5_000)


@pytest.mark.parametrize("row", [17, 3855])
def test_an_explanation_is_what_the_schema_says(row):
    text = jsonl.lines([jsonl.explanation(results.explainer(row))])
    (item,) = parsed(text)
    VALIDATOR.validate(item)
    assert (item["finding"] is None) == (row == 17)
    assert len(item["cells"]) == 5


def test_a_column_is_what_the_schema_says():
    item = jsonl.column("a", Role("code", "whole numbers that name"), [1, "x", None])
    VALIDATOR.validate(item)


def test_no_field_of_a_finding_is_forgotten():
    finding = results.orders().findings[0]
    assert {f.name for f in fields(finding)} == set(jsonl.finding(finding)) - {"kind"}
