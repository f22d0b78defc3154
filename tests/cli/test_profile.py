"""`vedette profile`: what is printed, written and refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from vedette.cli.options import Asked
from vedette.cli.pages import typed


@pytest.fixture
def orders(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "id": np.arange(300),
            "amount": rng.exponential(10, 300).round(2),
            "kind": rng.choice(["a", "b"], 300),
        }
    )
    frame.loc[:29, "amount"] = np.nan
    frame.to_csv(tmp_path / "orders.csv", index=False)
    return frame


def test_a_profile_is_printed(vedette, orders):
    ended = vedette("profile", "orders.csv")

    assert ended.code == 0
    assert ended.out.startswith("orders.csv: 300 rows, 3 columns, CSV")
    assert "amount" in ended.out
    assert "10 %" in ended.out
    assert "skewed right" in ended.out
    assert not ended.err


def test_it_is_written_as_its_name_says(vedette, orders, tmp_path):
    for name, start in (
        ("p.html", "<!doctype html>"),
        ("p.json", '{"kind":"profile"'),
        ("p.md", "## orders.csv"),
        ("p.txt", "orders.csv: 300 rows"),
    ):
        ended = vedette("profile", "orders.csv", "-o", name)
        assert ended.code == 0
        assert not ended.out
        assert f"written to {name}" in ended.err
        assert (tmp_path / name).read_text().startswith(start)
    page = (tmp_path / "p.html").read_text()
    assert "vedette profile orders.csv" in page


def test_json_goes_to_standard_output(vedette, orders):
    ended = vedette(
        "profile", "orders.csv", "--json", "--role", "id=number", "--ignore", "kind"
    )

    records = [json.loads(line) for line in ended.out.splitlines()]
    assert [r["column"] for r in records if r["kind"] == "column"] == ["id", "amount"]
    assert records[1]["role"] == "number"


def test_a_sample_is_said(vedette, tmp_path):
    pd.DataFrame({"x": np.arange(3_000) / 7}).to_csv(tmp_path / "long.csv", index=False)
    ended = vedette("profile", "long.csv", "--sample", "1000")

    assert "of 1,000 drawn at random" in ended.out.replace("\n", " ")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("orders.csv", "-o", "p.sarif"), 2, "a profile is not written as .sarif"),
        (("orders.csv", "-o", "orders.csv"), 2, ""),
        (("orders.csv", "-o", "p.html", "--json"), 2, "exclude each other"),
        (("orders.csv", "--sample", "5"), 2, "too few"),
        (("orders.csv", "--role", "amonut=number"), 2, "amount"),
        (("none.csv",), 3, "none.csv"),
        (("empty.csv",), 3, "empty"),
        (("head.csv",), 3, "no rows"),
    ],
)
def test_what_cannot_be_profiled_is_refused(vedette, orders, tmp_path, args, code, said):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "head.csv").write_text("a,b\n")
    ended = vedette("profile", *args)

    assert ended.code == code
    assert said in ended.err
    assert "Traceback" not in ended.err
    assert not ended.out


def test_what_differs_from_another_file_or_period_is_printed(vedette, orders, tmp_path):
    later = orders.assign(amount=orders["amount"] + 10)
    later.to_csv(tmp_path / "later.csv", index=False)

    ended = vedette("profile", "later.csv", "--against", "orders.csv")
    assert ended.code == 0
    assert "Against orders.csv (300 rows): 1 of 2 columns differs" in ended.out
    assert "amount: mean " in ended.out

    same = vedette(
        *("profile", "orders.csv", "--where", "id >= 150", "--against-where", "id < 150")
    )
    assert same.code == 0
    assert "none of 2 columns differs" in same.out


@pytest.mark.parametrize(
    "secret", ["postgres://me:hush@db/shop?table=t", "postgres://db/shop?password=hush"]
)
def test_the_command_on_a_page_names_no_password_of_another_table(secret):
    again = typed("profile", Asked("now.csv"), ("--against", secret))

    assert again.startswith("vedette profile now.csv --against ")
    assert "db/shop" in again
    assert "hush" not in again


def test_another_file_that_is_not_there_is_said(vedette, orders):
    ended = vedette("profile", "orders.csv", "--against", "none.csv")

    assert ended.code == 3
    assert "none.csv" in ended.err
