"""A diagnosis on a screen, 80 columns wide, and in Markdown."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.diagnosis import ASSUMPTIONS, Assumption, Diagnosis
from vedette.report import ansi, doctor_phrases
from vedette.report.ansi import NARROWEST, WIDTH, Line, line
from vedette.report.markdown import escape

MOST_COLUMNS = 8
NAME, NOISE, START = 14, 8, 7  # columns of a terminal
KIND = 37
COLOURS = {"fails": "red", "not known": "yellow"}
SHORT = {"fails": "fails", "not known": "unsure"}


def render(said: Diagnosis, *, columns: int = WIDTH, colour: bool = False) -> str:
    """What would be caught, then what does not hold."""
    width = max(NARROWEST, min(columns, WIDTH))
    lines: list[Line] = [ansi.clip(line((doctor_phrases.extent(said), "dim")), width)]
    if method := doctor_phrases.method(said):
        lines += ansi.wrap(line((method, "dim")), width, lines=6)
    lines += _by_column(said, width)
    lines += _others(said, width)
    lines += _assumptions(said, width)
    for note in said.notes:
        lines += [[], *ansi.wrap(line((f"Note: {note}.", "dim")), width, lines=3)]
    return ansi.paint(lines, colour=colour)


def _by_column(said: Diagnosis, width: int) -> list[Line]:
    names, sizes = doctor_phrases.columns(said), doctor_phrases.sizes(said)
    if not names or not sizes:
        return []
    room = 3 * len(sizes)
    head = ansi.pad("", NAME + NOISE)
    first = ansi.pad("  too high or too low", room + START + 2)
    lines: list[Line] = [
        [],
        line(
            ("Caught by size", "bold"), f", in times the column's noise (of {said.times})"
        ),
        line((head + first + "  usual, in the wrong row", "dim")),
    ]
    scale = "".join(f"{size:3g}" for size in sizes) + ansi.pad("from", START, right=True)
    title = ansi.pad("column", NAME) + ansi.pad("noise", NOISE, right=True)
    lines.append(line((f"{title}  {scale}  {scale}", "dim")))
    for name in names[:MOST_COLUMNS]:
        noise = doctor_phrases.amount(said.noise.get(name))
        spans: list[str | tuple[str, str]] = [
            ansi.pad(ansi.clip_text(wording.plain(name), NAME), NAME),
            (ansi.pad(noise, NOISE, right=True), "dim"),
        ]
        for kind in doctor_phrases.BY_COLUMN:
            spans += ["  ", _curve(said, kind, name, sizes)]
            start = doctor_phrases.starts(doctor_phrases.limit(said, kind, name))
            spans.append((ansi.pad(start, START, right=True), "bold"))
        lines.append(line(*spans))
    if (left := len(names) - MOST_COLUMNS) > 0:
        lines.append(
            line((f"... and {wording.count(left, 'more column')} (--json)", "dim"))
        )
    return [ansi.clip(spans, width) for spans in lines]


def _curve(said: Diagnosis, kind: str, column: str, sizes: tuple[float, ...]) -> str:
    found = doctor_phrases.at(said, kind, column)
    cells = (str(found[s].caught) if s in found else "." for s in sizes)
    return "".join(ansi.pad(cell, 3, right=True) for cell in cells)


def _others(said: Diagnosis, width: int) -> list[Line]:
    found = doctor_phrases.others(said)
    if not found:
        return []
    lines: list[Line] = [[], line(("Caught of other errors", "bold"), ", all columns")]
    for one in found:
        name = ansi.pad(doctor_phrases.words(one.kind), KIND)
        spans = line(ansi.clip_text(name, KIND) + " ", doctor_phrases.steps(one))
        lines += ansi.wrap(spans, width, lines=2, indent=KIND + 1)
    return lines


def _assumptions(said: Diagnosis, width: int) -> list[Line]:
    lines: list[Line] = [[], line(("Assumptions of detectors", "bold"))]
    for verdict in ("fails", "not known"):
        for check in said.checks:
            if check.verdict == verdict and check.statistic is not None:
                lines += _check(check, width)
    unmeasured = [check for check in said.checks if check.statistic is None]
    if unmeasured:
        parts = [f"{ASSUMPTIONS[c.check]} ({c.text})" for c in unmeasured]
        text = f"unsure not to be told here: {'; '.join(parts)}"
        lines += ansi.wrap(line((text, "dim")), width, lines=7, indent=7)
    if held := doctor_phrases.verdicts(said, "holds"):
        text = f"holds  {', '.join(ASSUMPTIONS[name] for name in held)}"
        lines += ansi.wrap(line((text, "dim")), width, lines=4, indent=7)
    return lines


def _check(check: Assumption, width: int) -> list[Line]:
    start = line(
        (ansi.pad(SHORT[check.verdict], 7), COLOURS[check.verdict]),
        f"{ASSUMPTIONS[check.check]}: {check.text}",
    )
    lines = ansi.wrap(start, width, lines=3, indent=7)
    if check.advice and check.verdict == "fails":
        lines += ansi.wrap(
            line((f"       -> {check.advice}", "dim")), width, lines=3, indent=10
        )
    return lines


def markdown(said: Diagnosis) -> str:
    """The same for a pull request or a page of text."""
    parts = [
        f"## {escape(doctor_phrases.extent(said))}",
        f"{escape(doctor_phrases.headline(said)).capitalize()}.",
    ]
    if method := doctor_phrases.method(said):
        parts.append(escape(method))
    if said.limits:
        rows = [f"- {escape(found.text)}" for found in said.limits]
        parts += ["### What would be caught", "\n".join(rows)]
    rows = [
        f"| {check.verdict} | {escape(ASSUMPTIONS[check.check])} | {escape(check.text)} "
        f"| {escape(check.advice)} |"
        for check in said.checks
    ]
    parts += [
        "### Assumptions of detectors",
        "\n".join(["| | assumption | | what to do |", "| --- | --- | --- | --- |", *rows]),
    ]
    parts += [f"Note: {escape(note)}." for note in said.notes]
    return "\n\n".join(parts) + "\n"
