"""Reading files: what stands in them comes out, in their order, and nothing else."""

import gzip
import io
import json
import sys

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naive.reading import columns as slowly
from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName
from vedette.tables.reading import read


@pytest.fixture
def file(tmp_path):
    def write(content, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def cells(table, name):
    return [table[name].cell(row) for row in range(table.rows)]


MANY = 40  # enough rows that one odd value is below 5 %, and 2 % is no row


def lines(header, *rows, times=MANY):
    return header + "\n" + "\n".join(rows * times) + "\n"


def test_a_plain_file_is_read_with_its_kinds(file):
    table = read(file("id,when,ok,who\n1,2024-01-01,yes,Ann\n2.5,2024-01-02 10:30,no,\n"))
    assert [c.kind for c in table] == ["number", "time", "flag", "text"]
    assert cells(table, "id") == [1, 2.5]
    assert cells(table, "when") == ["2024-01-01", "2024-01-02 10:30"]
    assert cells(table, "ok") == [True, False]
    assert cells(table, "who") == ["Ann", None]
    assert table.source.format == "CSV"
    assert table.source.size_bytes == 61


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_usual_delimiter_line_end_and_mark(file, delimiter, end, mark):
    rows = [["name", "n"], ['"a, b; c\nd"', "1"], ['"say ""x"""', "2"], ["ü", "3"]]
    table = read(file(mark + end.join(delimiter.join(row) for row in rows) + end))
    assert table.names == ("name", "n")
    assert cells(table, "name") == ["a, b; c\nd", 'say "x"', "ü"]
    assert cells(table, "n") == [1, 2, 3]


def test_a_packed_file_is_unpacked(file):
    assert cells(read(file(gzip.compress(b"a,b\n1,2\n3,4\n"), "t.csv.gz")), "a") == [1, 3]


def test_standard_input_is_read(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b"a,b\n1,2\n")

    monkeypatch.setattr(sys, "stdin", Stdin)
    table = read("-")
    assert cells(table, "b") == [2]
    assert table.source.name == "standard input"


def test_a_file_without_header_gets_names(file):
    table = read(file("1,x,2024-01-01\n2,y,2024-01-02\n3,z,2024-01-03\n"))
    assert table.names == ("column_1", "column_2", "column_3")
    assert table.rows == 3


def test_years_in_the_first_line_are_names(file):
    table = read(file("country,1990,1991,1992\nA,1,2,3\nB,4,5,6\n"))
    assert table.names == ("country", "1990", "1991", "1992")


def test_a_repeated_name_is_numbered_and_said(file):
    table = read(file("a,a,a_2,\n1,2,3,4\n5,6,7,8\n"))
    assert table.names == ("a", "a_3", "a_2", "column_4")
    assert cells(table, "a_3") == [2, 6]
    assert cells(table, "a_2") == [3, 7]
    assert len(table.notes) == 1
    assert "'a'" in table.notes[0]
    assert "'a_3'" in table.notes[0]


def test_what_is_no_number_among_numbers_is_a_misfit(file):
    rows = [str(k) for k in range(100)]
    rows[17], rows[40], rows[41] = "broken", "inf", "1e308"
    column = read(file("v,w\n" + "".join(f"{r},x\n" for r in rows)))["v"]
    assert column.kind == "number"
    assert column.misfit_rows.tolist() == [17, 40]
    assert column.misfit_texts.tolist() == ["broken", "inf"]
    assert np.flatnonzero(column.missing).tolist() == [17, 40]
    assert column.values[41] == 1e308


def test_a_column_of_five_numbers_in_six_is_text(file):
    column = read(file("v,w\n1,x\n2,x\n3,x\n4,x\n5,x\nsix,x\n"))["v"]
    assert column.kind == "text"
    assert column.levels.tolist() == ["1", "2", "3", "4", "5", "six"]


@pytest.mark.parametrize(
    "marker", ["", "NA", "N/A", "n/a", "NaN", "null", "None", "-", "?"]
)
def test_markers_are_missing(file, marker):
    table = read(
        file(f"v,w,x\n1,a,2024-01-01\n{marker},{marker},{marker}\n3,b,2024-01-03\n")
    )
    for name in table.names:
        assert table[name].missing.tolist() == [False, True, False]
        assert len(table[name].misfit_rows) == 0


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (['"1,234.5"', "12", '"1,000,000"'], [1234.5, 12, 1e6]),
        (["$5.00", '"$1,200.50"', "$7"], [5, 1200.5, 7]),
        (["12 %", "3.5%", "-4%"], [12, 3.5, -4]),
        (["€ 5", "-€ 6", "€7"], [5, -6, 7]),
        (["1e3", "-2.5E-1", "+7"], [1000, -0.25, 7]),
    ],
)
def test_numbers_as_people_write_them(file, texts, numbers):
    table = read(file("v,w\n" + "".join(f"{text},x\n" for text in texts)))
    assert table["v"].kind == "number"
    assert cells(table, "v") == numbers


def test_a_few_thousands_separators_among_plain_numbers_are_numbers_too(file):
    column = read(file(lines("v,w", *["12,x"] * 39, '"1,200",x')))["v"]
    assert len(column.misfit_rows) == 0
    assert column.values[39] == 1200


def test_a_decimal_comma_beside_semicolons(file):
    table = read(file("v;w\n1,5;1.234,50\n2,25;7\n3;-8,5\n1,234;9\n"))
    assert cells(table, "v") == [1.5, 2.25, 3, 1.234]
    assert cells(table, "w") == [1234.5, 7, -8.5, 9]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["00123", "00124", "10000"], "text"),  # a code
        (["12345678901234567", "12345678901234568"], "text"),  # too long for a float
        (["1_000", "1_001"], "text"),
        (["0x1F", "0x20"], "text"),
        (["0.5", "0.25", "0"], "number"),
        (["0", "1", "1"], "number"),
        (["Y", "N", "N"], "flag"),
        (["True", "FALSE", "true"], "flag"),
        (["y", "n", "m"], "text"),
        (["epoch", "infinity"], "text"),
    ],
)
def test_kinds_that_are_easily_mistaken(file, texts, kind):
    column = read(file("v,w\n" + "".join(f"{text},x\n" for text in texts)))["v"]
    assert column.kind == kind
    if kind == "text":
        assert column.levels.tolist() == texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01T10:00:00Z", "2024-03-01 10:00"),
        ("2024-03-01 10:00:00+05:30", "2024-03-01 10:00"),  # the clock on the wall
        ("2024-03-01 10:00:00.25", "2024-03-01 10:00:00.250000"),
        ("2024/3/1", "2024-03-01"),
        ("2024/03/01 7:05", "2024-03-01 07:05"),
        ("Mar 1 2024", "2024-03-01"),
        ("March 1, 2024", "2024-03-01"),
        ("1-Mar-2024", "2024-03-01"),
        ("1.3.2024", "2024-03-01"),
        ("01.03.2024 23:59:01", "2024-03-01 23:59:01"),
        ("3/1/2024", "2024-03-01"),
        ("3/1/2024 11:05 PM", "2024-03-01 23:05"),
        ("2024-03", "2024-03-01"),
    ],
)
def test_times_as_people_write_them(file, text, expected):
    table = read(file(f"v;w\n{text};1\n{text};2\n"))
    assert table["v"].kind == "time"
    assert cells(table, "v") == [expected] * 2


def test_days_above_twelve_tell_day_first(file):
    assert cells(read(file("v,w\n1/3/2024,1\n31/3/2024,1\n")), "v")[0] == "2024-03-01"


def test_a_wrong_date_among_dates_is_a_misfit(file):
    rows = ["2024-01-01,x"] * 99 + ["2024-02-31,x"]
    column = read(file("v,w\n" + "\n".join(rows)))["v"]
    assert column.kind == "time"
    assert column.misfit_texts.tolist() == ["2024-02-31"]
    assert column.misfit_rows.tolist() == [99]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(allow_nan=False, allow_infinity=False, width=32),
            st.text(alphabet='ab ",\nü', min_size=0, max_size=5),
        ),
        min_size=2,
        max_size=20,
    )
)
def test_reading_agrees_with_the_slow_twin(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("twin") / "t.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([("v", "w"), *((repr(v), w) for v, w in rows)])
    table = read(path)
    slow = slowly(path.read_bytes().decode())
    assert cells(table, "v") == slow["v"]
    # A column without any value is a number to one and text to the other: missing to both.
    assert cells(table, "w") == slow["w"]


def test_levels_come_in_order_of_first_appearance(file):
    column = read(file("v,w\nb,1\na,2\nb,3\n,4\nc,5\n"))["v"]
    assert column.levels.tolist() == ["b", "a", "c"]
    assert column.values.tolist() == [0, 1, 0, -1, 2]


def test_the_rows_of_a_long_file_keep_their_order(file):
    n = 300_000
    table = read(file("k,t\n" + "\n".join(f"{k},r{k % 7}" for k in range(n))))
    assert np.array_equal(table["k"].values, np.arange(n))
    assert np.array_equal(table["t"].values, np.arange(n) % 7)


def test_five_thousand_columns(file):
    names = [f"c{k}" for k in range(5000)]
    row = ",".join(str(k) for k in range(5000))
    table = read(file(",".join(names) + f"\n{row}\n{row}\n"))
    assert table.names == tuple(names)
    assert table["c4999"].values.tolist() == [4999, 4999]


def test_a_cell_of_ten_megabytes(file):
    table = read(file("a,b\n1," + "x" * 10_000_000 + "\n2,y\n"))
    assert [len(level) for level in table["b"].levels] == [10_000_000, 1]


def test_chosen_columns_and_mistyped_ones(file):
    path = file("amount,day,who\n1,2,3\n4,5,6\n")
    assert read(path, select=["who", "amount"]).names == ("amount", "who")
    assert read(path, ignore=["day"]).names == ("amount", "who")
    with pytest.raises(UnknownName, match="did you mean 'amount'"):
        read(path, select=["amuont"])


def test_a_condition_keeps_row_numbers_and_their_misfits(file):
    rows = [f"{k},{'a' if k % 2 else 'b'}" for k in range(100)]
    rows[51] = "broken,a"
    table = read(file("v,w\n" + "\n".join(rows)), where="w = 'a' AND (v > 49 OR v IS NULL)")
    assert table.row_numbers.tolist() == list(range(51, 100, 2))
    assert table["w"].levels.tolist() == ["a"]
    assert table["v"].misfit_rows.tolist() == [0]
    assert table["v"].misfit_texts.tolist() == ["broken"]


def test_a_condition_may_rest_on_a_column_left_out(file):
    table = read(file("a,b\n1,2\n3,4\n"), select=["a"], where="b = 4")
    assert table.names == ("a",)
    assert table["a"].values.tolist() == [3]


@pytest.mark.parametrize(
    "where", ["a >", "a > (SELECT count(*) FROM read_csv('/etc/passwd'))"]
)
def test_a_condition_that_cannot_be_used_is_refused(file, where):
    with pytest.raises(InvalidParameter, match="the condition"):
        read(file("a,b\n1,2\n3,4\n"), where=where)


def test_a_condition_on_a_column_that_is_not_there_tells_the_nearest(file):
    with pytest.raises(UnknownName, match="did you mean 'amount'"):
        read(file("amount,b\n1,2\n3,4\n"), where="amuont > 1")


def test_a_condition_that_no_row_fulfils_is_said(file):
    with pytest.raises(InvalidInput, match="no row"):
        read(file("a,b\n1,2\n3,4\n"), where="a > 100")


def test_parquet_keeps_types(tmp_path):
    path = tmp_path / "t.parquet"
    duckdb.execute(
        "COPY (SELECT 1::INT AS i, 9007199254740993::BIGINT AS long, "
        "1.5::DECIMAL(9,2) AS d, true AS b, DATE '2024-01-31' AS day, "
        "TIMESTAMP '2024-01-01 10:00' AS t, "
        "TIMESTAMPTZ '2024-01-01 10:00+00' AS z, 'x' AS s, '7' AS digits, [1, 2] AS list, "
        "{'a': 1} AS struct, TIME '10:30' AS clock, 'inf'::DOUBLE AS f "
        "UNION ALL SELECT NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, '8', NULL, NULL, "
        f"NULL, 2.0) TO '{path}' (FORMAT parquet)"
    )
    table = read(path)
    assert {c.name: c.kind for c in table} == {
        "i": "number", "long": "text", "d": "number", "b": "flag", "day": "time",
        "t": "time", "z": "time", "s": "text", "digits": "number",
        "list": "text", "struct": "text",
        "clock": "text", "f": "number",
    }  # fmt: skip
    assert cells(table, "long") == ["9007199254740993", "1"]
    assert cells(table, "i") == [1, None]
    assert cells(table, "b") == [True, None]
    assert cells(table, "z") == ["2024-01-01 10:00", None]
    assert cells(table, "list") == ["[1, 2]", None]
    assert table["f"].misfit_texts.tolist() == ["inf"]
    assert table.source.format == "Parquet"
    assert read(path, select=["s"]).names == ("s",)


@pytest.mark.parametrize("style", ["lines", "array", "pretty"])
def test_json_of_either_style(file, style):
    rows = [
        {"a": 1, "b": "x", "t": "2024-01-01"},
        {"b": "y", "a/b~c": {"k": [1]}, "a": None},
        {"a": 2.5, "b": True},
    ]
    text = {
        "lines": "\n".join(json.dumps(row) for row in rows),
        "array": json.dumps(rows),
        "pretty": json.dumps(rows, indent=2),
    }[style]
    table = read(file(text, "t.jsonl" if style == "lines" else "t.json"))
    assert table.names == ("a", "b", "t", "a/b~c")
    assert cells(table, "a") == [1, None, 2.5]
    assert cells(table, "b") == ["x", "y", "true"]
    assert cells(table, "a/b~c") == [None, '{"k":[1]}', None]
    assert "nested" in table.notes[0]


def test_json_lines_are_known_without_their_suffix(file):
    assert cells(read(file('{"a": 1}\n{"a": 2}\n', "data")), "a") == [1, 2]


def test_progress_ends_with_all_rows(file):
    seen = []
    read(file("a,b\n1,2\n3,4\n"), progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2, 2)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_condition_reaches_no_file_not_even_a_temporary_one(tmp_path):
    (tmp_path / "other.csv").write_text("b\n1\n")  # below the machine's temporary folder
    where = f"a IN (SELECT b FROM read_csv('{tmp_path}/other.csv'))"
    with pytest.raises(InvalidParameter, match="Cannot access file"):
        read({"a": [1, 2]}, where=where)
