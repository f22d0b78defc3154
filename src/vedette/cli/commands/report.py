"""`vedette report`: a page that says what looks wrong in a table, with pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command

if TYPE_CHECKING:
    from vedette.report.page import Written


@vedette.command(cls=Command, short_help="Write a page with pictures: one HTML file.")
@click.argument("file")
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    default="report.html",
    show_default=True,
    help="Where to write it; - is standard output.",
)
@click.option("--fail", is_flag=True, help="Exit with 1 if something looks wrong.")
@options.by
@options.judging
@options.label
@options.reading
def report(output: str, fail: bool, **asked: Any) -> int:
    """Write what looks wrong in a table as one HTML file, with pictures.

    \b
    vedette report orders.csv
    vedette report orders.csv -o orders.html --fdr 0.05
    """
    from vedette.app import output as place
    from vedette.app.reporting import origin
    from vedette.report import page

    wanted = Asked(**asked)
    if output != "-":
        place.check(output, wanted.file)
        place.check(str(page.rest_of(output)), wanted.file)
    result, told = session.scanned(wanted)
    again = wanted.again()
    command = f"vedette report {again} -o {options.quoted(output)}" if again else ""
    made = origin(wanted.file, command, told, redacted=bool(result.redacted))
    if output == "-":
        place.to_stdout(page.render(result, made).text)
    else:
        session.note(
            wanted, f"{result.summary()}: {_said(page.write(result, output, made))}"
        )
    return session.verdict(result, fail=fail, said=output != "-" and not wanted.quiet)


def _said(written: Written) -> str:
    """What was written, and how large it is."""
    from vedette.core import wording

    said = f"written to {written.page} ({wording.size(written.size)})"
    return f"{said}, and all of it to {written.rest}" if written.rest else said
