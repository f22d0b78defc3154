"""`vedette fit`: learn what is usual in a table."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Learn what is usual in a table, for `score`.")
@click.argument("file")
@click.option(
    "-o",
    "--output",
    default="model.vedette",
    metavar="FILE",
    help="Where the model goes.  [default: model.vedette]",
)
@options.learning
@options.reading
def fit(output: str, **asked: Any) -> int:
    """Learn what is usual in a table, and keep it in a file.

    \b
    vedette fit orders.csv -o orders.vedette
    vedette score today.csv -m orders.vedette
    """
    from vedette.app import output as place
    from vedette.app.model import Reading, model_of, save

    wanted = Asked(**asked)
    place.check(output, wanted.file)
    result, told = session.scanned(wanted)
    read = wanted.reading()
    reading = Reading.of(read["select"], read["ignore"], read["na"])
    model = model_of(result, reading)
    save(model, output)
    session.note(wanted, told)
    session.note(wanted, f"{model.summary()}: written to {output}")
    return session.verdict(result, fail=False, said=False)
