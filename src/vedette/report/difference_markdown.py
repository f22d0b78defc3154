"""What is different between two scans as Markdown: for an issue, a pull request, a wiki page."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.difference import Difference
from vedette.report import difference_phrases as said
from vedette.report.difference_phrases import Entry
from vedette.report.markdown import MOST_FACTS, MOST_GROUPS, escape


def dump(found: Difference) -> str:
    """A headline, a table of what is new and what is gone, and the facts that changed."""
    names = f"{found.before.source.name} and {found.after.source.name}"
    parts = [
        f"## {escape(names)}",
        f"**{said.headline(found)}** ({escape(said.way(found))})",
        f"Before: {said.extent(found.before)}. After: {said.extent(found.after)}.",
        escape("; ".join([*said.column_changes(found), *found.notes])),
        _table(found),
        _facts(found),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(found: Difference) -> str:
    entries = [("new", entry) for entry in said.new(found)]
    entries += [("gone", entry) for entry in said.gone(found)]
    if not entries:
        return ""
    lines = [
        "| | surprise | rows | what is wrong | for example |",
        "| --- | ---: | ---: | --- | --- |",
        *(_line(what, entry, found) for what, entry in entries[:MOST_GROUPS]),
    ]
    left = len(entries) - MOST_GROUPS
    more = f"\n\n... and {wording.count(left, 'more reason')}" if left > 0 else ""
    return "\n".join(lines) + more


def _line(what: str, entry: Entry, found: Difference) -> str:
    group = entry.group
    example = said.example(entry.example, found) if entry.example else ""
    surprise = wording.surprise(group.surprise, group.capped)
    cells = (what, surprise, f"{entry.rows:,}", escape(group.headline), escape(example))
    return f"| {' | '.join(cells)} |"


def _facts(found: Difference) -> str:
    facts = said.fact_changes(found)
    if not facts:
        return ""
    lines = [f"- {what}: {escape(text)}" for what, text in facts[:MOST_FACTS]]
    left = len(facts) - MOST_FACTS
    return "\n".join(
        ["**Facts**", "", *lines, *([f"- ... and {left:,} more"] * (left > 0))]
    )
