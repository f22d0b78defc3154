"""A result as a small piece of HTML for a notebook: escaped, without scripts or links."""

from __future__ import annotations

from html import escape

from vedette.core import wording
from vedette.core.findings import Finding, Group
from vedette.core.result import Result
from vedette.core.table import Roles
from vedette.report import labels, phrases, segments

MOST_GROUPS = 12
MOST_FACTS = 8
MOST_LABELS = 12
MOST_SEGMENTS = 12
_RIGHT = ' style="text-align:right"'
_LEFT = ' style="text-align:left"'


def dump(result: Result) -> str:
    """A headline, a table of the groups, the first facts, and what was not checked."""
    parts = [
        _read(result),
        _headline(result),
        _verdicts(result),
        _groups(result),
        _facts(result),
        _labels(result),
        _segments(result),
    ]
    if not result.groups:
        parts.append(_listing("Checked", result.checked))
    parts.append(_listing("Not checked", result.not_checked))
    return f"<div>{''.join(parts)}</div>"


def inert(text: str) -> str:
    """The text as HTML, with nothing in it that acts."""
    return escape(wording.plain(text))


def _read(result: Result) -> str:
    said = f"{phrases.extent(result.rows, len(result.roles))}, {result.source.format}"
    return f"<p>{inert(result.source.name)}: {inert(said)}</p>"


def _headline(result: Result) -> str:
    said = [phrases.headline(result), phrases.false_share(result)]
    setting = phrases.setting(result).replace("--", "").replace(" ", "=")
    also = phrases.also_alike(result)
    bold = f"<b>{inert('; '.join(part for part in said if part))}</b>"
    return (
        f"<p>{bold}{f' ({inert(setting)})' if setting else ''}"
        f"{f'<br>{inert(also)}' if also else ''}</p>"
    )


def _verdicts(result: Result) -> str:
    if result.labelled is None:
        return ""
    items = "".join(f"<li>{inert(said)}</li>" for said in result.labelled.text)
    return f"<p>{inert(phrases.labels_headline(result.labelled))}</p><ul>{items}</ul>"


def _groups(result: Result) -> str:
    if not result.groups:
        return ""
    examples = phrases.examples(result)
    head = "".join(
        f"<th{side}>{title}</th>"
        for side, title in (
            (_RIGHT, "surprise"),
            (_RIGHT, "rows"),
            (_LEFT, "what is wrong"),
            (_LEFT, "for example"),
            (_RIGHT, "observed"),
            (_LEFT, "expected"),
        )
    )
    body = "".join(
        _group(g, examples.get(g.group), result.roles) for g in result.groups[:MOST_GROUPS]
    )
    left = len(result.groups) - MOST_GROUPS
    more = (
        f"<p>... and {wording.count(left, 'more reason')}: .groups</p>" if left > 0 else ""
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _group(group: Group, example: Finding | None, roles: Roles) -> str:
    reason = phrases.main_reason(example) if example else None
    cells = [
        (_RIGHT, wording.surprise(group.surprise, group.capped)),
        (_RIGHT, f"{group.count:,}"),
        (_LEFT, wording.cut(group.headline, 200)),
        (_LEFT, phrases.row_name(example.row, example.id) if example else ""),
        (_RIGHT, phrases.observed(reason, roles)),
        (_LEFT, phrases.expected(reason, roles).removeprefix("expected ")),
    ]
    return f"<tr>{''.join(f'<td{side}>{inert(text)}</td>' for side, text in cells)}</tr>"


def _facts(result: Result) -> str:
    if not result.facts:
        return ""
    items = "".join(
        f"<li>{inert(wording.cut(fact.text, 300))}</li>"
        for fact in result.facts[:MOST_FACTS]
    )
    left = len(result.facts) - MOST_FACTS
    more = f"<li>... and {left:,} more: .facts</li>" if left > 0 else ""
    return f"<p>Also true (facts, not part of the false share)</p><ul>{items}{more}</ul>"


def _labels(result: Result) -> str:
    if result.labels is None:
        return ""
    found = result.labels.suspicious
    lines = [labels.line(one) for one in found[:MOST_LABELS]]
    left = len(found) - MOST_LABELS
    lines += [f"... and {left:,} more: .labels"] if left > 0 else []
    items = "".join(f"<li>{inert(text)}</li>" for text in lines)
    more = labels.not_compared(result.labels)
    return (
        f"<p>{inert(labels.headline(result.labels))}</p>"
        f"{f'<ul>{items}</ul>' if items else ''}{f'<p>{inert(more)}</p>' if more else ''}"
    )


def _segments(result: Result) -> str:
    told = result.segments
    if told is None:
        return ""
    lines = [segments.line(one, told.by) for one in told.odd[:MOST_SEGMENTS]]
    left = len(told.odd) - MOST_SEGMENTS
    lines += [f"... and {left:,} more: .segments"] if left > 0 else []
    items = "".join(f"<li>{inert(wording.cut(text, 300))}</li>" for text in lines)
    more = [said for said in (segments.far(told), segments.not_judged(told)) if said]
    return (
        f"<p>{inert(segments.headline(told))}</p>{f'<ul>{items}</ul>' if items else ''}"
        f"{''.join(f'<p>{inert(said)}</p>' for said in more)}"
    )


def _listing(title: str, items: tuple[str, ...]) -> str:
    return f"<p>{title}: {inert('; '.join(items))}.</p>" if items else ""
