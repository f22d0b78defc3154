"""Values that a user says stand for missing, in files and in memory."""

import numpy as np
import pandas as pd
import pytest

from vedette.tables.reading import read

TEXT = "a,b,c,d\n1.5,x,007,2024-01-01\n-999.0,none,999,1900-01-01\n-999,y,010,2024-01-03\n"


@pytest.fixture(params=["csv", "jsonl", "parquet", "folder", "pandas", "arrow", "columns"])
def data(request, tmp_path):
    """The same table in every form: a number, a text, a code and a time."""
    frame = pd.DataFrame(
        {
            "a": [1.5, -999.0, -999.0],
            "b": ["x", "none", "y"],
            "c": ["007", "999", "010"],
            "d": pd.to_datetime(["2024-01-01", "1900-01-01", "2024-01-03"]),
        }
    )
    path = tmp_path / f"t.{request.param}"
    match request.param:
        case "csv":
            path.write_text(TEXT)
        case "folder":
            path.mkdir()
            (path / "1.csv").write_text(TEXT)
        case "jsonl":
            frame.assign(d=frame.d.astype(str)).to_json(path, orient="records", lines=True)
        case "parquet":
            frame.to_parquet(path)
        case "arrow":
            frame.to_feather(path)
        case "columns":
            return {name: frame[name].to_numpy() for name in frame}
        case _:
            return frame
    return path


def gaps(table):
    return {c.name: np.flatnonzero(c.missing).tolist() for c in table if c.missing.any()}


def test_values_are_missing_in_every_column_and_form(data):
    table = read(data, na=["-999", "none", "1900-01-01"])
    assert gaps(table) == {"a": [1, 2], "b": [1], "d": [1]}
    assert "none" not in table["b"].levels
    assert table.notes == ()
    assert gaps(read(data)) == {}


def test_numbers_compare_as_numbers_but_codes_as_texts(data):
    assert gaps(read(data, na=["-9.99e2"])) == {"a": [1, 2]}
    assert gaps(read(data, na=[-999])) == {"a": [1, 2]}
    assert gaps(read(data, na=["7"])) == {}
    assert gaps(read(data, na=["007"])) == {"c": [0]}


def test_a_value_may_be_about_one_column(data):
    assert gaps(read(data, na=["b=none", "c=none"])) == {"b": [1]}
    assert gaps(read(data, na=["c=999"])) == {"c": [1]}


def test_a_value_that_never_occurs_is_said(data):
    notes = read(data, na=["-998", "aa=1", "b=none", "NA"]).notes
    assert notes == (
        "'-998' was to stand for missing, but never occurs",
        "'aa=1' was to stand for missing, but never occurs",
    )


def test_a_column_that_is_numbers_without_them_is_numbers(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a\n" + "1\nlost\n" * 50)
    assert read(path)["a"].kind == "text"
    column = read(path, na=["lost"])["a"]
    assert (column.kind, len(column.misfit_rows)) == ("number", 0)
    frame = pd.DataFrame({"a": ["1", "lost"] * 50})
    assert read(frame, na=["lost"])["a"].kind == "number"


def test_written_numbers_and_names_with_an_equals_sign_are_understood(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a=b,c\n"$1,000.50",x\n"$-999.00",a=b=c\n"$2,000.50",y\n')
    table = read(path, na=["a=b=-999"])
    assert gaps(table) == {"a=b": [1]}
    assert gaps(read(path, na=["c=a=b=c"])) == {"c": [1]}


def test_zero_is_no_word_for_no(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("yes\n" + "true\nfalse\n" * 9)
    assert gaps(read(path, na=["0"])) == {}
    assert gaps(read(path, na=["false"])) == {"yes": list(range(1, 18, 2))}


def test_sentinels_that_were_named_are_no_fact():
    import vedette

    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(50, 5, 400), "b": rng.normal(50, 5, 400)})
    frame.loc[:20, "a"] = -999
    assert [f.fact for f in vedette.scan(frame).facts].count("sentinel") == 1
    assert not [f for f in vedette.scan(frame, na=[-999]).facts if f.fact == "sentinel"]


@pytest.mark.parametrize("na", ["-999", -999, {"a": 1}, [None], [["x"]], [True]])
def test_what_is_no_list_of_values_is_refused(na):
    import vedette

    with pytest.raises(vedette.VedetteError, match="na "):
        vedette.scan({"a": [1.0, 2.0]}, na=na)
