"""A table divided by its findings: no row lost, repeated or changed."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections import Counter
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made import results
from vedette.app.splitting import split
from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.core.files import together

EXTRA = ["vedette_row", "vedette_surprise", "vedette_reason"]
FINDING = results.orders().findings[0]


def wrong(*rows, of, **changed):
    """A result of so many rows with findings at some of them, most surprising first."""
    findings = tuple(
        replace(FINDING, row=row, surprise=9 - 0.01 * k) for k, row in enumerate(rows)
    )
    return results.nothing(findings=findings, rows=of, **changed)


def records(path, delimiter=","):
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def put_together(clean, findings):
    """The rows of both parts in the order of their numbers; header first."""
    head, *kept = records(clean)
    said, *stated = records(findings)
    width = len(head)
    assert said == [*head, *said[width:]]
    numbers = [int(row[width]) for row in stated]
    assert numbers == sorted(numbers)
    whole = list(kept)
    for number, row in zip(numbers, stated, strict=True):
        whole.insert(number, row[:width])
    return [head, *whole]


ODD = ["a,b,c", "00123,  x ,1e5", '"","N/A",', ',NULL,"a ""b"""', "=1+1,-,?", "é,\t,nan"]


@pytest.mark.parametrize("rows", [(), (0,), (1, 3), (4, 2, 0), (0, 1, 2, 3, 4)])
def test_each_value_of_a_text_comes_back_as_it_was_written(tmp_path, rows):
    table = tmp_path / "t.csv"
    table.write_text("\n".join(ODD) + "\n")
    clean, findings = tmp_path / "clean.csv", tmp_path / "wrong.csv"
    split(wrong(*rows, of=5), str(table), str(clean), str(findings))
    assert put_together(clean, findings) == records(table)
    assert records(findings)[0][3:] == EXTRA
    assert [int(row[3]) for row in records(findings)[1:]] == sorted(rows)
    if rows:
        assert [row[5] for row in records(findings)[1:]] == [FINDING.text] * len(rows)


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n", exclude_categories=("Cs",)),
    max_size=6,
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(cells, st.integers(0, 3).map(str)), min_size=1, max_size=25),
    st.data(),
    st.sampled_from([".csv", ".parquet"]),
)
def test_the_parts_together_are_the_table(tmp_path, rows, data, suffix):
    wanted = data.draw(st.permutations(range(len(rows))))
    wanted = wanted[: data.draw(st.integers(0, len(rows)))]
    table = tmp_path / "t.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([("name", "count"), *rows])
    clean, findings = tmp_path / f"clean{suffix}", tmp_path / f"wrong{suffix}"
    split(wrong(*wanted, of=len(rows)), str(table), str(clean), str(findings))
    if suffix == ".csv":
        assert put_together(clean, findings) == [["name", "count"], *map(list, rows)]
        return
    kept, stated = pq.read_table(clean).to_pylist(), pq.read_table(findings).to_pylist()
    assert [tuple(row.values()) for row in kept] == [
        row for number, row in enumerate(rows) if number not in wanted
    ]
    assert [(row["name"], row["count"]) for row in stated] == [
        rows[number] for number in sorted(wanted)
    ]
    assert [row["vedette_row"] for row in stated] == sorted(wanted)


def typed(n=9):
    return pa.table(
        {
            "i": pa.array([2**60 + k for k in range(n)], pa.int64()),
            "d": pa.array([None, *range(1, n)], pa.decimal128(9, 2)),
            "t": pa.array([k * 1000 for k in range(n)], pa.timestamp("ms")),
            "l": pa.array([[k, None] for k in range(n)], pa.list_(pa.int16())),
            "vedette_row": pa.array([True] * n),
            'q"u': pa.array(["x"] * n, pa.string()),
            "place": pa.array([1.5] * n, pa.float32()),
        }
    )


def test_parquet_keeps_its_types_and_columns_of_the_same_names(tmp_path):
    table, clean, findings = (tmp_path / f"{n}.parquet" for n in ("t", "clean", "wrong"))
    pq.write_table(typed(), table, row_group_size=4)
    split(wrong(7, 2, of=9), str(table), str(clean), str(findings))
    kept, stated = pq.read_table(clean), pq.read_table(findings)
    original = duckdb.sql(f"DESCRIBE FROM '{table}'").fetchall()
    assert duckdb.sql(f"DESCRIBE FROM '{clean}'").fetchall() == original
    assert duckdb.sql(f"DESCRIBE FROM '{findings}'").fetchall()[:7] == original
    assert kept.to_pylist() == typed().take([0, 1, 3, 4, 5, 6, 8]).to_pylist()
    assert (
        stated.select(typed().column_names).to_pylist() == typed().take([2, 7]).to_pylist()
    )
    assert stated.column_names[7:] == ["vedette_row_", *EXTRA[1:]]
    assert stated["vedette_row_"].to_pylist() == [2, 7]


def test_a_long_table_keeps_its_order(tmp_path):
    n = 300_000  # more than DuckDB holds at once
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"i": np.arange(n), "x": rng.normal(size=n)})
    rows = rng.permutation(n)[:40_000]
    for name, write in (("t.parquet", frame.to_parquet), ("t.csv", frame.to_csv)):
        write(tmp_path / name, index=False)
        clean, findings = tmp_path / "clean.parquet", tmp_path / "wrong.parquet"
        split(wrong(*rows.tolist(), of=n), str(tmp_path / name), str(clean), str(findings))
        kept, stated = pd.read_parquet(clean), pd.read_parquet(findings)
        left = np.setdiff1d(np.arange(n), rows)
        assert (kept["i"].astype(int).to_numpy() == left).all()
        assert (stated["i"].astype(int).to_numpy() == np.sort(rows)).all()
        assert (stated["vedette_row"].to_numpy() == np.sort(rows)).all()


def test_rows_of_groups_alike_and_copies_are_findings_and_facts_are_not(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "1,2\n" * 200)
    clean, findings = tmp_path / "clean.csv", tmp_path / "wrong.csv"
    fact = replace(results.orders().facts[0], rows=(5,), count=1)
    told = split(
        replace(results.alike(), rows=200, facts=(fact,)),
        *map(str, (table, clean, findings)),
    )
    assert told == f"150 rows written to {clean}, 50 to {findings}"
    assert [int(r[2]) for r in records(findings)[1:]] == list(range(100, 150))
    group = replace(results.orders().groups[0], rows=(3, 4, 5))
    split(wrong(3, of=200, groups=(group,)), *map(str, (table, clean, findings)))
    stated = records(findings)[1:]
    assert [(int(r[2]), r[4]) for r in stated] == [
        *((3, FINDING.text), (4, group.text), (5, group.text))
    ]


def test_rows_that_a_condition_leaves_out_are_in_neither_and_counted(tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("a,b\n" + "".join(f"{k},x\n" for k in range(10)))
    clean, findings = tmp_path / "clean.csv", tmp_path / "wrong.csv"
    result = wrong(4, of=5, row_numbers=np.arange(0, 10, 2))
    told = split(result, *map(str, (table, clean, findings)))
    assert [r[0] for r in records(clean)[1:]] == ["0", "2", "6", "8"]
    assert [r[0] for r in records(findings)[1:]] == ["4"]
    assert told.endswith("5 rows that the condition leaves out to neither")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("t.tsv", b"a\tb\n1\t2\n3\t4\n", [["a", "b"], ["1", "2"]]),
        ("semi.csv", b"a;b\n1,5;2\n3,5;4\n", [["a", "b"], ["1,5", "2"]]),
        ("bare.csv", b"1,2\n3,4\n", [["column_1", "column_2"], ["1", "2"]]),
        ("twice.csv", b"a,a\n1,2\n3,4\n", [["a", "a_2"], ["1", "2"]]),
        ("t.jsonl", b'{"a":"01","b":2}\n{"a":"3"}\n', [["a", "b"], ["01", "2"]]),
        ("t.csv.gz", gzip.compress(b"a,b\n1,2\n3,4\n", mtime=0), [["a", "b"], ["1", "2"]]),
        ("[x]*?.csv", b"a,b\n1,2\n3,4\n", [["a", "b"], ["1", "2"]]),
        ("bom.csv", b"\xef\xbb\xbfa,b\r\n1,2\r\n3,4\r\n", [["a", "b"], ["1", "2"]]),
    ],
)
def test_every_text_that_is_read_can_be_divided(tmp_path, name, content, expected):
    table, clean, findings = tmp_path / name, tmp_path / "clean.csv", tmp_path / "wrong.csv"
    table.write_bytes(content)
    split(wrong(1, of=2), *map(str, (table, clean, findings)))
    mark = ";" if name == "semi.csv" else ","
    assert records(clean, mark) == expected
    assert records(findings, mark)[0][2:] == EXTRA
    assert len(records(findings, mark)) == 2


def test_a_missing_value_of_a_single_column_is_no_line_that_readers_skip(tmp_path):
    table, clean, findings = (tmp_path / f"{n}.csv" for n in ("t", "clean", "wrong"))
    table.write_text("a\n1\n\n3\n\n")
    split(wrong(0, of=4), *map(str, (table, clean, findings)))
    assert pd.read_csv(clean)["a"].isna().tolist() == [True, False, True]


def test_a_reason_that_a_spreadsheet_would_run_is_inert(tmp_path):
    table, clean, findings = (tmp_path / f"{n}.csv" for n in ("t", "clean", "wrong"))
    table.write_text("a,b\n1,2\n3,4\n")
    evil = replace(FINDING, row=0, text="=cmd|'/c calc'!A1\ud800\n")
    split(results.nothing(findings=(evil,), rows=2), *map(str, (table, clean, findings)))
    assert records(findings)[1][4] == "'=cmd|'/c calc'!A1?\n"


def test_what_cannot_be_divided_leaves_no_file(tmp_path):
    table, clean, findings = (tmp_path / f"{n}.csv" for n in ("t", "clean", "wrong"))
    table.write_text("a,b\n1,2\n3,4\n")
    clean.write_text("before")
    with pytest.raises(
        InvalidInput, match="has 2 rows now, but the result is about 3 rows"
    ):
        split(wrong(0, of=3), *map(str, (table, clean, findings)))
    for one, other in (("x.csv", "x.csv"), ("x.txt", "y.csv"), ("t.csv", "y.csv")):
        with pytest.raises(InvalidParameter):
            split(wrong(0, of=2), str(table), str(tmp_path / one), str(tmp_path / other))
    with pytest.raises(InvalidParameter, match="standard input"):
        split(wrong(0, of=2), "-", str(clean), str(findings))
    assert clean.read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == ["clean.csv", "t.csv"]


def write_both(first, second):
    with together(str(first), str(second)) as places:
        for place in places:
            place.write_text("new")


def test_two_files_take_their_places_together_or_not_at_all(tmp_path, monkeypatch):
    first, second = tmp_path / "first", tmp_path / "second"
    real, calls = os.replace, Counter()

    def fail_at_the_second(source, target):
        calls[str(target)] += 1
        if str(target) == str(second) and calls[str(target)] == 1:
            raise OSError("no")
        real(source, target)

    monkeypatch.setattr(os, "replace", fail_at_the_second)
    for before in (None, "old"):
        calls.clear()
        if before:
            first.write_text(before)
        with pytest.raises(OSError, match="no"):
            write_both(first, second)
        assert not second.exists()
        assert (first.read_text() if first.exists() else None) == before
    assert len(os.listdir(tmp_path)) == 1
    monkeypatch.undo()
    write_both(first, second)
    assert (first.read_text(), second.read_text()) == ("new", "new")
    assert len(os.listdir(tmp_path)) == 2
