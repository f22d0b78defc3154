"""The columns of a profile on a screen: a line for each, or for the most remarkable."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.core import wording
from vedette.core.profile import TRAITS, ColumnProfile, Profile
from vedette.report import ansi, profile_phrases
from vedette.report.ansi import Line, Span, line
from vedette.report.fitting import Part

SHORTEST, LONGEST = 6, 22  # columns of the screen that a name takes
BARS = 10
LEAST = 17  # with what is above and below them half of a screen


def part(found: Profile) -> Part:
    """A line for each column; of more than fit the most remarkable, in their own order."""
    cells = [_cells(column) for column in found.columns]
    names, roles, missing, distinct = (
        max((ansi.columns(row[i]) for row in cells), default=0) for i in range(4)
    )
    widths = (
        min(max(names, SHORTEST), LONGEST),
        max(roles, len("role")),
        max(missing, len("missing")) if missing else 0,
        max(distinct, len("distinct")),
    )
    head = _row(("column", "role", "missing", "distinct"), widths)
    return Part(
        "columns",
        lambda shown, of: [[("".join(text for text, _ in head).rstrip(), "dim")]],
        [
            [
                [
                    *_row(row, widths),
                    (f" {ansi.pad(_bars(column), BARS)} ", "orange"),
                    *line(profile_phrases.span(column)),
                ]
            ]
            for row, column in zip(cells, found.columns, strict=True)
        ],
        least=LEAST,
        last=_left,
        order=remarkable(found),
        apart=True,
    )


def _cells(column: ColumnProfile) -> tuple[str, str, str, str]:
    return (
        ansi.clip_text(wording.plain(column.name), LONGEST),
        column.role,
        profile_phrases.share_missing(column),
        profile_phrases.different(column),
    )


def _row(cells: Sequence[str], widths: Sequence[int]) -> Line:
    """Name, role, missing and distinct, each in its width; none of width 0."""
    name, role, missing, distinct = cells
    said: list[str | Span] = [
        ansi.pad(name, widths[0]) + " ",
        (ansi.pad(role, widths[1]), "dim"),
    ]
    if widths[2]:
        said.append(" " + ansi.pad(missing, widths[2], right=True))
    return line(*said, " " + ansi.pad(distinct, widths[3], right=True))


def _bars(column: ColumnProfile) -> str:
    if not profile_phrases.drawable(column) or column.role == "id":
        return ""
    return profile_phrases.bars(column.picture, BARS)


def _left(left: int) -> Line:
    columns = wording.count(left, "more column")
    return line((f"... and {columns}, less remarkable", "dim"))


def remarkable(found: Profile) -> list[int]:
    """Places of the columns, the most remarkable first.

    Those that differ from before, then of each trait in turn, as what matters most goes,
    one more column with it; columns without any in their order.
    """
    drifted = found.against.named if found.against is not None else ()
    by_trait = [
        [i for i, c in enumerate(found.columns) if name in c.traits] for name in TRAITS
    ]
    first = [i for i, c in enumerate(found.columns) if c.name in drifted]
    longest = max(map(len, by_trait))
    turns = [some[k] for k in range(longest) for some in by_trait if k < len(some)]
    return list(dict.fromkeys([*first, *turns, *range(len(found.columns))]))
