"""SQLite and DuckDB files: what is read, what is refused, and that nothing is written."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import duckdb
import pytest

from vedette.core.errors import InvalidInput, InvalidParameter, UnknownName, VedetteError
from vedette.tables.reading import read
from vedette.tables.sources import sqlite as source

TABLES = (
    "CREATE TABLE orders (id INTEGER, amount DOUBLE)",
    "INSERT INTO orders VALUES (1, 1.5), (2, NULL), (3, 2.5)",
    "CREATE TABLE people (name VARCHAR)",
    "INSERT INTO people VALUES ('Ann'), ('Öz')",
    "CREATE VIEW rich AS SELECT * FROM orders WHERE amount > 2",
)


def cells(table, name):
    return [table[name].cell(row) for row in range(table.rows)]


def made(kind, path, statements=TABLES):
    if kind == "sqlite":
        con = sqlite3.connect(path, isolation_level=None)
    else:
        con = duckdb.connect(str(path))
    for statement in statements:
        con.execute(statement)
    con.close()
    return path


both = pytest.mark.parametrize("kind", ["sqlite", "duckdb"])


@pytest.fixture
def shop(kind, tmp_path):
    return made(kind, tmp_path / "shop.db")


@both
def test_a_table_a_view_and_a_query_are_read(kind, shop):
    table = read(f"{kind}:{shop}?table=orders")
    assert table.names == ("id", "amount")
    assert cells(table, "amount") == [1.5, None, 2.5]
    assert table.source.name == f"{kind}:{shop}?table=orders"
    assert table.source.format == {"sqlite": "SQLite", "duckdb": "DuckDB"}[kind]
    assert cells(read(f"{kind}:{shop}?table=rich"), "id") == [3]
    query = (
        'with x as (select id*2 as "a & b" from orders) '
        "select * from x order by 1 desc; -- and no more"
    )
    assert cells(read(f"{kind}:{shop}?query={query}"), "a & b") == [6, 4, 2]


@both
def test_where_select_and_ignore_keep_working(kind, shop):
    table = read(f"{kind}:{shop}?table=orders", where="amount > 2", select=["id"])
    assert table.names == ("id",)
    assert table.row_numbers.tolist() == [2]
    assert read(f"{kind}:{shop}?table=orders", ignore=["id"]).names == ("amount",)


@both
def test_a_file_alone_gives_its_only_table_or_lists_them(kind, shop, tmp_path):
    with pytest.raises(
        InvalidInput, match=r"shop\.db has 2 tables: orders, people"
    ) as error:
        read(shop)
    assert error.value.hint == f"say which: '{kind}:shop.db?table=orders'"
    one = made(kind, tmp_path / "one[1].db", TABLES[:2])
    assert cells(read(one), "id") == [1, 2, 3]
    assert read(one).source.name == "one[1].db"
    assert read(one).source.size_bytes == one.stat().st_size
    with pytest.raises(InvalidInput, match="has no tables"):
        read(made(kind, tmp_path / "none.db", ["CREATE TABLE a (b INT)", "DROP TABLE a"]))


@both
def test_equal_names_are_told_apart_and_said(kind, shop):
    table = read(f"{kind}:{shop}?query=select id, amount as id, 1 as x from orders")
    assert table.names == ("id", "id_2", "x")
    assert cells(table, "id_2") == [1.5, None, 2.5]
    assert "a second column is called 'id'" in table.notes[0]


@both
@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ("table=ordres", UnknownName, "did you mean 'orders'"),
        ("query=select * from ordres", UnknownName, "did you mean 'orders'"),
        ("query=select amuont from orders", UnknownName, "did you mean 'amount'"),
        ("query=select * frm orders", InvalidParameter, "syntax error"),
        ("query=select 1; select 2", InvalidParameter, "more than one statement"),
        ("query=delete from orders", InvalidParameter, "no SELECT: it begins with DELETE"),
        ("query=attach 'x.db' as x", InvalidParameter, "no SELECT"),
        ("query=pragma database_list", InvalidParameter, "no SELECT"),
        ("query=-- select\ncopy orders to 'x'", InvalidParameter, "begins with COPY"),
        ("query=explain select 1", InvalidParameter, "no SELECT"),
        ("query=select * from orders where id > 9", InvalidInput, "columns but no rows"),
        (
            "query=with x as (delete from orders returning *) select * from x",
            VedetteError,
            "",
        ),
        ("query=select load_extension('x')", InvalidParameter, "cannot be run"),
        ("query=select * from read_csv('/etc/passwd')", VedetteError, ""),
        ("query=select * from '/etc/passwd'", VedetteError, ""),
    ],
)
def test_what_cannot_be_read_says_why(kind, shop, asked, error, said):
    before = {p: p.read_bytes() for p in shop.parent.iterdir()}
    with pytest.raises(error) as raised:
        read(f"{kind}:{shop}?{asked}")
    assert said in str(raised.value)
    assert {p: p.read_bytes() for p in shop.parent.iterdir()} == before


def test_a_query_reaches_no_file_through_duckdb(tmp_path):
    shop = made("duckdb", tmp_path / "shop.db")
    (tmp_path / "other.csv").write_text("a\n1\n")
    for reader in ("read_csv", "read_text", "read_blob", "glob", "read_json", "sniff_csv"):
        with pytest.raises(InvalidParameter, match="reads a file"):
            read(f"duckdb:{shop}?query=select * from {reader}('{tmp_path}/other.csv')")


def test_the_place_of_a_syntax_error_is_told(tmp_path):
    shop = made("duckdb", tmp_path / "shop.db")
    with pytest.raises(InvalidParameter, match=r"\(line 2, character 5\)"):
        read(f"duckdb:{shop}?query=select *\nfrm all orders")


def test_mixed_values_of_sqlite_are_misfits(tmp_path):
    path = made("sqlite", tmp_path / "a.db", ["CREATE TABLE t (n INTEGER, b)"])
    con = sqlite3.connect(path)
    con.executemany("INSERT INTO t VALUES (?, ?)", [(k, b"\xff\x00") for k in range(50)])
    con.execute("INSERT INTO t VALUES ('broken', CAST(x'ff61' AS TEXT))")
    con.execute("INSERT INTO t VALUES (9e999, NULL)")
    con.commit()
    con.close()
    column = read(path)["n"]
    assert column.kind == "number"
    assert column.misfit_rows.tolist() == [50, 51]
    assert column.misfit_texts.tolist() == ["broken", "inf"]
    assert cells(read(path), "b")[49:] == ["\\xff\\0", "\\xffa", None]


def test_numbers_of_sqlite_keep_every_digit(tmp_path):
    path = made("sqlite", tmp_path / "a.db", ["CREATE TABLE t (x REAL, n INTEGER)"])
    con = sqlite3.connect(path)
    con.execute("INSERT INTO t VALUES (?, ?)", (0.1 + 0.2, 2**62 + 1))
    con.commit()
    con.close()
    assert cells(read(path), "x") == [0.1 + 0.2]
    assert cells(read(path), "n") == [str(2**62 + 1)]


def listing(folder):
    return {p.name: (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.iterdir()}


def test_nothing_appears_beside_a_database_in_wal_mode(tmp_path):
    shop = made("sqlite", tmp_path / "shop.db", ["PRAGMA journal_mode=wal", *TABLES])
    before = listing(tmp_path)
    assert list(before) == ["shop.db"]
    assert read(f"sqlite:{shop}?table=orders").rows == 3
    assert listing(tmp_path) == before


def test_what_a_writer_has_not_yet_put_into_the_file_is_read_too(tmp_path):
    shop = made("sqlite", tmp_path / "shop.db", ["PRAGMA journal_mode=wal", *TABLES])
    writer = sqlite3.connect(shop)
    writer.execute("INSERT INTO orders VALUES (4, 4.0)")
    writer.commit()
    before = sorted(listing(tmp_path))
    assert read(f"sqlite:{shop}?table=orders").rows == 4
    writer.execute("INSERT INTO orders VALUES (5, 5.0)")  # the reader is gone
    writer.commit()
    assert sorted(listing(tmp_path)) == before
    copies = tmp_path / "copies"
    copies.mkdir()
    for end in ("", "-wal"):  # as if the writer had been killed, and its lock file removed
        (copies / f"shop.db{end}").write_bytes((tmp_path / f"shop.db{end}").read_bytes())
    writer.close()
    before = listing(copies)
    assert read(f"sqlite:{copies}/shop.db?table=orders").rows == 5
    assert listing(copies) == before


def test_a_database_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    shop = made("sqlite", tmp_path / "shop.db", ["PRAGMA journal_mode=wal", *TABLES])
    load = source.load

    def slowly(*args):
        os.utime(shop, ns=(1, 1))
        return load(*args)

    monkeypatch.setattr(source, "load", slowly)
    with pytest.raises(InvalidInput, match="was written to while it was read"):
        read(f"sqlite:{shop}?table=orders")


def test_a_database_that_another_program_writes_to_is_said_to_be_busy(
    tmp_path, monkeypatch
):
    shop = made("sqlite", tmp_path / "shop.db")
    monkeypatch.setattr(source, "BUSY_SECONDS", 0.05)
    writer = sqlite3.connect(shop, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InvalidInput, match="another program is writing"):
        read(f"sqlite:{shop}?table=orders")
    writer.close()
    script = f"import duckdb; c = duckdb.connect({str(tmp_path / 'd.db')!r}); c.execute("
    script += "'create table t as select 1 as a'); print('there', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline()
    with pytest.raises(InvalidInput, match="another program has it open to write"):
        read(f"duckdb:{tmp_path}/d.db?table=t")
    other.communicate(b"\n")
    assert read(f"duckdb:{tmp_path}/d.db").rows == 1


@both
def test_a_database_that_this_program_has_open_can_be_read_or_is_refused_with_the_way(
    kind, shop
):
    if kind == "sqlite":
        con = sqlite3.connect(shop)
        assert read(f"sqlite:{shop}?table=orders").rows == 3
    else:
        con = duckdb.connect(str(shop))
        with pytest.raises(InvalidInput, match="this program has it open already"):
            read(f"duckdb:{shop}?table=orders")
    con.close()


@both
def test_a_file_that_is_no_database_is_refused(kind, shop, tmp_path):
    other = {"sqlite": "duckdb", "duckdb": "sqlite"}[kind]
    with pytest.raises(InvalidInput, match="is a database of") as error:
        read(f"{other}:{shop}?table=orders")
    assert error.value.hint == f"{kind}:{shop}?table=orders"
    (tmp_path / "noise.db").write_bytes(bytes(range(100, 200)))
    (tmp_path / "empty.db").touch()
    (tmp_path / "cut.db").write_bytes(shop.read_bytes()[:5000])
    for name, said in (
        ("noise.db", "is no database of"),
        ("empty.db", "is empty"),
        ("cut.db", "cannot be read|has no tables|cannot be run"),
        ("there_is_none.db", "there is no file"),
        (".", "is a folder"),
    ):
        with pytest.raises(VedetteError, match=said):
            read(f"{kind}:{tmp_path / name}?table=orders")


def test_schemas_of_duckdb(tmp_path):
    more = [
        "CREATE SCHEMA s",
        "CREATE TABLE s.orders (z INT)",
        "INSERT INTO s.orders VALUES (1)",
    ]
    shop = made("duckdb", tmp_path / "shop.db", [*TABLES, *more])
    assert read(f"duckdb:{shop}?table=orders").names == ("id", "amount")
    for asked in (
        "table=s.orders",
        "schema=s",
        "schema=s&table=orders",
        "schema=s&query=select * from orders",
    ):
        assert read(f"duckdb:{shop}?{asked}").names == ("z",)
    with pytest.raises(UnknownName, match="no schema with tables is called 't'"):
        read(f"duckdb:{shop}?schema=t")
    lite = made("sqlite", tmp_path / "lite.db")
    with pytest.raises(InvalidParameter, match="no schemas"):
        read(f"sqlite:{lite}?schema=main&table=orders")


def test_types_of_duckdb_are_kept(tmp_path):
    query = (
        "select 1.5::decimal(30,10) d, true b, date '2024-01-02' as d8, [1] l, uuid() u, "
        "timestamp '2024-01-02 10:00' t, timestamptz '2024-01-02 10:00+00' z, "
        "'x'::blob y, 'inf'::double as i, 'nan'::double as n, timestamp 'infinity' e"
    )
    shop = made("duckdb", tmp_path / "shop.db")
    table = read(f"duckdb:{shop}?query={query}")
    kinds = {c.name: c.kind for c in table}
    assert kinds == {
        **dict.fromkeys("din", "number"),
        "b": "flag",
        **dict.fromkeys(("d8", "t", "z", "e"), "time"),
        **dict.fromkeys("luy", "text"),
    }
    assert [
        table[c].cell(0) for c in ("d", "b", "d8", "l", "t", "z", "y", "i", "n", "e")
    ] == [
        *(1.5, True, "2024-01-02", "[1]", "2024-01-02 10:00", "2024-01-02 10:00"),
        *("x", None, None, None),
    ]
