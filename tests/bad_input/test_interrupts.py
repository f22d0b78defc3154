"""Ctrl-C, also while one long call runs that Python cannot look into."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys

import pytest

# Each is one call that takes longer than the test waits.
LONG = {
    "Python": "time.sleep(99)",
    "NumPy": "np.linalg.eig(np.random.default_rng(0).normal(size=(4000, 4000)))",
    "DuckDB": "duckdb.connect().execute('SELECT sum(sqrt(range)) FROM range(99000000000)')",
}
PROGRAM = """
import sys, threading, time, duckdb, numpy as np, vedette.scanning
def ready():
    asked["progress"]("judging", 1, 9)
    print("ready", flush=True)
def scan(data, **given):
    asked.update(given)
    threading.Timer(1, ready).start()  # from within the call
    {act}
asked = {{}}
vedette.scanning.scan = scan
import vedette.app.progress
vedette.app.progress.PATIENCE = 0
from vedette.cli import main
main(["scan", "t.csv", "-o", "out.csv"])
"""


@pytest.mark.parametrize("what", LONG)
def test_an_interrupt_ends_at_once_and_leaves_a_clean_line(what, tmp_path):
    command = [sys.executable, "-c", PROGRAM.format(act=LONG[what])]
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=slave, cwd=tmp_path, env=environment
    ) as process:
        os.close(slave)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=15) == 130
        finally:
            process.kill()
    shown = os.read(master, 10_000)
    os.close(master)
    assert b"judging" in shown
    assert shown.rstrip(b"\r\n").endswith(b"\r\x1b[2K")
    assert b"Traceback" not in shown
    assert os.listdir(tmp_path) == []


REAL = """
import vedette.{module} as module
work = module.{function}
def begun(*args, **given):
    print("ready", flush=True)
    return work(*args, **given)
module.{function} = begun
from vedette.cli import main
main(["scan", "t.csv", "-o", "out.csv"])
"""


@pytest.mark.parametrize(
    ("module", "function"),
    [
        ("tables.delimited", "load"),
        ("tables.reading", "columns_from"),
        ("scanning.learning", "judge"),
    ],
)
def test_a_real_scan_ends_at_once_and_writes_nothing(module, function, tmp_path):
    rows = "".join(f"{i * 7 % 1009},{i * 13 % 997},{i % 7}.5\n" for i in range(100_000))
    (tmp_path / "t.csv").write_text("a,b,c\n" + rows)
    command = [sys.executable, "-c", REAL.format(module=module, function=function)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == b""
        assert process.wait(timeout=15) == 130
    assert os.listdir(tmp_path) == ["t.csv"]
