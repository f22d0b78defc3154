"""What is different between two scans on one screen: 80 columns, at most 40 lines."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.difference import Difference
from vedette.core.findings import Group
from vedette.report import ansi, difference_phrases
from vedette.report.ansi import NARROWEST, WIDTH, Line, line
from vedette.report.difference_phrases import Entry
from vedette.report.terminal import INDENT, heat

# Lines for each part; what does not fit is counted.
NEW, GONE, STAY, FACTS = 12, 5, 5, 6


def render(
    found: Difference, *, columns: int = WIDTH, colour: bool = False, told: str = ""
) -> str:
    """The difference as text."""
    width = max(NARROWEST, min(columns, WIDTH))
    said = (f"{difference_phrases.headline(found)}", "bold")
    parts = [
        _sides(found, told, width),
        ansi.wrap(line(said), width, lines=2),
        _entries("New", difference_phrases.new(found), found, NEW, width),
        _entries("Gone", difference_phrases.gone(found), found, GONE, width),
        _continuing(found, width),
        _facts(found, width),
    ]
    lines: list[Line] = []
    for part in parts:
        lines += [*([[]] if lines and part else []), *part]
    return ansi.paint((ansi.clip(spans, width) for spans in lines), colour=colour)


def _sides(found: Difference, told: str, width: int) -> list[Line]:
    lines = []
    for label, side in (("before", found.before), ("after ", found.after)):
        name = ansi.clip_text(wording.plain(side.source.name), width - 40)
        lines.append(
            line((f"{label}  ", "dim"), name, f"  {difference_phrases.extent(side)}")
        )
    changes = "; ".join(difference_phrases.column_changes(found))
    if changes:
        spans = line(("columns ", "dim"), changes)
        lines += ansi.wrap(spans, width, lines=2, indent=8)
    notes = "; ".join([*found.notes, *([told] if told else [])])
    lines += ansi.wrap(line((notes, "dim")), width, lines=2) if notes else []
    return [*lines, line((difference_phrases.way(found), "dim"))]


def _entries(
    title: str, entries: list[Entry], found: Difference, most: int, width: int
) -> list[Line]:
    if not entries:
        return []
    head = f"{title:<8}  rows  what {'was' if title == 'Gone' else 'is'} wrong"
    blocks = [_entry(entry, found, width) for entry in entries]
    return [line((head, "dim")), *_fitting(blocks, most, "reason")]


def _entry(entry: Entry, found: Difference, width: int) -> list[Line]:
    group = entry.group
    said = wording.surprise(group.surprise, group.capped)
    more = " (known reason)" if entry.known and found.by != "reason" else ""
    start = line(
        (f"{said:>6}", heat(group.surprise, group.capped)),
        f"{entry.rows:>8,}  "[-12:],
        group.headline,
        (more, "dim"),
    )
    lines = ansi.wrap(start, width, lines=2, indent=INDENT)
    if entry.example is None:
        return lines
    example = difference_phrases.example(entry.example, found)
    return [*lines, line((f"{'':{INDENT}}{example}", "dim"))]


def _continuing(found: Difference, width: int) -> list[Line]:
    pairs = [(p.before, p.after) for p in found.groups.continuing if p.before and p.after]
    if not pairs:
        return []
    blocks = [_pair(before, after, width) for before, after in pairs]
    head = line(("Still     rows  what is wrong", "dim"))
    return [head, *_fitting(blocks, STAY, "reason")]


def _pair(before: Group, after: Group, width: int) -> list[Line]:
    rows = f"{_counts(before.count, after.count):>14}  "
    return ansi.wrap(line(rows, after.headline), width, lines=2, indent=INDENT)


def _counts(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} to {after:,}"


def _facts(found: Difference, width: int) -> list[Line]:
    said = difference_phrases.fact_changes(found)
    if not said:
        return []
    blocks = [[line((f"  {what:<8}", "dim"), text)] for what, text in said]
    title = line(("Facts", "bold"), (" (counted, not part of any rate)", "dim"))
    return [title, *_fitting(blocks, FACTS, "fact")]


def _fitting(blocks: list[list[Line]], most: int, what: str) -> list[Line]:
    """The first blocks that fit into so many lines, and how many others there are."""
    if sum(map(len, blocks)) <= most:
        return [spans for block in blocks for spans in block]
    shown: list[Line] = []
    for i, block in enumerate(blocks):
        if len(shown) + len(block) + 1 > most:
            left = wording.count(len(blocks) - i, f"more {what}")
            return [*shown, line((f"{'':{INDENT}}... and {left} (all: --json)", "dim"))]
        shown += block
    return shown
