"""`vedette roles`: say what each column of a table is taken for."""

from __future__ import annotations

from typing import Any

import click

from vedette.cli import options, session
from vedette.cli.group import vedette
from vedette.cli.options import Asked
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Say what each column of a table is taken for.")
@click.argument("file")
@options.as_json
@options.reading
@options.save_config
def roles(as_json: bool, save_config: str | None, **asked: Any) -> int:
    """Say what each column of a table is taken for, without judging it."""
    from vedette.app import output as place
    from vedette.app.understanding import with_examples
    from vedette.report import roles_screen

    wanted = Asked(**asked)
    if save_config is not None:
        place.check(save_config, wanted.file)
    (table, taken), told = session.understood(wanted)
    if save_config is not None:
        session.keep(save_config, taken, table.redacted, wanted)
    columns = with_examples(table, taken)
    if as_json:
        session.note(wanted, told)
        place.to_stdout(roles_screen.dump(columns))
        return 0
    text = roles_screen.render(
        columns,
        table.source,
        table.rows,
        told=told,
        columns=session.columns(),
        colour=session.colour(),
    )
    place.to_stdout(text)
    return 0
