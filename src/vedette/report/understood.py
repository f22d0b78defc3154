"""What was read and what each column was taken for, in at most eight lines."""

from __future__ import annotations

import shlex

from vedette.core import wording
from vedette.core.result import Result
from vedette.report import ansi, phrases
from vedette.report.ansi import Line, line

ROLE_LINES = 5
NOTE_LINES = 2
NAMES_OF_ONE_ROLE = 140  # columns of the terminal; longer lists are counted


def understood(
    result: Result, told: str, timing: bool, width: int, *, scored: bool = False
) -> list[Line]:
    """First line what was read, then the roles, then how to change them."""
    lines = ansi.wrap(line((_read(result, timing), "dim")), width, lines=2)
    lines += _roles(result, width)
    notes = "; ".join(result.notes)
    if notes:
        lines += ansi.wrap(line((notes, "dim")), width, lines=NOTE_LINES, indent=2)
    return lines if scored else [*lines, *_hint(result, told, width)]


def _read(result: Result, timing: bool) -> str:
    source = result.source
    size = "" if source.size_bytes is None else f" {wording.size(source.size_bytes)}"
    said = f"{phrases.extent(result.rows, len(result.roles))}, {source.format}{size}"
    if timing:
        said += f", {_took(result)}"
    return said


def _took(result: Result) -> str:
    if result.kept:
        return "kept from an earlier run"
    return f"read and judged in {wording.duration(result.seconds)}"


def _roles(result: Result, width: int) -> list[Line]:
    """The roles, packed into lines; too many columns of one role are counted."""
    segments = [
        _segment(kind, names, result.time_text if kind == "time" else "", width)
        for kind, names in phrases.by_kind(result.roles)
    ]
    lines: list[Line] = []
    for segment in segments:
        if lines and ansi.width(lines[-1]) + 2 + ansi.width(segment) <= width:
            lines[-1] = [*lines[-1], ("  ", ""), *segment]
        else:
            lines += ansi.wrap(segment, width, lines=3, indent=2)
    if len(lines) <= ROLE_LINES:
        return lines
    counted = line(("... and more: vedette roles", "dim"))
    return [*lines[: ROLE_LINES - 1], counted]


def _segment(kind: str, names: list[str], detail: str, width: int) -> Line:
    quoted = [_quoted(name) for name in names]
    listed = " ".join(quoted)
    if ansi.columns(listed) > min(NAMES_OF_ONE_ROLE, 2 * width - 20):
        shown = ansi.clip_text(quoted[0], width - 40)
        some = (f": {shown} to {ansi.clip_text(quoted[-1], 20)}", "dim")
        return line((kind, "dim"), f" {len(names):,} columns", some)
    return line((kind, "dim"), f" {listed}", (f" {detail}" if detail else "", "dim"))


def _quoted(name: str) -> str:
    """A name with blanks in it, or none at all, in quotes: where it ends must be seen."""
    return f'"{name}"' if not name or any(c.isspace() for c in name) else name


def _hint(result: Result, told: str, width: int) -> list[Line]:
    """How to give a column another role, and how to keep that."""
    option = f"--role {_example(result)}"
    if told:
        return [ansi.clip(line((f"{told}; wrong? {option}", "dim")), width)]
    keep = "keep it: --save-config vedette.toml"
    return [ansi.clip(line((f"wrong? {option}   {keep}", "dim")), width)]


def _example(result: Result) -> str:
    """A column whose role could be doubted, with another."""
    for kind, other in (("number", "category"), ("code", "number"), ("category", "text")):
        names = [
            n for n, role in result.roles.items() if role.kind == kind and len(n) <= 20
        ]
        if names:
            return f"{shlex.quote(wording.plain(names[-1]))}={other}"
    return "COLUMN=KIND"
