"""A real Postgres: what is read, what is refused, and that nothing is changed or shown."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

import vedette
from services.postgres import Postgres, free_port
from vedette.cli.run import run
from vedette.core.errors import (
    InvalidInput,
    InvalidParameter,
    MissingExtra,
    UnknownName,
    VedetteError,
)
from vedette.tables.reading import read
from vedette.tables.sources import loading

SECRET = "s3cr3t-w0rd"


def cells(table, name):
    return [table[name].cell(row) for row in range(table.rows)]


@pytest.fixture(scope="module")
def shop(postgres: Postgres) -> Postgres:
    with postgres.connect() as con:
        con.execute("CREATE DATABASE shop")
    with postgres.connect("shop") as con:
        con.execute(f"CREATE ROLE ann LOGIN PASSWORD '{SECRET}'")
        con.execute("CREATE TABLE orders (id int, amount numeric)")
        con.execute("INSERT INTO orders VALUES (1, 1.5), (2, NULL), (3, 2.5)")
        con.execute('CREATE SCHEMA "a.b"')
        con.execute('CREATE TABLE "a.b"."Odd one" (x int)')
        con.execute('INSERT INTO "a.b"."Odd one" VALUES (7)')
        con.execute("GRANT SELECT ON orders TO ann")
        con.execute("CREATE TABLE parts (id int) PARTITION BY RANGE (id)")
        con.execute("CREATE TABLE part_1 PARTITION OF parts FOR VALUES FROM (0) TO (9)")
        con.execute("CREATE SEQUENCE numbers")
    return postgres


def address(shop: Postgres, asked: str) -> str:
    return f"{shop.address('shop')}&{asked}"


def test_tables_views_and_queries_are_read(shop):
    table = read(address(shop, "table=orders"))
    assert table.names == ("id", "amount")
    assert cells(table, "amount") == [1.5, None, 2.5]
    assert table.source.format == "Postgres"
    assert table.source.name == address(shop, "table=orders")
    assert cells(read(address(shop, "schema=a.b&table=Odd%20one")), "x") == [7]
    assert cells(read(address(shop, "table=public.orders")), "id") == [1, 2, 3]
    assert cells(read(address(shop, "schema=a.b")), "x") == [7]
    query = "query=with q as (select id % 2 as a, '&=+#?%20' b from orders) table q; -- x"
    assert cells(read(address(shop, query)), "b") == ["&=+#?%20"] * 3
    assert cells(read(address(shop, "query=values(1)&application_name=x")), "column1") == [
        1
    ]
    assert read(address(shop, 'schema=a.b&query=select * from "Odd one"')).rows == 1


def test_where_and_select_keep_working(shop):
    table = read(address(shop, "table=orders"), where="amount > 2", select=["id"])
    assert (table.names, table.row_numbers.tolist()) == (("id",), [2])


def test_values_are_read_as_the_server_writes_them(shop):
    with shop.connect("shop") as con:  # habits of a server that must not matter
        con.execute("ALTER DATABASE shop SET DateStyle = 'German'")
        con.execute("ALTER DATABASE shop SET TimeZone = 'Asia/Kolkata'")
        con.execute("ALTER DATABASE shop SET bytea_output = 'escape'")
    query = (
        "query=select 1.50::numeric n, 2::smallint s, 9007199254740993::bigint b, "
        "true t, '2024-02-01'::date d, timestamp '2024-02-01 10:00:00.25' ts, "
        "timestamptz '2024-02-01 10:00+00' tz, '0f0b0c0d-0000-4000-8000-000000000001'::uuid "
        "u, '{\"a\": [1]}'::jsonb j, array[1,2] a, '\\x00ff'::bytea y, null::text z, "
        "0.1::float8 + 0.2 f"
    )
    table = read(address(shop, query))
    assert {c.name: (c.kind, c.cell(0)) for c in table} == {
        "n": ("number", 1.5),
        "s": ("number", 2),
        "b": ("text", "9007199254740993"),
        "t": ("flag", True),
        "d": ("time", "2024-02-01"),
        "ts": ("time", "2024-02-01 10:00:00.250000"),
        "tz": ("time", "2024-02-01 15:30"),
        "u": ("text", "0f0b0c0d-0000-4000-8000-000000000001"),
        "j": ("text", '{"a": [1]}'),
        "a": ("text", "{1,2}"),
        "y": ("text", "\\x00ff"),
        "z": ("number", None),
        "f": ("number", 0.1 + 0.2),
    }
    utc = address(shop, f"options=-c%20TimeZone%3DUTC&{query}")
    assert read(utc)["tz"].cell(0) == "2024-02-01 10:00"


def test_what_is_no_number_among_numbers_is_missing_or_a_misfit(shop):
    query = (
        "query=select case when i = 3 then 'NaN' when i = 5 then 'Infinity' else i end "
        "as n from (select i::numeric from generate_series(1, 60) i) x"
    )
    column = read(address(shop, query.replace("else i end", "else i::numeric end")))["n"]
    assert column.kind == "number"
    assert column.missing.sum() == 2
    assert column.misfit_rows.tolist() == [4]
    assert column.misfit_texts.tolist() == ["Infinity"]


def test_equal_names_are_told_apart_and_said(shop):
    table = read(address(shop, "query=select id, amount as id, 1, 2 from orders"))
    assert table.names == ("id", "id_2", "?column?", "?column?_2")
    assert len(table.notes) == 2


def test_rows_come_in_batches_and_in_their_order(shop, monkeypatch):
    monkeypatch.setattr(loading, "CELLS_IN_A_BATCH", 100)
    seen = []
    query = "query=select i, -i as j from generate_series(1, 1050) i order by i desc"
    table = read(
        address(shop, query), progress=lambda done, total: seen.append((done, total))
    )
    assert cells(table, "i") == list(range(1050, 0, -1))
    assert (100, None) in seen
    assert (1050, None) in seen


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ("table=ordres", UnknownName, "did you mean 'orders'"),
        ("table=odd one&schema=a.b", UnknownName, "did you mean 'Odd one'"),
        ("schema=pulbic&table=orders", UnknownName, "did you mean 'public'"),
        ("query=select * from ordres", UnknownName, "did you mean 'orders'"),
        ("query=select id, o.amuont from orders o", UnknownName, "did you mean 'amount'"),
        ("query=select *\n frm orders x y", InvalidParameter, "(line 2, character"),
        ("query=select 1; drop table orders", InvalidParameter, "more than one statement"),
        ("query=select 1; commit; drop table orders", InvalidParameter, "more than one"),
        ("query=drop table orders", InvalidParameter, "begins with DROP"),
        ("query=/* select */ copy orders to 'x.csv'", InvalidParameter, "COPY"),
        ("query=select * into other from orders", InvalidParameter, "cannot be run"),
        (
            "query=with x as (delete from orders returning *) table x",
            InvalidParameter,
            "cannot be run",
        ),
        ("query=select nextval('numbers')", VedetteError, "read-only transaction"),
        (
            "query=select set_config('transaction_read_only', 'off', false)",
            VedetteError,
            "must be set before any query",
        ),
        ("query=select * from orders for update", InvalidParameter, "cannot be run"),
        ("query=select 1/(id-2) from orders", InvalidParameter, "division by zero"),
        ("query=select id from orders where id > 9", InvalidInput, "columns but no rows"),
        ("query=select from orders", InvalidInput, "without columns"),
        ("query=select -- nothing", VedetteError, ""),
        ("tabel=orders", InvalidParameter, "invalid URI query parameter"),
        ("", InvalidInput, "has 3 tables: a.b.Odd one, orders, parts"),
    ],
)
def test_what_cannot_be_read_says_why_and_changes_nothing(shop, asked, error, said):
    with pytest.raises(error) as raised:
        read(address(shop, asked))
    assert said in str(raised.value)
    with shop.connect("shop") as con:
        assert con.execute("SELECT count(*) FROM orders").fetchone() == (3,)
        assert con.execute("SELECT is_called FROM numbers").fetchone() == (False,)


def tcp(shop, user="ann", word=SECRET, rest="table=orders"):
    return f"postgresql://{user}:{word}@127.0.0.1:{shop.port}/shop?{rest}"


def test_a_password_opens_and_is_shown_nowhere(shop, capfd, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert read(tcp(shop)).source.name == tcp(shop).replace(f":{SECRET}", "")
    with pytest.raises(InvalidInput):
        read(tcp(shop, rest="query=select * from orders where id > 9"))
    code = run(["scan", tcp(shop), "--json"])
    assert code == 4  # three rows are too few
    code = run(["scan", tcp(shop, rest=f"table=orders&password={SECRET}")])
    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err
    assert "postgresql://ann@127.0.0.1" in shown.out
    monkeypatch.setenv("PGPASSWORD", SECRET)
    assert read(tcp(shop).replace(f":{SECRET}", "")).rows == 3


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "md", "sarif", "github"])
def test_every_format_takes_a_long_query_and_keeps_the_password(shop, capfd, form):
    query = f"select i, i * 2 as j, '{'x' * 300}' as t from generate_series(1, 80) i"
    assert run(["scan", tcp(shop, rest=f"query={query}"), "--format", form]) == 0
    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err
    assert shown.out or form in ("csv", "github")


def test_a_page_of_a_query_keeps_the_password(shop, capfd, tmp_path):
    query = f"query=select i, i * 2 as j, '{'x' * 300}' as t from generate_series(1, 80) i"
    page = tmp_path / "page.html"
    assert run(["report", tcp(shop, rest=query), "-o", str(page)]) == 0
    assert SECRET not in page.read_text() + "".join(capfd.readouterr())
    assert "generate_series" in page.read_text()
    parts = ["--split", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert run(["scan", tcp(shop, rest=query), *parts]) == 2
    assert "not what a database holds" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda a, p: a.replace(SECRET, SECRET + "x"), "password authentication failed"),
        (lambda a, p: a.replace(f":{SECRET}", ""), "no password supplied"),
        (lambda a, p: a.replace(f":{p}/", f":{free_port()}/"), "Connection refused"),
        (lambda a, p: a.replace("/shop", "/shpo"), "does not exist"),
        (lambda a, p: a.replace(f":{p}/", f":{SECRET}/"), "invalid integer"),
        (lambda a, p: a.replace(SECRET, SECRET + "%zz"), "cannot be understood"),
        (lambda a, p: a.replace("127.0.0.1", "[127.0.0.1"), "cannot be understood"),
        (lambda a, p: a + "&sslmode=nonsense", "sslmode"),
        (lambda a, p: a.replace(SECRET, f"x?{SECRET}"), "cannot be"),
        (lambda a, p: a.replace(SECRET, f"x/{SECRET}"), "cannot be"),
    ],
)
def test_a_server_that_cannot_be_reached_is_said_without_the_password(
    shop, change, said, capfd, monkeypatch
):
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    given = change(tcp(shop), shop.port)
    with pytest.raises(VedetteError) as raised:
        read(given)
    assert said in str(raised.value)
    assert SECRET not in str(raised.value)
    assert run(["scan", given]) in (2, 3)
    shown = capfd.readouterr()
    assert SECRET not in shown.out + shown.err


def test_a_table_that_may_not_be_read_is_said(shop):
    with pytest.raises(InvalidParameter, match="permission denied"):
        read(tcp(shop, rest="table=parts"))


def test_a_server_that_goes_away_ends_in_an_error(shop, monkeypatch):
    """A proxy passes on the first answers and then hangs up, as a server that dies."""
    monkeypatch.setattr(loading, "CELLS_IN_A_BATCH", 100)
    listener = socket.create_server(("127.0.0.1", 0))

    def forward() -> None:
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", shop.port))

        def up() -> None:
            with contextlib.suppress(OSError):
                while data := near.recv(4096):
                    far.sendall(data)

        threading.Thread(target=up, daemon=True).start()
        passed = 0
        while passed < 60_000:
            data = far.recv(4096)
            passed += len(data)
            near.sendall(data)
        near.shutdown(socket.SHUT_RDWR)
        near.close()
        far.close()

    threading.Thread(target=forward, daemon=True).start()
    port = listener.getsockname()[1]
    query = "query=select i, repeat('x', 100) as t from generate_series(1, 100000) i"
    given = tcp(shop, rest=f"sslmode=disable&{query}").replace(str(shop.port), str(port))
    with pytest.raises(InvalidInput, match="ended the query"):
        read(given)
    listener.close()


def test_without_psycopg_the_way_to_it_is_said(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"vedette\[postgres\]"):
        vedette.scan("postgresql://h/db?table=t")
