"""Tables in memory of every kind, and arguments that make no sense."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import vedette
from vedette.core.errors import InvalidParameter


def values():
    """(x, y) of which row 7 does not fit."""
    rng = np.random.default_rng(1)
    x = rng.normal(10, 1, 500)
    y = 2 * x + rng.normal(0, 0.1, 500)
    y[7] += 3
    return x, y


X, Y = values()
ODD = pd.Index([f"i{k}" for k in range(500)], name="odd")
STRUCTURED = np.rec.fromarrays([X, Y], names="x,y").view(np.ndarray)
FRAME = pd.DataFrame({"x": X, "y": Y}, index=ODD)
TABLES = {
    "odd index": (FRAME, pd.DataFrame),
    "one index for all": (FRAME.set_index(np.zeros(500, dtype=int)), pd.DataFrame),
    "one name for all": (FRAME.set_axis(["a", "a"], axis=1), pd.DataFrame),
    "polars": (pl.DataFrame({"x": X, "y": Y}), pl.DataFrame),
    "lazy": (pl.LazyFrame({"x": X, "y": Y}), pl.DataFrame),
    "Arrow": (pa.table({"x": X, "y": Y}), pa.Table),
    "record batch": (pa.RecordBatch.from_pydict({"x": X, "y": Y}), pa.Table),
    "dict": ({"x": X, "y": Y}, dict),
    "matrix": (np.column_stack([X, Y]), np.ndarray),
    "structured": (STRUCTURED, np.ndarray),
}


@pytest.mark.parametrize("kind", TABLES)
def test_findings_come_back_in_the_kind_that_was_given(kind):
    data, expected = TABLES[kind]
    result = vedette.scan(data)
    assert [f.row for f in result.findings] == [7]
    frame = result.to_frame()
    assert isinstance(frame, expected)
    assert np.asarray(frame["row"]).tolist() == [7]
    if isinstance(data, pd.DataFrame):
        assert frame.index.tolist() == [data.index[7]]


@pytest.mark.parametrize(
    "given",
    [
        {"fdr": "x"},
        {"fdr": 0},
        {"fdr": float("nan")},
        {"budget": 2.5},
        {"budget": True},
        {"seed": 1.5},
        {"roles": ["x"]},
        {"roles": {"x": None}},
        {"roles": {"q": "number"}},
        {"select": "x"},
        {"where": 3},
        {"where": "x >"},
    ],
)
def test_an_argument_that_makes_no_sense_is_refused(given):
    with pytest.raises(vedette.VedetteError):
        vedette.scan({"x": X, "y": Y}, **given)


@pytest.mark.parametrize(
    "data", [None, 3, [1], {}, {"x": 1}, {"x": X, "y": Y[:3]}, "a,b\n1,2\n"]
)
def test_what_is_no_table_is_refused(data):
    with pytest.raises(vedette.VedetteError):
        vedette.scan(data)


def test_too_few_rows_are_no_error_in_python():
    result = vedette.scan({"x": X[:40], "y": Y[:40]})
    assert (result.needed, result.findings) == (60, ())
    assert "Too few rows to judge: 40 rows; 60 would do" in str(result)


def test_a_label_that_has_another_role_is_refused():
    table = {"x": X, "odd": np.arange(500) % 7 == 0}
    with pytest.raises(InvalidParameter, match="'odd' is to be the label, and its role"):
        vedette.scan(table, label="odd", roles={"odd": "number"})
