"""Two scans compared: known answers, laws, and what every face says of them."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from made import results
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.core.findings import Fact, Finding, Group, Reason
from vedette.core.table import Role, Source
from vedette.report import difference_lines, difference_markdown, jsonl, jsonl_reading
from vedette.report.difference import compare
from vedette.report.difference_screen import render

SCHEMA = jsonschema.Draft202012Validator(
    json.loads(files("vedette.report").joinpath("schema-1.json").read_text())
)


def finding(row, value, *, group=1, column="price", id=None, share=1.0, expected=10.0):
    reason = Reason(column, share, value, expected, 8.0, 12.0)
    return Finding(row, id, 5.0, False, group, (reason,), f"{column} is {value}")


def group(number, count, headline="price far above what the others imply", **more):
    return Group(number, count, (), headline, headline, 5.0, False, **more)


def table(*findings, groups=None, rows=1_000, ids=False, facts=(), **more):
    kinds = {"price": "number", "size": "number", **({"name": "id"} if ids else {})}
    numbers = dict.fromkeys(f.group for f in findings)
    return results.orders(
        source=Source("table.csv", "CSV", 10),
        rows=rows,
        roles={name: Role(kind) for name, kind in kinds.items()},
        findings=findings,
        groups=tuple(groups or (group(n, 1) for n in numbers)),
        facts=facts,
        **more,
    )


def rows(some):
    return [f.row for f in some]


# Known answers.


def test_rows_are_matched_by_their_id_wherever_they_stand():
    before = table(finding(1, 90, id="a"), finding(2, 91, id="b"), ids=True)
    after = table(finding(5, 90, id="a"), finding(2, 91, id="c"), ids=True, rows=1_004)
    found = compare(before, after)
    assert found.by == "id"
    assert rows(found.findings.new) == [2]
    assert rows(found.findings.gone) == [2]
    assert [(p.before.row, p.after.row) for p in found.findings.continuing] == [(1, 5)]


def test_a_row_that_was_mended_in_one_column_and_broken_in_another_continues():
    before = table(finding(1, 90, id="a"), ids=True)
    after = table(finding(1, 3, id="a", column="size"), ids=True)
    assert not compare(before, after).findings.new


def test_ids_that_are_numbers_are_not_those_that_are_texts():
    before, after = (
        table(finding(1, 90, id=7), ids=True),
        table(finding(1, 90, id="7"), ids=True),
    )
    assert rows(compare(before, after).findings.new) == [1]


def test_rows_that_moved_are_matched_by_what_they_hold():
    before = table(finding(1, 90.5), finding(2, 91.5), finding(3, 92.5))
    after = table(finding(1, 70.5), finding(11, 90.5), finding(12, 91.5), rows=1_010)
    found = compare(before, after)
    assert found.by == "content"
    assert rows(found.findings.new) == [1]
    assert rows(found.findings.gone) == [3]


def test_copies_are_matched_one_by_one():
    before = table(finding(1, 90.5), finding(2, 90.5))
    after = table(finding(4, 90.5), finding(5, 90.5), finding(6, 90.5), rows=1_003)
    found = compare(before, after)
    assert rows(found.findings.new) == [6]
    assert [(p.before.row, p.after.row) for p in found.findings.continuing] == [
        (1, 4),
        (2, 5),
    ]


def test_where_no_row_moved_a_row_with_another_value_continues():
    before = table(finding(1, 90.5), finding(2, 91.5))
    after = table(finding(1, 90.5), finding(2, 77.5), finding(3, 78.5))
    found = compare(before, after)
    assert found.by == "row"
    assert rows(found.findings.new) == [3]
    assert found.findings.gone == ()


def test_of_tomorrows_rows_only_the_reasons_go_on():
    before = table(
        finding(1, 90.5),
        finding(2, 3.25, group=2, share=-1.0),
        groups=(group(1, 1), group(2, 1)),
    )
    after = table(
        finding(7, 80.5),
        finding(8, 81.5),
        finding(9, 500.5, group=2, column="size"),
        groups=(group(1, 2), group(2, 1, "size far above what the others imply")),
        rows=1_500,
    )
    found = compare(before, after)
    assert found.by == "reason"
    assert rows(found.findings.new) == [9]
    assert rows(found.findings.gone) == [2]
    assert [p.after.row for p in found.findings.continuing if p.after] == [7, 8]
    assert [g.group for g in found.groups.new] == [2]
    assert [g.group for g in found.groups.gone] == [2]


def test_other_ids_in_a_table_of_another_size_are_other_rows():
    before = table(finding(1, 90, id="a"), ids=True)
    assert compare(before, table(finding(1, 91, id="z"), ids=True)).by == "id"
    after = table(finding(1, 91, id="z"), ids=True, rows=1_200)
    assert compare(before, after).by == "reason"
    assert not compare(before, after).news
    assert compare(before, after, by="id").news


def test_a_cluster_goes_on_whatever_its_size():
    before = table(groups=(group(1, 50, "50 rows alike, odd in price", alike=True),))
    after = table(groups=(group(1, 62, "62 rows alike, odd in price", alike=True),))
    other = table(groups=(group(1, 50, "50 rows alike, odd in size", alike=True),))
    assert not compare(before, after).news
    assert compare(before, other).news
    assert "with 1 new group of rows alike" in compare(before, other).summary()


def test_a_run_of_rows_is_itself_and_no_other_run():
    run = "price fell to 3 for 12 rows from 2026-01-0{}"
    before = table(finding(1, 3.5), groups=(group(1, 12, run.format(1), span=(1, 12)),))
    after = table(
        finding(1, 3.5),
        finding(500, 3.25, group=2),
        groups=(
            group(1, 12, run.format(1), span=(1, 12)),
            group(2, 12, run.format(9), span=(500, 511)),
        ),
    )
    assert [g.group for g in compare(before, after).groups.new] == [2]


def test_facts_are_new_gone_or_count_other_rows():
    def fact(kind, count, text="", columns=("price",)):
        return Fact(kind, columns, count, (), text or f"{kind} in {count} rows")

    before = table(facts=(fact("missing", 10), fact("sentinel", 3), fact("copy", 5)))
    after = table(
        facts=(fact("missing", 22), fact("copy", 5, "worded anew"), fact("sum", 1))
    )
    found = compare(before, after)
    assert [f.fact for f in found.facts.new] == ["sum"]
    assert [f.fact for f in found.facts.gone] == ["sentinel"]
    assert [(p.before.count, p.after.count) for p in found.changed_facts] == [(10, 22)]
    assert not found.news
    assert "missing in 22 rows (12 more)" in render(found)
    assert "missing in 10 rows (12 fewer)" in render(compare(after, before))


def test_columns_that_came_went_or_changed_are_told():
    before = table()
    after = replace(before, roles={"price": Role("category"), "weight": Role("number")})
    told = [(c.column, c.before, c.after) for c in compare(before, after).columns]
    assert told == [
        ("price", "number", "category"),
        ("weight", None, "number"),
        ("size", "number", None),
    ]
    text = " ".join(render(compare(before, after)).split())
    assert (
        "price was number, is category; weight is new (number); size is gone (number)"
        in text
    )


def test_scans_that_were_asked_for_other_things_are_told_apart():
    before, after = table(), table(fdr=0.2, seed=3)
    assert compare(before, after).notes == ("fdr was 0.1, is 0.2", "seed was 0, is 3")


# Laws.

CASES = [
    results.orders(),
    results.nothing(),
    results.alike(),
    results.crowded(30, 20, 20),
    results.orders(findings=results.orders().findings[:20], rows=9_000),
    replace(results.orders(), roles={n: Role("number") for n in ("a", "cpu_pct")}),
    results.orders(
        findings=results.orders().findings[10:], facts=results.orders().facts[1:]
    ),
]


@pytest.mark.parametrize("by", [None, "row", "content", "reason"])
@pytest.mark.parametrize("result", CASES)
def test_a_scan_has_no_news_compared_with_itself(result, by):
    found = compare(result, result, by=by)
    assert not found.news
    for changes in (found.findings, found.groups, found.facts):
        assert changes.new == changes.gone == ()
    assert found.columns == found.notes == found.changed_facts == ()
    assert "Nothing is new and nothing is gone" in render(found)


@pytest.mark.parametrize("by", [None, "row", "content", "reason"])
@pytest.mark.parametrize("a", range(len(CASES)))
@pytest.mark.parametrize("b", range(len(CASES)))
def test_what_is_new_one_way_is_gone_the_other_way(a, b, by):
    there, back = compare(CASES[a], CASES[b], by=by), compare(CASES[b], CASES[a], by=by)
    assert there.by == back.by
    for one, other in (
        (there.findings, back.findings),
        (there.groups, back.groups),
        (there.facts, back.facts),
    ):
        assert (one.new, one.gone) == (other.gone, other.new)
        pairs = [(p.before, p.after) for p in one.continuing]
        turned = [(p.after, p.before) for p in other.continuing]
        assert sorted(map(repr, pairs)) == sorted(map(repr, turned))
    assert {(c.column, c.before, c.after) for c in there.columns} == {
        (c.column, c.after, c.before) for c in back.columns
    }


@pytest.mark.parametrize("a", range(len(CASES)))
@pytest.mark.parametrize("b", range(len(CASES)))
def test_each_finding_is_told_once(a, b):
    found = compare(CASES[a], CASES[b])
    for result, own, side in (
        (CASES[a], found.findings.gone, "before"),
        (CASES[b], found.findings.new, "after"),
    ):
        paired = [getattr(p, side) for p in found.findings.continuing]
        told = [*own, *(f for f in paired if f is not None)]
        assert sorted(map(id, told)) == sorted(map(id, result.findings))


def test_a_result_read_from_its_lines_is_the_result():
    for result in CASES:
        lines = jsonl.dump(result).encode().splitlines(keepends=True)
        again = jsonl_reading.load(lines, "a.jsonl")
        assert jsonl.dump(again) == jsonl.dump(result)
        found = compare(again, result)
        assert not found.news
        assert found.findings.gone == found.columns == ()


# Faces.


@pytest.mark.parametrize("a", range(len(CASES)))
@pytest.mark.parametrize("b", [0, 3])
def test_every_face_is_in_its_form(a, b):
    found = compare(CASES[a], CASES[b])
    text = render(found)
    assert max(map(len, text.splitlines())) <= 80
    assert len(text.splitlines()) <= 40
    lines = difference_lines.dump(found).splitlines()
    for line in [*lines[:3], *lines[3::40]]:
        SCHEMA.validate(json.loads(line))
    assert difference_markdown.dump(found).startswith("## ")


def test_the_screen_of_a_usual_difference():
    before = table(finding(1, 90.5, id="a"), finding(2, 91, id="b"), ids=True)
    after = table(
        finding(4, 90.5, id="a"),
        finding(5, 95, id="\x1b[2Jc"),
        finding(9, 3, id="d", column="size", group=2),
        groups=(group(1, 2), group(2, 1, "size far below what price implies")),
        ids=True,
        rows=1_003,
    )
    assert render(compare(before, after)) == (
        "before  table.csv  1,000 rows, 3 columns, 2 findings\n"
        "after   table.csv  1,003 rows, 3 columns, 3 findings\n"
        "rows matched by name\n"
        "\n"
        "2 findings are new; 1 is gone; 1 continues\n"
        "\n"
        "New       rows  what is wrong\n"
        "   5.0       1  price far above what the others imply (known reason)\n"
        "                \\x1b[2Jc: price 95, expected 10 (8 to 12)\n"
        "   5.0       1  size far below what price implies\n"
        "                d: size 3, expected 10 (8 to 12)\n"
        "\n"
        "Gone      rows  what was wrong\n"
        "   5.0       1  price far above what the others imply (known reason)\n"
        "                b: price 91, expected 10 (8 to 12)\n"
        "\n"
        "Still     rows  what is wrong\n"
        "        1 to 2  price far above what the others imply\n"
    )


def test_nothing_of_a_table_acts_in_markdown():
    after = table(finding(5, "<script>|`x`"))
    text = difference_markdown.dump(compare(table(), after))
    assert "<script>" not in text
    assert "\\|\\`x\\`" in text


# Refusals.


def test_an_unknown_way_is_refused():
    with pytest.raises(UnknownName, match="no way to match rows is called 'ids'"):
        compare(table(), table(), by="ids")


def test_rows_without_ids_cannot_be_matched_by_them():
    with pytest.raises(InvalidParameter, match="cannot be matched by id"):
        compare(table(finding(1, 2)), table(), by="id")


LINES = jsonl.dump(results.orders()).encode().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([*LINES[:3], LINES[3][:20]], "line 4 is no JSON object, or is cut short"),
        ([LINES[0], b"[]\n"], "line 2 is no JSON object"),
        (LINES[1:], "no line of the kind 'run'"),
        ([LINES[0], LINES[1]], "its findings and groups do not fit"),
        ([LINES[0].replace(b'"schema":1', b'"schema":2')], "has schema 2"),
        ([LINES[0].replace(b'"rows":10000', b'"rows":"x"')], "line 1 is no run of a scan"),
        (
            [LINES[0], LINES[1].replace(b'"row":', b'"wor":')],
            "line 2 is no finding of a scan",
        ),
        ([LINES[0], b"[" * 100_000], "line 2 is no JSON object"),
    ],
)
def test_lines_that_no_scan_wrote_are_refused(lines, said):
    with pytest.raises(InvalidInput, match=said):
        jsonl_reading.load(lines, "a.jsonl")
