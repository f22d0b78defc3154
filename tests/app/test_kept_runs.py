"""A run that is kept is the run: the same to every face, and only where nothing changed."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from made import results
from vedette.app import scanning
from vedette.app.cache import entry, key, knowledge, place, runs, seal
from vedette.app.cache.content import Content, State
from vedette.core import result as core
from vedette.core.findings import Finding, Reason
from vedette.core.table import Source
from vedette.report import csv, jsonl, markdown
from vedette.report.terminal import Screen, render

ASKED: dict[str, Any] = {
    "fdr": 0.1,
    "budget": None,
    "roles": {"a": "category", "b": "number"},
    "seed": 0,
    "select": ["a", "b"],
    "ignore": None,
    "where": "a > 1",
    "detector": None,
    "na": ["-999"],
    "encoding": None,
    "redact": None,
    "sample": None,
    "label": None,
    "by": None,
}
CONTENT = Content("/data/table.csv", State(10, 1, 1, 1, 1), "ab" * 20, True)


# A result as bytes.

STRANGE = results.orders(
    source=Source("a\x1b[2Jb\u2028.csv", "CSV", None),
    findings=(
        Finding(
            3, -0.0, 7.25, True, 1, (Reason("c", -1e-300, 2**52 + 1, 1.0, 1, None),), ""
        ),
        Finding(
            4, True, 1e308, False, 1, (Reason("c", 0.1, float("inf"), "1", False),), "é"
        ),
        Finding(5, None, 3.0, False, 2, (), "</script>"),
    ),
    needed=60,
    detector="lof(n_neighbors=3)",
    notes=("a", "b"),
)


@pytest.mark.parametrize(
    "result",
    [
        results.orders(),
        results.nothing(),
        results.alike(),
        results.crowded(20, 20, 20),
        STRANGE,
        results.orders(fdr=None, budget=5, expected_false=None),
    ],
)
def test_every_field_comes_back_as_it_was(result):
    again = entry.unpacked(entry.packed(result))
    assert again.kept
    for field in fields(core.Result):
        if field.name not in entry.APART:
            before, after = getattr(result, field.name), getattr(again, field.name)
            assert before == after
            assert repr(before) == repr(after)  # 1 is not 1.0, and not True
    for face in (jsonl.dump, csv.dump, markdown.dump):
        assert face(again) == face(result)


def test_row_numbers_come_back_as_they_were():
    numbers = np.sort(np.random.default_rng(0).choice(10**6, 10_000, replace=False))
    again = entry.unpacked(entry.packed(results.orders(row_numbers=numbers)))
    assert again.row_numbers.dtype == np.int64
    np.testing.assert_array_equal(again.row_numbers, numbers)


@pytest.mark.parametrize("numbers", [[1, 2], [2, 1, 0], [-1, 0, 1], [0, 0, 1]])
def test_row_numbers_that_are_none_are_refused(numbers):
    packed = entry.packed(results.orders(rows=3, row_numbers=np.array(numbers)))
    assert entry.unpacked(packed) is None


def test_every_damaged_byte_is_noticed():
    packed = entry.packed(results.orders())
    for at in range(0, len(packed), 7):
        damaged = bytearray(packed)
        damaged[at] ^= 0x10
        assert entry.unpacked(bytes(damaged)) is None
    for length in range(0, len(packed), 97):
        assert entry.unpacked(packed[:length]) is None
    assert entry.unpacked(packed + b"\0") is None


def test_what_is_sealed_but_made_otherwise_is_refused(monkeypatch):
    import msgspec

    def sealed(body):
        return seal.sealed(entry.MAGIC, body)

    packed = entry.packed(results.orders())
    told = msgspec.msgpack.decode(packed[len(entry.MAGIC) + seal.DIGEST :])
    assert entry.unpacked(sealed(msgspec.msgpack.encode(told))) is not None
    for name, value in (
        ("rows", "many"),
        ("roles", {"a": {"kind": "wizard"}}),
        ("findings", [{"row": 1}]),
        ("at", b"123"),
    ):
        body = msgspec.msgpack.encode({**told, name: value})
        assert entry.unpacked(sealed(body)) is None, name
    told.pop("rows")
    assert entry.unpacked(sealed(msgspec.msgpack.encode(told))) is None
    assert entry.unpacked(sealed(b"\x91" * 5000)) is None  # nested without end


def test_a_terminal_is_told_that_the_run_was_kept():
    screen = Screen(timing=True)
    first, again = results.orders(), entry.unpacked(entry.packed(results.orders()))
    assert "read and judged in 1.4 s" in render(first, screen)
    assert "CSV 0.9 MB, kept from an earlier run\n" in render(again, screen)
    assert render(again, Screen()) == render(first, Screen())


# The key.


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fdr", 0.2),
        ("budget", 5),
        ("roles", {"a": "category"}),
        ("roles", {"a": "number", "b": "number"}),
        ("seed", 1),
        ("select", ["a"]),
        ("select", ["a,b"]),
        ("ignore", ["c"]),
        ("where", "a > 2"),
        ("detector", "lof"),
        ("na", ["-99"]),
        ("na", None),
        ("encoding", "latin-1"),
        ("redact", ["a"]),
        ("sample", 1_000),
        ("by", "a"),
    ],
)
def test_whatever_is_asked_differently_is_another_run(name, value):
    assert key.key_of(CONTENT, {**ASKED, name: value}) != key.key_of(CONTENT, ASKED)


def test_every_argument_of_a_scan_has_a_part_in_the_key():
    import inspect

    taken = set(inspect.signature(scanning.scan).parameters)
    # Verdicts of people are joined with a result after it was kept or taken.
    assert taken - {"data", "progress", "labels"} == set(ASKED)


def test_the_key_is_of_content_and_name_not_of_place_and_time():
    same = replace(CONTENT, path="/other/table.csv", state=State(10, 2, 2, 2, 2))
    assert key.key_of(same, ASKED) == key.key_of(CONTENT, ASKED)
    for other in (
        replace(CONTENT, path="/data/other.csv"),  # the name is shown
        replace(CONTENT, digest="cd" * 20),
    ):
        assert key.key_of(other, ASKED) != key.key_of(CONTENT, ASKED)


def test_the_order_of_roles_is_no_matter():
    turned = {**ASKED, "roles": dict(reversed(ASKED["roles"].items()))}
    assert key.key_of(CONTENT, turned) == key.key_of(CONTENT, ASKED)


def test_another_build_has_other_keys(monkeypatch):
    before = key.key_of(CONTENT, ASKED)
    monkeypatch.setattr(key, "build", lambda: ("vedette of tomorrow",))
    assert key.key_of(CONTENT, ASKED) != before


def test_the_build_knows_every_file_of_the_package():
    told = "\n".join(key.build())
    for module in ("vedette.scanning.run", "vedette.kernels._native", "vedette.core.cut"):
        assert str(importlib.import_module(module).__file__) in told
    assert f"numpy {np.__version__}" in told


@pytest.mark.parametrize(
    ("where", "steady"),
    [
        ("country = 'DE'", True),
        ("a > 1 and (b < 2 or c in ('x', 'y'))", True),
        ("lower(name) = 'it''s (odd)'", True),
        ("ts > now()", False),
        ("ts > today ()", False),
        ("ts > current_date", False),
        ("ts > CURRENT_TIMESTAMP - interval 1 day", False),
        ("random() < 0.5", False),
        ("a in (select a from 'other.csv')", False),
        ("ts > 'now'::timestamp", False),
        ("a > $x", False),
    ],
)
def test_a_condition_that_may_choose_other_rows_tomorrow_is_not_kept(where, steady):
    assert key.is_steady(where) is steady
    assert (key.key_of(CONTENT, {**ASKED, "where": where}) is not None) is steady


# Runs of the command.


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Rows of three columns; one does not fit."""
    rng = np.random.default_rng(0)
    a = rng.normal(10, 1, 400)
    b = 2 * a + rng.normal(0, 0.1, 400)
    b[7] += 3
    path = tmp_path / "table.csv"
    lines = [f"r{i:03d},{x:.3f},{y:.3f}" for i, (x, y) in enumerate(zip(a, b, strict=True))]
    path.write_text("\n".join(["name,a,b", *lines]) + "\n")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VEDETTE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "runs"


@pytest.fixture
def scans(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was really scanned."""
    done: list[Any] = []
    really = scanning.scan

    def scan(data: Any, **asked: Any) -> Any:
        done.append((data, asked))
        return really(data, **asked)

    monkeypatch.setattr(scanning, "scan", scan)
    return done


@pytest.fixture
def vedette(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., tuple[int, bytes]]:
    """The exit code of a command, and what it printed."""
    from vedette.cli.run import run

    def command(*args: str) -> tuple[int, bytes]:
        code = run(list(args))
        return code, capfdbinary.readouterr().out

    return command


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "md"])
def test_the_second_scan_prints_the_same_and_scans_nothing(table, scans, vedette, form):
    first = vedette("scan", str(table), "--format", form)
    assert vedette("scan", str(table), "--format", form) == first
    assert len(scans) == 1
    assert vedette("scan", str(table), "--format", form, "--no-cache") == first
    assert len(scans) == 2
    assert first[0] == 0


def test_the_exit_code_is_that_of_the_scan(table, scans, vedette, tmp_path):
    assert [vedette("scan", str(table), "--fail")[0] for _ in range(2)] == [1, 1]
    few = tmp_path / "few.csv"
    few.write_text("a,b\n1,2\n3,4\n")
    assert [vedette("scan", str(few))[0] for _ in range(2)] == [4, 4]
    assert len(scans) == 2


def test_no_cache_keeps_nothing(table, vedette, folder):
    vedette("scan", str(table), "--no-cache")
    assert not folder.exists()


def test_a_changed_file_is_scanned_again(table, scans, vedette):
    first = vedette("scan", str(table), "--json")
    table.write_text(table.read_text().replace("r007", "r7x7"))
    assert vedette("scan", str(table), "--json") != first
    assert len(scans) == 2


def test_a_file_that_changes_under_the_scan_is_not_kept(
    table, vedette, folder, monkeypatch
):
    really = scanning.scan

    def scan(data: Any, **asked: Any) -> Any:
        result = really(data, **asked)
        table.write_text(table.read_text() + "r400,10,20\n")
        return result

    monkeypatch.setattr(scanning, "scan", scan)
    vedette("scan", str(table))
    assert not list(folder.glob("*.run"))


def test_a_damaged_run_is_removed_and_scanned_again(table, scans, vedette, folder):
    first = vedette("scan", str(table), "--json")
    (kept,) = folder.glob("*.run")
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    assert vedette("scan", str(table), "--json") == first
    assert len(scans) == 2
    assert vedette("scan", str(table), "--json") == first
    assert len(scans) == 2


def test_standard_input_is_scanned_each_time(vedette, scans, table, monkeypatch, folder):
    import io
    import sys

    for _ in range(2):
        stream = io.TextIOWrapper(io.BytesIO(table.read_bytes()))
        monkeypatch.setattr(sys, "stdin", stream)
        assert vedette("scan", "-")[0] == 0
    assert len(scans) == 2
    assert not folder.exists()


def test_an_error_is_not_kept(tmp_path, vedette, folder):
    (tmp_path / "empty.csv").write_text("")
    assert vedette("scan", str(tmp_path / "empty.csv"))[0] == 3
    assert not list(folder.glob("*.run"))


def test_a_result_that_is_not_plain_is_not_kept_and_no_error(table, folder, monkeypatch):
    really = scanning.scan
    odd = {"notes": ("\ud800",)}
    monkeypatch.setattr(
        scanning, "scan", lambda data, **a: replace(really(data, **a), **odd)
    )
    assert runs.scan(str(table)).notes == ("\ud800",)
    assert not list(folder.glob("*.run"))


def test_a_scan_in_python_keeps_nothing(table, folder):
    scanning.scan(str(table))
    assert not folder.exists()


def test_the_command_says_where_runs_are_and_clears_them(table, vedette, folder):
    import re

    assert vedette("cache")[1].startswith(b"0 runs, 0 bytes of at most 1.0 GB, in ")
    vedette("scan", str(table))
    said = vedette("cache")[1].decode()
    assert re.fullmatch(rf"1 run, .* of at most 1\.0 GB, in {folder}\n", said)
    assert vedette("cache", "--clear")[1].decode().startswith("1 run, ")
    assert not list(folder.iterdir())


def test_a_cache_that_is_off_says_so(vedette, monkeypatch):
    monkeypatch.setenv("VEDETTE_CACHE", "off")
    assert vedette("cache")[1] == b"no runs are kept\n"


# Rows explained from what was kept.


def series(path: Path) -> Path:
    """A series of two columns with a spike, a run, a category and a code for missing."""
    rng = np.random.default_rng(1)
    n = 600
    a = 50 + 10 * np.sin(np.arange(n) / 20) + rng.normal(0, 0.5, n)
    b = 3 * a + rng.normal(0, 0.5, n)
    a[100], b[300:306] = 80, 20
    b[[5, 50, 500]] = -999
    times = np.datetime64("2026-01-01T00:00") + np.arange(n) * np.timedelta64(5, "m")
    kinds = rng.choice(["x", "y", "z"], n)
    lines = [
        f"{t},{x:.2f},{y:.2f},{k}" for t, x, y, k in zip(times, a, b, kinds, strict=True)
    ]
    path.write_text("\n".join(["ts,a,b,kind", *lines]) + "\n")
    return path


@pytest.mark.parametrize(
    ("shape", "asked"),
    [
        ("plain", {}),
        ("plain", {"where": "a > 9"}),
        ("plain", {"budget": 12}),
        ("plain", {"detector": "knn"}),
        ("plain", {"detector": "isolation-forest", "roles": {"name": "ignore"}}),
        ("series", {}),
        ("series", {"seed": 3, "ignore": ["kind"]}),
    ],
)
def test_rows_are_explained_as_by_the_scan_itself(
    shape, asked, table, tmp_path, folder, scans
):
    file = str(table if shape == "plain" else series(tmp_path / "series.csv"))
    fresh = runs.scan(file, **asked)
    kept = runs.scan(file, **asked)
    assert found_on_the_way(kept) == found_on_the_way(fresh)
    assert (fresh.kept, kept.kept, len(scans)) == (False, True, 1)
    some = range(fresh.rows) if fresh.row_numbers is None else fresh.row_numbers
    odd = {f.row + step for f in fresh.findings for step in (0, 1)} & set(map(int, some))
    for row in {*list(some)[::37], *odd}:
        once, again = fresh.explain(int(row)), kept.explain(int(row))
        assert repr(again) == repr(once)
        if once.id is not None:
            assert kept.explain(str(once.id)) == once
    assert kept.learned is not None


def found_on_the_way(result: Any) -> list[Any]:
    """Which values were mended, and what those in question rest on, by the fit's place."""
    fits = result.learned.judged.fits
    place = {id(fit): i for i, fit in enumerate(fits)}
    mended = {
        (place[fit], row): value
        for (fit, row), value in result.explainer.about._mended.items()
    }
    shares = [{key: s.tolist() for key, s in fit._shares.items()} for fit in fits]
    return [mended, shares, result.explainer.about.expected]


def test_a_row_is_explained_by_the_command_from_what_scan_kept(table, vedette, scans):
    assert vedette("scan", str(table))[0] == 0
    for row in ("r007", "9"):
        for form in ((), ("--json",)):
            told = vedette("explain", str(table), row, *form)
            assert told == vedette("explain", str(table), row, *form, "--no-cache")
    assert [data for data, _ in scans] == ([str(table)] * 5)


def test_every_damaged_region_of_what_was_learned_is_noticed(table, vedette, scans, folder):
    first = vedette("explain", str(table), "r007")
    store = place.store()
    (learned,), (told,) = folder.glob("*.learned"), folder.glob("*.run")
    result, whole = entry.unpacked(told.read_bytes()), learned.read_bytes()
    assert knowledge.taken(store, learned.name, result).learned is not None
    for at in (
        *range(0, 100, 9),
        *range(100, len(whole), len(whole) // 99),
        len(whole) - 1,
    ):
        damaged = bytearray(whole)
        damaged[at] ^= 0x10
        learned.write_bytes(damaged)
        assert knowledge.taken(store, learned.name, result) is None, at
        assert not learned.exists(), at
    learned.write_bytes(whole[: len(whole) // 2])
    assert vedette("explain", str(table), "r007") == first
    assert len(scans) == 2


def test_what_was_learned_from_another_table_is_not_taken(table, tmp_path, folder, vedette):
    other = tmp_path / "other.csv"
    other.write_text(table.read_text().replace("r000,", "r999,").replace("name,", "names,"))
    vedette("scan", str(table))
    (mine,) = folder.glob("*.learned")
    kept = mine.read_bytes()
    vedette("cache", "--clear")
    right = vedette("scan", str(other))
    (theirs,) = folder.glob("*.learned")
    theirs.write_bytes(kept)
    told = vedette("explain", str(other), "r999")
    assert told[0] == right[0] == 0
    assert b"r999" in told[1]


def test_of_a_redacted_table_no_value_is_kept(table, vedette, folder, scans):
    first = vedette("scan", str(table), "--redact", "name,b", "--json")
    assert [path.suffix for path in folder.iterdir()] == [".run"]
    kept = next(folder.iterdir()).read_bytes()
    assert b"r007" not in kept
    assert vedette("scan", str(table), "--redact", "name,b", "--json") == first
    assert len(scans) == 1
    told = vedette("explain", str(table), "7", "--redact", "name,b")
    assert len(scans) == 2
    assert told[0] == 0


def test_a_report_is_drawn_from_what_was_kept(table, vedette, scans, tmp_path):
    pages = []
    for name in ("first.html", "again.html"):
        assert vedette("report", str(table), "-o", str(tmp_path / name), "-q")[0] == 0
        pages.append((tmp_path / name).read_text().replace(name, "page"))
    assert len(scans) == 1
    assert pages[0] == pages[1]


def test_what_was_learned_is_not_kept_where_writing_takes_too_long(
    table, folder, monkeypatch
):
    monkeypatch.setattr(knowledge, "BYTES_A_SECOND", 1_000)
    runs.scan(str(table))
    assert [path.suffix for path in folder.iterdir()] == [".run"]
    assert runs.scan(str(table), explain=False).kept
    assert not runs.scan(str(table), explain=True).kept


def test_a_small_cache_keeps_what_is_small(table, folder, monkeypatch):
    monkeypatch.setenv("VEDETTE_CACHE_BYTES", "40000")
    runs.scan(str(table))
    assert [path.suffix for path in folder.iterdir()] == [".run"]


def test_a_model_fitted_from_a_kept_run_is_the_model(table, vedette, scans, tmp_path):
    files = [str(tmp_path / name) for name in ("fresh.vedette", "kept.vedette")]
    assert vedette("fit", str(table), "-o", files[0], "--no-cache", "-q")[0] == 0
    assert vedette("scan", str(table))[0] == 0
    assert vedette("fit", str(table), "-o", files[1], "-q")[0] == 0
    assert len(scans) == 2
    scored = [vedette("score", str(table), "-m", file, "--json") for file in files]
    assert scored[0] == scored[1]
