"""One detector in full: what it finds and assumes, its parameters, how it is called."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core.catalogue import Entry
from vedette.report import ansi, jsonl
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line
from vedette.report.detectors_screen import COPES, letters

LABEL = 12  # columns before what is said
MANY = 99  # lines that a text may take: as many as it needs


@dataclass(frozen=True)
class Parameter:
    """One argument of a constructor: its default as it is written, and what it means."""

    name: str
    default: str
    text: str


@dataclass(frozen=True)
class Known:
    """What there is to know of a detector.

    about
        What the class says of itself, in paragraphs.
    own_rule
        What the algorithm itself calls an outlier, in words; None: it has no such rule.
    """

    entry: Entry
    about: str
    parameters: tuple[Parameter, ...]
    own_rule: str | None


def render(known: Known, *, columns: int = WIDTH, colour: bool = False) -> str:
    """All of it, as long as it is."""
    width = max(NARROWEST, min(columns, WIDEST))
    parts = [
        _title(known.entry),
        _wrapped(known.about, width),
        _facts(known, width),
        [line(("parameters", "bold")), *_parameters(known, width)],
        _calls(known.entry),
    ]
    lines: list[Line] = []
    for part in parts:
        lines += [[], *part] if lines and part else part
    return ansi.paint([ansi.clip(spans, width) for spans in lines], colour=colour)


def _title(entry: Entry) -> list[Line]:
    also = f"; also {', '.join(entry.also)}" if entry.also else ""
    return [line((entry.name, "bold"), (f" ({entry.family}{also})", "dim"))]


def _wrapped(text: str, width: int, indent: int = 0) -> list[Line]:
    """Paragraphs, each broken between words; all lines begin after `indent` blanks."""
    lines: list[Line] = []
    for part in filter(None, text.split("\n\n")):
        spans = line(" " * indent + part)
        lines += [[]] if lines else []
        lines += ansi.wrap(spans, width, lines=MANY, indent=indent)
    return lines


def _facts(known: Known, width: int) -> list[Line]:
    entry = known.entry
    copes = [words for letter, words in COPES.items() if letter in letters(entry)]
    lacks = [words for letter, words in COPES.items() if letter not in letters(entry)]
    said = {
        "finds": entry.finds,
        "assumes": entry.assumes,
        "copes with": ", ".join(copes) or "numbers only",
        "not with": ", ".join(lacks),
        "columns": entry.wide,
        "cost": f"{entry.cost} (n rows, d columns)",
        "its rule": f"{known.own_rule} (contamination='own')" if known.own_rule else "",
        "paper": entry.paper,
        "needs": f"pip install 'vedette[{entry.needs}]'" if entry.needs else "",
    }
    lines: list[Line] = []
    for label, text in said.items():
        if text:
            spans = line((f"{label:{LABEL}}", "dim"), text)
            lines += ansi.wrap(spans, width, lines=MANY, indent=LABEL)
    return lines


def _parameters(known: Known, width: int) -> list[Line]:
    lines: list[Line] = []
    for parameter in known.parameters:
        lines.append(line("  ", (parameter.name, "bold"), f" = {parameter.default}"))
        lines += _wrapped(parameter.text, width, indent=6)
    return lines


def _calls(entry: Entry) -> list[Line]:
    fit = "fit(X, y)" if entry.family == "supervised" else "fit(X)"
    lines = [
        line(("in Python", "bold")),
        line(f"  from vedette.detectors import {entry.called}"),
        line(f"  model = {entry.called}().{fit}"),
        line("  model.predict(X), model.surprise(X), model.contributions(X)"),
    ]
    if entry.family in (
        "supervised",
        "sequence",
    ):  # a scan looks at no labels, at no sequences
        return lines
    command = f"  vedette scan orders.csv --detector {entry.name}"
    return [line(("in a shell", "bold")), line(command), *lines]


def dump(known: Known) -> str:
    """The same as one line of JSON."""
    parameters = [
        {"name": p.name, "default": p.default, "text": p.text} for p in known.parameters
    ]
    more = {"about": known.about, "own_rule": known.own_rule, "parameters": parameters}
    return jsonl.lines([jsonl.detector(known.entry) | more])
