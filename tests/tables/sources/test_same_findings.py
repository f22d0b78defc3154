"""A table says the same whether it is read from a file or from a database."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import vedette
from services.postgres import Postgres
from vedette.report import jsonl

COLUMNS = {
    "id": "integer",
    "placed": "timestamp",
    "day": "date",
    "region": "text",
    "paid": "boolean",
    "price": "numeric(12,2)",
    "weight": "double precision",
    "zip": "text",
}


def orders(rows: int = 1500) -> list[tuple[Any, ...]]:
    """Orders with odd weights, a day too late, gaps, and prices of two regions."""
    rng = np.random.default_rng(5)
    made = []
    for i in range(rows):
        at = np.datetime64("2024-03-01T00:00:00") + np.timedelta64(300 * i, "s")
        region = ["north", "south", 'Öst, "x"'][int(rng.integers(3))]
        price = round(float(rng.gamma(4, 10)) + (200 if region == "south" else 0), 2)
        weight = float(price * 0.3 + rng.normal(0, 0.5))
        if i in (77, 700, 1203):
            weight += 25
        known = None if rng.random() < 0.03 else price
        made.append(
            (
                i + 1,
                str(at).replace("T", " "),
                str(at)[:10],
                None if rng.random() < 0.02 else region,
                bool(rng.random() < 0.8),
                None if known is None else f"{known:.2f}",
                weight,
                f"{int(rng.integers(99999)):05d}",
            )
        )
    return made


def as_csv(rows: list[tuple[Any, ...]], path: Path) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            writer.writerow([str(v).lower() if isinstance(v, bool) else v for v in row])
    return path


def said(data: str) -> list[dict[str, Any]]:
    """All that a scan says, but for the name of what it read."""
    lines = [json.loads(line) for line in jsonl.dump(vedette.scan(data)).splitlines()]
    for line in lines:
        line.pop("source", None)
    return lines


@pytest.fixture(scope="module")
def rows() -> list[tuple[Any, ...]]:
    return orders()


@pytest.fixture(scope="module")
def expected(
    rows: list[tuple[Any, ...]], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    lines = said(str(as_csv(rows, tmp_path_factory.mktemp("csv") / "orders.csv")))
    assert sum(line["kind"] == "finding" for line in lines) >= 3
    assert any(line["kind"] == "fact" for line in lines)
    return lines


def test_sqlite_says_what_the_csv_says(rows, expected, tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as con:
        kinds = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        # SQLite has no booleans: true and false are texts here, as in the CSV.
        con.execute(f"CREATE TABLE orders ({kinds.replace('boolean', 'text')})")
        marks = ", ".join("?" * len(COLUMNS))
        words = [(*r[:4], str(r[4]).lower(), *r[5:]) for r in rows]
        con.executemany(f"INSERT INTO orders VALUES ({marks})", words)
    con.close()

    assert said(str(path)) == expected
    assert said(f"sqlite:{path}?table=orders") == expected
    assert said(f"sqlite:{path}?query=select * from orders order by id") == expected


def test_duckdb_says_what_the_csv_says(rows, expected, tmp_path):
    path = tmp_path / "shop.duckdb"
    con = duckdb.connect(str(path))
    kinds = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    con.execute(f"CREATE TABLE orders ({kinds})")
    marks = ", ".join("?" * len(COLUMNS))
    con.executemany(f"INSERT INTO orders VALUES ({marks})", rows)
    con.close()

    assert said(str(path)) == expected
    assert said(f"duckdb:{path}?table=main.orders") == expected
    assert said(f"duckdb:{path}?query=from orders order by id") == expected


def test_postgres_says_what_the_csv_says(
    rows, expected, postgres: Postgres, tmp_path: Path
):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    with postgres.connect() as con:
        kinds = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        con.execute("CREATE SCHEMA shop")
        con.execute(f"CREATE TABLE shop.orders ({kinds})")
        with con.cursor().copy("COPY shop.orders FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getvalue())
    address = postgres.address()

    assert said(f"{address}&table=shop.orders") == expected
    assert said(f"{address}&query=select * from shop.orders order by id") == expected
    assert said(f"{address}&schema=shop") == expected
