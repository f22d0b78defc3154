"""Roles: what a careful person would say of small tables of many trades."""

import numpy as np
import pytest

from vedette.core.errors import InvalidParameter, UnknownName
from vedette.core.table import Column, Role
from vedette.tables.config import Config, load_config, save_config
from vedette.tables.reading import read
from vedette.tables.retyping import as_role, with_roles
from vedette.tables.roles import guess_roles
from vedette.tables.words import words

N = 400
RNG = np.random.default_rng(7)
DAYS = np.datetime64("2024-01-01") + np.arange(N)


def whole(low, high):
    return RNG.integers(low, high, N)


def pick(*texts):
    return RNG.choice(np.array(texts, dtype=object), N)


def real(scale=1.0):
    return RNG.normal(10, scale, N)


# column: (values, role)
TRADES = {
    "payments": {
        "payment_id": (RNG.permutation(900_000)[:N] + 100_000, "id"),
        "booked": (np.repeat(DAYS[:40], 10), "time"),
        "iban": ([f"DE{k:020d}" for k in range(N)], "id"),
        "mcc": (whole(1000, 9999), "code"),
        "amount": (real(), "number"),
        "retries": (whole(0, 4), "category"),
        "is_fraud": (whole(0, 2), "label"),
        "currency": (pick("EUR", "USD"), "category"),
    },
    "web log": {
        "ts": (DAYS.astype("datetime64[us]"), "time"),
        "ip": ([f"10.0.0.{k % 50}" for k in range(N)], "category"),
        "status": (RNG.choice([200, 301, 404, 500], N), "category"),
        "bytes": (whole(100, 90_000), "number"),
        "src_port": (whole(1024, 65_000), "code"),
    },
    "people": {
        "EmployeeNumber": (np.arange(1, N + 1), "id"),
        "Age": (whole(18, 65), "number"),
        "Department": (pick("a", "b", "c"), "category"),
        "hours_per_week": (whole(10, 50), "number"),
        "num_items": (whole(0, 100), "number"),
        "number of seats": (whole(2, 400), "number"),
        "house number": (whole(1, 200), "code"),
        "active": (whole(0, 2), "flag"),
    },
    "taxi": {
        "VendorID": (whole(1, 3), "category"),
        "PULocationID": (whole(1, 265), "code"),
        "passenger_count": (whole(1, 7), "category"),
        "pickup_longitude": (real(0.1), "number"),
        "fare": (real(), "number"),
        "flight_time": (whole(20, 600), "number"),
    },
    "houses": {
        "zipcode": (whole(98001, 98199), "code"),
        "yr_built": (whole(1900, 2015), "number"),
        "sqft": (whole(500, 9000), "number"),
        "condition": (whole(1, 6), "category"),
        "heading": (whole(0, 360), "angle"),
        "note": (
            [f"a long remark on the house, the street and number {k}" for k in range(N)],
            "text",
        ),
    },
    "titanic": {
        "PassengerId": (np.arange(1, N + 1), "id"),
        "Survived": (whole(0, 2), "flag"),
        "Pclass": (whole(1, 4), "category"),
        "Name": ([f"Braund, Mr. Owen {k}" for k in range(N)], "id"),
        "Cabin": ([f"C{k % 150}" for k in range(N)], "category"),
    },
    "calendar": {
        "year": (whole(2019, 2024), "part"),
        "month": (whole(1, 13), "part"),
        "hourOfDay": (whole(0, 24), "part"),
        "depTime": (whole(0, 24) * 100 + whole(0, 60), "clock"),
        "birth_year": (whole(1930, 2000), "number"),
        "last_minute": (whole(0, 50), "number"),
        "always": (np.ones(N), "constant"),
    },
}


@pytest.mark.parametrize("trade", TRADES)
def test_roles_are_what_a_careful_person_would_say(trade):
    columns = TRADES[trade]
    roles = guess_roles(read({name: values for name, (values, _) in columns.items()}))
    assert {n: r.kind for n, r in roles.items()} == {
        n: role for n, (_, role) in columns.items()
    }
    assert all(not role.given for role in roles.values())


def test_a_year_by_itself_is_a_quantity():
    assert (
        guess_roles(read({"year": whole(1950, 2020), "x": real()}))["year"].kind == "number"
    )


def test_the_key_is_the_coarsest_column_that_parts_the_times():
    days = np.tile(DAYS[:50], 8)
    site = np.repeat(np.array(list("abcdefgh"), dtype=object), 50)
    region = np.where(np.isin(site, ["a", "b"]), "north", "south")
    table = read({"day": days, "site": site, "region": region, "load": real()})
    roles = guess_roles(table)
    assert {n: r.kind for n, r in roles.items()} == {
        "day": "time", "site": "key", "region": "category", "load": "number"
    }  # fmt: skip
    given = guess_roles(table, {"region": "key"})
    assert (given["region"].kind, given["site"].kind) == ("key", "category")


def test_one_series_needs_no_key():
    roles = guess_roles(read({"day": DAYS, "kind": pick("a", "b"), "load": real()}))
    assert roles["kind"].kind == "category"


def test_a_fraction_is_never_an_id():
    assert guess_roles(read({"id": real(), "x": real()}))["id"].kind == "number"


def test_given_roles_are_taken_and_mistyped_ones_answered():
    table = read({"amount": real(), "zone": pick("a", "b")})
    assert guess_roles(table, {"zone": "ignore"})["zone"] == Role("ignore", "given", True)
    with pytest.raises(UnknownName, match="did you mean 'amount'"):
        guess_roles(table, {"amonut": "number"})
    with pytest.raises(UnknownName, match="did you mean 'category'"):
        guess_roles(table, {"amount": "categry"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("PULocationID", ("pu", "location", "id")),
        ("wind_dir", ("wind", "dir")),
        ("Air temperature [K]", ("air", "temperature", "k")),
        ("hourOfDay2", ("hour", "of", "day")),
        ("größe", ("größe",)),
    ],
)
def test_names_are_split_at_what_is_no_letter_and_at_camel_case(name, expected):
    assert words(name) == expected


def number(values):
    return Column("v", "number", np.array(values, dtype=float))


def text(*values):
    return read({"v": [*values], "w": [1] * len(values)})["v"]


def test_numbers_become_text_in_their_own_order():
    column = as_role(number([10, 2, np.nan, 2.5]), "category")
    assert column.levels.tolist() == ["2", "2.5", "10"]
    assert column.values.tolist() == [2, 0, -1, 1]


def test_text_becomes_numbers_with_misfits():
    column = as_role(text("1", "2", "x", "4", None), "number")
    assert column.values[[0, 1, 3]].tolist() == [1, 2, 4]
    assert column.misfit_texts.tolist() == ["x"]


def test_misfits_are_values_again_once_the_column_is_text():
    column = read({"v": [*map(str, range(40)), "x"]})["v"]
    assert as_role(column, "category").cell(40) == "x"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1_700_000_000, 1_700_000_060], "2023-11-14 22:13:20"),
        ([1_700_000_000_000, 1_700_000_060_000], "2023-11-14 22:13:20"),
        ([20240131, 20240229], "2024-01-31"),
        ([1999, 2024], "1999-01-01"),
    ],
)
def test_numbers_become_times(values, expected):
    assert as_role(number(values), "time").cell(0) == expected


@pytest.mark.parametrize(
    ("column", "kind", "message"),
    [
        (text("red", "blue", "7"), "number", "'red' \\(row 0\\)"),
        (number([1.5, 2.5]), "time", "cannot be a time"),
        (number([20240131, 20241399]), "time", "cannot be a time"),
        (number([1, 2, 3]), "flag", "3 different"),
        (Column("v", "time", DAYS.astype("datetime64[us]")), "number", "holds times"),
    ],
)
def test_a_role_that_the_values_contradict_is_refused(column, kind, message):
    with pytest.raises(InvalidParameter, match=message):
        as_role(column, kind)


def test_the_table_is_stored_as_its_given_roles_need_it():
    table, roles = with_roles(read({"a": [1, 2, 3], "b": real(1)[:3]}), {"a": "category"})
    assert table["a"].kind == "text"
    assert roles["a"].given


ODD_NAMES = [
    "plain",
    "two words",
    "a.b",
    'quo"te',
    "back\\slash",
    "tab\there",
    "ü",
    "",
    "#x",
]


def test_saved_roles_are_loaded_again_whatever_the_names(tmp_path):
    path = tmp_path / "vedette.toml"
    save_config(path, {name: Role("number", "why\nnot") for name in ODD_NAMES})
    assert load_config(path) == Config(dict.fromkeys(ODD_NAMES, "number"))
    assert [p.name for p in tmp_path.iterdir()] == ["vedette.toml"]


def test_columns_to_redact_are_kept_whatever_their_names(tmp_path):
    path = tmp_path / "vedette.toml"
    save_config(path, {"a": "number"}, redact=ODD_NAMES)
    assert load_config(path) == Config({"a": "number"}, tuple(ODD_NAMES))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[roles]\na = "number"\nb = \n', "line 3"),
        ("[roles]\na = 3\n", "not a word"),
        ('[roles]\na = "numbr"\n', "number"),
        ('[rolls]\na = "number"\n', "roles"),
        ('redact = "email"\n', "not a list of columns"),
        ("redact = [3]\n", "not a list of columns"),
        ('[roles]\na = "number"\nredact = ["a"]\n', "above"),
    ],
)
def test_a_damaged_configuration_is_refused(tmp_path, content, message):
    path = tmp_path / "vedette.toml"
    path.write_text(content)
    with pytest.raises((UnknownName, ValueError), match=message):
        load_config(path)
