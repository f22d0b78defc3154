"""Files that are no tables: refused with what is wrong, where, and what to do."""

import gzip
import io
import zipfile

import duckdb
import pytest

from vedette.core.errors import InvalidInput
from vedette.tables.reading import read


@pytest.fixture
def file(tmp_path):
    def write(content, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def zipped(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return out.getvalue()


WORSE = "a,b\n" + "1,2\n" * 5000

BAD = {
    "empty": (b"", "t.csv", "is empty"),
    "only blanks": (b"\xef\xbb\xbf \n", "t.csv", "is empty"),
    "header only": (b"a,b\n", "t.csv", "no rows"),
    "a row too short": ("a,b\n1,2\n3\n", "t.csv", "line 3 has 1 field, expected 2"),
    "a row too long": (WORSE + "1,2,3\n", "t.csv", "line 5002 has 3 fields, expected 2"),
    "after a quoted line end": ('a,b\n"x\ny",2\n1,2,3\n', "t.csv", "line 4 has 3 fields"),
    "png": (b"\x89PNG\r\n\x1a\n\0\0", "t.csv", "PNG picture"),
    "elf": (b"\x7fELF\x02\x01\x01\0\0", "t.csv", "program"),
    "zip of many": (zipped("a.csv", "b.csv"), "t.zip", "2 files in it: a.csv, b.csv"),
    "zip of none": (zipped(), "t.zip", "damaged zip|not a table|not text"),
    "zip cut short": (zipped("a.csv")[:-9], "t.zip", "damaged zip archive"),
    "xlsx": (zipped("[Content_Types].xml"), "t.xlsx", "damaged Excel workbook"),
    "docx": (zipped("[Content_Types].xml", "word/a"), "t.docx", "Office document"),
    "old xls": (b"\xd0\xcf\x11\xe0" + bytes(99), "t.xls", "(?s)old Excel.*as .xlsx"),
    "arrow by its head": (b"ARROW1\0\0" + b"x" * 99, "t.arrow", "cannot be read as Arrow"),
    "packed twice": (gzip.compress(gzip.compress(b"a")), "t.csv.gz", "packed twice"),
    "nul": (b"a,b\n1,2\n3,\x004\n", "t.csv", "NUL"),
    "nul, late": (WORSE.encode() + b"3,\x004\n", "t.csv", "line 5002, byte 3 .*NUL"),
    "gz cut short": (gzip.compress(WORSE.encode())[:-20], "t.csv.gz", "cut short"),
    "gz damaged": (b"\x1f\x8b\x08\x00aaaaaaaaaaaaaa", "t.csv.gz", "damaged|cut short"),
    "json broken": ('{"a": 1}\n{"a": \n', "t.jsonl", "line 2, column"),
    "json scalar": ('{"a": 1}\n3\n', "t.jsonl", "not a JSON object|not an object"),
    "json array broken": ('[{"a": 1}, {"a": 2\n', "t.json", "not JSON"),
    "json empty array": ("[]", "t.json", "no rows"),
    "parquet by its head": (b"PAR1" + b"x" * 100, "t.parquet", "cut short"),
    "parquet of nonsense": (b"PAR1" + b"x" * 100 + b"PAR1", "t.parquet", "cannot be read"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_by_what_is_wrong_with_it(file, case):
    content, name, message = BAD[case]
    with pytest.raises(InvalidInput, match=message):
        read(file(content, name))


def test_a_parquet_file_cut_short_is_refused(tmp_path):
    path = tmp_path / "t.parquet"
    duckdb.execute(
        f"COPY (SELECT range AS a FROM range(1000)) TO '{path}' (FORMAT parquet)"
    )
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(InvalidInput, match="cut short"):
        read(path)


def test_a_missing_file_names_the_nearest(file, tmp_path):
    file("a,b\n1,2\n", "orders.csv")
    with pytest.raises(InvalidInput, match=r"(?s)no file .*did you mean .*orders\.csv"):
        read(tmp_path / "order.csv")
    with pytest.raises(InvalidInput, match=r"(?s)tables in .*orders\.csv"):
        read(str(tmp_path / "zzzzzz"))
    with pytest.raises(InvalidInput, match="no folder"):
        read(tmp_path / "nowhere" / "orders.csv")


def test_duplicate_keys_and_mixed_types_in_json_are_read(file):
    rows = '{"a": 1, "a": 2, "b": 1}\n' + '{"a": 3, "b": 2}\n' * 40 + '{"a": 4, "b": "x"}\n'
    table = read(file(rows, "t.jsonl"))
    assert table.names == ("a", "b")
    assert table["a"].values[0] in (1, 2)
    assert table["b"].misfit_texts.tolist() == ["x"]


@pytest.mark.parametrize("name", ["it's.csv", 'quo"te.csv', "*.csv", "[a].csv", "t?.csv"])
def test_a_file_with_an_odd_name_is_read(file, name):
    file("c,d\n9,9\n", "tx.csv")
    table = read(file("a,b\n1,2\n", name))
    assert table.names == ("a", "b")
    assert table.rows == 1
