"""Tables in memory: every library's types end as the same few kinds."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from vedette.core.errors import InvalidInput
from vedette.tables.reading import read


def cells(table, name):
    return [table[name].cell(row) for row in range(table.rows)]


PLAIN = {
    "i": [1, 2, 3],
    "f": [1.5, None, 2.5],
    "b": [True, None, False],
    "s": ["x", None, "y"],
    "t": [dt.datetime(2024, 1, 1, 10), None, dt.datetime(2024, 1, 2)],
    "d": [dt.date(2024, 1, 1), None, dt.date(2024, 1, 2)],
    "m": [Decimal("1.10"), None, Decimal("2.20")],
    "c": [dt.time(10, 30), None, dt.time(11, 0)],
}
KINDS = {
    "i": "number", "f": "number", "b": "flag", "s": "text",
    "t": "time", "d": "time", "m": "number", "c": "text",
}  # fmt: skip


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table, dict])
def test_every_library_gives_the_same_columns(make):
    table = read(make(PLAIN))
    assert {c.name: c.kind for c in table} == KINDS
    assert cells(table, "i") == [1, 2, 3]
    assert cells(table, "f") == [1.5, None, 2.5]
    assert cells(table, "b") == [True, None, False]
    assert cells(table, "s") == ["x", None, "y"]
    assert cells(table, "t") == ["2024-01-01 10:00", None, "2024-01-02"]
    assert cells(table, "d") == ["2024-01-01", None, "2024-01-02"]
    assert cells(table, "m") == [1.1, None, 2.2]


def test_the_frame_is_kept():
    frame = pd.DataFrame({"a": [1, 2]}, index=["x", "y"])
    assert read(frame).frame is frame


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (pd.array([1, None, 3], dtype="Int64"), "number", [1, None, 3]),
        (pd.array([True, None, False], dtype="boolean"), "flag", [True, None, False]),
        (pd.array(["a", None, "b"], dtype="string"), "text", ["a", None, "b"]),
        (pd.Categorical(["7", None, "8"]), "text", ["7", None, "8"]),
        (pd.to_datetime(["2024-01-01 10:00+02:00"] * 3), "time", ["2024-01-01 10:00"] * 3),
        (pd.to_timedelta([1, 2, 3], unit="min"), "number", [60, 120, 180]),
        (np.array([2**53 + 1, 5, 2**60]), "text", [str(2**53 + 1), "5", str(2**60)]),
        (np.array([1, np.inf, 1e308]), "number", [1, None, 1e308]),
        (["2024-01-01", "2024-01-02", None], "time", ["2024-01-01", "2024-01-02", None]),
        (["1", "2.5", "NA"], "number", [1, 2.5, None]),
    ],
)
def test_types_of_pandas(values, kind, expected):
    table = read(pd.DataFrame({"v": values}))
    assert table["v"].kind == kind
    assert cells(table, "v") == expected


def test_objects_of_mixed_types_have_misfits():
    values = [*range(50), "broken"]
    column = read(pd.DataFrame({"v": pd.Series(values, dtype=object)}))["v"]
    assert column.kind == "number"
    assert column.misfit_rows.tolist() == [50]
    assert column.misfit_texts.tolist() == ["broken"]


def test_nested_values_of_polars_are_text():
    table = read(pl.DataFrame({"l": [[1, 2], None], "s": [{"a": 1}, {"a": 2}]}))
    assert table["l"].kind == table["s"].kind == "text"
    assert table["l"].missing.tolist() == [False, True]


def test_times_with_a_zone_keep_their_clock_in_polars():
    times = pl.Series("t", [dt.datetime(2024, 1, 1, 10)]).dt.replace_time_zone("Asia/Tokyo")
    assert cells(read(pl.DataFrame({"t": times})), "t") == ["2024-01-01 10:00"]


def test_numpy_in_two_dimensions_and_structured():
    table = read(np.array([[1, 2], [3, np.nan]]))
    assert table.names == ("column_1", "column_2")
    assert cells(table, "column_2") == [2, None]
    record = np.array([(1, "x")], dtype=[("n", "i8"), ("s", "U3")])
    assert cells(read(record), "s") == ["x"]


def test_repeated_names_are_numbered():
    table = read(pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]))
    assert table.names == ("a", "a_2")
    assert cells(table, "a_2") == [2, 4]
    assert table.notes


def test_a_condition_on_arrays():
    table = read(
        {"amount": np.arange(5), "who": list("ababa")}, where="amount > 1 AND who='a'"
    )
    assert table.row_numbers.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"a": np.array([1j])}, "complex"),
        ({"a": [1, 2], "b": [1]}, "unequal length"),
        ({}, "no columns"),
        (pd.DataFrame({"a": []}), "no rows"),
        (pd.DataFrame(), "no columns"),
        (pl.DataFrame({"a": []}), "no rows"),
        (
            pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])),
            "MultiIndex",
        ),
        (np.zeros((2, 2, 2)), "dimensions"),
        (42, "not a table"),
    ],
)
def test_what_is_no_table_is_refused(data, message):
    with pytest.raises(InvalidInput, match=message):
        read(data)
