"""A result as Markdown: for an issue, a pull request, a wiki page."""

from __future__ import annotations

import re

from vedette.core import wording
from vedette.core.findings import Finding
from vedette.core.result import Result
from vedette.core.table import Roles
from vedette.report import labels, phrases, segments

MOST_GROUPS = 100
MOST_FACTS = 100
MOST_LABELS = 100
MOST_SEGMENTS = 100


def dump(result: Result) -> str:
    """A headline, a table of the groups, a list of the facts, and what was not checked."""
    parts = [
        f"## {escape(result.source.name)}",
        phrases.extent(result.rows, len(result.roles)) + ".",
        _headline(result),
        _verdicts(result),
        _groups(result),
        _facts(result),
        _labels(result),
        _segments(result),
        _listing("Checked", result.checked),
        _listing("Not checked", result.not_checked),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _headline(result: Result) -> str:
    share = phrases.false_share(result)
    said = "; ".join(part for part in (phrases.headline(result), share) if part)
    setting = phrases.setting(result)
    also = phrases.also_alike(result)
    lines = [
        f"**{said}**" + (f" (`{setting}`)" if setting else ""),
        *([also] if also else []),
    ]
    return "\n\n".join(lines)


def _verdicts(result: Result) -> str:
    if result.labelled is None:
        return ""
    title = f"**{escape(phrases.labels_headline(result.labelled))}**"
    return "\n".join([title, "", *(f"- {escape(said)}" for said in result.labelled.text)])


def _groups(result: Result) -> str:
    if not result.groups:
        return ""
    examples = phrases.examples(result)
    lines = [
        "| surprise | rows | what is wrong | for example |",
        "| ---: | ---: | --- | --- |",
    ]
    lines += [
        f"| {wording.surprise(g.surprise, g.capped)} | {g.count:,} | {escape(g.headline)} "
        f"| {escape(_example(examples.get(g.group), result.roles))} |"
        for g in result.groups[:MOST_GROUPS]
    ]
    left = len(result.groups) - MOST_GROUPS
    more = f"\n\n... and {wording.count(left, 'more reason')}" if left > 0 else ""
    return "\n".join(lines) + more


def _example(finding: Finding | None, roles: Roles) -> str:
    reason = phrases.main_reason(finding) if finding else None
    if finding is None or reason is None:
        return ""
    name = phrases.row_name(finding.row, finding.id)
    observed = f"{wording.show(reason.column)} {phrases.observed(reason, roles)}"
    return ", ".join(
        part for part in (f"{name}: {observed}", phrases.expected(reason, roles)) if part
    )


def _facts(result: Result) -> str:
    if not result.facts:
        return ""
    lines = ["**Also true** (facts, not part of the false share)", ""]
    lines += [f"- {escape(fact.text)}" for fact in result.facts[:MOST_FACTS]]
    left = len(result.facts) - MOST_FACTS
    return "\n".join([*lines, *([f"- ... and {left:,} more"] if left > 0 else [])])


def _labels(result: Result) -> str:
    if result.labels is None:
        return ""
    found = result.labels.suspicious
    lines = [f"- {escape(labels.line(one))}" for one in found[:MOST_LABELS]]
    left = len(found) - MOST_LABELS
    parts = [
        f"**{escape(labels.headline(result.labels))}**",
        "\n".join([*lines, *([f"- ... and {left:,} more"] if left > 0 else [])]),
        escape(labels.not_compared(result.labels)),
    ]
    return "\n\n".join(part for part in parts if part)


def _segments(result: Result) -> str:
    told = result.segments
    if told is None:
        return ""
    lines = [f"- {escape(segments.line(one, told.by))}" for one in told.odd[:MOST_SEGMENTS]]
    left = len(told.odd) - MOST_SEGMENTS
    parts = [
        f"**{escape(segments.headline(told))}**",
        "\n".join([*lines, *([f"- ... and {left:,} more"] if left > 0 else [])]),
        escape(segments.far(told)),
        escape(segments.not_judged(told)),
    ]
    return "\n\n".join(part for part in parts if part)


def _listing(title: str, items: tuple[str, ...]) -> str:
    return f"{title}: {escape('; '.join(items))}." if items else ""


def escape(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would act on."""
    inert = wording.plain(text).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\`*_{}\[\]()#+|~>!@]|^[-=])", r"\\\1", inert)
