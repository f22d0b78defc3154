"""What each column was taken for, and why: one line a column."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.core import wording
from vedette.core.findings import Value
from vedette.core.table import Role, Source
from vedette.report import ansi, jsonl
from vedette.report.ansi import NARROWEST, WIDEST, WIDTH, Line, line

WIDEST_NAME, WIDEST_EXAMPLES = 24, 30


@dataclass(frozen=True)
class Understood:
    """One column as it was taken.

    examples
        Up to three different values, in the order in which they appear; of a redacted
        column the word that stands for them.
    """

    name: str
    role: Role
    examples: tuple[Value, ...]
    redacted: bool = False


def render(
    columns_: tuple[Understood, ...],
    source: Source,
    rows: int,
    *,
    told: str = "",
    columns: int = WIDTH,
    colour: bool = False,
) -> str:
    """A table of name, role, examples and evidence; as long as there are columns."""
    width = max(NARROWEST, min(columns, WIDTH if columns <= WIDTH else WIDEST))
    count = f"{wording.count(rows, 'row')}, {wording.count(len(columns_), 'column')}"
    said = f"{count}, {source.format}" + (f"; {told}" if told else "")
    lines = [ansi.clip(line((said, "dim")), width), [], *_table(columns_, width), []]
    hint = "wrong? --role COLUMN=KIND   keep it: --save-config vedette.toml"
    return ansi.paint([*lines, ansi.clip(line((hint, "dim")), width)], colour=colour)


def _table(columns_: tuple[Understood, ...], width: int) -> list[Line]:
    examples = [
        ", ".join(wording.as_read(v, longest=16) for v in c.examples) for c in columns_
    ]
    names = [wording.plain(column.name) for column in columns_]
    name = min(WIDEST_NAME, max(map(ansi.columns, [*names, "column"])))
    kind = max(len(k) for k in [*(c.role.kind for c in columns_), "role"])
    shown = min(WIDEST_EXAMPLES, max(map(ansi.columns, [*examples, "examples"])))
    head = (
        f"{ansi.pad('column', name)}  {'role':{kind}}  {ansi.pad('examples', shown)}  why"
    )
    lines = [line((head, "dim"))]
    for column, called, values in zip(columns_, names, examples, strict=True):
        spans = line(
            (ansi.pad(ansi.clip_text(called, name), name), "bold"),
            f"  {column.role.kind:{kind}}  ",
            ansi.pad(ansi.clip_text(values, shown), shown),
            (f"  {_why(column.role)}", "dim"),
        )
        lines.append(spans)
    indent = name + kind + shown + 6
    most = 2 if indent < width - 10 else 1
    wrapped = (ansi.wrap(spans, width, lines=most, indent=indent) for spans in lines)
    return [spans for part in wrapped for spans in part]


def _why(role: Role) -> str:
    return "as you said" if role.given else role.why


def dump(columns_: tuple[Understood, ...]) -> str:
    """The same as JSON Lines."""
    return jsonl.lines(
        jsonl.column(c.name, c.role, c.examples, redacted=c.redacted) for c in columns_
    )
