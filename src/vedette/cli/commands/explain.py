"""`vedette explain`: say everything about one row."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(
    cls=Command, short_help="Say everything about one row: its id, or its number."
)
@click.argument("file")
@click.argument("row")
@options.as_json
@options.by
@options.judging
@options.reading
def explain(row: str, as_json: bool, **asked: Any) -> int:
    """Say everything about one row: its id, or its number from 0.

    \b
    vedette explain orders.csv r03855
    vedette explain orders.csv 3855 --json
    """
    from vedette.app import output as place
    from vedette.report import jsonl, row_screen

    wanted = Asked(**asked)
    result, told = session.scanned(wanted)
    if told and as_json:
        session.note(wanted, told)
    said = result.explain(row)
    if as_json:
        place.to_stdout(jsonl.lines([jsonl.explanation(said)]))
        return session.verdict(result, fail=False, said=False)
    name, wide = result.source.name, session.columns()
    place.to_stdout(
        row_screen.render(said, name, told=told, columns=wide, colour=session.colour())
    )
    return session.verdict(result, fail=False, said=False)
