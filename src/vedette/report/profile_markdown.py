"""A profile as Markdown: a table of the columns, and lists."""

from __future__ import annotations

from vedette.core import wording
from vedette.core.profile import Profile
from vedette.report import profile_meaning, profile_phrases
from vedette.report.markdown import escape

MOST_COLUMNS, MOST_FACTS = 500, 100


def dump(found: Profile) -> str:
    """The extent, the headline, each column, what is missing together, the facts."""
    rows = [
        f"| {escape(c.name)} | {c.role} | {profile_phrases.share_missing(c)} "
        f"| {profile_phrases.different(c)} | {escape(c.text)} |"
        for c in found.columns[:MOST_COLUMNS]
    ]
    head = ["| column | role | missing | distinct | |", "| --- | --- | ---: | ---: | --- |"]
    said = profile_phrases.headline(found)
    parts = [
        f"## {escape(profile_phrases.extent(found))}",
        f"{escape(wording.capital(said))}.",
        "\n".join([*head, *rows]),
    ]
    if left := len(found.columns) - MOST_COLUMNS:
        parts += [f"... and {left:,} more columns."] if left > 0 else []
    for title, texts in (
        (
            profile_phrases.compared(found),
            [f"{name}: {said}" for name, said in profile_phrases.drifted(found)]
            or ["nothing"] * (found.against is not None),
        ),
        ("In time", [f"{name}: {said}" for name, said in profile_phrases.in_time(found)]),
        ("Missing together", profile_phrases.together(found)),
        ("Counted", [fact.text for fact in profile_phrases.counted(found)[:MOST_FACTS]]),
        ("Explained by other columns", profile_meaning.told(found)[:MOST_COLUMNS]),
        ("Known anomalies", profile_meaning.known(found)),
        ("With and without findings", profile_meaning.influential(found)),
        ("What it means", profile_meaning.advised(found)),
    ):
        if texts:
            listed = "\n".join(f"- {escape(text)}" for text in texts)
            parts += [f"### {title}", listed]
    parts += [f"Note: {escape(note)}." for note in found.notes]
    return "\n\n".join(parts) + "\n"
