"""A gate on a screen, 80 columns wide, and in Markdown."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.gate import Check, Gate
from vedette.report import ansi, gate_phrases
from vedette.report.ansi import NARROWEST, WIDTH, Line, line
from vedette.report.markdown import escape

MOST = 20  # checks of one verdict that are shown
INDENT = 15  # where the sentence of a check begins
COLOURS = {"fail": "red", "warn": "yellow"}


def render(gate: Gate, *, columns: int = WIDTH, colour: bool = False) -> str:
    """The outcome, failed checks and warnings in full, the others counted."""
    width = max(NARROWEST, min(columns, WIDTH))
    size = (
        "" if gate.source.size_bytes is None else f" {wording.size(gate.source.size_bytes)}"
    )
    read = (
        f"{gate.source.name}: {wording.count(gate.rows, 'row')}, {gate.source.format}{size}"
    )
    lines: list[Line] = [
        ansi.clip(line((read, "dim")), width),
        ansi.clip(line((f"fitted on {gate_phrases.basis(gate)}", "dim")), width),
        [],
        line(
            ("PASS" if gate.passed else "FAIL", "bold" if gate.passed else "red"),
            (f"  the load {gate_phrases.headline(gate)}", "bold"),
            (f" (--alpha {gate.alpha:g})", "dim"),
        ),
    ]
    shown = [*_some(gate.failed, width), *_some(gate.of("warn"), width)]
    lines += [[], *shown] if shown else []
    rest = [("Passed", gate_phrases.passed(gate)), ("Not checked", _unchecked(gate))]
    for title, said in rest:
        if said:
            lines += [
                [],
                *ansi.wrap(line((f"{title}: {said}.", "dim")), width, lines=8, indent=2),
            ]
    return ansi.paint(lines, colour=colour)


def _some(checks: tuple[Check, ...], width: int) -> list[Line]:
    lines = [spans for check in checks[:MOST] for spans in _check(check, width)]
    if (left := len(checks) - MOST) > 0:
        lines.append(line((f"{'':{INDENT}}... and {left:,} more (all: --json)", "dim")))
    return lines


def _check(check: Check, width: int) -> list[Line]:
    start = line(
        (f"{check.verdict:4}", COLOURS[check.verdict]), f"  {check.check:7}  ", check.text
    )
    return ansi.wrap(start, width, lines=4, indent=INDENT)


def _unchecked(gate: Gate) -> str:
    return "; ".join(wording.plain(check.text) for check in gate.of("not checked")[:MOST])


def markdown(gate: Gate) -> str:
    """The same for a pull request or a summary of a job."""
    outcome = "PASS" if gate.passed else "FAIL"
    parts = [
        f"## {escape(gate.source.name)}: {outcome}",
        f"The load {gate_phrases.headline(gate)} (`--alpha {gate.alpha:g}`). "
        f"{wording.count(gate.rows, 'row')}; fitted on {escape(gate_phrases.basis(gate))}.",
    ]
    told = [*gate.failed, *gate.of("warn")]
    if told:
        rows = [
            f"| {check.verdict} | {check.check} | {escape(check.column or '')} "
            f"| {escape(check.text)} |"
            for check in told[: 5 * MOST]
        ]
        parts.append(
            "\n".join(["| | check | column | |", "| --- | --- | --- | --- |", *rows])
        )
        if (left := len(told) - 5 * MOST) > 0:
            parts.append(f"... and {left:,} more")
    for title, said in (
        ("Passed", gate_phrases.passed(gate)),
        ("Not checked", _unchecked(gate)),
    ):
        parts += [f"{title}: {escape(said)}."] if said else []
    return "\n\n".join(parts) + "\n"
