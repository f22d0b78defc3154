"""An evaluation on a screen of 80 columns."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.evaluation import Assessed, Evaluation, Unlabelled
from vedette.report import ansi
from vedette.report import evaluation_phrases as said
from vedette.report.ansi import NARROWEST, WIDTH, Line, line

NAME, CUT, MOST = 17, 10, 30  # columns for a name, for the threshold; detectors shown


def render(
    found: Evaluation,
    *,
    columns: int = WIDTH,
    colour: bool = False,
    timing: bool = False,
    told: str = "",
) -> str:
    """What was measured, how, the figures of each detector, and what to know of them.

    timing
        Whether seconds are shown: where equal runs should look equal they are not.
    """
    width = max(NARROWEST, min(columns, WIDTH))
    read = f"{found.source.name}: {wording.count(found.rows, 'row')}"
    how = found.protocol
    lines: list[Line] = [
        *ansi.wrap(line((f"{read}; {said.labels(found)}", "dim")), width, lines=3),
        *ansi.wrap(line((wording.sentence(said.protocol(how)), "dim")), width, lines=5),
        *ansi.wrap(line((wording.sentence(said.parts(how)), "dim")), width, lines=2),
        *(ansi.wrap(line((told, "dim")), width, lines=2) if told else []),
    ]
    for text in found.suspicions:
        lines += [[], *ansi.wrap(line(("! ", "red"), text), width, lines=4, indent=2)]
    lines += [[], *ansi.wrap(line((said.headline(found), "bold")), width, lines=2)]
    if found.measured:
        lines += [[], *_table(found, width, timing=timing)]
    lines += _remarks(found, width)
    return ansi.paint((ansi.clip(spans, width) for spans in lines), colour=colour)


def _table(found: Evaluation, width: int, *, timing: bool) -> list[Line]:
    head = (
        f"{'':{NAME}}{'flagged if':>{CUT}}  {'precision':10} {'recall':10} {'F1':10} {'AP':10}"
        f" {'AUROC':>5}"
    )
    lines = [line((said.where(found.protocol), "dim")), line((head, "dim"))]
    shown = found.measured
    for one in shown[:MOST]:
        lines += _rows(one, width, timing=timing)
    if len(shown) > MOST:
        lines.append(line((f"... and {len(shown) - MOST:,} more (all: --json)", "dim")))
    return lines


def _rows(one: Assessed, width: int, *, timing: bool) -> list[Line]:
    test, validation = one.test, one.validation
    assert test is not None
    assert validation is not None
    name = ansi.clip_text(wording.plain(one.detector), NAME - 1)
    cells = (test.precision, test.recall, test.f1, test.average_precision)
    figures = " ".join(f"{said.figure(cell.value):10}" for cell in cells)
    ranges = " ".join(f"{said.interval(cell):10}" for cell in cells)
    first = line(
        (f"{name:{NAME}}", "bold"),
        f"{said.flagged(one):>{CUT}}  {figures}",
        f" {said.figure(test.auroc.value):>5}",
    )
    spent = wording.duration(one.seconds) if timing else ""
    second = line((f"{'':{NAME}}{spent:>{CUT}}  {ranges}", "dim"))
    lines = [first, *([second] if spent or ranges.strip() else [])]
    if validation.f1.value is not None:
        seen = (validation.precision, validation.recall, validation.f1)
        told = " ".join(f"{said.figure(cell.value):10}" for cell in seen)
        lines.append(line((f"{'':{NAME}}{'valid.':>{CUT}}  {told}", "dim")))
    if len(one.detector) > NAME - 1:
        lines += ansi.wrap(line((f"  {one.detector}", "dim")), width, lines=2, indent=2)
    return lines


def _remarks(found: Evaluation, width: int) -> list[Line]:
    lines: list[Line] = []
    best = next((one for one in found.assessed if one.test is not None), None)
    if best is not None and best.test is not None and best.test.counts is not None:
        lines.append(line(f"{best.detector}: {said.counted(best.test.counts)}."))
    for one in found.assessed:
        for text in (
            one.failed and f"{one.detector}: {one.failed}",
            said.zero_by_zero(one),
        ):
            lines += ansi.wrap(line(text), width, lines=3, indent=2) if text else []
    notes = dict.fromkeys(note for one in found.assessed for note in one.notes)
    own = filter(None, (said.at_share(found), said.close(found)))
    for note in (*found.notes, *own, *notes):
        lines += ansi.wrap(line(("- ", "dim"), note), width, lines=4, indent=2)
    if found.scan is not None:
        lines += [
            [],
            *ansi.wrap(line(wording.sentence(said.scan(found.scan))), width, lines=6),
        ]
    return [[], *lines] if lines else []


def render_unlabelled(
    looked: Unlabelled, *, columns: int = WIDTH, colour: bool = False, told: str = ""
) -> str:
    """What can be known without labels, and what cannot."""
    width = max(NARROWEST, min(columns, WIDTH))
    lines: list[Line] = [
        line((f"{looked.source.name}: {wording.count(looked.rows, 'row')}", "dim")),
        *(ansi.wrap(line((told, "dim")), width, lines=2) if told else []),
        [],
        line(("Without labels it cannot be known how good a detector is.", "bold")),
        [],
    ]
    lines.append(
        line(
            (
                f"{'':{NAME}}{'median':>10} {'1 in 100':>10} {'highest':>10}  agreement",
                "dim",
            )
        )
    )
    for one in looked.spreads:
        name = ansi.clip_text(wording.plain(one.detector), NAME - 1)
        if one.failed:
            why = line((f"{name:{NAME}}", "bold"), one.failed)
            lines += ansi.wrap(why, width, lines=3, indent=NAME)
            continue
        at = dict(one.quantiles)
        scores = " ".join(f"{at[q]:10.4g}" for q in (0.5, 0.99, 1.0))
        agreed = f"{wording.percent(one.agreement or 0.0)} of {one.top:,} rows"
        lines.append(line((f"{name:{NAME}}", "bold"), f"{scores}  {agreed}"))
    if looked.spreads:
        explained = (
            "Agreement: of the most unusual rows, the share that two halves of the table, "
            "learned from apart, both put there. It says how stable a detector is, and not "
            "whether it is right."
        )
        lines += [[], *ansi.wrap(line((explained, "dim")), width, lines=4)]
    if looked.states:
        stated = f"A plain scan of the table: {looked.states}."
        lines += [[], *ansi.wrap(line(stated), width, lines=3)]
    for title, texts in (("Not known", looked.unknown), ("Can be known", looked.known)):
        lines += [[], line((title, "bold"))]
        for text in texts:
            lines += ansi.wrap(line("- ", text), width, lines=3, indent=2)
    for note in looked.notes:
        lines += [[], *ansi.wrap(line((wording.sentence(note), "dim")), width, lines=3)]
    return ansi.paint((ansi.clip(spans, width) for spans in lines), colour=colour)
