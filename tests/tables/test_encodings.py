"""Text that is no UTF-8: told by its bytes or by the user, and always said."""

import numpy as np
import pytest

from vedette.core.errors import InvalidInput, InvalidParameter
from vedette.tables import encodings
from vedette.tables.reading import read

WORDS = "name,n\n" + "Müller,1\nBjörk,2\nDvořák,3\nГород,4\n東京,5\n"
WEST = "name,n\n" + "Müller,1\nSmith,2\nBjörk,3\nla cité,4\n5 €,5\nMcCoy’s,6\n"


@pytest.fixture
def file(tmp_path):
    def write(content, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def names_in(table):
    return table["name"].texts().tolist()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_read_with_a_mark_and_where_it_is_unmistakable(file, encoding):
    text = "name,n\n" + "Müller,1\nBjörk,2\n" * 40
    table = read(file(text.encode(encoding)))
    assert names_in(table)[:2] == ["Müller", "Björk"]
    assert bool(table.notes) == (encoding in ("utf-16-le", "utf-16-be"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_script_survives(file, encoding):
    table = read(file(WORDS.encode(encoding)))
    assert names_in(table) == ["Müller", "Björk", "Dvořák", "Город", "東京"]
    assert table.names == ("name", "n")


def test_windows_1252_is_assumed_and_said_with_the_first_word(file):
    table = read(file(WEST.encode("cp1252")))
    assert names_in(table) == ["Müller", "Smith", "Björk", "la cité", "5 €", "McCoy’s"]
    (note,) = table.notes
    assert note.startswith("read as Windows-1252: 5 bytes are no UTF-8, first in line 2: ")
    assert "'Müller'" in note
    assert "--encoding" in note


def test_a_late_byte_is_found_and_its_line_is_right(file):
    text = WEST.encode("ascii", "ignore") + b"x,1\n" * 700_000 + "é,1\n".encode("latin-1")
    table = read(file(text))
    assert table.rows == 700_007
    assert "first in line 700,008: 'é'" in table.notes[0]


def test_json_lines_in_latin_1_are_read_too(file):
    text = '{"name": "Müller"}\n{"name": "Ødegård"}\n'.encode("latin-1")
    assert names_in(read(file(text, "t.jsonl"))) == ["Müller", "Ødegård"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Город,1\nМосква,2\n", "cp1251"),
        ("Город,1\nМосква,2\n", "koi8-r"),
        ("東京,1\n大阪,2\n", "shift-jis"),
        ("北京,1\n上海,2\n", "gb18030"),
        ("서울,1\n부산,2\n", "euc-kr"),
        ("Αθήνα,1\nΠάτρα,2\n", "cp1253"),
        ("Pawełek,1\nŁódź,2\nświęto,3\nŻółw,4\n", "cp1250"),
        ("Müller,1\nécole,2\nBjörk,3\n", "cp850"),
    ],
)
def test_what_is_not_plausibly_windows_1252_is_refused_and_read_when_named(
    file, text, encoding
):
    path = file(("name,n\n" + text * 50).encode(encoding))
    with pytest.raises(InvalidInput, match=r"(?s)not UTF-8.*--encoding"):
        read(path)
    table = read(path, encoding=encoding)
    assert names_in(table)[0] == text.partition(",")[0]
    assert table.notes == ()


def test_utf_8_with_one_bad_byte_is_damaged_not_windows_1252(file):
    text = ("name,n\n" + "Müller,1\n" * 99).encode() + b"M\xfcller,1\n"
    with pytest.raises(InvalidInput, match=r"(?s)line 101, byte 2 .*damaged, or two files"):
        read(file(text))


def test_a_named_encoding_that_is_wrong_is_refused_with_the_line(file):
    path = file(b"a,b\n" + b"1,2\n" * 500_000 + b"\x81,2\n")
    with pytest.raises(InvalidInput, match="is not CP1252: line 500,002 has byte 0x81"):
        read(path, encoding="windows-1252")
    with pytest.raises(InvalidInput, match="is not UTF-8: line 500002, byte 1"):
        read(path, encoding="utf8")
    with pytest.raises(InvalidInput, match="ends in the middle of a character"):
        read(file("a,b\n1,2\n".encode("utf-16")[:-1]))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("latn-1", "did you mean 'latin-1'"),
        ("windows1252x", "did you mean 'windows-1252'"),
        ("rot13", "no encoding"),
        ("zlib", "no encoding"),
        ("", "for example: utf-8"),
        ("x\0y", "no encoding"),
    ],
)
def test_an_unknown_encoding_is_answered_with_the_nearest(file, asked, said):
    with pytest.raises(InvalidParameter, match=said):
        read(file(b"a\n1\n"), encoding=asked)


def test_what_is_no_text_has_no_encoding(file, tmp_path):
    import duckdb

    path = tmp_path / "t.parquet"
    duckdb.sql("SELECT 1 AS a").write_parquet(str(path))
    with pytest.raises(InvalidParameter, match="is no text"):
        read(path, encoding="latin-1")
    with pytest.raises(InvalidParameter, match="in memory"):
        read({"a": [1.0]}, encoding="latin-1")


def test_characters_cut_by_a_block_are_whole(file, monkeypatch):
    monkeypatch.setattr(encodings, "BLOCK", 7)
    for encoding in ("utf-8", "utf-16", "utf-32"):
        assert names_in(read(file(WORDS.encode(encoding))))[-1] == "東京"
    monkeypatch.setattr(encodings, "BLOCK", 1 << 10)
    assert names_in(read(file(WEST.encode("cp1252"))))[0] == "Müller"


def test_every_cut_of_utf_16_is_read_or_refused_by_name(file):
    whole = "name,n\nMüller,1\nBjörk,2\n".encode("utf-16")
    for end in range(len(whole)):
        try:
            read(file(whole[:end]))
        except InvalidInput as error:
            assert "t.csv" in str(error)  # noqa: PT017  some are tables


def test_random_bytes_are_never_taken_for_a_table_in_silence(file):
    rng = np.random.default_rng(1)
    for _ in range(60):
        raw = b"a,b\n" + bytes(rng.integers(1, 256, size=300, dtype=np.uint8))
        try:
            table = read(file(raw))
        except InvalidInput:
            continue
        assert table.notes
