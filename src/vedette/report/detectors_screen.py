"""The catalogue of detectors: family by family, what each finds and copes with."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from vedette.core import wording
from vedette.core.catalogue import Entry
from vedette.report import ansi, jsonl
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line

# A letter for each thing a detector may cope with, and the words that stand for it.
COPES = {"m": "missing values", "c": "categories", "s": "streams"}
INDENT = 2
MOST_LINES = 3  # for what a detector finds


def render(entries: Sequence[Entry], *, columns: int = WIDTH, colour: bool = False) -> str:
    """One paragraph a family, one or two lines a detector."""
    width = max(NARROWEST, min(columns, WIDEST))
    lines = ansi.wrap(_head(entries), width, lines=2)
    name = max((len(entry.name) for entry in entries), default=0)
    for family, members in groupby(entries, key=lambda entry: entry.family):
        lines += [[], line((family, "bold"))]
        for entry in members:
            lines += ansi.wrap(
                _row(entry, name), width, lines=MOST_LINES, indent=_finds_at(name)
            )
    hints = "one in full: vedette detectors NAME   fewer: --family, --missing, ..."
    return ansi.paint([*lines, [], ansi.clip(line((hints, "dim")), width)], colour=colour)


def _head(entries: Sequence[Entry]) -> Line:
    if not entries:
        return line("No detector copes with all of that")
    m, c, s = COPES.values()
    count = wording.count(len(entries), "detector")
    return line(count, (f" (m copes with {m}, c with {c}, s with {s})", "dim"))


def _row(entry: Entry, name: int) -> Line:
    blanks = " " * INDENT
    return line(
        f"{blanks}{entry.name:{name}}",
        (f"  {letters(entry):{len(COPES)}}  ", "dim"),
        entry.finds,
        (f" [{entry.needs}]" if entry.needs else "", "dim"),
    )


def _finds_at(name: int) -> int:
    return INDENT + name + len(COPES) + 2 * INDENT


def letters(entry: Entry) -> str:
    """What the detector copes with, each in its place: "m s"."""
    has = {"m": entry.missing, "c": entry.categories, "s": entry.streams}
    return "".join(letter if has[letter] else " " for letter in COPES)


def dump(entries: Sequence[Entry]) -> str:
    """The same as JSON Lines."""
    return jsonl.lines(jsonl.detector(entry) for entry in entries)
