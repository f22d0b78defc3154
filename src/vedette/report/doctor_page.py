"""A diagnosis as one page with recall curves."""

from __future__ import annotations

from dataclasses import replace

from vedette.core import wording
from vedette.core.diagnosis import ASSUMPTIONS, Diagnosis
from vedette.core.pictures import Lines
from vedette.metrics.pictures import recall_picture
from vedette.report import doctor_phrases
from vedette.report.page.sheet import Grid, Section, sheet

MOST_LINES = 8


def render(said: Diagnosis, command: str = "") -> str:
    """The page as HTML."""
    sections = []
    curves = pictures(said)
    if curves:
        sections.append(
            Section(
                "What would be caught, by size",
                [
                    "Sizes are in units of each column's noise: how far its values usually lie "
                    "from what the other columns let expect.",
                    doctor_phrases.method(said),
                ],
                _starts(said),
                curves,
            )
        )
    if said.limits:
        sections.append(
            Section(
                "What would be caught, by kind",
                "" if curves else doctor_phrases.method(said),
                _kinds(said),
            )
        )
    sections.append(Section("What detectors take for granted", "", _checks(said)))
    again = [("command", command), ("seed", str(said.seed)), ("vedette", said.version)]
    return sheet(
        said.source.name,
        doctor_phrases.extent(said).removeprefix(f"{said.source.name}: "),
        sections,
        headline=doctor_phrases.headline(said).capitalize() + ".",
        again=again,
        notes=[f"{note[:1].upper()}{note[1:]}." for note in said.notes if note],
    )


def pictures(said: Diagnosis) -> list[tuple[Lines, str]]:
    """A recall curve for each kind that has sizes, a line for each column."""
    found = []
    for kind in dict.fromkeys(one.kind for one in said.recalls if one.size is not None):
        sizes, recalls = said.curves(kind)
        named = {column or "rows": recalls[column] for column in list(recalls)[:MOST_LINES]}
        drawn = recall_picture(
            sizes, named, x="size, in times the noise", log=len(sizes) > 1
        )
        words = doctor_phrases.words(kind)
        left = len(recalls) - MOST_LINES
        told = wording.count(left, "more column") if left > 0 else ""
        found.append((replace(drawn, title=wording.capital(words)), told))
    return found


def _starts(said: Diagnosis) -> Grid:
    rows = []
    for column in doctor_phrases.columns(said):
        starts = [
            doctor_phrases.starts(doctor_phrases.limit(said, kind, column)) or "not planted"
            for kind in doctor_phrases.BY_COLUMN
        ]
        rows.append([column, doctor_phrases.amount(said.noise.get(column)), *starts])
    head = ("column", "its noise", "too high or low: from", "in the wrong row: from")
    note = "From: the smallest size of which, and of all above it, nine of ten are caught."
    return Grid(head, rows, (1, 2, 3), note)


def _kinds(said: Diagnosis) -> Grid:
    rows = []
    for one in said.recalls:
        if one.kind in doctor_phrases.BY_COLUMN:
            continue
        step = one.form if one.size is None else f"{one.size:g} times the noise"
        interval = f"{100 * one.low:.0f} to {100 * one.high:.0f} %"
        caught = f"{one.caught} of {one.planted}"
        words = doctor_phrases.words(one.kind)
        rows.append([words, one.column or "the row", step, caught, interval])
    head = ("error", "column", "", "caught", "95 % interval")
    note = "Facts (a missing value, a kind never seen, a copy) count as caught."
    return Grid(head, rows, (3, 4), note)


def _checks(said: Diagnosis) -> Grid:
    order = ("fails", "not known", "holds")
    checks = sorted(said.checks, key=lambda check: order.index(check.verdict))
    rows = [[c.verdict, ASSUMPTIONS[c.check], c.text, c.advice] for c in checks]
    return Grid(("", "assumption", "here", "what to do"), rows)
