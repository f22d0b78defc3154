"""The command shows no value of redacted columns: on neither stream, in no file, in no error."""

from __future__ import annotations

import gzip
import sqlite3

import pytest

from made import canaries
from vedette.cli.run import run
from vedette.core.redaction import REDACTED, withholding

ALL = ",".join(canaries.MARKS)
MARKS = canaries.MARKS


@pytest.fixture
def vedette(tmp_path, monkeypatch, capfdbinary):
    """Runs the command beside shop.csv; gives its code and both streams together."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "VEDETTE_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "shop.csv").write_text(canaries.shop().to_csv(index=False))

    def command(*args):
        code = run(list(args))
        out, err = capfdbinary.readouterr()
        return code, (out + err).decode()

    return command


def assert_silent(text, marks=MARKS):
    for column, mark in marks.items():
        seen = canaries.marks_in(text, mark)
        assert not seen, f"{column} is shown: {seen[0]!r}"


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "shop.csv"),
        ("scan", "shop.csv", "--json"),
        ("scan", "shop.csv", "--format", "csv"),
        ("scan", "shop.csv", "--format", "md", "--where", "length(ref) > 3"),
        ("explain", "shop.csv", "100"),
        ("explain", "shop.csv", "5", "--json"),
        ("roles", "shop.csv"),
        ("roles", "shop.csv", "--json"),
    ],
)
def test_neither_stream_shows_a_value(vedette, command):
    code, said = vedette(*command, "--redact", ALL)

    assert code == 0
    assert said
    assert_silent(said)


def test_an_id_that_is_typed_finds_its_row_and_comes_back_in_no_answer(vedette):
    code, said = vedette("explain", "shop.csv", "quokka00100", "--redact", "ref", "--json")

    assert code == 0
    assert '"row":100' in said
    assert_silent(said, {"ref": MARKS["ref"]})


def test_what_is_redacted_is_kept_and_redacts_from_then_on(vedette, tmp_path):
    code, said = vedette(
        *("scan", "shop.csv", "--redact", ALL, "-q", "--ignore", "zip"),
        *("--save-config", "vedette.toml", "-o", "found.jsonl"),
    )
    config = (tmp_path / "vedette.toml").read_text()
    assert code == 0
    assert_silent(said + config + (tmp_path / "found.jsonl").read_text())
    assert '"zip"' in config  # not read this time, and redacted the next

    _, said = vedette("explain", "shop.csv", "100")
    assert "row 100" in said
    assert_silent(said)
    _, said = vedette("roles", "shop.csv", "--no-config")
    assert canaries.marks_in(said, MARKS["zip"])


def test_a_kept_name_that_is_misspelt_is_an_error(vedette, tmp_path):
    (tmp_path / "vedette.toml").write_text('redact = ["prise"]\n')

    code, said = vedette("scan", "shop.csv")

    assert code == 2
    assert "did you mean 'price'" in said
    assert "--no-config" in said


def test_a_file_about_another_table_still_redacts_what_is_there(vedette, tmp_path):
    (tmp_path / "vedette.toml").write_text(
        'redact = ["ref", "passport"]\n[roles]\nspeed = "number"\ndose = "number"\n'
    )

    code, said = vedette("roles", "shop.csv", "--json")

    assert code == 0
    assert "about another table, so not used, but for what it redacts: ref" in said
    assert_silent(said, {"ref": MARKS["ref"]})


def test_a_name_that_is_no_column_is_answered_with_the_nearest(vedette):
    code, said = vedette("scan", "shop.csv", "--redact", "prize")

    assert code == 2
    assert "no column is called 'prize'" in said
    assert "did you mean 'price'?" in said


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("opened=number", "cannot be a number"),
        ("opened=flag", "cannot be a flag"),
        ("kind=number", "cannot be a number"),
        ("kind=time", "cannot be a time"),
        ("remark=flag", "cannot be a flag"),
        ("price=time", "cannot be a time"),
        ("price=flag", "cannot be a flag"),
        ("weight=time", "cannot be a time"),
    ],
)
def test_a_role_that_cannot_be_is_refused_without_an_example(vedette, role, refused):
    column = role.partition("=")[0]
    code, said = vedette("scan", "shop.csv", "--role", role, "--redact", ALL)

    assert code == 2
    assert refused in said
    assert column in said
    assert_silent(said)
    _, plain = vedette("scan", "shop.csv", "--role", role)
    assert canaries.marks_in(plain, MARKS[column])  # the error has an example without


@pytest.mark.parametrize(
    "where",
    [
        "CAST(ref AS INTEGER) > 3",
        "CAST(remark AS DATE) IS NULL",
        "CAST(kind AS DOUBLE) > 1",
    ],
)
def test_a_condition_that_fails_quotes_no_value(vedette, where):
    code, said = vedette(
        "scan", "shop.csv", "--redact", "ref,remark,kind", "--where", where
    )

    assert code == 2
    assert REDACTED in said
    assert_silent(said)
    _, plain = vedette("scan", "shop.csv", "--where", where)
    assert "quokka" in plain or "echidna" in plain or "wombat" in plain


BROKEN = {
    "byte.csv": b"a,b\n1,quokka\n2,quokka\x81\x8dx\n",
    "lines.jsonl": b'{"a": 1, "b": "x"}\n"quokka"\n',
    "cut.jsonl": b'{"a": 1, "b": "x"}\n{"a": 2, "b": "quokka\n',
    "ragged.csv": b"a,b\n1,quokka\n2,quokka,quokka\n" * 3,
    "quote.csv": b'a,b\n1,"quokka\n2,x\n',
    "cut.csv.gz": gzip.compress(b"a,b\n1,quokka\n" * 90)[:-9],
    "a.parquet": b"quokka,b\n1,quokka\n",
    "end.parquet": b"PAR1quokkaquokkaquok",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_not_quoted(vedette, tmp_path, name):
    (tmp_path / name).write_bytes(BROKEN[name])

    code, said = vedette("scan", name, "--redact", "b")

    assert code == 3
    assert "quok" not in said
    assert "0x8" not in said


def test_a_file_in_another_encoding_is_read_and_not_quoted(vedette, tmp_path):
    (tmp_path / "byte.csv").write_bytes("a,b\n1,quokka\n2,quokka\xe9x\n".encode("latin-1"))

    code, said = vedette("scan", "byte.csv", "--redact", "b")

    assert code == 4
    assert "Windows-1252" in said
    assert "quok" not in said


def test_a_text_that_a_database_cannot_decode_is_not_quoted(vedette, tmp_path):
    con = sqlite3.connect(tmp_path / "shop.db")
    con.execute("CREATE TABLE t (a INTEGER, b TEXT)")
    con.execute("INSERT INTO t VALUES (1, CAST(x'71756f6b6b61e9' AS TEXT))")
    con.commit()
    con.close()

    code, said = vedette("scan", "sqlite:shop.db?table=t", "--redact", "b")

    assert code in (2, 3, 4)
    assert "quokka" not in said


def test_an_unexpected_error_tells_its_type_and_not_its_text():
    with pytest.raises(RuntimeError) as told, withholding(["b"]):
        raise KeyError("quokka")
    assert "KeyError" in str(told.value)
    assert "quokka" not in str(told.value)
    assert told.value.__suppress_context__

    with pytest.raises(KeyError, match="quokka"), withholding([]):
        raise KeyError("quokka")
