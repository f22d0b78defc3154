"""No face of a result shows a value of a redacted column, and all else stays as it was."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import vedette
from made import canaries
from vedette.app.understanding import understand, with_examples
from vedette.core.redaction import REDACTED
from vedette.report import (
    csv,
    github,
    html,
    jsonl,
    markdown,
    page,
    parquet,
    roles_screen,
    row_screen,
    sarif,
    terminal,
)

TABLES = {
    "shop": (canaries.shop(), canaries.MARKS),
    "plant": (canaries.plant(), canaries.PLANT_MARKS),
    "crowded": (canaries.crowded(), canaries.CROWD_MARKS),
}
EACH = [(name, column) for name, (_, marks) in TABLES.items() for column in marks]
PLAIN = {name: vedette.scan(table) for name, (table, _) in TABLES.items()}


@cache
def redacted(name: str, column: str):
    """A table with a column redacted, and with it those whose values look the same."""
    table, marks = TABLES[name]
    return vedette.scan(table, redact=[c for c in marks if marks[c] == marks[column]])


def faces(result) -> Iterator[tuple[str, str]]:
    """Every face of a result, and of the explanations of some of its rows, in text."""
    yield "JSON Lines", jsonl.dump(result)
    yield "CSV", csv.dump(result)
    yield "Markdown", markdown.dump(result)
    yield "the notebook", html.dump(result)
    yield "the report", page_of(result)
    yield "SARIF", sarif.dump(result, "t.csv")
    yield "GitHub", github.dump(result, "t.csv")
    yield "Parquet", pq.read_table(io.BytesIO(parquet.dump(result))).to_pandas().to_csv()
    yield "the frame", result.to_frame().to_string()
    yield "str", str(result)
    for columns in (60, 120):
        screen = terminal.Screen(columns=columns, again="t.csv")
        yield f"the screen of {columns}", terminal.render(result, screen)
    yield "repr", repr(result)
    yield "the table", repr((result.learned.ordered.table, result.learned))
    yield "parts", repr((result.findings, result.groups, result.facts, result.roles))
    rows = {f.row for f in result.findings[:3]} | {
        r for f in result.facts for r in f.rows[:2]
    }
    rows |= {r for g in result.groups for r in g.rows[:2]} | {0, 777}
    for row in sorted(rows)[::3][:9]:
        said = result.explain(row)
        yield f"row {row}", row_screen.render(said, "t.csv", columns=140)
        yield f"row {row} in JSON", jsonl.one_line(jsonl.explanation(said))


def page_of(result) -> str:
    """The words of the report, its pictures' axes among them; no styles, no coordinates."""
    text = re.sub(
        r"<style.*?</style>|<script.*?</script>", "", page.render(result).text, flags=re.S
    )
    return re.sub(r"<[^>]*>", " ", text)


def roles_of(table, redact) -> Iterator[tuple[str, str]]:
    read, roles = understand(table, redact=redact)
    columns = with_examples(read, roles)
    yield "roles", roles_screen.render(columns, read.source, read.rows, columns=140)
    yield "roles in JSON", roles_screen.dump(columns)


@pytest.mark.parametrize(("name", "column"), EACH)
def test_no_value_of_a_redacted_column_is_shown(name, column):
    table, marks = TABLES[name]
    result = redacted(name, column)

    for face, text in (*faces(result), *roles_of(table, result.redacted)):
        seen = canaries.marks_in(text, marks[column])
        assert not seen, f"{face} shows {seen[0]!r}"
    assert column in result.redacted


@pytest.mark.parametrize(("name", "column"), EACH)
def test_a_redacted_column_takes_part_as_before(name, column):
    plain, result = PLAIN[name], redacted(name, column)

    assert [(f.row, f.surprise, f.group) for f in result.findings] == [
        (f.row, f.surprise, f.group) for f in plain.findings
    ]
    for one, two in zip(plain.findings, result.findings, strict=True):
        for r, s in zip(one.reasons, two.reasons, strict=True):
            assert (r.column, abs(r.share), r.given) == (s.column, abs(s.share), s.given)
            if s.column not in result.redacted:
                assert r == s
    assert [(g.rows, g.count, g.surprise, g.span) for g in result.groups] == [
        (g.rows, g.count, g.surprise, g.span) for g in plain.groups
    ]
    assert [(f.fact, f.columns, f.count, f.rows) for f in result.facts] == [
        (f.fact, f.columns, f.count, f.rows) for f in plain.facts
    ]
    for row in [0, *(f.row for f in plain.findings[:2])]:
        one, two = plain.explain(row), result.explain(row)
        assert (one.surprise_of_row, one.comparable) == (
            two.surprise_of_row,
            two.comparable,
        )
        for j, k in zip(one.judgements, two.judgements, strict=True):
            assert (j.column, j.surprise, j.capped, j.given) == (
                *(k.column, k.surprise, k.capped, k.given),
            )
            if j.column not in result.redacted:
                assert (j.expected, j.low, j.high) == (k.expected, k.low, k.high)


def test_the_value_before_is_not_told_either():
    rng = np.random.default_rng(0)
    load = np.zeros(800)
    for i in range(1, 800):
        load[i] = 0.97 * load[i - 1] + rng.normal()
    load[400] += 25
    table = pd.DataFrame(
        {
            "time": np.datetime64("2026-01-01", "s") + 3600 * np.arange(800),
            "load": 61_500 + load,
            "flow": rng.normal(size=800),
        }
    )
    mark = canaries.PLANT_MARKS["load"]
    assert "the load before = 61" in vedette.scan(table).findings[0].text

    result = vedette.scan(table, redact=["load"])

    assert "the load before = [redacted]" in result.findings[0].text
    for face, text in faces(result):
        assert not canaries.marks_in(text, mark), face


def test_the_evidence_for_a_role_is_not_told():
    table = canaries.crowded()
    table["month"] = np.random.default_rng(0).integers(3, 9, len(table))
    _, roles = understand(table, redact=["month"])
    _, plain = understand(table)

    assert plain["month"].why == "month of a date, 3 to 8"
    assert (roles["month"].kind, roles["month"].why) == ("part", "redacted")


@pytest.mark.parametrize("name", TABLES)
def test_without_redaction_the_marks_are_seen(name):
    table, marks = TABLES[name]
    text = "".join(said for _, said in (*faces(PLAIN[name]), *roles_of(table, ())))

    unseen = [column for column, mark in marks.items() if not canaries.marks_in(text, mark)]

    assert not unseen


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_shown_of_a_table_that_is_redacted_as_a_whole(name):
    table, marks = TABLES[name]

    result = vedette.scan(table, redact=list(marks), detector="ensemble(n_estimators=20)")

    for face, text in (*faces(result), *roles_of(table, list(marks))):
        for column, mark in marks.items():
            seen = canaries.marks_in(text, mark)
            assert not seen, f"{face} shows {seen[0]!r} of {column}"


def test_a_redacted_value_is_a_word_and_what_is_computed_of_it_is_left_out():
    plain = PLAIN["shop"].findings[0]
    found = vedette.scan(TABLES["shop"][0], redact=["price"]).findings[0]

    (reason,) = found.reasons
    assert (reason.observed, reason.expected, reason.low, reason.high) == (
        *(REDACTED, None, None, None),
    )
    assert reason.usual_if == ""
    assert (reason.share > 0) == (plain.reasons[0].share > 0)
    assert found.text.startswith("price is [redacted], below what is usual given fee = ")


def test_a_missing_value_is_missing_also_where_it_is_redacted():
    cells = vedette.scan(TABLES["shop"][0], redact=["depth"]).explain(300).judgements

    (depth,) = [cell for cell in cells if cell.column == "depth"]
    assert depth.observed is None


def test_rows_are_called_by_number_and_found_by_a_redacted_id():
    result = vedette.scan(TABLES["shop"][0], redact=["ref"])

    assert {f.id for f in result.findings} == {None}
    assert result.explain("quokka00100").row == 100
    assert result.explain("quokka00100").id is None
    with pytest.raises(vedette.VedetteError, match="no row has ref 'quokk'") as refused:
        result.explain("quokk")
    assert "did you mean" not in str(refused.value)


def test_a_number_is_a_row_before_it_is_a_redacted_id():
    table = canaries.crowded()
    table.insert(0, "id", range(1, len(table) + 1))

    assert vedette.scan(table).explain("7").row == 6
    result = vedette.scan(table, redact=["id"])
    assert result.explain("7").row == 7
    assert result.explain("2000").row == 1999  # no row has this number, one this id


def test_who_may_still_be_known_by_a_column_that_is_shown_is_said():
    notes = vedette.scan(TABLES["shop"][0], redact=["weight"]).notes

    assert notes == (
        "no value is shown of weight",
        "weight follows from copied, which is shown",
    )


def test_a_column_of_few_values_keeps_its_side_to_itself():
    table = canaries.crowded()[["x", "z"]]
    table["state"] = np.random.default_rng(0).integers(40, 44, len(table))
    table.loc[[500, 600, 700], "state"] = [3, 4, 5]

    def sides(redact):
        result = vedette.scan(
            table, redact=redact, roles={"state": "number"}, detector="ecod", budget=5
        )
        return {
            r.share < 0 for f in result.findings for r in f.reasons if r.column == "state"
        }

    assert sides([]) == {True}
    assert sides(["state"]) == {False}
