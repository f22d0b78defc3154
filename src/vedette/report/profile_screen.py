"""A profile on a screen: 80 columns wide, at most 40 lines.

The columns have half of the screen, and what the others leave; these get an item each, those
that matter most first, then one more each in turn.
"""

from __future__ import annotations

from collections.abc import Sequence

from vedette.core import wording
from vedette.core.profile import Profile
from vedette.report import ansi, profile_meaning, profile_phrases, profile_screen_columns
from vedette.report.ansi import NARROWEST, WIDTH, Line, line
from vedette.report.fitting import Fitted, Heading, Part, fitted

MOST_LINES = 40
TRAIT = 26
INDENT = 2
REST = 2  # lines for what is left out


def render(found: Profile, *, columns: int = WIDTH, colour: bool = False) -> str:
    """What was read, each column on a line, what stands out, what follows."""
    width = max(NARROWEST, min(columns, WIDTH))
    top = ansi.wrap(line((profile_phrases.extent(found), "dim")), width, lines=2)
    said = profile_phrases.headline(found)
    top += [
        *ansi.wrap(line((f"{said[:1].upper()}{said[1:]}.", "bold")), width, lines=3),
        [],
    ]
    foot: list[Line] = []
    for note in found.notes[:2]:
        foot += ansi.wrap(line((f"Note: {note}.", "dim")), width, lines=4, indent=INDENT)
    room = MOST_LINES - len(top) - len(foot) - 1  # a blank line above the foot
    all_of_it = parts(found, width)
    shared = fitted(all_of_it, room)
    if shared.cut:
        shared = fitted(all_of_it, room - REST)
        foot = [*_rest(shared, width), *foot]
    body = [ansi.clip(one, width) for one in shared.lines]
    return ansi.paint([*top, *body, *([[]] if foot else []), *foot], colour=colour)


def _rest(shared: Fitted, width: int) -> list[Line]:
    """What is left out, and where it is."""
    left = f"Not shown: {'; '.join(shared.dropped)}. " if shared.dropped else ""
    said = line((f"{left}All of it: -o page.html, or --json.", "dim"))
    return ansi.wrap(said, width, lines=REST, indent=INDENT)


def parts(found: Profile, width: int) -> list[Part]:
    """What shares the lines of the screen, in the order in which it is read."""
    counted = [fact.text for fact in profile_phrases.counted(found)]
    courses = [f"{name}: {said}" for name, said in profile_phrases.in_time(found)]
    moved = profile_meaning.influential(found)
    return [
        _against(found, width),
        profile_screen_columns.part(found),
        _standing_out(found, width),
        _listed("Counted", counted, width, 2),
        _listed("Missing together", profile_phrases.together(found), width, 7),
        _listed("In time", courses, width, 5),
        _listed("Explained by other columns", profile_meaning.told(found, 2), width, 6),
        _listed("Known anomalies", profile_meaning.known(found), width, 2),
        _listed("With and without findings", moved, width, 4),
        _listed("What it means", profile_meaning.advised(found), width, 3, lines=4),
    ]


def headed(title: str) -> Heading:
    """The title, and how many of how many are shown if that is not all."""

    def said(shown: int, of: int) -> list[Line]:
        some = f" ({shown:,} of {of:,})" if shown < of else ""
        return [line((title, "bold"), (some, "dim"))]

    return said


def _listed(
    title: str, texts: Sequence[str], width: int, rank: int, *, lines: int = 2
) -> Part:
    items = [_indented(line(text), width, lines) for text in texts]
    return Part(title, headed(title), items, rank=rank)


def _indented(spans: Line, width: int, lines: int, further: int = 2) -> list[Line]:
    first = line(" " * INDENT, *spans)
    return ansi.wrap(first, width, lines=lines, indent=INDENT + further)


def _against(found: Profile, width: int) -> Part:
    said = profile_phrases.compared(found)
    head = ansi.wrap(line((f"{said[:1].upper()}{said[1:]}", "bold")), width, lines=2)
    items = [
        _indented(line((f"{name}: ", "orange"), text), width, 2)
        for name, text in profile_phrases.drifted(found)
    ]
    if said and not items:
        return Part("what changed", lambda *_: [], [head], rank=-1)

    def heading(shown: int, of: int) -> list[Line]:
        more = [line((f"  {shown:,} of them:", "dim"))] if shown < of else []
        return [*head, *more]

    return Part("what changed", heading, items, least=6, rank=-1)


def _standing_out(found: Profile, width: int) -> Part:
    items = [
        _indented(
            line((ansi.pad(words, TRAIT), "dim"), wording.join(names, most=6)),
            width,
            2,
            TRAIT,
        )
        for words, names in profile_phrases.standing_out(found)
    ]
    title = "What stands out"
    return Part(title, headed(title), items, least=3, rank=1)
