"""`vedette scan`: what it passes on, where it writes, how it ends."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace

import pytest

from made import results
from vedette.core import errors


def fail_with(error):
    def act():
        raise error

    return act


def test_the_screen_is_printed_and_standard_error_is_empty(vedette):
    ended = vedette("scan", "orders.csv")
    assert (ended.code, ended.err) == (0, "")
    assert "52 rows look wrong, for 4 reasons" in ended.out
    assert "vedette explain orders.csv r05789" in ended.out
    assert "\x1b" not in ended.out
    assert "judged in" not in ended.out


def test_every_option_reaches_the_scan(vedette, fake):
    ended = vedette(
        *("scan", "orders.csv", "--role", "a=b=code", "--role", "ts=ignore"),
        *("--select", 'a,"b,c"', "--select", "d", "--ignore", "e, f"),
        *("--where", "a > 1", "--fdr", "0.05", "--seed", "7"),
        *("--na=-1,none", "--na", "a=0", "--encoding", "latin-1"),
        *("--detector", "ensemble(n_estimators=5)", "--redact", "g, h"),
    )
    assert ended.code == 0
    asked = fake.asked[0]
    assert callable(asked.pop("progress"))
    assert (
        repr(asked.pop("detector"))
        == "Ensemble(n_estimators=5, random_state=7, scale=None)"
    )
    assert asked == {
        "data": "orders.csv",
        "roles": {"a=b": "code", "ts": "ignore"},
        "select": ["a", "b,c", "d"],
        "ignore": ["e", "f"],
        "redact": ["g", "h"],
        "na": ["-1", "none", "a=0"],
        "encoding": "latin-1",
        "sample": None,
        "where": "a > 1",
        "fdr": 0.05,
        "budget": None,
        "divide": None,
        "seed": 7,
    }


def test_the_next_command_sees_the_same_table(vedette):
    ended = vedette("scan", "my orders.csv", "--where", "a = 1", "--seed", "3")
    options = "'my orders.csv' --where 'a = 1' --seed 3"
    assert f"vedette scan {options} --json\n" in ended.out
    assert f"vedette explain {options} r05789\n" in ended.out
    ended = vedette("scan", "long/" * 20 + "orders.csv")
    assert "vedette explain FILE ... r05789\n" in ended.out


def test_findings_are_an_error_only_if_asked_for(vedette, fake):
    assert vedette("scan", "x.csv").code == 0
    assert vedette("scan", "x.csv", "--fail").code == 1
    fake.result = results.alike()
    assert vedette("scan", "x.csv", "--fail").code == 1
    fake.result = results.nothing()
    assert vedette("scan", "x.csv", "--fail").code == 0


def test_json_is_short_for_jsonl(vedette):
    ended = vedette("scan", "x.csv", "--json")
    assert ended.out == vedette("scan", "x.csv", "--format", "jsonl").out
    assert [json.loads(row)["kind"] for row in ended.out.splitlines()].count(
        "finding"
    ) == 52


def test_scanning_twice_writes_the_same_bytes(vedette, fake):
    for form in ("table", "jsonl", "csv", "md"):
        fake.result = results.orders()
        first = vedette("scan", "x.csv", "--format", form).out
        fake.result = results.orders(seconds=77.0)
        assert vedette("scan", "x.csv", "--format", form).out == first


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("f.jsonl", '{"kind":"run"'),
        ("f.csv", "row,id,"),
        ("f.md", "## orders"),
        ("f.txt", "10,000 rows, 13"),
    ],
)
def test_a_file_is_written_in_the_format_of_its_name(vedette, tmp_path, name, start):
    ended = vedette("scan", "x.csv", "-o", name)
    assert (ended.code, ended.out) == (0, "")
    assert f"written to {name}" in ended.err
    assert (tmp_path / name).read_text().startswith(start)
    assert os.listdir(tmp_path) == [name]


def test_a_named_format_counts_more_than_the_name_of_the_file(vedette, tmp_path):
    vedette("scan", "x.csv", "-o", "f.csv", "--format", "md")
    assert (tmp_path / "f.csv").read_text().startswith("## orders")


def test_a_replaced_file_keeps_its_rights(vedette, tmp_path):
    (tmp_path / "f.csv").write_text("old")
    (tmp_path / "f.csv").chmod(0o640)
    vedette("scan", "x.csv", "-o", "f.csv")
    assert stat.S_IMODE((tmp_path / "f.csv").stat().st_mode) == 0o640
    assert (tmp_path / "f.csv").read_text().startswith("row,id")


def test_a_link_is_written_through(vedette, tmp_path):
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "f.csv").symlink_to("real.csv")
    vedette("scan", "x.csv", "-o", "f.csv")
    assert (tmp_path / "f.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text().startswith("row,id")


@pytest.mark.parametrize(
    "error", [errors.InvalidInput("bad"), KeyboardInterrupt(), RuntimeError("x")]
)
def test_a_scan_that_fails_leaves_the_old_file_alone(vedette, fake, tmp_path, error):
    (tmp_path / "f.csv").write_text("old")
    fake.act = fail_with(error)
    assert vedette("scan", "x.csv", "-o", "f.csv").code > 1
    assert (tmp_path / "f.csv").read_text() == "old"
    assert os.listdir(tmp_path) == ["f.csv"]


def test_a_write_that_fails_leaves_nothing_behind(vedette, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ended = vedette("scan", "x.csv", "-o", "f.csv")
    assert ended.code == 3
    assert "No space left on device" in ended.err
    assert os.listdir(tmp_path) == []


def test_places_that_cannot_be_written_are_refused_before_the_scan(vedette, fake, tmp_path):
    (tmp_path / "x.csv").write_text("a\n1\n")
    (tmp_path / "folder").mkdir()
    for place, said in (
        ("folder", "is a folder"),
        ("nowhere/f.csv", "there is no folder 'nowhere'"),
        ("x.csv", "is the table itself"),
    ):
        for option in ("-o", "--save-config"):
            ended = vedette("scan", "x.csv", option, place)
            assert ended.code == 2
            assert said in ended.err
    assert fake.asked == []
    assert (tmp_path / "x.csv").read_text() == "a\n1\n"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.InvalidInput("x.csv is empty", hint="a header and rows"), 3),
        (errors.TooLittleData("5 rows", hint="30 would do"), 4),
        (errors.InvalidParameter("no such thing"), 2),
        (errors.unknown("column", "regon", ["region", "ts"]), 2),
        (FileNotFoundError(2, "No such file or directory", "x.csv"), 3),
        (MemoryError(), 3),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_has_its_exit_code_and_no_traceback(vedette, fake, error, code):
    fake.act = fail_with(error)
    ended = vedette("scan", "x.csv")
    assert (ended.code, ended.out) == (code, "")
    assert "Traceback" not in ended.err
    assert (ended.err.strip() == "") == (code == 130)


def test_an_error_is_a_message_and_then_a_hint(vedette, fake):
    fake.act = fail_with(errors.unknown("column", "regon", ["region", "ts"]))
    ended = vedette("scan", "x.csv")
    assert ended.err == (
        "vedette: no column is called 'regon'\n\nhint: did you mean 'region'?\n"
    )


def test_an_unexpected_error_is_called_a_bug_in_one_line(vedette, fake, monkeypatch):
    fake.act = fail_with(ZeroDivisionError("by \x1b[2J zero\nand more"))
    ended = vedette("scan", "x.csv")
    assert ended.code == 70
    said = "vedette: this is a bug in vedette: ZeroDivisionError: by \\x1b[2J zero\n"
    assert ended.err.startswith(said)
    assert "VEDETTE_DEBUG=1" in ended.err
    monkeypatch.setenv("VEDETTE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        vedette("scan", "x.csv")


@pytest.mark.parametrize(
    ("args", "said", "hint"),
    [
        (["sacn", "x.csv"], "no command is called 'sacn'", "did you mean 'scan'?"),
        (["x.csv"], "no command is called 'x.csv'", "vedette scan x.csv"),
        (["scan", "x.csv", "--sed", "1"], "no option is called '--sed'", "--seed?"),
        (["scan", "x.csv", "--role", "a"], "'a' is not COLUMN=KIND", "errors=category"),
        (["scan", "x.csv", "--role", "a=numbr"], "no role is called 'numbr'", "'number'"),
        (["scan", "x.csv", "--fdr", "1"], "fdr is 1", "one finding in ten"),
        (["scan", "x.csv", "--fdr", "nan"], "fdr is nan", "one finding in ten"),
        (["scan", "x.csv", "--budget", "0"], "budget is 0", ""),
        (["scan", "x.csv", "--seed", "-1"], "seed is -1", ""),
        (["scan", "x.csv", "--fdr", ".1", "--budget", "3"], "exclude each other", ""),
        (["scan", "x.csv", "--json", "--format", "md"], "exclude each other", ""),
        (["scan", "x.csv", "--format", "tabel"], "'tabel' is not one of", "--help"),
        (["scan"], "Missing argument 'FILE'", "vedette scan --help"),
        (
            ["scan", "x.csv", "--config", "no.toml"],
            "there is no file 'no.toml'",
            "roles FILE",
        ),
    ],
)
def test_misuse_is_told_with_the_nearest_right_thing(
    vedette, fake, tmp_path, args, said, hint
):
    (tmp_path / "x.csv").touch()
    ended = vedette(*args)
    assert ended.code == 2
    assert said in ended.err
    assert hint in ended.err.partition("hint:")[2]
    assert fake.asked == []


def test_colour_follows_the_environment(vedette, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1m" in vedette("scan", "x.csv").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in vedette("scan", "x.csv").out


def test_columns_of_the_terminal_are_respected(vedette, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(len, vedette("scan", "x.csv").out.splitlines())) <= 50


def test_standard_input_is_passed_on_and_not_read_again(vedette, fake):
    ended = vedette("scan", "-")
    assert fake.asked[0]["data"] == "-"
    assert "explain" not in ended.out


def test_text_that_is_no_unicode_is_written_all_the_same(vedette, fake):
    fact = replace(fake.result.facts[0], text="a\ud800b")
    fake.result = results.orders(facts=(fact,))
    for form in ("table", "jsonl", "csv", "md"):
        assert vedette("scan", "x.csv", "--format", form).code == 0
