"""What is written down of the catalogue elsewhere, so that it cannot differ from it."""

from __future__ import annotations

from itertools import groupby

from vedette.core.catalogue import Entry
from vedette.detectors import catalogue

from .pages import ROOT

PAGE = ROOT / "docs" / "detectors.md"
STUB = ROOT / "src" / "vedette" / "detectors" / "__init__.pyi"
# The table stands between these two lines of the page.
FIRST, LAST = (
    "<!-- the catalogue: refresh.py writes it -->",
    "<!-- end of the catalogue -->",
)


def table() -> str:
    """The catalogue as a table of Markdown."""
    rows = [
        "| name | finds | assumes | copes with | cost |",
        "| --- | --- | --- | --- | --- |",
    ]
    for family, members in groupby(catalogue.chosen(), key=lambda e: e.family):
        rows.append(f"| **{family}** | | | | |")
        rows += [_row(entry) for entry in members]
    return "\n".join(rows)


def _row(entry: Entry) -> str:
    has = {
        "missing values": entry.missing,
        "categories": entry.categories,
        "streams": entry.streams,
    }
    copes = ", ".join(words for words, so in has.items() if so) or "numbers only"
    needs = f" (`pip install 'vedette[{entry.needs}]'`)" if entry.needs else ""
    name = f"`{entry.name}`{needs}"
    cells = [name, entry.finds, entry.assumes, copes, entry.cost]
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def page() -> str:
    """The page with the table as it should be."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(FIRST)
    _, _, after = rest.partition(LAST)
    return f"{before}{FIRST}\n{table()}\n{LAST}{after}"


def stub() -> str:
    """What type checkers read of `vedette.detectors`: its classes load on use."""
    homes = sorted((entry.home, entry.called) for entry in catalogue.entries())
    head = "# tests/docs/refresh.py writes this from the catalogue.\n"
    lines = [_import(*home) for home in homes]
    return head + "\n".join([*lines, "", "def __dir__() -> list[str]: ..."]) + "\n"


def _import(home: str, called: str) -> str:
    """One import, laid out as the formatter does."""
    short = f"from {home} import {called} as {called}"
    if len(short) <= 92:
        return short
    return f"from {home} import (\n    {called} as {called},\n)"
