"""Many files as one table: columns by name, rows in the files' order, and what differs."""

import gzip
import os

import duckdb
import pytest

from vedette.core.errors import InvalidInput, UnknownName
from vedette.tables import many
from vedette.tables.places import find, home, would_match
from vedette.tables.reading import read
from vedette.tables.roles import guess_roles


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def parquet(path, query):
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.sql(query).write_parquet(str(path))


def files_in(table):
    return table["file"].texts().tolist()


def test_a_folder_is_one_table_in_natural_order_with_the_file_as_a_column(file, tmp_path):
    for k in (10, 2, 1):
        file(f"logs/day{k}.csv", f"a,b\n{k},x\n{k},y\n")
    file("logs/.hidden.csv", "a,b\n99,z\n")
    file("logs/README.md", "hello")
    table = read(tmp_path / "logs")
    assert table.names == ("a", "b", "file")
    assert table["a"].values.tolist() == [1, 1, 2, 2, 10, 10]
    assert files_in(table)[::2] == ["day1.csv", "day2.csv", "day10.csv"]
    assert table.source.name == str(tmp_path / "logs")
    assert table.source.format == "3 CSV files"
    sizes = [p.stat().st_size for p in (tmp_path / "logs").glob("day*.csv")]
    assert table.source.size_bytes == sum(sizes)
    assert table.notes == ("1 file that is no table by name left out: README.md",)


def test_a_pattern_takes_those_it_matches_also_below(file, tmp_path):
    file("l/a1.csv", "a\n1\n")
    file("l/b1.csv", "a\n2\n")
    file("l/x/a2.csv", "a\n3\n")
    file("l/.git/a3.csv", "a\n4\n")
    (tmp_path / "l" / "loop").symlink_to(tmp_path / "l")
    assert read(f"{tmp_path}/l/a*.csv")["a"].values.tolist() == [1]
    table = read(f"{tmp_path}/l/**/*.csv")
    assert files_in(table) == ["a1.csv", "b1.csv", "x/a2.csv"]
    assert read(f"{tmp_path}/l/[!a]*.csv")["a"].values.tolist() == [2]
    assert read(f"{tmp_path}/l/**").rows == 3
    assert read(f"{tmp_path}/?/a1.csv").rows == 1


def test_a_file_whose_name_is_a_pattern_is_that_file(file, tmp_path):
    file("a1.csv", "a\n1\n")
    file("a[1].csv", "a\n2\n")
    table = read(tmp_path / "a[1].csv")
    assert (table.names, table["a"].values.tolist()) == (("a",), [2])
    file("d[1]/x.csv", "a\n3\n")
    assert read(f"{tmp_path}/d[1]/*.csv")["a"].values.tolist() == [3]


def test_columns_are_matched_by_name_and_what_is_missing_is_said(file, tmp_path):
    file("l/1.csv", "a,b\n1,2\n")
    file("l/2.csv", "b,a\n4,3\n")
    file("l/3.csv", "a,c\n5,6\n")
    table = read(tmp_path / "l")
    assert table.names == ("a", "b", "c", "file")
    assert table["a"].values.tolist() == [1, 3, 5]
    assert table["b"].values.tolist()[:2] == [2, 4]
    assert table["b"].missing.tolist() == [False, False, True]
    assert "b is missing in 1 of 3 files: 3.csv" in table.notes
    assert "c is missing in 2 of 3 files: 1.csv, 2.csv" in table.notes


def test_a_file_that_shares_no_column_is_refused_by_name(file, tmp_path):
    file("l/1.csv", "a,b\n1,2\n")
    file("l/2.csv", "x,y\n1,2\n")
    with pytest.raises(InvalidInput, match=r"2\.csv shares no column with 1\.csv"):
        read(tmp_path / "l")


def test_a_column_of_another_kind_in_a_file_is_said(file, tmp_path):
    for k in range(4):
        file(f"l/{k}.csv", "a\n" + "7\n" * 5)
    file("l/4.csv", "a\n" + "red\n" * 5)
    table = read(tmp_path / "l")
    assert table["a"].kind == "text"
    assert "a is text in 4.csv, numbers in others: taken as text" in table.notes


def test_formats_may_be_mixed(file, tmp_path):
    file("l/1.csv", "n,t,when,yes\n1.5,x,2024-01-02 03:04:05,true\n")
    file("l/2.jsonl", '{"n": 2.5, "t": "y", "when": "2024-01-03", "yes": false}\n')
    parquet(
        tmp_path / "l" / "3.parquet",
        "SELECT 3.5 AS n, 'z' AS t, TIMESTAMPTZ '2024-01-04 10:00:00+00' AS when, "
        "true AS yes",
    )
    file("l/4.csv.gz", gzip.compress(b"n;t;when;yes\n4.5;w;2024-01-05;false\n"))
    file("l/5.csv", "n,t\n5.5,é\n".encode("utf-16"))
    table = read(tmp_path / "l")
    assert table["n"].values.tolist() == [1.5, 2.5, 3.5, 4.5, 5.5]
    assert table["t"].texts().tolist() == ["x", "y", "z", "w", "é"]
    assert [table["when"].cell(k) for k in (0, 2)] == [
        "2024-01-02 03:04:05",
        "2024-01-04 10:00",
    ]
    assert (table["yes"].kind, table["when"].kind) == ("flag", "time")
    assert table.source.format == "5 files (CSV, JSON Lines, Parquet)"


def test_parquet_files_keep_their_types_and_stay_where_they_are(tmp_path):
    parquet(tmp_path / "l/1.parquet", "SELECT 1::INTEGER AS a, DATE '2024-01-01' AS d")
    parquet(tmp_path / "l/2.parquet", "SELECT 2.5 AS a, {'x': 1} AS s, 'u' AS filename")
    table = read(tmp_path / "l")
    assert table["a"].values.tolist() == [1.0, 2.5]
    assert table["d"].kind == "time"
    assert files_in(table) == ["1.parquet", "2.parquet"]
    assert table.source.format == "2 Parquet files"
    assert "d is missing in 1 of 2 files: 2.parquet" in table.notes
    assert "s is missing in 1 of 2 files: 1.parquet" in table.notes


@pytest.mark.parametrize("mixed", [True, False])
def test_a_damaged_parquet_file_among_others_is_refused(file, tmp_path, mixed):
    rows = "SELECT range AS a, 'x' || hash(range) AS b FROM range(3000)"
    parquet(tmp_path / "l/1.parquet", rows)
    parquet(tmp_path / "l/2.parquet", rows)
    if mixed:
        file("l/0.csv", "a,b\n1,x\n")
    path = tmp_path / "l/2.parquet"
    whole = bytearray(path.read_bytes())
    whole[100:3000] = bytes(2900)
    path.write_bytes(bytes(whole))
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(tmp_path / "l")


def test_many_small_parquet_files_are_the_same_as_few(tmp_path, monkeypatch):
    for k in range(5):
        parquet(tmp_path / f"l/{k}.parquet", f"SELECT {k} AS a, range AS b FROM range(3)")
    few = read(tmp_path / "l")
    monkeypatch.setattr(many, "MANY_PARQUET", 2)
    same = read(tmp_path / "l")
    for one, other in zip(few, same, strict=True):
        assert one.values.tolist() == other.values.tolist()
        assert one.kind == other.kind


def test_runs_of_files_give_what_one_run_gives(file, tmp_path, monkeypatch):
    for k in range(9):
        file(f"l/{k}.csv", f"a,b\n{k},x\n{k + 1},y\n")
    whole = read(tmp_path / "l")
    monkeypatch.setattr(many, "FILES_AT_ONCE", 2)
    parted = read(tmp_path / "l")
    assert parted["a"].values.tolist() == whole["a"].values.tolist()
    assert files_in(parted) == files_in(whole)


def test_quotes_in_some_files_keep_the_order(file, tmp_path):
    for k in range(12):
        file(f"l/{k}.csv", f'a,b\n{k},"x, ""{k}"""\n' if k % 5 == 2 else f"a,b\n{k},y\n")
    table = read(tmp_path / "l")
    assert table["a"].values.tolist() == list(range(12))
    assert table["b"].texts()[7] == 'x, "7"'
    assert files_in(table) == [f"{k}.csv" for k in range(12)]


def test_empty_files_are_left_out_and_said(file, tmp_path):
    file("l/1.csv", "a\n1\n")
    file("l/2.csv", "")
    file("l/3.csv", "a\n")
    file("l/4.jsonl", "[]")
    table = read(tmp_path / "l")
    assert files_in(table) == ["1.csv"]
    assert "2 files are empty: 2.csv, 4.jsonl" in table.notes
    file("m/1.csv", "")
    with pytest.raises(InvalidInput, match="all files are empty"):
        read(tmp_path / "m")


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 1, 2), (1, 3, 0, 2)])
@pytest.mark.parametrize("bad", ["1,2,3\n", '"open,2\n', "1\n"])
def test_a_bad_line_is_told_with_its_file(file, tmp_path, bad, order):
    for place, k in enumerate(order):
        file(f"l/{place}-{k}.csv", "a,b\n1,2\n" + (bad if k == 3 else ""))
    with pytest.raises(InvalidInput, match=r"\d-3\.csv: line 3"):
        read(tmp_path / "l")


def test_the_column_of_files_has_another_name_if_that_is_taken(file, tmp_path):
    file("l/1.csv", "file,a\nx,1\n")
    table = read(tmp_path / "l")
    assert table.names == ("file", "a", "source_file")
    file("l/2.csv", "file,source_file,a\nx,y,1\n")
    assert read(tmp_path / "l").names[-1] == "file_2"


def test_the_column_of_files_has_a_sensible_role(file, tmp_path):
    file("l/1.csv", "a\n" + "1.5\n" * 30)
    assert guess_roles(read(tmp_path / "l"))["file"].kind == "constant"
    file("l/2.csv", "a\n" + "2.5\n" * 30)
    assert guess_roles(read(tmp_path / "l"))["file"].kind == "category"


def test_columns_can_be_chosen_and_rows_too(file, tmp_path):
    file("l/1.csv", "a,b\n1,2\n3,4\n")
    file("l/2.csv", "a,b\n5,6\n")
    folder = tmp_path / "l"
    assert read(folder, ignore=["file"]).names == ("a", "b")
    assert read(folder, select=["file"]).names == ("file",)
    late = read(folder, where="file = '2.csv'")
    assert (late.rows, late.row_numbers.tolist()) == (1, [2])
    with pytest.raises(UnknownName, match="did you mean 'file'"):
        read(folder, ignore=["fil"])


@pytest.mark.parametrize("kind", ["_delta_log", "metadata", ".hoodie"])
def test_a_lake_is_no_folder_of_parquet_files(file, tmp_path, kind):
    parquet(tmp_path / "t/data/1.parquet", "SELECT 1 AS a")
    file(f"t/{kind}/00000.metadata.json", "{}")
    for place in ("t", "t/data", "t/*/*.parquet", "t/data/1*.parquet"):
        with pytest.raises(InvalidInput, match="hold rows that are deleted or replaced"):
            read(f"{tmp_path}/{place}")
    assert read(tmp_path / "t/data/1.parquet").rows == 1


def test_what_matches_nothing_says_what_is_there(file, tmp_path):
    file("l/orders.csv", "a\n1\n")
    with pytest.raises(
        InvalidInput, match=r"(?s)no file matches .*tables in .*orders\.csv"
    ):
        read(f"{tmp_path}/l/*.parquet")
    with pytest.raises(InvalidInput, match="there is no folder"):
        read(f"{tmp_path}/nowhere/*.csv")
    file("deep/x/a.csv", "a\n1\n")
    with pytest.raises(InvalidInput, match=r"(?s)no table in it.*\*\*/\*\.csv"):
        read(tmp_path / "deep")


def test_links_pipes_and_folders_named_as_tables_do_no_harm(file, tmp_path):
    file("l/1.csv", "a\n1\n")
    (tmp_path / "l/loop.csv").symlink_to(tmp_path / "l/loop.csv")
    os.mkfifo(tmp_path / "l/pipe.csv")
    (tmp_path / "l/folder.csv").mkdir()
    for place in ("l", "l/*.csv"):
        assert files_in(read(f"{tmp_path}/{place}")) == ["1.csv"]
    with pytest.raises(InvalidInput, match="leads nowhere"):
        read(tmp_path / "l/loop.csv")


@pytest.mark.long
def test_five_thousand_small_files_are_one_table(tmp_path):
    (tmp_path / "l").mkdir()
    for k in range(5_000):
        (tmp_path / f"l/{k}.csv").write_text(f"a,b\n{k},x\n")
    table = read(tmp_path / "l")
    assert table["a"].values.tolist() == list(range(5_000))
    assert len(table["file"].levels) == 5_000


def test_notes_that_many_files_share_are_one(file, tmp_path):
    for k in range(5):
        file(f"l/{k}.csv", "a,b\nMüller,1\n".encode("latin-1"))
    (note,) = read(tmp_path / "l").notes
    assert note.startswith(
        "read as Windows-1252 in 5 files: 0.csv, 1.csv, 2.csv and 2 more"
    )
    assert "in 0.csv 1 byte is no UTF-8, first in line 2: 'Müller'" in note


def test_settings_and_outputs_know_the_place_of_many_files(file, tmp_path):
    file("l/1.csv", "a\n1\n")
    folder, pattern = f"{tmp_path}/l", f"{tmp_path}/l/*.csv"
    assert home(folder) == home(pattern) == home(f"{folder}/1.csv") == tmp_path / "l"
    for given in (folder, pattern):
        assert would_match(tmp_path / "l/new.csv", given)
        assert not would_match(tmp_path / "new.csv", given)
    assert not would_match(tmp_path / "l/new.csv", f"{folder}/1.csv")
    assert find(pattern).names == ("1.csv",)
