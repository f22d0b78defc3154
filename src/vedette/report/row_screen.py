"""One row on one screen: whether it is a finding, and what is known of its cells."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.findings import Explanation, Judgement, Value
from vedette.report import ansi, phrases
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line
from vedette.report.terminal import LINES, heat

HEADER = ("surprise", "column", "observed", "expected", "given")
NAMES = ("id", "key", "a code")  # columns whose numbers are names
WIDEST_COLUMN = (8, 22, 20, 28, 60)
FACTS = 4


def render(
    said: Explanation,
    source: str,
    *,
    told: str = "",
    columns: int = WIDTH,
    colour: bool = False,
) -> str:
    """The explanation as text, at most 40 lines; wider than 80 columns if that helps."""
    width = max(NARROWEST, min(columns, WIDTH))
    natural = max(map(ansi.width, _table(said.judgements, WIDEST)), default=0)
    if columns > WIDTH and natural > WIDTH:
        width = min(columns, WIDEST)
    return ansi.paint(_lay_out(said, source, told, width), colour=colour)


def _lay_out(said: Explanation, source: str, told: str, width: int) -> list[Line]:
    top = [
        ansi.clip(line((_where(said, source), "dim")), width),
        [],
        *verdict(said, width),
        [],
    ]
    below: list[Line] = []
    if said.comparable_text:
        below += [[], *ansi.wrap(line(said.comparable_text), width, lines=2, indent=2)]
    if said.comparable:
        rows = wording.join((str(row) for row in said.comparable[:8]), last="and")
        below.append(ansi.clip(line((f"rows like it: {rows}", "dim")), width))
    below += facts(said, width)
    table = cells(said, width, max(2, LINES - len(top) - len(below)), " (all: --json)")
    return [*top, *table, *below]


def cells(said: Explanation, width: int, most: int, more: str = "") -> list[Line]:
    """What is known of the cells in at most so many lines; what is left out is counted."""
    table = _table(said.judgements, width)
    if len(table) <= most:
        return table
    left = wording.count(len(table) - most + 1, "more column")
    return [*table[: most - 1], line((f"... and {left}{more}", "dim"))]


def _where(said: Explanation, source: str) -> str:
    named = "" if said.id is None else f", {phrases.id_text(said.id)}"
    return f"{source}, row {said.row}{named} (rows are counted from 0)"


def verdict(said: Explanation, width: int) -> list[Line]:
    """Whether the row is a finding, and what is wrong with it."""
    if said.finding is not None:
        shown = wording.surprise(said.finding.surprise, said.finding.capped)
        first = line(("This row looks wrong", "bold"), (f" (surprise {shown})", "dim"))
    elif said.group is not None:
        first = line(("This row is one of a group that is unlike the rest", "bold"))
    else:
        first = line(("This row is not a finding", "bold"))
        if said.surprise_of_row is not None:
            shown = wording.surprise(said.surprise_of_row)
            first += line((f" (surprise of the row as a whole {shown})", "dim"))
    text = said.text or (said.finding.text if said.finding else "")
    lines = [ansi.clip(first, width)]
    if text:
        lines += ansi.wrap(line(text), width, lines=4)
    if said.finding is not None:
        usual = next((r.usual_if for r in said.finding.reasons if r.usual_if), "")
        if usual and usual not in text:
            lines += ansi.wrap(
                line(("usual would be ", "dim"), usual), width, lines=2, indent=2
            )
    if said.group is not None:
        rows = wording.count(said.group.count, "row")
        group = f"group {said.group.group}, {rows}: {said.group.headline}"
        lines += ansi.wrap(line((group, "dim")), width, lines=2, indent=2)
    return lines


def _table(judgements: tuple[Judgement, ...], width: int) -> list[Line]:
    """The cells, most surprising first: one line each under a header."""
    if not judgements:
        return []
    cells = [_cells(judged) for judged in judgements]
    widths = [
        min(most, max(ansi.columns(row[i]) for row in (HEADER, *cells)))
        for i, most in enumerate(WIDEST_COLUMN)
    ]
    lines = [line((_row(HEADER, widths), "dim"))]
    for judged, row in zip(judgements, cells, strict=True):
        surprise, rest = _row(row, widths)[: widths[0]], _row(row, widths)[widths[0] :]
        lines.append(
            line((surprise, _style(judged)), (rest, "" if _judged(judged) else "dim"))
        )
    return [ansi.clip(spans, width) for spans in lines]


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    shown = [
        ansi.pad(ansi.clip_text(cell, width), width, right=i == 0)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(shown).rstrip()


def _cells(judged: Judgement) -> tuple[str, ...]:
    shown = (
        "" if judged.surprise is None else wording.surprise(judged.surprise, judged.capped)
    )
    expected = wording.plain(judged.note)
    if judged.expected is not None or judged.low is not None:
        expected = wording.expectation(judged.expected, judged.low, judged.high)
    return (
        shown,
        wording.plain(judged.column),
        _name(judged.observed) if judged.note in NAMES else wording.show(judged.observed),
        expected,
        ", ".join(map(wording.plain, judged.given)),
    )


def _name(value: Value) -> str:
    """A number that is a name is shown as it stands, without separators."""
    return str(value) if isinstance(value, int) else wording.show(value)


def _judged(judged: Judgement) -> bool:
    return judged.surprise is not None


def _style(judged: Judgement) -> str:
    if judged.surprise is None or judged.surprise < 3:
        return "dim"
    return heat(judged.surprise, judged.capped)


def facts(said: Explanation, width: int, most: int = FACTS) -> list[Line]:
    """The facts that name the row."""
    if not said.facts:
        return []
    lines = [[], line(("Also true", "bold"), (" (facts that name this row)", "dim"))]
    for known in said.facts[:most]:
        lines += ansi.wrap(line(f"  {known.text}"), width, lines=2, indent=4)
    left = len(said.facts) - most
    return [
        *lines,
        *([line((f"  ... and {left:,} more (all: --json)", "dim"))] if left > 0 else []),
    ]
