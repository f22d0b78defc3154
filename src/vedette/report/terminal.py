"""A result on one screen: 80 columns, at most 40 lines whatever the table.

What does not fit is counted, never dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core import wording
from vedette.core.findings import Finding, Group
from vedette.core.result import Result
from vedette.core.table import Roles
from vedette.report import ansi, labels, phrases, segments
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line
from vedette.report.understood import understood

LINES = 40
INDENT = 16  # where "what is wrong" begins
LABEL_LINES = 8  # rows whose label looks wrong
SEGMENT_LINES = 6
FACT_LINES = 7  # kept for the facts, however many groups there are


@dataclass(frozen=True)
class Screen:
    """Where a result is shown.

    columns
        Width of the terminal.
    timing
        Whether to say how long it took; without it, equal results are equal bytes.
    again
        The file and options with which a command sees this same table, as typed in a
        shell; "" if it cannot be read again. None: no commands are shown.
    scored
        By a model: there are no roles to correct, and another command to look again.
    told
        What else was done to get here: "roles from vedette.toml".
    labels
        The option for the verdicts that took part, as typed in a shell.
    lines
        At most so many.
    """

    columns: int = WIDTH
    colour: bool = False
    timing: bool = False
    again: str | None = None
    scored: bool = False
    told: str = ""
    labels: str = ""
    lines: int = LINES


def render(result: Result, screen: Screen) -> str:
    """The result as text; wider than 80 columns only if that saves words from being cut."""
    width = max(NARROWEST, min(screen.columns, WIDTH))
    lines = lay_out(result, screen, width)
    if screen.columns > WIDTH and _is_cut(lines):
        lines = lay_out(result, screen, min(screen.columns, WIDEST))
    return ansi.paint(lines, colour=screen.colour)


def _is_cut(lines: list[Line]) -> bool:
    return any(text.endswith(ansi.ELLIPSIS) for spans in lines for text, _ in spans)


def lay_out(result: Result, screen: Screen, width: int) -> list[Line]:
    """The lines of the screen, each at most `width` columns."""
    read = understood(result, screen.told, screen.timing, width, scored=screen.scored)
    top = [*read, []]
    top += [*_headline(result, width), *_verdicts(result, width), []]
    bottom = _bottom(result, width)
    commands = _commands(result, screen, width)
    if commands:
        bottom += [*([[]] if bottom else []), *commands]
    free = screen.lines - len(top) - len(bottom)
    fact_blocks = [_fact(fact.text, width) for fact in result.facts]
    kept = min(FACT_LINES, sum(map(len, fact_blocks)) + 2) if fact_blocks else 0
    groups = _groups(result, width, free - kept - (2 if kept else 1))
    facts = _facts(fact_blocks, free - len(groups) - (2 if groups else 1))
    middle = [*groups, *([[]] if groups else []), *facts, *([[]] if facts else [])]
    while not bottom and middle and not middle[-1]:
        middle.pop()
    return [ansi.clip(spans, width) for spans in (*top, *middle, *bottom)]


def _headline(result: Result, width: int) -> list[Line]:
    said = phrases.headline(result)
    share = phrases.false_share(result)
    bold = f"{said}; {share}" if share else said
    setting = phrases.setting(result)
    spans = line((bold, "bold"), (f" ({setting})" if setting else "", "dim"))
    lines = ansi.wrap(spans, width, lines=2)
    also = phrases.also_alike(result)
    return [*lines, *([line((also, "bold"))] if also else [])]


def _verdicts(result: Result, width: int) -> list[Line]:
    """What people's verdicts did to it."""
    if result.labelled is None:
        return []
    lines: list[Line] = [[], line((phrases.labels_headline(result.labelled), "bold"))]
    for told in result.labelled.text:
        lines += ansi.wrap(line(f"  {told}"), width, lines=4, indent=4)
    return lines


def _groups(result: Result, width: int, most: int) -> list[Line]:
    if not result.groups:
        return []
    examples = phrases.examples(result)
    laid = _Examples(list(examples.values()), result.roles, width)
    blocks = [
        _group(group, examples.get(group.group), laid, width) for group in result.groups
    ]
    shown, left = _fitting(blocks, most - 1)
    lines = [line(("surprise  rows  what is wrong", "dim")), *shown]
    if left:
        more = wording.count(left, "more reason")
        lines.append(line((f"{'':{INDENT}}... and {more} (all: --json)", "dim")))
    return lines


def _group(
    group: Group, example: Finding | None, laid: _Examples, width: int
) -> list[Line]:
    said = wording.surprise(group.surprise, group.capped)
    start = line(
        (f"{said:>6}", heat(group.surprise, group.capped)),
        f"{group.count:>8,}"[-10:] + "  ",
        *_headline_of(group),
    )
    lines = ansi.wrap(start, width, lines=2, indent=INDENT)
    if example is not None:
        return [*lines, laid.line(example)]
    rows = ", ".join(str(row) for row in group.rows[:5])
    more = ", ..." if group.count > len(group.rows[:5]) else ""
    return [*lines, ansi.clip(line((f"{'':{INDENT}}rows {rows}{more}", "dim")), width)]


def heat(surprise: float, capped: bool) -> str:
    """The colour of a surprise."""
    if capped or surprise >= 6:
        return "red"
    return "orange" if surprise >= 5 else "yellow"


def _headline_of(group: Group) -> Line:
    """The headline, the names of columns in it set in bold."""
    text = wording.plain(group.headline)
    names = sorted({wording.plain(n) for n in group.emphasis if n}, key=len, reverse=True)
    spans: Line = []
    start = at = 0
    while at < len(text):
        name = next((n for n in names if _is_word(text, n, at)), None)
        if name is None:
            at += 1
            continue
        spans += [(text[start:at], ""), (name, "bold")]
        start = at = at + len(name)
    return [*spans, (text[start:], "")]


def _is_word(text: str, name: str, at: int) -> bool:
    """Whether the name stands at a position of the text, not as a part of a longer word."""
    end = at + len(name)
    before, after = text[at - 1 : at], text[end : end + 1]
    return text.startswith(name, at) and not _joins(before) and not _joins(after)


def _joins(character: str) -> bool:
    return character.isalnum() or character == "_"


class _Examples:
    """One line for the most surprising row of each group, aligned with one another."""

    LONGEST_NAME, LONGEST_VALUE = 20, 22

    def __init__(self, findings: list[Finding], roles: Roles, width: int) -> None:
        self.roles = roles
        self.width = width
        names = [phrases.row_name(f.row, f.id) for f in findings]
        self.name = min(self.LONGEST_NAME, max(map(ansi.columns, names), default=0))
        values = [self.observed(f) for f in findings]
        numeric = [v for v in values if _is_numeric(v)]
        self.whole = max((len(v.partition(".")[0]) for v in numeric), default=0)
        aligned = (ansi.columns(self.aligned(v)) for v in values)
        self.value = min(self.LONGEST_VALUE, max(aligned, default=0))

    def aligned(self, value: str) -> str:
        """Numbers stand with their points in one column."""
        if not _is_numeric(value):
            return value
        return f"{value.partition('.')[0]:>{self.whole}}{''.join(value.partition('.')[1:])}"

    def observed(self, finding: Finding) -> str:
        return phrases.observed(phrases.main_reason(finding), self.roles)

    def line(self, finding: Finding) -> Line:
        name = ansi.clip_text(phrases.row_name(finding.row, finding.id), self.name)
        value = ansi.clip_text(self.aligned(self.observed(finding)), self.value)
        reason = phrases.main_reason(finding)
        spans = line(
            (" " * INDENT + ansi.pad(name, self.name), "dim"),
            f" {ansi.pad(value, self.value)}  ",
            phrases.expected(reason, self.roles),
        )
        return ansi.clip(spans, self.width)


def _is_numeric(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit() and not set(text) - set("0123456789.,-")


def _fact(text: str, width: int) -> list[Line]:
    return ansi.wrap(line(f"  {text}"), width, lines=2, indent=4)


def _facts(blocks: list[list[Line]], most: int) -> list[Line]:
    if not blocks:
        return []
    shown, left = _fitting(blocks, most - 1)
    title = line(("Also true", "bold"), (" (facts, not part of the false share)", "dim"))
    more = line((f"  ... and {wording.count(left, 'more fact')} (all: --json)", "dim"))
    return [title, *shown, *([more] if left else [])]


def _fitting(blocks: list[list[Line]], most: int) -> tuple[list[Line], int]:
    """The first blocks that fit into `most` lines, one of them kept for "... and more"
    unless all fit; and how many blocks were left out."""
    if sum(map(len, blocks)) <= most:
        return [spans for block in blocks for spans in block], 0
    shown: list[Line] = []
    for i, block in enumerate(blocks):
        if len(shown) + len(block) + 1 > most:
            return shown, len(blocks) - i
        shown += block
    return shown, 0


def _labels(result: Result, width: int) -> list[Line]:
    """The column of labels, if one was named, with the most suspicious of them."""
    if result.labels is None:
        return []
    found = result.labels.suspicious
    title = line((labels.headline(result.labels), "bold"))
    lines = ansi.wrap(title, width, lines=2, indent=2)
    for one in found[:LABEL_LINES]:
        lines += ansi.wrap(line(f"  {labels.line(one)}"), width, lines=2, indent=4)
    if len(found) > LABEL_LINES:
        more = wording.count(len(found) - LABEL_LINES, "more label")
        lines.append(line((f"  ... and {more} (all: --json)", "dim")))
    said = labels.not_compared(result.labels)
    return [
        *lines,
        *(ansi.wrap(line((said, "dim")), width, lines=2, indent=2) if said else []),
    ]


def _segments(result: Result, width: int) -> list[Line]:
    """The segments that are odd among the others, if rows were judged within segments."""
    told = result.segments
    if told is None:
        return []
    title = line((segments.headline(told), "bold"))
    lines = ansi.wrap(title, width, lines=3, indent=2)
    for one in told.odd[:SEGMENT_LINES]:
        lines += ansi.wrap(
            line(f"  {segments.line(one, told.by)}"), width, lines=2, indent=4
        )
    if len(told.odd) > SEGMENT_LINES:
        more = wording.count(len(told.odd) - SEGMENT_LINES, "more")
        lines.append(line((f"  ... and {more} (all: --json)", "dim")))
    for said in (segments.far(told), segments.not_judged(told)):
        lines += ansi.wrap(line((said, "dim")), width, lines=2, indent=2) if said else []
    return lines


def _bottom(result: Result, width: int) -> list[Line]:
    lines = _labels(result, width)
    told = _segments(result, width)
    lines += [*([[]] if lines and told else []), *told]
    if lines and (result.checked or result.not_checked):
        lines.append([])
    if not result.findings and not result.groups and result.checked:
        lines += _listing("Checked", result.checked, width)
    if result.not_checked:
        lines += _listing("Not checked", result.not_checked, width)
    return lines


def _listing(title: str, items: tuple[str, ...], width: int) -> list[Line]:
    """The items on three lines; those that do not fit are counted."""
    for shown in range(len(items), 0, -1):
        left = len(items) - shown
        more = f"; and {left:,} more (all: --json)" if left else ""
        spans = line((f"{title}: {'; '.join(items[:shown])}{more}.", "dim"))
        if len(ansi.wrap(spans, width, lines=4, indent=2)) <= 3:
            break
    return ansi.wrap(spans, width, lines=3, indent=2)


def _commands(result: Result, screen: Screen, width: int) -> list[Line]:
    """What to do next, ready to be copied."""
    if screen.again is None:
        return []
    if screen.scored:
        command = f"vedette score {screen.again} --json"
        fits = screen.again and ansi.columns(command) <= width - 14
        return [line(("for a pipe    ", "dim"), command)] if fits else []
    commands = [
        ("for a pipe    ", f"vedette scan {screen.again or '-'}{screen.labels} --json")
    ]
    short = [("for a pipe    ", "vedette scan FILE ... --json")]
    if result.findings and screen.again:
        first = result.findings[0]
        row = phrases.shell_row(first.row, first.id)
        commands.insert(0, ("why one row   ", f"vedette explain {screen.again} {row}"))
        short.insert(0, ("why one row   ", f"vedette explain FILE ... {row}"))
    if any(ansi.columns(what + command) > width for what, command in commands):
        commands = short  # a command that is cut could not be copied
    return [line((what, "dim"), command) for what, command in commands]
