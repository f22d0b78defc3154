"""A result as workflow commands of GitHub Actions: annotations beside the file's lines.

GitHub shows at most ten annotations of each type a step, so there are no more than these;
the first is the headline, which counts all.
"""

from __future__ import annotations

from collections.abc import Iterator

from vedette.core import wording
from vedette.core.findings import Finding
from vedette.core.result import Result
from vedette.report import phrases
from vedette.report.location import Location, locate

MOST = 10  # annotations of one type in one step
LONGEST = 1_000  # characters of a message


def dump(result: Result, file: str | None = None) -> str:
    """A headline as a notice, findings as warnings, groups alike and facts as notices."""
    where = locate(result, file)
    return "".join(f"{text}\n" for text in _commands(result, where))


def _commands(result: Result, where: Location) -> Iterator[str]:
    yield command("notice", where, None, wording.plain(where.name), _headline(result))
    for found in chosen(result):
        name = phrases.row_name(found.row, found.id)
        reason = phrases.main_reason(found)
        title = f"{name}: {wording.show(reason.column)}" if reason else name
        surprise = wording.surprise(found.surprise, found.capped)
        said = f"{found.text} (surprise {surprise})"
        yield command("warning", where, found.row, title, said)
    alike = [
        (group.rows, "rows alike", group.text) for group in result.groups if group.alike
    ]
    facts = [
        (known.rows, known.fact.replace("_", " "), known.text) for known in result.facts
    ]
    for rows, title, said in [*alike, *facts][: MOST - 1]:
        yield command("notice", where, rows[0] if rows else None, title, said)


def _headline(result: Result) -> str:
    shown = len(chosen(result))
    more = len(result.findings) - shown
    parts = (
        phrases.headline(result),
        phrases.false_share(result),
        f"the {shown} most telling are annotated" if more else "",
        wording.count(len(result.facts), "fact") if result.facts else "",
    )
    return "; ".join(part for part in parts if part)


def chosen(result: Result) -> list[Finding]:
    """The findings to show: the most surprising of each reason, then the most surprising."""
    first = list(phrases.examples(result).values())[:MOST]
    shown = {id(found) for found in first}
    rest = [found for found in result.findings if id(found) not in shown]
    return [*first, *rest[: MOST - len(first)]]


def command(kind: str, where: Location, row: int | None, title: str, said: str) -> str:
    """One command: `::warning file=...,line=...,title=...::message`."""
    place = {
        "file": where.path,
        "line": str(where.lines.get(row, "")) if row is not None else "",
    }
    given = {**place, "title": title} if where.path else {"title": title}
    marks = ",".join(f"{key}={_property(text)}" for key, text in given.items() if text)
    return f"::{kind} {marks}::{_data(said)}"


def _data(text: str) -> str:
    inert = wording.cut(wording.plain(text), LONGEST)
    return inert.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
