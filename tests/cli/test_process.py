"""The command as a process: what it imports, signals, pipes, terminals."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys

import pytest

HEAVY = ("numpy", "sklearn", "scipy", "rich", "duckdb", "narwhals", "pandas", "polars")

SCAN = """
import signal, sys
sys.path.insert(0, {tests!r})
import vedette.scanning
from made import results
def scan(data, *, progress, **asked):
    {act}
    return results.crowded()
vedette.scanning.scan = scan
from vedette.cli import main
main({args!r})
"""


def program(act="pass", args=("scan", "x.csv", "--json")):
    tests = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return [sys.executable, "-c", SCAN.format(tests=tests, act=act, args=list(args))]


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--help"],
        ["scan", "--help"],
        ["version"],
        ["sacn"],
        ["detectors"],
        ["detectors", "--missing", "--json"],
    ],
)
def test_help_imports_nothing_heavy(args):
    code = (
        "import sys\nfrom vedette.cli.run import run\n"
        f"code = run({args!r})\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


def test_help_is_80_columns_wide_and_names_every_command():
    environment = {**os.environ, "COLUMNS": "200"}
    for args in ([], ["scan"], ["explain"], ["roles"], ["detectors"], ["version"]):
        done = subprocess.run(
            [sys.executable, "-m", "vedette", *args, "--help"],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        assert max(map(len, done.stdout.splitlines())) <= 80
        assert "..." not in done.stdout.partition("Commands:")[2]
        assert done.stderr == ""


@pytest.mark.parametrize(("option", "code"), [("-q", 0), ("--fail", 1)])
def test_a_reader_that_goes_away_is_no_error(option, code):
    command = program(args=("scan", "x.csv", "--json", option))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.read(1) == b"{"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == code


def test_an_interrupt_ends_with_130_and_no_words(tmp_path):
    act = "print('ready', file=sys.stderr, flush=True); signal.pause()"
    args = ("scan", "x.csv", "-o", str(tmp_path / "f.csv"))
    with subprocess.Popen(program(act, args), stderr=subprocess.PIPE) as process:
        assert process.stderr.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == b""
        assert process.wait() == 130
    assert os.listdir(tmp_path) == []


def test_progress_on_a_terminal_is_gone_at_the_end():
    start = "progress.started, progress.drawn = 0, -1"
    clock = "progress.clock = iter(range(9)).__next__"
    act = "; ".join([start, clock, *(f"progress('reading', {n}, 10)" for n in range(5))])
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        program(act), stdout=subprocess.DEVNULL, stderr=follower, env=environment
    ) as process:
        os.close(follower)
        said = b""
        while select.select([leader], [], [], 30)[0]:
            try:
                said += os.read(leader, 1 << 16)
            except OSError:  # the other end is closed
                break
        assert process.wait() == 0
    os.close(leader)
    assert b"reading [" in said
    assert said.endswith(b"\r\x1b[2K")
