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
        "an Excel workbook",
    ),
    "web page": ("t.csv", "<!DOCTYPE html>\n<html></html>\n", "a web page (HTML)"),
    "XML": ("t.csv", "<?xml version='1.0'?>\n<a/>\n", "an XML document"),
    "UTF-16": ("t.csv", GOOD.encode("utf-16"), "iconv -f UTF-16 -t UTF-8 t.csv"),
    "UTF-16, no mark": ("t.csv", GOOD.encode("utf-16-le"), "iconv -f UTF-16LE"),
    "UTF-32": ("t.csv", GOOD.encode("utf-32"), "iconv -f UTF-32"),
    "Latin-1": (
        "t.csv",
        ("x,y\n" + "caf\xe9,1\n" * 99).encode("latin-1"),
        "line 2, byte 4",
    ),
    "Latin-1, late": (
        "t.csv",
        ("x,y\n" + "cafe,1\n" * 50_000 + "caf\xe9,1\n").encode("latin-1"),
        "line 50002, byte 4",
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


def test_a_folder_is_answered_with_the_tables_in_it(vedette, write, tmp_path):
    (tmp_path / "folder").mkdir()
    write("folder/orders.csv", GOOD)
    ended = vedette("scan", "folder")
    assert ended.code == 3
    assert "folder is a folder" in ended.err
    assert "orders.csv" in ended.err


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
