"""The result as users hold it."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from made import results
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.report.result import Result
from vedette.report.rows import COLUMNS

TABLES = {
    "pandas": pd.DataFrame({"a": range(10_000)}, index=[f"k{i}" for i in range(10_000)]),
    "polars": pl.DataFrame({"a": range(10_000)}),
    "lazy polars": pl.LazyFrame({"a": range(10_000)}),
    "Arrow": pa.table({"a": range(10_000)}),
    "NumPy": np.zeros((10_000, 2)),
}
KINDS = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "lazy polars": pl.DataFrame,
    "Arrow": pa.Table,
    "NumPy": np.ndarray,
}


def held(**changes):
    return Result.of(results.orders(**changes))


@pytest.mark.parametrize("kind", TABLES)
def test_a_frame_is_of_the_kind_that_came_in(kind):
    frame = held(frame=TABLES[kind]).to_frame()
    assert isinstance(frame, KINDS[kind])
    names = frame.dtype.names if kind == "NumPy" else getattr(frame, "column_names", None)
    assert tuple(names or frame.columns) == COLUMNS
    assert len(frame) == 52
    assert [int(r) for r in np.asarray(frame["row"])[:2]] == [5789, 5790]
    assert float(np.asarray(frame["high"])[0]) == 131.4


@pytest.mark.parametrize("kind", TABLES)
def test_nothing_found_is_an_empty_frame_with_the_same_columns(kind):
    frame = Result.of(results.nothing(frame=TABLES[kind])).to_frame()
    assert len(frame) == 0
    assert np.asarray(frame["high"]).dtype == np.float64


def test_a_pandas_frame_keeps_the_index_of_its_rows():
    frame = held(frame=TABLES["pandas"]).to_frame()
    assert frame.index[0] == "k5789"
    assert frame.loc["k3855", "column"] == "cpu_pct"


def test_texts_and_numbers_in_one_column_are_texts():
    from dataclasses import replace

    finding = results.orders().findings[0]
    reason = replace(
        finding.reasons[1], observed="EUR", expected="USD", low=None, high=None
    )
    findings = (finding, replace(finding, reasons=(reason,)))
    frame = held(findings=findings, frame=TABLES["polars"]).to_frame()
    assert frame["observed"].to_list() == ["898.2", "EUR"]
    assert frame["low"].to_list() == [106.1, None]


def test_a_file_gives_what_is_installed(monkeypatch):
    assert isinstance(held().to_frame(), pd.DataFrame)
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert isinstance(held().to_frame(), pl.DataFrame)
    monkeypatch.setitem(sys.modules, "polars", None)
    arrays = held().to_frame()
    assert list(arrays) == list(COLUMNS)
    assert arrays["surprise"].dtype == np.float64
    assert len(arrays["text"]) == 52


def test_a_row_is_explained_by_number_or_by_id():
    assert held().explain(3855).row == 3855
    assert held().explain(np.int64(3855)).row == 3855
    assert held().explain("r03855").finding.reasons[1].column == "cpu_pct"
    assert held().explain("17").row == 17


def test_an_id_that_looks_like_a_number_is_an_id_first():
    assert held(row_of_id={"17": 4}.get).explain("17").row == 4
    assert held(row_of_id={"17": 4}.get).explain(17).row == 17


@pytest.mark.parametrize("row", [-1, 10_000, "10000"])
def test_a_row_beyond_the_table_is_refused(row):
    with pytest.raises(InvalidParameter, match=r"no row -?\d+ in a table of 10,000 rows"):
        held().explain(row)


@pytest.mark.parametrize("row", [1.0, True, None])
def test_what_is_no_row_is_refused(row):
    with pytest.raises(InvalidParameter, match="a row is its number or its id"):
        held().explain(row)


def test_an_unknown_id_is_told_the_nearest_right_one():
    with pytest.raises(UnknownName, match="did you mean 'r05789'") as caught:
        held().explain("r05789x")
    assert "no row has row_id 'r05789x'" in str(caught.value)


def test_without_ids_a_name_is_refused_with_the_way_to_name_rows():
    with pytest.raises(UnknownName, match="the table has no id column"):
        held(roles={}, row_of_id=lambda _: None).explain("x")


def test_a_result_without_its_table_cannot_explain():
    with pytest.raises(InvalidInput, match="cannot explain"):
        held(explainer=None).explain(1)


def test_it_introduces_itself_in_one_line_and_prints_as_a_screen():
    assert repr(held()) == (
        "<Result orders.csv: 10,000 rows; 52 rows look wrong, for 4 reasons; "
        "at most 5 expected to be false; 3 facts>"
    )
    screen = str(held()).splitlines()
    assert "52 rows look wrong" in screen[5]
    assert len(screen) <= 40
    assert "vedette scan" not in str(held())
