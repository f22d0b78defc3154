"""What a scan that can redact columns promises: the same findings, and no value shown.

The values of the table are unmistakable: texts begin with a word of their own, and no other
number of a result lies where those of a column do. So a rounded value, a range or an
expectation is seen as well as the value itself. A scan that takes no `redact` promises
nothing.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import numpy as np

from vedette.core.result import Result
from vedette.report.html import dump as as_html
from vedette.report.jsonl import dump, explanation, one_line
from vedette.report.terminal import Screen, render
from vedette.testing.scan_promises.asked import Scan
from vedette.testing.tables import Columns, wrong_parts

NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def redacted_columns_keep_their_findings(scan: Scan) -> None:
    table = unmistakable()
    before = scan(table)
    for name, result in redacted(scan, table):
        for one, two in zip(before.findings, result.findings, strict=True):
            assert (one.row, one.surprise, one.group) == (two.row, two.surprise, two.group)
            shares = [[(r.column, abs(r.share)) for r in f.reasons] for f in (one, two)]
            assert shares[0] == shares[1], f"row {one.row} with {name} redacted"
        assert [g.rows for g in before.groups] == [g.rows for g in result.groups]
        counted = [
            [(f.fact, f.columns, f.count, f.rows) for f in r.facts]
            for r in (before, result)
        ]
        assert counted[0] == counted[1], f"other facts with {name} redacted"
        assert name in result.redacted


def redacted_values_are_shown_nowhere(scan: Scan) -> None:
    table = unmistakable()
    for name, result in redacted(scan, table):
        for face in faces(result):
            seen = values_in(face, table[name])
            assert not seen, f"{name} is redacted, but {seen[0]!r} is shown"


def redacted(scan: Scan, table: Columns) -> Iterator[tuple[str, Result]]:
    """The scan of a table with each column redacted in turn."""
    taken = inspect.signature(scan).parameters.values()
    if any(p.name == "redact" or p.kind is p.VAR_KEYWORD for p in taken):
        for name in table:
            yield name, scan(table, redact=[name])  # type: ignore[call-arg]


def unmistakable() -> Columns:
    """Wrong parts, each quantity in a range of its own; ids, kinds, and a broken rule."""
    rng = np.random.default_rng(5)
    parts, _ = wrong_parts()
    table: Columns = {
        name: values + 10_000.0 * (j + 1) for j, (name, values) in enumerate(parts.items())
    }
    n = len(table["width"])
    kind = rng.integers(0, 3, n)
    maker = kind.copy()
    maker[[30, 60]] = (maker[[30, 60]] + 1) % 3
    table["part_id"] = np.array([f"quokka{i:05d}" for i in range(n)])
    table["kind"] = np.array(["wombat-a", "wombat-b", "wombat-c"])[kind]
    table["maker"] = np.array(["numbat-x", "numbat-y", "numbat-z"])[maker]
    return table


def faces(result: Result) -> Iterator[str]:
    """The result in text, in every way, and some of its rows explained."""
    yield dump(result)
    yield render(result, Screen(again="parts.csv"))
    yield as_html(result)
    yield repr((result.findings, result.groups, result.facts, result.roles, result.notes))
    assert result.explainer is not None
    for row in {*(f.row for f in result.findings), 30, 500}:
        yield one_line(explanation(result.explainer(row)))


def values_in(text: str, values: np.ndarray) -> list[str]:
    """What a text shows of a column: numbers where its own lie, or its texts."""
    if values.dtype.kind in "US":
        # Its first five letters are the word that no other text holds.
        return re.findall(f'{values[0][:5]}[^\\s"]*', text)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return [
        found
        for found in NUMBER.findall(text)
        if low <= float(found.replace(",", "").rstrip(".")) <= high
    ]
