"""Lines of styled text for a terminal, measured in the columns they take there.

A line is a list of spans. What goes into one is made inert first: no cell of a table can
move the cursor, change a colour or start a new line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TypeAlias

from vedette.core.wording import plain

Span: TypeAlias = tuple[str, str]  # text, style
Line: TypeAlias = list[Span]

# Mid-range colours of the 256: legible on dark and on light ground.
_STYLES = {
    "bold": "1",
    "dim": "38;5;245",
    "red": "1;38;5;203",
    "orange": "1;38;5;208",
    "yellow": "1;38;5;178",
}
ELLIPSIS = "…"
# Columns of a screen: as a rule, where more save words from being cut, and at the least.
WIDTH, WIDEST, NARROWEST = 80, 100, 40


def line(*parts: str | Span) -> Line:
    """A line of spans: plain strings, or pairs of text and style."""
    spans = ((part, "") if isinstance(part, str) else part for part in parts)
    return [(plain(text), style) for text, style in spans if text]


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, marks none."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(spans: Line) -> int:
    """How many columns a line takes."""
    return sum(columns(text) for text, _ in spans)


def clip_text(text: str, most: int) -> str:
    """The text in at most so many columns, ending in an ellipsis if it was longer."""
    return text if columns(text) <= most else head(text, most - 1).rstrip() + ELLIPSIS


def head(text: str, most: int) -> str:
    """As much of the text's beginning as fits into so many columns."""
    taken = 0
    for i, character in enumerate(text):
        taken += _columns(character)
        if taken > most:
            return text[:i]
    return text


def clip(spans: Line, most: int) -> Line:
    """The line in at most so many columns, ending in an ellipsis if it was longer."""
    if width(spans) <= most:
        return spans
    kept: Line = []
    left = most - 1
    for text, style in spans:
        fitting = head(text, left)
        kept.append((fitting, style))
        left -= columns(fitting)
        if fitting != text:
            break
    last, style = kept[-1]
    kept[-1] = (last.rstrip() + ELLIPSIS, style)
    return kept


def pad(text: str, to: int, *, right: bool = False) -> str:
    """The text filled with blanks to so many columns; `right`: they go before it."""
    blanks = " " * max(0, to - columns(text))
    return blanks + text if right else text + blanks


def wrap(spans: Line, most: int, *, lines: int, indent: int = 0) -> list[Line]:
    """The line broken between words into at most so many lines, the last one clipped.

    Every line but the first starts with `indent` blanks.
    """
    done: list[Line] = []
    rest = spans
    while width(rest) > most and len(done) + 1 < lines:
        first, rest = _break(rest, most)
        done.append(first)
        rest = [(" " * indent, ""), *rest]
    return [*done, clip(rest, most)]


def _break(spans: Line, most: int) -> tuple[Line, Line]:
    """The line split at the last blank that leaves the first part within `most`."""
    text = "".join(part for part, _ in spans)
    fitting = len(head(text, most))
    start = len(text) - len(text.lstrip())
    at = text.rfind(" ", start, fitting + 1)
    if at <= start:
        at = fitting
    first, rest = _split(spans, at)
    return first, _split(rest, 1)[1] if text[at : at + 1] == " " else rest


def _split(spans: Line, at: int) -> tuple[Line, Line]:
    """The line split before its character number `at`."""
    first: Line = []
    rest: Line = []
    for text, style in spans:
        first.append((text[: max(at, 0)], style))
        rest.append((text[max(at, 0) :], style))
        at -= len(text)
    return [s for s in first if s[0]], [s for s in rest if s[0]]


def paint(lines: Iterable[Line], *, colour: bool) -> str:
    """The lines as text, with escape sequences for their styles or without any."""
    return "".join(
        "".join(_painted(*span) if colour else span[0] for span in spans).rstrip() + "\n"
        for spans in lines
    )


def _painted(text: str, style: str) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if style else text
