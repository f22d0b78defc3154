"""Excel workbooks: one sheet as a table, made by another library or by hand."""

import datetime
import io
import re
import zipfile

import numpy as np
import openpyxl
import pytest

from vedette.core.errors import InvalidInput, UnknownName
from vedette.tables import workbook
from vedette.tables.reading import read


def saved(path, *sheets, merge=()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for k, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{k}")
        for row in rows:
            sheet.append(row)
        for cells in merge:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def changed(path, member, old, new):
    """The workbook with something exchanged in one of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            text = source.read(info)
            if info.filename == member:
                assert re.search(old, text)
                text = re.sub(old, new, text)
            target.writestr(info.filename, text, zipfile.ZIP_DEFLATED)
    path.write_bytes(out.getvalue())
    return path


SHEET = "xl/worksheets/sheet1.xml"
ROWS = [
    ["n", "when", "yes", "code", "text"],
    [1, datetime.datetime(2024, 1, 2, 3, 4, 5), True, "00123", 'é, "x"'],
    [2.5, datetime.datetime(2024, 1, 3), False, "00124", None],
    [1e-7, datetime.date(2024, 1, 4), True, "00125", "a\nb"],
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "t.xlsx"


def test_numbers_times_flags_codes_and_texts_are_what_they_are(path):
    table = read(saved(path, ROWS))
    assert table.names == ("n", "when", "yes", "code", "text")
    assert [c.kind for c in table] == ["number", "time", "flag", "text", "text"]
    assert table["n"].values.tolist() == [1, 2.5, 1e-7]
    assert table["when"].cell(0) == "2024-01-02 03:04:05"
    assert table["text"].texts().tolist() == ['é, "x"', None, "a\nb"]
    assert (table.source.format, table.notes) == ("Excel", ())
    assert table.source.size_bytes == path.stat().st_size


def test_the_first_sheet_is_read_unless_another_is_named(path, tmp_path):
    saved(path, [["a"], [1]], [["b"], [2]])
    table = read(path)
    assert table.names == ("a",)
    assert (
        "sheet 'Sheet1' is read, the first of 2; another: t.xlsx#Sheet2" in table.notes[0]
    )
    assert read(f"{path}#Sheet2").names == ("b",)
    with pytest.raises(UnknownName, match="did you mean 'Sheet2'"):
        read(f"{path}#Sheet3x2")
    odd = saved(tmp_path / "t.xlsx#Sheet2", [["c"], [3]])
    assert read(odd).names == ("c",)


def test_what_stands_above_the_header_is_left_out_and_said(path):
    rows = [[], ["Report of 2024"], [], ["a", "b", "c"], [1, 2, 3]]
    table = read(saved(path, rows))
    assert table.names == ("a", "b", "c")
    assert table.rows == 1
    assert table.notes == ("3 rows above the header left out: 'Report of 2024'",)


def test_a_header_with_merged_cells_is_said(path):
    rows = [["id", "sales", None], [1, 2, 3], [2, 3, 4]]
    table = read(saved(path, rows, merge=["B1:C1"]))
    assert table.names == ("id", "sales", "column_3")
    assert "merged cells: 1 column has no name there" in table.notes[0]


def test_years_and_times_are_names_of_columns(path):
    when = datetime.datetime(2024, 5, 1)
    table = read(saved(path, [["x", 2023, 2024.0, when], [1, 2, 3, 4]]))
    assert table.names == ("x", "2023", "2024", "2024-05-01")


def test_formulas_have_their_kept_values_and_errors_are_missing_and_counted(path):
    saved(path, [["a", "b"], [1, 111], [2, 222], [3, 333]])
    changed(
        path,
        SHEET,
        rb"<c r=\"B2\"[^/]*?><v>111</v></c>",
        b'<c r="B2"><f>A2*7</f><v>7</v></c>',
    )
    changed(
        path,
        SHEET,
        rb"<c r=\"B3\"[^/]*?><v>222</v></c>",
        b'<c r="B3" t="e"><v>#DIV/0!</v></c>',
    )
    table = read(path)
    assert table["b"].missing.tolist() == [False, True, False]
    assert table["b"].values[[0, 2]].tolist() == [7, 333]
    assert table.notes == (
        "1 cell holds an error of Excel (such as #DIV/0!): taken as missing",
    )


def test_gaps_inside_stay_rows_and_trailing_ones_go(path):
    table = read(saved(path, [["a", "b"], [1, 2], [], [3, 4], [None, None], ["", ""]]))
    assert table.rows == 3
    assert table["a"].missing.tolist() == [False, True, False]


def test_one_cell_in_a_far_corner_is_refused_before_it_fills_memory(path):
    saved(path, [["a", "b"], [1, 2]])
    changed(
        path,
        SHEET,
        rb"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
    )
    with pytest.raises(InvalidInput, match="some lie far from the table"):
        read(path)


def test_a_workbook_that_unpacks_to_too_much_is_refused(path, monkeypatch):
    saved(path, [["a"], *[[1]] * 5_000])
    monkeypatch.setattr(workbook, "UNPACKED_BYTES", 10_000)
    with pytest.raises(InvalidInput, match="the limit is 10,000"):
        read(path)


def test_declared_entities_are_refused(path):
    saved(path, [["a"], [1]])
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]><workbook '
    changed(path, "xl/workbook.xml", rb"<workbook ", bomb)
    with pytest.raises(InvalidInput, match="declares entities"):
        read(path)


def test_every_cut_and_many_damages_are_refused_or_read(path):
    whole = saved(path, ROWS * 3).read_bytes()
    rng = np.random.default_rng(0)
    for end in range(0, len(whole), 397):
        path.write_bytes(whole[:end])
        with pytest.raises(InvalidInput):
            read(path)
    for _ in range(80):
        bad = bytearray(whole)
        at = int(rng.integers(4, len(bad) - 8))
        bad[at : at + 8] = rng.bytes(8)
        path.write_bytes(bytes(bad))
        try:
            read(path)
        except InvalidInput as error:
            assert "t.xlsx" in str(error)  # noqa: PT017  some are tables


def test_workbooks_of_a_folder_are_one_table(tmp_path):
    saved(tmp_path / "1.xlsx", [["a"], [1]], [["z"], [9]])
    saved(tmp_path / "2.xlsx", [["a"], [2]], [["z"], [8]])
    (tmp_path / "~$1.xlsx").write_bytes(b"lock")
    assert read(f"{tmp_path}/*.xlsx#Sheet2")["z"].values.tolist() == [9, 8]
    table = read(tmp_path)
    assert table["a"].values.tolist() == [1, 2]
    assert table.source.format == "2 Excel files"


def test_a_sheet_of_a_file_that_is_no_workbook_and_an_empty_one_are_refused(path):
    path.write_text("a,b\n1,2\n")
    with pytest.raises(InvalidInput, match="is no workbook"):
        read(f"{path}#Sheet1")
    with pytest.raises(InvalidInput, match="is empty"):
        read(saved(path, []))
