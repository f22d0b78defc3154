"""`vedette label` as a process: lines from a pipe, keys from a terminal, interrupts and kills."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vedette.cli.keys import END, Keys

COMMAND = [sys.executable, "-m", "vedette", "label", "sizes.csv", "--no-cache"]
PROMPT = b"? help   > "


@pytest.fixture
def folder(tmp_path):
    """A table of which three values are wrong, in a file."""
    rng = np.random.default_rng(0)
    length = rng.normal(10, 1, 300)
    weight = 2 * length + rng.normal(0, 0.1, 300)
    weight[[7, 40, 90]] += [5, -6, 4]
    rows = (
        f"i{k:03d},{a:.3f},{b:.3f}"
        for k, (a, b) in enumerate(zip(length, weight, strict=True))
    )
    (tmp_path / "sizes.csv").write_text("\n".join(["item,length,weight", *rows]) + "\n")
    return tmp_path


def environment():
    return os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "xterm"}


def verdicts(folder):
    text = (folder / "sizes.labels.jsonl").read_text()
    return [json.loads(line) for line in text.splitlines()]


def vedette(folder, *args, typed=""):
    return subprocess.run(
        [sys.executable, "-m", "vedette", *args],
        cwd=folder,
        env=environment(),
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


class Terminal:
    """The command with a terminal of 80 columns."""

    def __init__(self, folder: Path, **group: Any) -> None:
        self.file, other = pty.openpty()
        self.before = termios.tcgetattr(self.file)
        self.shown = b""
        self.process = subprocess.Popen(
            COMMAND,
            cwd=folder,
            env=environment(),
            stdin=other,
            stdout=other,
            stderr=other,
            **(group or {"start_new_session": True}),
        )
        self.other = other

    def until(self, text: bytes) -> bytes:
        """What is shown up to a text."""
        start = len(self.shown)
        end = time.monotonic() + 120
        while text not in self.shown[start:]:
            assert time.monotonic() < end, self.shown.decode()
            if select.select([self.file], [], [], 1)[0]:
                self.shown += os.read(self.file, 65536)
        return self.shown[start:]

    def press(self, keys: bytes) -> None:
        os.write(self.file, keys)

    def ended(self) -> int:
        code = self.process.wait(timeout=60)
        while select.select([self.file], [], [], 0)[0]:
            self.shown += os.read(self.file, 65536)
        return code

    def restored(self) -> bool:
        return termios.tcgetattr(self.file) == self.before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.file)
        os.close(self.other)


@pytest.fixture
def terminal(folder):
    opened = Terminal(folder)
    yield opened
    opened.close()


def test_lines_from_a_pipe_are_answers_and_a_scan_takes_them(folder):
    typed = "r\nn a typing error\nexpected\n\nx\ns\nu\nr\nu\ne\nq\n"
    done = vedette(folder, "label", "sizes.csv", "--who", "ada", typed=typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    told = verdicts(folder)
    assert [v["verdict"] for v in told] == [
        "real",
        "expected",
        "real",
        "undone",
        "expected",
    ]
    assert told[1]["note"] == "a typing error"
    assert {v["id"] for v in told[2:]} == {told[2]["id"]}
    assert all(v["who"] == "ada" for v in told)
    assert set(told[0]["saw"]) <= {"length", "weight"}
    assert "No such key" in done.stdout
    assert done.stdout.rstrip().endswith("vedette scan sizes.csv --labels")
    assert "3 verdicts given, in all 1 real, 2 expected: sizes.labels.jsonl" in done.stdout

    scanned = vedette(folder, "scan", "sizes.csv", "--labels")
    assert scanned.returncode == 0
    assert "sizes.labels.jsonl: 1 called real, 2 expected" in scanned.stdout
    assert "vedette scan sizes.csv --labels --json" in scanned.stdout
    lines = vedette(folder, "scan", "sizes.csv", "--json", "--labels=sizes.labels.jsonl")
    assert json.loads(lines.stdout.splitlines()[0])["verdicts"]["expected"] == 2


def test_keys_of_a_terminal_act_at_once_and_it_is_put_back(terminal, folder):
    first = terminal.until(PROMPT)
    assert b"Why this row: a finding" in first
    assert max(len(line) for line in first.decode().splitlines()) <= 80
    assert not terminal.restored()  # while it waits for a key
    terminal.press(b"r")
    terminal.until(PROMPT)
    assert verdicts(folder)[0]["verdict"] == "real"  # before the next is asked
    terminal.press(b"\x1b[A")  # an arrow is no answer
    terminal.until(PROMPT)
    terminal.press(b"?")
    assert b"take back the last verdict" in terminal.until(PROMPT)
    terminal.press(b"n")
    terminal.until(b"note: ")
    terminal.press("gemessen, zweimal: ä\n".encode())
    terminal.until(PROMPT)
    terminal.press(b"e")
    terminal.until(PROMPT)
    terminal.press(b"q")
    assert terminal.ended() == 0
    assert terminal.restored()
    assert b"2 verdicts given, in all 1 real, 1 expected" in terminal.shown
    assert verdicts(folder)[1]["note"] == "gemessen, zweimal: ä"


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["ctrl-c", "ctrl-d"])
def test_an_interrupt_keeps_what_was_said_and_puts_the_terminal_back(terminal, folder, key):
    terminal.until(PROMPT)
    terminal.press(b"r")
    terminal.until(PROMPT)
    if key == b"\x03":
        terminal.process.send_signal(signal.SIGINT)
    else:
        terminal.press(key)
    assert terminal.ended() == 0
    assert terminal.restored()
    assert b"1 verdict given" in terminal.shown
    assert len(verdicts(folder)) == 1


def test_a_stopped_command_gives_the_terminal_back_and_takes_keys_again_after(folder):
    opened = Terminal(folder, process_group=0)
    try:
        opened.until(PROMPT)
        opened.process.send_signal(signal.SIGTSTP)
        _, status = os.waitpid(opened.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        assert opened.restored()
        opened.process.send_signal(signal.SIGCONT)
        opened.until(PROMPT)  # asked again
        assert not opened.restored()
        opened.press(b"r")
        opened.until(PROMPT)
        opened.press(b"q")
        assert opened.ended() == 0
        assert opened.restored()
    finally:
        opened.close()
    assert [v["verdict"] for v in verdicts(folder)] == ["real"]


def test_a_letter_of_several_bytes_is_one_key(terminal):
    terminal.until(PROMPT)
    terminal.press("é".encode())
    assert "é" in terminal.until(PROMPT).decode()
    terminal.press("日".encode())
    assert "日" in terminal.until(PROMPT).decode()
    terminal.press(b"q")
    assert terminal.ended() == 0
    assert terminal.shown.count(b"No such key") == 2


def test_a_kill_loses_nothing_that_was_answered(terminal, folder):
    terminal.until(PROMPT)
    for _ in range(2):
        terminal.press(b"e")
        terminal.until(PROMPT)
    terminal.process.send_signal(signal.SIGKILL)
    terminal.ended()
    assert [v["verdict"] for v in verdicts(folder)] == ["expected", "expected"]
    again = vedette(folder, "label", "sizes.csv", typed="q\n")
    assert "Verdicts in sizes.labels.jsonl: 0 real, 2 expected." in again.stdout


def test_what_cannot_be_labelled_is_refused_before_the_scan(folder):
    for args, told in (
        (["label", "-"], "standard input"),
        (["label", "."], "is not one file"),
        (["scan", "sizes.csv", "--labels"], "there is no file of verdicts"),
        (["scan", "sizes.csv", "--labels", "weight"], "--label weight"),
        (["scan", "sizes.csv", "--label", "x.labels.jsonl"], "--labels x.labels.jsonl"),
        (["label", "sizes.csv", "--labels", "sizes.csv"], "is the table itself"),
    ):
        done = vedette(folder, *args)
        assert done.returncode in (2, 3)
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    assert sorted(place.name for place in folder.iterdir()) == ["sizes.csv"]


def test_without_a_standard_input_nothing_is_answered(monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with Keys() as keys:
        assert keys.key() == keys.line() == END


@pytest.mark.parametrize("columns", [80, 60])
def test_the_keys_stand_on_one_line(columns):
    from vedette.report import label_screen

    shown = label_screen.keys(columns=columns)
    assert "\n" not in shown
    assert len(shown) < columns
    assert max(map(len, label_screen.help_text(columns=columns).splitlines())) <= columns
