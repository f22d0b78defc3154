"""The page as a whole: what was read, what was found, facts, limits, how to get it again.

It holds at most MOST_BYTES, whatever the table: reasons come first, then findings by their
surprise. What does not fit is counted, and the page says where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from vedette.core import wording
from vedette.core.pictures import Pictures
from vedette.core.result import Result
from vedette.report import charts, labels, phrases, segments
from vedette.report.page import cells, understood
from vedette.report.page.budget import Budget, size
from vedette.report.page.findings import Findings, Writer
from vedette.report.page.templating import page, part
from vedette.scanning.picturing import pictures as gathered

MOST_BYTES = 2_000_000
COLUMNS, REASONS, FACTS = 200_000, 1_500_000, 150_000  # bytes of a part of the page
LABELS = 150_000
PARTS_LEFT = ("groups_left", "findings_left", "facts_left", "labels_left", "odd_left")
RESERVE = 4_000  # for the words that count what is left out


@dataclass(frozen=True)
class Page:
    """The HTML, and whether something of the result is not in it."""

    text: str
    left_out: bool


@dataclass(frozen=True)
class Origin:
    """How a result was made, where that is known: nothing of it is needed.

    command
        As typed in a shell, to make the page again.
    told
        What else was done to get here: "roles from vedette.toml".
    sha256
        Of the file that was read.
    """

    command: str = ""
    told: str = ""
    sha256: str = ""


def render(result: Result, origin: Origin | None = None, *, elsewhere: str = "") -> Page:
    """The page of a result.

    elsewhere
        Where all findings are, if some are left out: a file's name.
    """
    origin = origin or Origin()
    drawn = gathered(result)
    where = elsewhere or "vedette scan FILE --json"
    frame = _frame(result, drawn, origin)
    budget = Budget(MOST_BYTES - RESERVE - size(page(**frame)))
    lines = [part("column", understood.column(result, n, drawn)) for n in result.roles]
    columns = budget.fill(lines, COLUMNS)
    facts = budget.fill([part("fact", cells.fact(f)) for f in result.facts], FACTS)
    told = result.labels.suspicious if result.labels is not None else ()
    labelled = budget.fill([part("label", labels.line(one)) for one in told], LABELS)
    odd = _odd_segments(result)
    segmented = budget.fill([part("label", said) for said in odd], LABELS)
    # A link from a reason to its findings is shorter than what it saves here.
    reasons = budget.fill(
        [part("group", cells.group(g, link=True)) for g in result.groups], REASONS
    )
    found = Writer(result, drawn, budget).write(where)
    linked = [
        part("group", cells.group(g, link=g.group in found.groups))
        for g in result.groups[: len(reasons)]
    ]
    left = {
        "columns_left": _left(len(result.roles) - len(columns), "more column"),
        "groups_left": _left(len(result.groups) - len(reasons), "more reason"),
        "findings_left": _left(len(result.findings) - found.findings, "more finding"),
        "facts_left": _left(len(result.facts) - len(facts), "more fact"),
        "labels_left": _left(len(told) - len(labelled), "more label"),
        "odd_left": _left(len(odd) - len(segmented), "more"),
    }
    text = page(
        **frame
        | left
        | {
            "columns": _joined(columns),
            "groups": _joined(linked),
            "cards": _joined(found.cards),
            "shapes": _joined(found.shapes),
            "facts": _joined(facts),
            "label_rows": _joined(labelled),
            "segment_rows": _joined(segmented),
            "shown": _shown(result, found),
            "elsewhere": where,
        }
    )
    return Page(text, any(left[k] for k in PARTS_LEFT))


def _frame(result: Result, drawn: Pictures, origin: Origin) -> dict[str, Any]:
    """What the page says of the table as a whole; its lists are still empty."""
    calm = not (result.findings or result.groups)
    return {
        "version": result.version,
        "source": wording.cut(result.source.name, 200),
        "extent": understood.extent(result),
        "roles": understood.roles(result)[:40],
        "notes": [wording.cut(note, 300) for note in (*result.notes, origin.told) if note][
            :20
        ],
        "headline": phrases.headline(result),
        "share": phrases.false_share(result),
        "setting": phrases.setting(result),
        "also": phrases.also_alike(result),
        "verdicts": ""
        if result.labelled is None
        else phrases.labels_headline(result.labelled),
        "verdicts_said": [] if result.labelled is None else _cut(result.labelled.text),
        "calm": calm,
        "mood": _mood(result),
        "checked": _cut(result.checked),
        "not_checked": _cut(result.not_checked),
        "scatter": _scatter(drawn),
        "scatter_hint": cells.scatter_caption(drawn.rows, "the findings")
        if drawn.rows
        else "",
        "settings": _settings(result, origin),
        "columns": "",
        "groups": "",
        "cards": "",
        "shapes": "",
        "facts": "",
        "labels": "" if result.labels is None else labels.headline(result.labels),
        "labels_note": "" if result.labels is None else labels.not_compared(result.labels),
        "label_rows": "",
        "labels_left": "",
        "segments": "" if result.segments is None else segments.headline(result.segments),
        "segment_notes": _segment_notes(result),
        "segment_rows": "",
        "odd_left": "",
        "shown": "",
        "elsewhere": "",
        "columns_left": "",
        "groups_left": "",
        "findings_left": "",
        "facts_left": "",
    }


def _odd_segments(result: Result) -> list[str]:
    told = result.segments
    if told is None:
        return []
    return [wording.cut(segments.line(one, told.by), 300) for one in told.odd]


def _segment_notes(result: Result) -> list[str]:
    told = result.segments
    if told is None:
        return []
    return [said for said in (segments.far(told), segments.not_judged(told)) if said]


def _mood(result: Result) -> str:
    """The colour of the verdict: wrong, calm, or neither."""
    if result.budget is not None:
        return ""
    if result.findings or result.groups:
        return "wrong"
    return "" if phrases.too_few(result) or phrases.unjudged(result) else "calm"


def _scatter(drawn: Pictures) -> Markup:
    if drawn.rows is None:
        return Markup()
    hint = cells.scatter_caption(drawn.rows, "the findings")
    return charts.scatter(drawn.rows, f"{cells.axes(drawn.rows)}: {hint}")


def _settings(result: Result, origin: Origin) -> list[tuple[str, str, bool]]:
    """What was asked, to get the same again: name, value, whether it is code."""
    size_bytes = result.source.size_bytes
    rows = (
        ("command", wording.cut(origin.command, 2_000), True),
        ("version", f"vedette {result.version}" if result.version else "", False),
        (
            "rate",
            "" if result.fdr is None else f"at most {result.fdr:g} false (fdr)",
            False,
        ),
        ("budget", "" if result.budget is None else f"{result.budget:,} rows", False),
        ("detector", wording.cut(result.detector or "", 300), True),
        ("seed", str(result.seed), False),
        ("size", "" if size_bytes is None else wording.count(size_bytes, "byte"), False),
        ("sha256", origin.sha256, True),
    )
    return [row for row in rows if row[1]]


def _shown(result: Result, found: Findings) -> str:
    """How many findings stand there in full."""
    total = len(result.findings)
    if found.findings == total:
        return f"{wording.count(total, 'row')}, most surprising first" if total else ""
    return f"the {found.findings:,} most surprising of {total:,} in full"


def _cut(texts: Sequence[str]) -> list[str]:
    return [wording.cut(text, 300) for text in texts[:100]]


def _left(count: int, noun: str) -> str:
    return wording.count(count, noun) if count > 0 else ""


def _joined(parts: Sequence[Markup]) -> Markup:
    return Markup("\n").join(parts)
