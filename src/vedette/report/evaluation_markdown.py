"""An evaluation as Markdown: for an issue, a pull request, a wiki page."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.evaluation import METRICS, Evaluation
from vedette.report import evaluation_phrases as said
from vedette.report.markdown import escape


def dump(found: Evaluation) -> str:
    """The outcome, how it was measured, a table of figures, and what to know of them."""
    parts = [
        f"## {escape(found.source.name)}",
        f"**{escape(said.headline(found))}**",
        f"{wording.count(found.rows, 'row')}; {escape(said.labels(found))}.",
        f"How it was measured: {escape(said.protocol(found.protocol))}. "
        f"Threshold: `{escape(found.protocol.rule)}`.",
        *(f"**{escape(text)}.**" for text in found.suspicions),
        _table(found),
        "\n".join(
            f"- {escape(note)}"
            for note in (*found.notes, said.at_share(found), said.close(found))
            if note
        ),
    ]
    if found.scan is not None:
        parts.append(escape(wording.sentence(said.scan(found.scan))))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(found: Evaluation) -> str:
    head = [
        "detector",
        "flagged if",
        *(said.NAMES[name] for name in METRICS),
        "F1 (validation)",
    ]
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    for one in found.assessed:
        if one.test is None or one.validation is None:
            lines.append(f"| {escape(one.detector)} | {escape(one.failed)} |{' |' * 6}")
            continue
        cells = [said.with_interval(getattr(one.test, name)) for name in METRICS]
        cells = [escape(one.detector), escape(said.flagged(one)), *cells]
        cells.append(said.figure(one.validation.f1.value))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
