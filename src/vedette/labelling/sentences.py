"""What verdicts did to a result, and why a row is asked about, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.verdicts import Labelled, Lost, Resembling
from vedette.core.wording import count, join, number, plain
from vedette.labelling.asking import Question
from vedette.labelling.ranking import LEAST

SHOWN = 5

WHY = {
    "finding": "a finding: nobody has said yet whether it is real",
    "alike": "one of a group of rows alike: is the group real?",
    "likely": "of the rows left, your verdicts make it the most likely real",
    "unsure": "your verdicts do not decide it: it lies between real and expected",
    "below": "just below the cut: the most surprising row that was not reported",
}


def why(question: Question) -> str:
    """Why this row is asked about."""
    return WHY[question.why]


def sentences(labelled: Labelled, expected_false: float | None) -> tuple[str, ...]:
    """All that is to be said of the labels, most worth reading first."""
    return tuple(_sentences(labelled, expected_false))


def _sentences(labelled: Labelled, expected_false: float | None) -> Iterator[str]:
    yield _compared(labelled)
    if labelled.apart:
        yield _apart(labelled, expected_false)
    if labelled.missed:
        rows = count(len(labelled.missed), "row")
        yield f"{rows} called real, but not found by the scan: {_rows(labelled.missed)}"
    if labelled.resembling:
        rows = count(len(labelled.resembling), "row")
        yield (
            f"{rows} that the scan did not find, more like those you called real "
            f"(no rate): {_rows(labelled.resembling)}"
        )
    if labelled.disputed:
        yield (
            f"of {count(len(labelled.disputed), 'row')} both was said; the last stands: "
            f"{join((f'row {row}' for row in labelled.disputed), most=SHOWN)}"
        )
    gone = [one for one in labelled.lost if one.why == "gone"]
    if gone:
        yield f"{count(len(gone), 'verdict')} on rows that are not here: {_lines(gone)}"
    changed = [one for one in labelled.lost if one.why == "changed"]
    if changed:
        verdicts = count(len(changed), "verdict")
        yield f"{verdicts} not used, as the rows have changed since: {_lines(changed)}"
    if labelled.broken:
        told = (f"line {one.line} {one.why}" for one in labelled.broken)
        yield f"{count(len(labelled.broken), 'line')} not read: {join(told, most=3)}"


def _compared(labelled: Labelled) -> str:
    before, after = labelled.before, labelled.after
    if before is None or after is None:
        return (
            f"too few to learn an order from ({LEAST} real and {LEAST} expected would do): "
            "the scan's order stands"
        )
    figures = (
        f"average precision {before.average_precision:.2f} as scanned, "
        f"{after.average_precision:.2f} as learned, each row judged without its verdict"
    )
    if labelled.learned:
        return f"in the order learned from them: {figures}"
    return f"they make the order worse, so the scan's stands: {figures}"


def _apart(labelled: Labelled, expected_false: float | None) -> str:
    rows = count(len(labelled.apart), "finding")
    names = join((_name(f.row, f.id) for f in labelled.apart), most=SHOWN)
    said = f"{rows} expected by you, set apart and not counted: {names}"
    if expected_false is not None and len(labelled.apart) > expected_false:
        said += f"; more than the {number(expected_false)} that the rate allows for"
    return said


def _rows(some: Sequence[Resembling]) -> str:
    return join((_name(one.row, one.id) for one in some), most=SHOWN)


def _name(row: int | None, id_: object) -> str:
    if id_ is not None:
        return plain(str(id_))
    return "a row" if row is None else f"row {row}"


def _lines(lost: Sequence[Lost]) -> str:
    told = (_name(one.verdict.row, one.verdict.id) for one in lost)
    lines = join((str(one.verdict.line) for one in lost if one.verdict.line), most=SHOWN)
    named = join(told, most=SHOWN)
    return f"{named} (line {lines})" if lines else named
