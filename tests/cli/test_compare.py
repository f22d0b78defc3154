"""`vedette compare` as a command: what it takes, writes, keeps, and goes on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from made import compared
from vedette.app import comparing

NAMES = "hbos,ecod,isolation-forest"
# Ends itself, as `kill -9` would, when so many pieces are kept.
KILLED = """
import os, signal
from vedette.app.cache import pieces
keep, left = pieces.keep, [{pieces}]
def counted(*given):
    keep(*given)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
pieces.keep = counted
from vedette.cli import main
main({args!r})
"""


def command(args, cache, pieces=10**9):
    code = KILLED.format(args=args, pieces=pieces)
    env = os.environ | {"VEDETTE_CACHE": str(cache), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False
    )


@pytest.fixture
def table(tmp_path):
    return compared.write(tmp_path / "t.csv", compared.table(150))


@pytest.mark.parametrize("label", [True, False])
def test_killed_half_way_and_started_again_it_gives_the_same_bytes(table, tmp_path, label):
    asked = ["--label", "odd"] if label else ["--ignore", "odd"]
    args = ["compare", table, "--detector", NAMES, *asked, "--json"]
    cut = command([*args, "--jobs", "1"], tmp_path / "kept", pieces=7)
    assert cut.returncode == -signal.SIGKILL
    assert cut.stdout == ""
    again = command(args, tmp_path / "kept")
    whole = command([*args, "--jobs", "1"], "off")
    assert again.stderr.startswith("7 of ")
    assert again.stderr.endswith(" pieces from an earlier run\n")
    assert whole.stderr == ""
    assert again.stdout == whole.stdout
    assert json.loads(again.stdout.splitlines()[0])["kind"] == "comparison"


@pytest.fixture
def found(monkeypatch):
    """Stands in for the work; keeps what it was asked."""
    asked = []

    def compare(file, label, **given):
        asked.append({"file": file, "label": label} | given)
        return compared.comparison()

    monkeypatch.setattr(comparing, "compare", compare)
    return asked


def test_what_is_asked_arrives(vedette, found):
    done = vedette(
        *(
            "compare",
            "t.csv",
            "--label",
            "y",
            "--positive",
            "a",
            "--positive",
            "b",
            "--jobs",
            "3",
        ),
        *("--detector", "lof,knn", "--seed", "5", "--sample", "900", "--no-cache"),
        *("--role", "x=category", "--where", "x > 1"),
    )
    assert done.code == 0
    (asked,) = found
    assert asked["label"] == "y"
    assert asked["positive"] == ("a", "b")
    assert (asked["jobs"], asked["seed"], asked["sample"]) == (3, 5, 900)
    assert asked["detector"] == "lof,knn"
    assert asked["cache"] is False
    assert (asked["roles"], asked["where"]) == ({"x": "category"}, "x > 1")


def test_the_next_command_reads_the_same_rows(vedette, found):
    done = vedette("compare", "t.csv", "--where", "x > 1", "--seed", "5", "--label", "y")
    assert done.out.endswith(
        "  vedette evaluate t.csv --where 'x > 1' --label fraud --detector knn\n"
    )


@pytest.mark.parametrize(
    ("name", "begins"),
    [("c.html", "<!doctype html>"), ("c.json", "{"), ("c.jsonl", "{"), ("c.md", "## ")],
)
def test_the_name_of_the_file_says_the_format(vedette, found, tmp_path, name, begins):
    done = vedette("compare", "t.csv", "-o", name)
    assert done.out == ""
    assert f"written to {name}" in done.err
    assert (tmp_path / name).read_text().startswith(begins)


@pytest.mark.parametrize(
    "args",
    [
        ["-o", "c.sarif"],
        ["-o", "missing/c.html"],
        ["--positive", "1"],
        ["--by-time"],
        ["--jobs", "none"],
    ],
)
def test_what_makes_no_sense_is_refused_before_the_work(vedette, found, args):
    done = vedette("compare", "t.csv", *args)
    assert done.code == 2
    assert found == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--label", "nothing"], 2, "no column is called"),
        (["--label", "odd", "--detector", "lof2"], 2, "did you mean"),
        (["--jobs", "0"], 2, "jobs must be"),
        (["--where", "x > 1e9"], 3, "row"),
        (["--label", "x", "--detector", "hbos"], 3, "x"),
    ],
)
def test_what_cannot_be_done_is_said(vedette, table, args, code, said):
    done = vedette("compare", table, *args)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err


def test_if_no_detector_can_be_compared_it_is_too_little(vedette, monkeypatch):
    from vedette.core.comparison import Contender

    none = compared.comparison(contenders=(Contender("svm", "supervised", reason="no"),))
    monkeypatch.setattr(comparing, "compare", lambda *args, **given: none)
    assert vedette("compare", "t.csv").code == 4


def test_the_page_says_how_to_get_it_again(vedette, found, tmp_path):
    asked = ["--label", "is it?", "--by-time", "--seed", "4", "--detector", "lof,knn"]
    assert vedette("compare", "t.csv", *asked, "-o", "c.html").code == 0
    text = (tmp_path / "c.html").read_text()
    expected = "vedette compare t.csv --seed 4 --detector lof,knn --label &#39;is it?&#39;"
    assert f"{expected} --by-time" in text
