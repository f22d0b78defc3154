"""One question about one row: what is odd about it, why it is asked, and which keys answer."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.findings import Explanation
from vedette.core.result import Result
from vedette.report import ansi, phrases, row_screen
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line

CELLS = 7  # lines of the table of cells
KEYS = (
    *(("r", "real"), ("e", "expected"), ("s", "skip"), ("n", "note"), ("u", "undo")),
    *(("q", "quit"), ("?", "help")),
)
ASKED = "Is the row an anomaly (real), or as it should be (expected)?"
HELP = (
    ("r", "real", "the row is an anomaly: worth a look, whatever caused it"),
    ("e", "expected", "the row is as it should be, however rare"),
    ("s", "skip", "say nothing of it; it is not asked again now"),
    ("n", "note", "a few words that are kept with the verdict on this row"),
    ("u", "undo", "take back the last verdict, and ask again"),
    ("q", "quit", "end; Ctrl-D and Ctrl-C too. What was said is kept"),
)
MORE = (
    "Each verdict is on the disk before the next row is asked. Rows are asked in turn: "
    "findings first, then rows that your verdicts make likely, rows they do not decide, "
    "and the most surprising ones that were not reported."
)


def width_of(columns: int, most: int = WIDEST) -> int:
    return max(NARROWEST, min(columns, most))


def help_text(*, columns: int = WIDTH) -> str:
    """What each key does."""
    width = width_of(columns, WIDTH)
    lines: list[Line] = []
    for key, name, does in HELP:
        lines += ansi.wrap(line(f"{key}  {name:<8}   {does}"), width, lines=2, indent=14)
    lines += ansi.wrap(line(MORE), width, lines=6)
    return ansi.paint(lines, colour=False)


def opening(result: Result, file: str, before: str, *, columns: int = WIDTH) -> str:
    """What is asked, and where answers go."""
    width = width_of(columns, WIDTH)
    share = phrases.false_share(result)
    found = "; ".join(part for part in (phrases.headline(result), share) if part)
    lines = [
        *ansi.wrap(line(f"{wording.plain(result.source.name)}: {found}."), width, lines=3),
        *ansi.wrap(line(f"Verdicts in {file}: {before}."), width, lines=3),
        *ansi.wrap(line(ASKED), width, lines=2),
    ]
    return ansi.paint(lines, colour=False)


def closing(kept: int, tally: str, file: str, command: str, *, columns: int = WIDTH) -> str:
    """How many verdicts there are now, where, and what to do next."""
    rows = f"{wording.count(kept, 'verdict')} given, in all {tally}: {file}"
    if not kept:
        rows = f"No verdict given; in all {tally}: {file}"
    lines = [
        *ansi.wrap(line(rows), width_of(columns, WIDTH), lines=3),
        line(("what they change   ", "dim"), command),
    ]
    return ansi.paint(lines, colour=False)


def question(
    said: Explanation,
    source: str,
    *,
    number: int,
    tally: str,
    why: str,
    columns: int = WIDTH,
    colour: bool = False,
) -> str:
    """The question as text, in at most 20 lines.

    number
        Of the question, from 1.
    tally
        What was said so far: "3 real, 1 expected".
    why
        Why this row is asked about.
    """
    width = width_of(columns)
    named = "" if said.id is None else f", {phrases.id_text(said.id)}"
    rule = f"-- {number} -- {wording.plain(source)}, row {said.row}{named} "
    left = f" {tally} --"
    room = width - ansi.columns(rule) - ansi.columns(left)
    lines: list[Line] = [
        ansi.clip(line((f"{rule}{'-' * max(room, 0)}{left}", "dim")), width),
        *row_screen.verdict(said, width),
        *ansi.wrap(line((f"Why this row: {why}.", "dim")), width, lines=2, indent=2),
        [],
        *row_screen.cells(said, width, CELLS),
        *row_screen.facts(said, width, most=2),
        [],
    ]
    return ansi.paint(lines, colour=colour)


def keys(*, columns: int = WIDTH, colour: bool = False) -> str:
    """The keys, on one line without its end, closer together where it is narrow."""
    least = sum(len(key) + len(name) + 1 for key, name in KEYS) + 2
    gap = " " * max(1, min(3, (columns - least) // len(KEYS)))
    spans: Line = []
    for key, name in KEYS:
        spans += [(key, "bold"), (f" {name}{gap}", "")]
    return ansi.paint([[*spans, (">", "bold")]], colour=colour).rstrip("\n") + " "
