"""The line that says how far the work is, by a clock that stands still until told."""

from __future__ import annotations

import io

import pytest

from vedette.app.progress import ProgressLine, describe


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_nothing_is_drawn_in_the_first_two_seconds_nor_too_often():
    clock, stream = Clock(), io.StringIO()
    with ProgressLine(stream, enabled=True, clock=clock) as progress:
        for now in (0.0, 1.0, 1.99):
            clock.now = now
            progress("reading", 10, 100)
        assert stream.getvalue() == ""
        for now in (2.0, 2.05, 2.09, 2.2):
            clock.now = now
            progress("reading", 10, 100)
        assert stream.getvalue().count("\r\x1b[2K") == 2
    assert stream.getvalue().endswith("\r\x1b[2K")


def test_what_was_never_drawn_is_not_cleared():
    stream = io.StringIO()
    with ProgressLine(stream, enabled=True, clock=Clock()) as progress:
        progress("reading", 1, 2)
    assert stream.getvalue() == ""


def test_the_line_is_cleared_when_the_work_is_broken_off():
    clock, stream = Clock(), io.StringIO()

    def interrupted():
        with ProgressLine(stream, enabled=True, clock=clock) as progress:
            clock.now = 5.0
            progress("reading", 1, 2)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stream.getvalue().count("reading") == 1
    assert stream.getvalue().endswith("\r\x1b[2K")


def test_nothing_is_drawn_where_there_is_no_terminal():
    clock, stream = Clock(), io.StringIO()
    with ProgressLine(stream, enabled=False, clock=clock) as progress:
        clock.now = 50.0
        progress("reading", 1, 2)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("phase", "done", "total", "seconds", "said"),
    [
        (
            "reading",
            1_200_000,
            4_800_000,
            2.0,
            "reading [#####               ] 1,200,000 rows, 600,000 rows/s, 6.0 s left",
        ),
        ("reading", 500, None, 2.0, "reading 500 rows, 250 rows/s"),
        (
            "judging cpu_pct",
            5,
            12,
            10.0,
            "judging cpu_pct [########            ] 5 of 12, 14 s left",
        ),
        ("judging", 0, 12, 0.0, "judging [                    ] 0 of 12"),
        ("sorting", 3, None, 1.0, "sorting"),
        ("a\x1b[2J\n", 3, None, 1.0, "a\\x1b[2J\\n"),
    ],
)
def test_the_line_says_rows_per_second_and_time_left(phase, done, total, seconds, said):
    assert describe(phase, done, total, seconds) == said
