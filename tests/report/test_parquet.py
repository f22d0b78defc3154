"""The findings as Parquet, read by DuckDB, by Arrow and by pandas."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from made import results
from vedette.report import parquet

EVIL = "'; DROP TABLE x; --\x00\x1b[2J\n\ud800 <script>"


def arrow(result):
    return pq.read_table(io.BytesIO(parquet.dump(result)))


def test_findings_come_first_with_their_cell_as_text_and_as_numbers():
    table = arrow(results.orders())
    assert table.num_rows == 52 + 10 + 4 + 298
    first = table.slice(0, 1).to_pylist()[0]
    assert first["kind"] == "finding"
    assert (first["row"], first["id"], first["group"]) == (5789, "r05789", 1)
    assert (first["surprise"], first["capped"]) == (7.0, True)
    assert (first["column"], first["observed"]) == ("latency_ms", "898.2")
    assert (first["observed_number"], first["expected_number"]) == (898.2, 118.237)
    assert (first["low_number"], first["high_number"]) == (106.1, 131.4)
    assert [r["column"] for r in first["reasons"]] == ["mem_pct", "latency_ms"]
    assert first["reasons"][1]["given"] == ["requests"]


@pytest.mark.parametrize(
    ("observed", "text", "number"),
    [
        *(("DE", "DE", None), (True, "true", None), (7, "7", 7.0), (None, None, None)),
        *((float("nan"), None, None), (1e300, "1e+300", 1e300), ("12", "12", None)),
    ],
)
def test_a_value_is_a_number_only_if_it_is_one(observed, text, number):
    finding = results.orders().findings[0]
    reason = replace(finding.reasons[1], observed=observed)
    row = arrow(
        results.nothing(findings=(replace(finding, reasons=(reason,)),))
    ).to_pylist()
    assert (row[0]["observed"], row[0]["observed_number"]) == (text, number)


def test_types_do_not_depend_on_what_was_found():
    schema = arrow(results.orders()).schema
    for result in (results.nothing(), results.alike(), results.crowded()):
        assert arrow(result).schema.equals(schema)


def test_pandas_and_duckdb_read_the_same(tmp_path):
    path = tmp_path / "f.parquet"
    path.write_bytes(parquet.dump(results.orders()))
    frame = pd.read_parquet(path)
    assert frame["kind"].value_counts().to_dict() == {"fact": 312, "finding": 52}
    found = duckdb.sql(
        f"SELECT kind, count(*), sum(row), count(DISTINCT fact) FROM '{path}' GROUP BY kind "
        "ORDER BY kind"
    ).fetchall()
    by_kind = frame.groupby("kind")
    assert found == [
        (kind, len(part), part["row"].sum(), part["fact"].nunique())
        for kind, part in by_kind
    ]


def test_the_run_is_in_the_metadata():
    run = json.loads(arrow(results.orders()).schema.metadata[b"vedette"])
    assert (run["rows"], run["findings"], run["expected_false"]) == (10_000, 52, 5.0)


def test_each_row_of_a_group_alike_is_listed_and_so_are_copies():
    rows = arrow(results.alike()).to_pylist()
    assert [row["row"] for row in rows] == list(range(100, 150))
    assert {(row["kind"], row["group"], row["count"]) for row in rows} == {("alike", 1, 50)}
    orders = results.orders()
    group = replace(orders.groups[0], rows=(*orders.groups[0].rows, 9_999), count=16)
    table = arrow(replace(orders, groups=(group, *orders.groups[1:]), facts=()))
    assert table.slice(52).to_pylist()[0]["kind"] == "copy"
    assert table.num_rows == 53


def test_whatever_is_in_a_table_is_text_and_nothing_else():
    orders = results.orders()
    finding, fact = orders.findings[0], orders.facts[0]
    reason = replace(finding.reasons[1], observed=EVIL, column=EVIL, given=(EVIL,))
    result = replace(
        orders,
        findings=(replace(finding, id=EVIL, text=EVIL, reasons=(reason,)),),
        groups=(),
        facts=(replace(fact, text=EVIL, columns=(EVIL,), rows=()),),
    )
    first, second = arrow(result).to_pylist()
    kept = EVIL.replace("\ud800", "?")
    assert first["observed"] == first["id"] == first["text"] == kept
    assert first["reasons"][0]["column"].startswith("'; DROP TABLE")
    assert (second["row"], second["count"]) == (None, 10)
