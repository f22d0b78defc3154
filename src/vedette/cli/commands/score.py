"""`vedette score`: judge a table by what is usual in another."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Judge a table by what is usual in another.")
@click.argument("file")
@click.option(
    "-m", "--model", required=True, metavar="FILE", help="What `vedette fit` wrote."
)
@options.results
@options.rate
@options.rows_and_columns
@options.redact
@options.quiet
def score(
    model: str,
    output: str | None,
    form: str | None,
    as_json: bool,
    split: tuple[str, str] | None,
    fail: bool,
    **asked: Any,
) -> int:
    """Say what looks wrong in a table, by what is usual in the one that was fitted.

    \b
    vedette fit orders.csv -o orders.vedette
    vedette score today.csv -m orders.vedette --fail
    """
    from vedette.app.model import load_model

    table = Asked(**asked, model=model)
    wanted = options.Wanted.of(
        table.file, output=output, form=form, as_json=as_json, split=split, fail=fail
    )
    learned = load_model(model)
    with session.progress(table) as told:
        result = learned.score(
            table.file,
            fdr=0.1 if table.fdr is None else table.fdr,
            budget=table.budget,
            redact=table.redacted(),
            progress=told,
            **table.reading(),
        )
    return session.given_out(result, wanted, table, "")
