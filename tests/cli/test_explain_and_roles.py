"""`vedette explain`, `vedette roles`, and the file in which roles are kept."""

from __future__ import annotations

import json
import sys
import types

import numpy as np
import pytest

from made import results
from vedette.core.errors import unknown
from vedette.core.table import Column, Role, Source, Table


@pytest.fixture
def tables(monkeypatch):
    """Stands in for reading, guessing and keeping: a table of two columns."""
    asked = []
    text = Column(
        "region",
        "text",
        np.array([-1, 0, 0, 1, 2, 3], np.int32),
        np.array(["DE", "FR", "IT", "ES"], object),
    )
    number = Column("errors", "number", np.array([np.nan, 1.0, 1.5, 1.0, 1.0, 1.0]))
    table = Table((text, number), 6, Source("orders.csv", "CSV", 100))

    def read(data, **options):
        asked.append({"data": data, **options})
        return table

    def guess_roles(table, given=None):
        guessed = {"region": "category", "errors": "number"}
        for name in given or {}:
            if name not in guessed:
                raise unknown("column", name, guessed)
        return {
            name: Role((given or {}).get(name, kind), "evidence", name in (given or {}))
            for name, kind in guessed.items()
        }

    def save_config(path, roles, redact):
        with open(path, "w") as file:
            json.dump({n: r.kind for n, r in roles.items()}, file)

    def load_config(path):
        with open(path) as file:
            return types.SimpleNamespace(roles=json.load(file), redact=())

    for name, members in (
        ("reading", {"read": read}),
        ("roles", {"guess_roles": guess_roles}),
        ("config", {"save_config": save_config, "load_config": load_config}),
    ):
        module = types.ModuleType(f"vedette.tables.{name}")
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked


@pytest.mark.parametrize("row", ["r03855", "3855"])
def test_a_row_is_explained_by_id_or_by_number(vedette, row):
    ended = vedette("explain", "orders.csv", row)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("orders.csv, row 3855, r03855")
    assert "58 (52 to 64)" in ended.out


def test_an_explanation_as_json_is_one_line(vedette):
    ended = vedette("explain", "orders.csv", "r03855", "--json")
    assert json.loads(ended.out)["finding"]["row"] == 3855
    assert ended.out.count("\n") == 1


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("10000", "no row 10000 in a table of 10,000 rows"),
        ("r9z", "no row has row_id 'r9z'"),
    ],
)
def test_a_row_that_is_not_there_is_misuse(vedette, row, said):
    ended = vedette("explain", "orders.csv", row)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_an_explanation_rests_on_the_same_scan(vedette, fake):
    vedette(
        "explain", "orders.csv", "3855", "--where", "a > 1", "--seed", "4", "--budget", "9"
    )
    asked = fake.asked[0]
    assert (asked["where"], asked["seed"], asked["budget"]) == ("a > 1", 4, 9)


def test_roles_are_listed_with_examples_and_evidence(vedette, tables):
    ended = vedette("roles", "orders.csv", "--role", "errors=category", "--ignore", "x")
    assert ended.code == 0
    assert "region  category  DE, FR, IT  evidence" in ended.out
    assert "errors  category  1, 1.5      as you said" in ended.out
    assert tables[0]["ignore"] == ["x"]


def test_roles_as_json(vedette, tables):
    items = [
        json.loads(r) for r in vedette("roles", "orders.csv", "--json").out.splitlines()
    ]
    assert [(i["name"], i["role"], i["examples"]) for i in items] == [
        ("region", "category", ["DE", "FR", "IT"]),
        ("errors", "number", [1, 1.5]),
    ]


def test_an_unknown_column_in_a_role_is_told_the_nearest(vedette, tables):
    ended = vedette("roles", "orders.csv", "--role", "eror=code")
    assert ended.code == 2
    assert "did you mean 'errors'?" in ended.err


def test_kept_roles_are_used_the_next_time_and_that_is_said(
    vedette, fake, tables, tmp_path
):
    ended = vedette(
        "roles", "x.csv", "--role", "errors=code", "--save-config", "vedette.toml"
    )
    assert "roles written to vedette.toml" in ended.err
    ended = vedette("scan", "x.csv", "--role", "region=text")
    assert fake.asked[0]["roles"] == {"region": "text", "errors": "code"}
    assert "roles from vedette.toml; wrong? --role" in ended.out
    ended = vedette("scan", "x.csv", "--json")
    assert ended.err == "roles from vedette.toml\n"
    assert vedette("scan", "x.csv", "--json", "-q").err == ""


def test_kept_roles_can_be_left_out(vedette, fake, tables, tmp_path):
    (tmp_path / "vedette.toml").write_text('{"errors": "code"}')
    ended = vedette("scan", "x.csv", "--no-config")
    assert fake.asked[0]["roles"] == {}
    assert "roles from" not in ended.out
    assert vedette("scan", "x.csv", "--no-config", "--config", "vedette.toml").code == 2


def test_kept_roles_of_columns_that_are_not_read_are_left_out(
    vedette, fake, tables, tmp_path
):
    (tmp_path / "vedette.toml").write_text(
        '{"errors": "code", "region": "text", "c": "id"}'
    )
    vedette("scan", "x.csv", "--ignore", "c")
    assert fake.asked[0]["roles"] == {"errors": "code", "region": "text"}
    vedette("scan", "x.csv", "--select", "errors")
    assert fake.asked[1]["roles"] == {"errors": "code"}


def test_roles_kept_beside_the_table_are_found(vedette, fake, tables, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/vedette.toml").write_text('{"errors": "code"}')
    ended = vedette("scan", "data/x.csv")
    assert fake.asked[0]["roles"] == {"errors": "code"}
    assert "roles from data/vedette.toml" in ended.out


def test_a_kept_role_of_a_column_that_is_not_there_is_blamed(
    vedette, fake, tables, tmp_path
):
    (tmp_path / "vedette.toml").write_text(
        '{"eror": "code", "region": "text", "errors": "id"}'
    )
    ended = vedette("roles", "x.csv")
    assert ended.code == 2
    assert "no column is called 'eror'" in ended.err
    assert "did you mean 'errors'?; vedette.toml was used because it is there" in ended.err
    assert "--no-config" in ended.err
    ended = vedette("roles", "x.csv", "--config", "vedette.toml")
    assert ended.code == 2
    assert "because it is there" not in ended.err


def test_kept_roles_of_another_table_are_left_out_and_that_is_said(
    vedette, tables, tmp_path
):
    (tmp_path / "vedette.toml").write_text('{"a": "code", "b": "code", "errors": "id"}')
    ended = vedette("roles", "x.csv", "--role", "region=text")
    assert ended.code == 0
    assert "vedette.toml is about another table, so not used" in ended.out
    assert "errors  number" in ended.out
    assert "region  text" in ended.out
    assert vedette("roles", "-").code == 2


def test_a_scan_can_keep_its_roles(vedette, fake, tables, tmp_path):
    fake.result = results.orders()
    assert vedette("scan", "x.csv", "--save-config", "kept.toml", "-q").err == ""
    assert json.loads((tmp_path / "kept.toml").read_text())["ts"] == "time"
