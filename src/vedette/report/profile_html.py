"""A profile as a small piece of HTML for a notebook: escaped, without scripts or links."""

from __future__ import annotations

from collections.abc import Sequence

from vedette.core import wording
from vedette.core.profile import ColumnProfile, Profile
from vedette.report import profile_meaning, profile_phrases, profile_screen_columns
from vedette.report.html import inert

MOST_COLUMNS, MOST_LISTED, BARS = 40, 6, 12
_RIGHT = ' style="text-align:right"'
_LEFT = ' style="text-align:left"'
_HEAD = (
    *((_LEFT, "column"), (_LEFT, "role"), (_RIGHT, "missing"), (_RIGHT, "distinct")),
    *((_LEFT, ""), (_LEFT, "what is in it")),
)


def dump(found: Profile) -> str:
    """The extent, a headline, a table of the columns, and the first of each list."""
    said = profile_phrases.headline(found)
    standing = [
        f"{words}: {wording.join(names, most=MOST_LISTED)}"
        for words, names in profile_phrases.standing_out(found)
    ]
    changed = [f"{name}: {text}" for name, text in profile_phrases.drifted(found)]
    courses = [f"{name}: {text}" for name, text in profile_phrases.in_time(found)]
    parts = [
        f"<p>{inert(profile_phrases.extent(found))}</p>",
        f"<p><b>{inert(f'{said[:1].upper()}{said[1:]}.')}</b></p>",
        _listing(profile_phrases.compared(found), changed)
        if changed
        else f"<p>{inert(profile_phrases.compared(found))}</p>",
        _columns(found),
        _listing("What stands out", standing),
        _listing("Known anomalies", profile_meaning.known(found)),
        _listing("Counted", [fact.text for fact in profile_phrases.counted(found)]),
        _listing("In time", courses),
        _listing("Explained by other columns", profile_meaning.told(found, 2)),
        _listing("With and without findings", profile_meaning.influential(found)),
        _listing("What it means", profile_meaning.advised(found)),
        *(f"<p>Note: {inert(note)}.</p>" for note in found.notes),
    ]
    return f"<div>{''.join(parts)}</div>"


def _columns(found: Profile) -> str:
    """Of very many columns the most remarkable, in their order."""
    chosen = sorted(profile_screen_columns.remarkable(found)[:MOST_COLUMNS])
    head = "".join(f"<th{side}>{name}</th>" for side, name in _HEAD)
    body = "".join(_row(found.columns[i]) for i in chosen)
    left = len(found.columns) - len(chosen)
    more = f"<p>... and {wording.count(left, 'more column')}: .columns</p>" if left else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _row(column: ColumnProfile) -> str:
    shown = profile_phrases.drawable(column) and column.role != "id"
    cells = (
        wording.cut(column.name, 60),
        column.role,
        profile_phrases.share_missing(column),
        profile_phrases.different(column),
        profile_phrases.bars(column.picture, BARS) if shown else "",
        column.text,
    )
    told = "".join(
        f"<td{side}>{inert(text)}</td>"
        for (side, _), text in zip(_HEAD, cells, strict=True)
    )
    return f"<tr>{told}</tr>"


def _listing(title: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    some = [wording.cut(text, 300) for text in texts[:MOST_LISTED]]
    left = len(texts) - len(some)
    some += [f"... and {left:,} more"] if left else []
    items = "".join(f"<li>{inert(text)}</li>" for text in some)
    return f"<p>{inert(title)}</p><ul>{items}</ul>"
