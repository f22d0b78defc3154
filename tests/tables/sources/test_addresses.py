"""What the address of a table means, and that it is shown without its password."""

from __future__ import annotations

from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.app.output import check
from vedette.app.settings import find
from vedette.cli.options import Asked
from vedette.core.errors import InvalidParameter, UnknownName
from vedette.tables.sources.address import file_of, is_address, parse, without_secrets

HARD = "select a+b, '100%25 & c=d?e#f%zz' as \"x&query=y\" from t where a % 2 = 1"


@pytest.mark.parametrize(
    "given", ["sqlite:a.db", "duckdb:a", "postgres://h", "postgresql://"]
)
def test_an_address_is_told_from_a_file(given):
    assert is_address(given)
    assert not is_address("./" + given)
    assert not is_address(given.upper())


def test_a_query_with_a_blank_is_taken_as_it_stands_to_the_end():
    assert parse(f"sqlite:shop.db?query={HARD}").query == HARD
    address = parse(f"postgresql://h/db?sslmode=require&schema=s&query={HARD}")
    assert (address.query, address.schema) == (HARD, "s")
    assert address.place == "postgresql://h/db?sslmode=require"


@pytest.mark.parametrize("encoded", [quote(HARD, safe=""), quote_plus(HARD)])
def test_a_query_without_a_blank_is_percent_decoded_and_ends_at_the_next_parameter(encoded):
    assert parse(f"sqlite:shop.db?query={encoded}").query == HARD
    address = parse(f"postgresql://h/db?query={encoded}&sslmode=require")
    assert address.query == HARD
    assert address.place == "postgresql://h/db?sslmode=require"


TEXTS = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1
)


@given(TEXTS.filter(str.strip))
def test_any_query_survives_its_encoding(query):
    assert parse(f"duckdb:x.db?query={quote_plus(query)}").query == query


@given(TEXTS.map(lambda text: f"select {text}x"))
def test_any_query_with_a_blank_survives_as_it_is(query):
    assert parse(f"duckdb:x.db?query={query}").query == query


@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("shop.db", "shop.db"),
        ("/data/shop.db", "/data/shop.db"),
        ("///shop.db", "shop.db"),
        ("////data/shop.db", "/data/shop.db"),
        ("a%20b%3F.db", "a b?.db"),
    ],
)
def test_a_file_is_named_as_it_is_or_as_sqlalchemy_does(base, place):
    assert parse(f"sqlite:{base}?table=t").place == place
    assert file_of(f"sqlite:{base}?table=t") == place


def test_a_file_is_taken_by_its_very_name_if_it_is_there(tmp_path):
    (tmp_path / "a%20b.db").touch()
    assert parse(f"sqlite:{tmp_path}/a%20b.db").place == f"{tmp_path}/a%20b.db"


def test_what_is_not_ours_is_left_to_libpq_letter_by_letter():
    given = "postgresql://h1:1,h2:2/db?options=-c%20a%3Db&table=%C3%B6.t&host=/run/x"
    address = parse(given)
    assert address.place == "postgresql://h1:1,h2:2/db?options=-c%20a%3Db&host=/run/x"
    assert address.table == "ö.t"
    assert parse("postgres://h/db").place == "postgresql://h/db"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("sqlite:a.db?table=t&query=select 1", "one of them"),
        ("sqlite:a.db?table=", "table= is empty"),
        ("sqlite:a.db?query=", "query= is empty"),
        ("sqlite:a.db?table=a&table=b", "twice"),
        ("sqlite:?table=a", "no file"),
        ("duckdb://shop.db", "names a host"),
        ("sqlite:a.db?query=%ff", "not UTF-8"),
        ("postgresql://h/d?query=select '\udcff'", "not UTF-8"),
        ("postgresql://h/d?query=select '\0'", "NUL"),
        ("duckdb:a.db?table=%00", "NUL"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused(given, said):
    with pytest.raises(InvalidParameter, match=said):
        parse(given)


def test_a_mistyped_parameter_of_a_file_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match="did you mean 'table'"):
        parse("sqlite:a.db?tabel=x")


SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgresql://ann:s3cr3t@h:5/db?table=t", "postgresql://ann@h:5/db?table=t"),
        ("postgresql://ann:s3cr3t@h/db", "postgresql://ann@h/db"),
        ("postgresql://:s3cr3t@h/db", "postgresql://@h/db"),
        ("postgresql://a:s3cr3t@@h/db", "postgresql://a@h/db"),
        ("postgresql://a:x/s3cr3t@h/db?table=t", "postgresql://a@h/db?table=t"),
        ("postgresql://a:x?s3cr3t@h/db?table=t", "postgresql://a@h/db?table=t"),
        ("postgresql://h/db?password=s3cr3t&table=t", "postgresql://h/db?table=t"),
        ("postgresql://h/db?table=t&PassWord=s3cr3t", "postgresql://h/db?table=t"),
        ("postgresql://h/db?p%61ssword=s3cr3t", "postgresql://h/db"),
        ("postgresql://h/db?sslpassword=s3cr3t&a=b", "postgresql://h/db?a=b"),
        (
            "postgresql://h/db?query=select%201&password=s3cr3t&b=c",
            "postgresql://h/db?b=c&query=select%201",
        ),
        (
            "postgresql://a:s3cr3t@h/db?query=select 'x@y' & 1",
            "postgresql://a@h/db?query=select 'x@y' & 1",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(given, shown):
    assert without_secrets(given) == shown
    assert parse(given).shown == shown
    assert SECRET not in repr(parse(given))


@pytest.mark.parametrize(
    "given",
    [
        "postgresql://h1:5432,h2:5433/db?user=a@b&table=t",
        "postgresql:///db?host=/run/x&user=ann",
        "postgresql://[::1]:5432/db?application_name=a@b",
        "sqlite:a:b@c.db?table=t",
        "a:b@c.csv",
    ],
)
def test_an_address_without_a_password_is_shown_as_it_is(given):
    assert without_secrets(given) == given


def asked(file):
    no = {"where": None, "config": None, "no_config": False, "quiet": False}
    none = dict.fromkeys(("roles", "select", "ignore", "na", "redact"), ())
    return Asked(file, **none, **no)


def test_the_command_to_see_a_table_again_is_quoted_and_has_no_password():
    again = asked("postgresql://a:s3cr3t@h/db?query=select 'x' from \"t\"").again()
    assert again == "'postgresql://a@h/db?query=select '\"'\"'x'\"'\"' from \"t\"'"


def test_settings_are_looked_for_beside_the_file_and_not_beside_a_server(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "vedette.toml").touch()
    long = "select " + "x" * 5000
    assert str(find("sqlite:data/a.db?table=t")) == "data/vedette.toml"
    assert find(f"postgresql://h/db?query={long}") is None


def test_the_database_itself_is_not_written_over(tmp_path):
    path = tmp_path / "shop.db"
    path.write_text("x")
    with pytest.raises(InvalidParameter, match="the table itself"):
        check(str(path), f"duckdb:{path}?query=select {'x' * 5000}")
    check(str(tmp_path / "o.csv"), f"postgresql://h/db?query=select {'x' * 5000}")
