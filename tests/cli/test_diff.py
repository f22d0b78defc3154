"""`vedette diff`: tables and earlier scans compared."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from made import results
from vedette.report import jsonl


@pytest.fixture
def written():
    """The JSON Lines of a scan in the working folder."""

    def write(name, result):
        Path(name).write_text(jsonl.dump(result))
        return name

    return write


def less():
    """The usual scan without its five most surprising findings."""
    return results.orders(findings=results.orders().findings[5:], rows=9_995)


def test_a_table_is_compared_with_an_earlier_scan(vedette, written, fake):
    ended = vedette("diff", written("monday.jsonl", less()), "orders.csv")
    assert (ended.code, ended.err) == (0, "")
    assert "5 findings are new; 0 are gone; 47 continue" in ended.out
    assert [asked["data"] for asked in fake.asked] == ["orders.csv"]


def test_both_tables_are_scanned_with_the_same_options(vedette, fake):
    ended = vedette("diff", "a.csv", "b.csv", "--fdr", "0.2", "--select", "requests")
    assert ended.code == 0
    first, second = fake.asked
    assert (first.pop("data"), second.pop("data")) == ("a.csv", "b.csv")
    first.pop("progress"), second.pop("progress")
    assert first == second
    assert (first["fdr"], first["select"]) == (0.2, ["requests"])


def test_json_lines_of_a_table_are_a_table(vedette, fake):
    Path("rows.jsonl").write_text('{"a":1,"kind":"run"}\n{"a":2,"kind":"run"}\n')
    assert vedette("diff", "rows.jsonl", "orders.csv").code == 0
    assert [asked["data"] for asked in fake.asked] == ["rows.jsonl", "orders.csv"]


@pytest.mark.parametrize(("before", "code"), [(less(), 1), (results.orders(), 0)])
def test_fail_is_about_what_is_new(vedette, written, before, code):
    assert vedette("diff", written("m.jsonl", before), "orders.csv", "--fail").code == code


def test_what_is_gone_fails_nothing(vedette, written, fake):
    fake.result = less()
    ended = vedette("diff", written("m.jsonl", results.orders()), "orders.csv", "--fail")
    assert ended.code == 0


def test_too_few_rows_in_one_of_them_is_said(vedette, written, fake):
    fake.result = results.nothing(needed=60, rows=10, checked=())
    ended = vedette("diff", written("m.jsonl", results.orders()), "orders.csv", "--fail")
    assert ended.code == 4
    assert "Too few rows to judge: 10 rows; 60 would do" in ended.err


def test_json_is_a_line_for_the_comparison_and_one_for_each_change(vedette, written):
    ended = vedette("diff", written("m.jsonl", less()), "orders.csv", "--json")
    head, *changes = map(json.loads, ended.out.splitlines())
    assert head["kind"] == "diff"
    assert head["findings"] == {"new": 5, "gone": 0, "continuing": 47}
    assert [c["after"]["row"] for c in changes[:5]] == [
        f.row for f in results.orders().findings[:5]
    ]
    assert {c["kind"] for c in changes} == {"change"}


@pytest.mark.parametrize(
    ("name", "begins"),
    [("d.md", "## "), ("d.jsonl", '{"kind":"diff"'), ("d.txt", "before")],
)
def test_the_name_of_the_file_says_the_format(vedette, written, name, begins):
    ended = vedette("diff", written("m.jsonl", less()), "orders.csv", "-o", name)
    assert (ended.code, ended.out) == (0, "")
    assert Path(name).read_text().startswith(begins)
    assert f"5 findings are new; 0 are gone; 47 continue: written to {name}" in ended.err


def test_a_scan_that_is_compared_is_not_written_over(vedette, written):
    name = written("m.jsonl", less())
    before = Path(name).read_bytes()
    ended = vedette("diff", name, "orders.csv", "-o", name)
    assert ended.code == 2
    assert Path(name).read_bytes() == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("a.csv", "b.csv", "-o", "d.csv"), "a difference is no CSV"),
        (("-", "-"), "standard input can be read only once"),
        (("a.csv", "b.csv", "--json", "--format", "md"), "exclude each other"),
        (("a.csv", "b.csv", "--by", "name"), "'name' is not one of"),
    ],
)
def test_what_makes_no_sense_is_misuse(vedette, args, said):
    ended = vedette("diff", *args)
    assert ended.code == 2
    assert said in ended.err


def test_a_damaged_scan_is_refused(vedette, written):
    name = written("m.jsonl", less())
    Path(name).write_bytes(Path(name).read_bytes()[:-30])
    ended = vedette("diff", name, "orders.csv")
    assert (ended.code, ended.out) == (3, "")
    assert "is no JSON object, or is cut short" in ended.err


def test_ids_are_not_demanded_of_rows_that_have_none(vedette, written, fake):
    bare = replace(
        results.orders(),
        findings=tuple(replace(f, id=None) for f in results.orders().findings),
    )
    fake.result = bare
    name = written("m.jsonl", bare)
    assert vedette("diff", name, "orders.csv", "--by", "id").code == 2
    assert "rows matched by number" in vedette("diff", name, "orders.csv").out
