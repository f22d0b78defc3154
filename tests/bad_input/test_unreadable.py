"""Files that are no table: said with what, where, and the nearest right thing; code 3."""

from __future__ import annotations

import gzip
import os

import duckdb
import pytest

from bad_input.conftest import numbers

GOOD = numbers(200)
PACKED = gzip.compress(numbers(20_000).encode())

REFUSED = {
    "empty": ("t.csv", "", "t.csv is empty"),
    "blank": ("t.csv", "\n\n  \n", "t.csv is empty"),
    "header only": ("t.csv", "a,b,c\n", "has columns but no rows"),
    "header without an end": ("t.csv", "a,b,c", "has columns but no rows"),
    "too few fields": ("t.csv", GOOD + "1,2\n", "line 202 has 2 fields, expected 3"),
    "too many fields": ("t.csv", GOOD + "1,2,3,4\n", "line 202 has 4 fields, expected 3"),
    "open quote": ("t.csv", GOOD + '1,2,"never\n', "line 202"),
    "random bytes": ("t.csv", bytes(range(256)) * 20, "is not text"),
    "picture": ("t.csv", b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG picture"),
    "workbook": (
        "t.xlsx",
        b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml",
        "a damaged Excel workbook",
    ),
    "web page": ("t.csv", "<!DOCTYPE html>\n<html></html>\n", "a web page (HTML)"),
    "XML": ("t.csv", "<?xml version='1.0'?>\n<a/>\n", "an XML document"),
    "UTF-16 cut short": ("t.csv", GOOD.encode("utf-16")[:-1], "middle of a character"),
    "Cyrillic": (
        "t.csv",
        ("x,y\n" + "город,1\n" * 99).encode("cp1251"),
        "name it with --encoding (it could be",
    ),
    "damaged UTF-8": (
        "t.csv",
        ("x,y\n" + "é,1\n" * 99).encode() + b"\xe9,1\n",
        "line 101, byte 1",
    ),
    "NUL": ("t.csv", GOOD + "1,\0,3\n", "NUL"),
    "NUL, late": ("t.csv", GOOD + "1,2,3\n" * 5_000 + "1,\0,3\n", "line 5202, byte 3"),
    "gzip cut short": ("t.csv.gz", PACKED[: len(PACKED) // 2], "cut short"),
    "gzip of nothing": ("t.csv.gz", gzip.compress(b""), "is empty"),
    "gzip damaged": (
        "t.csv.gz",
        PACKED[:500] + b"\xff" * 99 + PACKED[600:],
        "damaged gzip",
    ),
    "short Parquet": ("t.parquet", b"PAR", "is not Parquet"),
    "JSON cut short": ("t.jsonl", '{"a":1}\n{"a":', "line 2, column 6"),
    "JSON of numbers": ("t.json", "[1,2,3]", "row 0 is a JSON number, not an object"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_table_is_refused_and_nothing_is_written(case, vedette, write):
    name, content, said = REFUSED[case]
    write(name, content)
    ended = vedette("scan", name, "-o", "out.csv")
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("vedette: ")
    assert said in ended.err
    assert not os.path.exists(write(name, content).with_name("out.csv"))


def test_a_parquet_file_cut_short_is_refused(vedette, tmp_path, write):
    path = tmp_path / "t.parquet"
    duckdb.sql("SELECT range AS a, random() AS b FROM range(500)").write_parquet(str(path))
    write("t.parquet", path.read_bytes()[:2_000])
    ended = vedette("scan", "t.parquet")
    assert ended.code == 3
    assert "a Parquet file cut short" in ended.err


def test_a_name_in_gz_is_no_promise_that_it_is_packed(vedette, write):
    write("t.csv.gz", GOOD)
    assert vedette("scan", "t.csv.gz").code == 0


def test_a_missing_file_is_answered_with_the_nearest_one(vedette, write):
    write("orders.csv", GOOD)
    ended = vedette("scan", "ordres.csv")
    assert ended.code == 3
    assert "did you mean orders.csv?" in ended.err


def test_a_folder_without_a_table_is_answered_with_what_could_be_read(vedette, tmp_path):
    (tmp_path / "folder").mkdir()
    ended = vedette("scan", "folder")
    assert ended.code == 3
    assert "folder is a folder with no table in it" in ended.err
    assert "CSV, Parquet" in ended.err


def test_many_files_are_one_table_by_a_folder_or_a_pattern(vedette, tmp_path, write):
    (tmp_path / "logs").mkdir()
    for k in (1, 2):
        write(f"logs/{k}.csv", numbers(200, seed=k))
    for name in ("logs", "logs/*.csv"):
        ended = vedette("scan", name)
        assert ended.code == 0
        assert ended.out.startswith("400 rows, 4 columns, 2 CSV files")
    ended = vedette("scan", "logs/1.csv", "logs/2.csv")
    assert ended.code == 2
    assert "a pattern in quotes: 'logs/*'" in ended.err


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("logs/1.csv", "is the table itself"),
        ("logs/new.csv", "would be a part of the table"),
    ],
)
@pytest.mark.parametrize("name", ["logs", "logs/*.csv"])
def test_nothing_is_written_over_or_among_many_files(
    name, output, said, vedette, tmp_path, write
):
    (tmp_path / "logs").mkdir()
    path = write("logs/1.csv", GOOD)
    ended = vedette("scan", name, "-o", output)
    assert ended.code == 2
    assert said in ended.err
    assert os.listdir(tmp_path / "logs") == ["1.csv"]
    assert path.read_text() == GOOD


def test_roles_kept_in_a_folder_of_files_are_found(vedette, tmp_path, write):
    (tmp_path / "logs").mkdir()
    write("logs/1.csv", GOOD)
    write("logs/vedette.toml", '[roles]\na = "ignore"\n')
    for name in ("logs", "logs/*.csv"):
        assert "roles from logs/vedette.toml" in vedette("scan", name).out


def test_temporary_files_are_gone_after_an_error(vedette, tmp_path, write, monkeypatch):
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    write("t.csv.gz", PACKED[: len(PACKED) // 2])
    write("u.csv", GOOD.encode("utf-16") + b"1")
    for name in ("t.csv.gz", "u.csv"):
        assert vedette("scan", name).code == 3
    assert os.listdir(tmp_path / "scratch") == []


def test_values_for_missing_that_begin_with_a_hyphen_can_be_typed_and_copied(
    vedette, write
):
    write("t.csv", GOOD.replace("\n", "\n-999,1,2\n", 1))
    ended = vedette("scan", "t.csv", "--na=-999,-998")
    assert ended.code == 0
    assert "'-998' was to stand for missing, but never" in ended.out
    assert "vedette scan t.csv --na=-999,-998 --json" in ended.out


def test_a_name_that_acts_on_the_terminal_or_is_endless_is_shown_inert(vedette):
    ended = vedette("scan", "a\x1b[31mb.csv")
    assert ended.code == 3
    assert "\x1b" not in ended.err
    ended = vedette("scan", "x" * 5_000)
    assert ended.code == 3
    assert len(ended.err) < 400


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--role", "q=category"], 2, "no column is called 'q'"),
        (["--role", "amuont=category"], 2, "did you mean 'amount'?"),
        (["--role", "amount=categry"], 2, "did you mean 'category'?"),
        (["--role", "amount"], 2, "is not COLUMN=KIND"),
        (["--role", "kind=number"], 2, "200 of 200 values are not numbers, such as 'u'"),
        (["--select", "amuont"], 2, "did you mean 'amount'?"),
        (["--ignore", "amuont"], 2, "did you mean 'amount'?"),
        (["--where", "amuont > 1"], 2, "did you mean 'amount'?"),
        (["--where", "amount >"], 2, "the condition 'amount >' cannot be used"),
        (["--where", "amount > 99"], 3, "no row of t.csv fulfils"),
        (["--fdr", "2"], 2, "fdr is 2"),
        (["--fdr", "nan"], 2, "fdr is nan"),
        (["--budget", "0"], 2, "budget is 0"),
        (["--budget", "1", "--fdr", "0.1"], 2, "exclude each other"),
        (["--config", "nope.toml"], 2, "there is no file 'nope.toml'"),
        (["-o", "t.csv"], 2, "is the table itself"),
        (["--encoding", "latn-1"], 2, "did you mean 'latin-1'?"),
        (["--encoding", "base64"], 2, "no encoding is called 'base64'"),
        (["-o", "nope/out.csv"], 2, "there is no folder"),
    ],
)
def test_an_option_that_cannot_be_used_says_which_and_what_could(
    options, code, said, vedette, write
):
    amounts = numbers(200, "a").split()[1:]
    write(
        "t.csv",
        "amount,kind\n" + "".join(f"{v},{'uv'[i % 2]}\n" for i, v in enumerate(amounts)),
    )
    ended = vedette("scan", "t.csv", *options)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_standard_input_is_read_and_refused_as_a_file_is(vedette):
    assert vedette("scan", "-", stdin=GOOD.encode()).out.startswith("200 rows, 3 columns")
    assert vedette("scan", "-", stdin=gzip.compress(GOOD.encode())).code == 0
    ended = vedette("scan", "-")
    assert ended.code == 3
    assert "standard input is empty" in ended.err
