"""A comparison of detectors on one screen, 80 columns wide, and in Markdown."""

from __future__ import annotations

import shlex

from vedette.core import wording
from vedette.core.comparison import Comparison
from vedette.report import ansi, comparison_phrases
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line
from vedette.report.markdown import escape

LEFT = 3  # columns of the table that stand to the left: mark, rank, name
LEAST_NAME = 8


def render(
    found: Comparison,
    *,
    columns: int = WIDTH,
    colour: bool = False,
    timing: bool = False,
    again: str = "",
    told: str = "",
) -> str:
    """The outcome, the table, those that failed, what it does not prove, what to do next.

    timing
        With the time that each detector took, which is never twice the same.
    again
        File and options as they are typed, for the command at the end.
    told
        What else is to be said of how the table was read.
    """
    width = max(NARROWEST, min(columns, WIDTH))
    wide = max(width, min(columns, WIDEST))
    size = found.source.size_bytes
    read = f"{found.source.name}: {comparison_phrases.extent(found)}, {found.source.format}"
    read += "" if size is None else f" {wording.size(size)}"
    said = ". ".join(part for part in (comparison_phrases.way(found), told) if part)
    parts: list[list[Line]] = [
        [
            ansi.clip(line((read, "dim")), width),
            *ansi.wrap(line((said, "dim")), width, lines=4),
        ],
        ansi.wrap(line((comparison_phrases.headline(found), "bold")), width, lines=4),
        _table(found, width, wide, timing=timing),
        [
            spans
            for one in found.failed
            for spans in _item(comparison_phrases.failed(one), width, "yellow")
        ],
        [spans for note in found.notes for spans in _item(f"{note}.", width, "dim")],
        _next(found, width, again),
    ]
    lines: list[Line] = []
    for part in parts:
        lines += [*([[]] if lines and part else []), *part]
    return ansi.paint(lines, colour=colour)


def _item(text: str, width: int, style: str) -> list[Line]:
    return ansi.wrap(line((f"- {text}", style)), width, lines=5, indent=2)


def _table(found: Comparison, width: int, most: int, *, timing: bool) -> list[Line]:
    if not found.ranked:
        return []
    head, rows = comparison_phrases.table(found, timing=timing)
    room = [max(ansi.columns(row[i]) for row in [head, *rows]) for i in range(len(head))]
    room[0] = 1
    spare = most - (sum(room) + 2 * (len(room) - 1))
    room[2] = max(LEAST_NAME, room[2] + min(0, spare))
    lines = [line((_row(head, room), "dim"))]
    for row, one in zip(rows, found.ranked, strict=True):
        style = "bold" if one.rank == 1 else "" if one.tied else "dim"
        lines.append(line((_row(row, room), style)))
    key = ansi.wrap(line((comparison_phrases.key(found), "dim")), width, lines=6)
    return [*(ansi.clip(spans, most) for spans in lines), *key]


def _row(cells: list[str], wide: list[int]) -> str:
    said = [
        ansi.pad(ansi.clip_text(wording.plain(cell), room), room, right=i >= LEFT or i == 1)
        for i, (cell, room) in enumerate(zip(cells, wide, strict=True))
    ]
    return f"{said[0]}{said[1].rjust(wide[1] + 1)}  " + "  ".join(said[2:])


def _next(found: Comparison, width: int, again: str) -> list[Line]:
    advice = comparison_phrases.advice(found)
    if not advice:
        return []
    lines = ansi.wrap(line(f"{advice}."), width, lines=4)
    if again:
        command, *options = comparison_phrases.options(found)
        said = " ".join(["vedette", command, again, *map(shlex.quote, options)])
        lines.append(line(f"  {wording.plain(said)}"))
    return lines


def markdown(found: Comparison) -> str:
    """The same for an issue, a pull request or a wiki page."""
    head, rows = comparison_phrases.table(found, timing=False)
    parts = [
        f"## {escape(found.source.name)}",
        f"{comparison_phrases.extent(found)}, compared {escape(comparison_phrases.way(found))}.",
        f"**{escape(comparison_phrases.headline(found))}**",
    ]
    if rows:
        cells = [head, ["---", *["---:" if i != 2 else "---" for i in range(1, len(head))]]]
        cells += [[escape(cell) for cell in row] for row in rows]
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in cells))
        parts.append(escape(comparison_phrases.key(found)))
    listed = [comparison_phrases.failed(one) for one in found.failed]
    listed += [f"{note}." for note in found.notes]
    parts += ["\n".join(f"- {escape(said)}" for said in listed)] if listed else []
    advice = comparison_phrases.advice(found)
    parts += [f"{escape(advice)}."] if advice else []
    return "\n\n".join(parts) + "\n"
