"""`vedette label`: say of rows whether they are real anomalies, and keep it."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(
    cls=Command, short_help="Say which findings are real: your verdicts, kept in a file."
)
@click.argument("file")
@click.option(
    "--labels",
    "place",
    metavar="FILE",
    help="Where verdicts are kept (default: beside the table, orders.labels.jsonl).",
)
@click.option("--who", default="", metavar="NAME", help="Whose verdicts these are.")
@options.judging
@options.reading
def label(place: str | None, who: str, **asked: Any) -> int:
    """Say of rows whether they are real or expected, one key each.

    Shows the rows it helps most to know, each with its reasons. Verdicts are kept
    in a text file beside the table: one line each, to read, compare and merge.

    \b
    vedette label orders.csv
    vedette scan orders.csv --labels
    """
    from vedette.app import output
    from vedette.app.labelling import asking
    from vedette.cli.interview import Interview

    wanted = Asked(**asked)
    verdicts = session.verdicts(wanted, place)
    output.check(str(verdicts.file), wanted.file)
    result, told = session.scanned(wanted)
    session.note(wanted, told)
    if few := session.verdict(result, fail=False, said=False):
        return few
    chooser = asking(result, verdicts)
    return Interview(result, verdicts, chooser, wanted, place, who).held()
