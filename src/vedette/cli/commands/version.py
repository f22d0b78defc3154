"""`vedette version`: print the version."""

from __future__ import annotations

import click

from vedette.cli.group import vedette
from vedette.cli.suggesting import Command


@vedette.command(cls=Command)
def version() -> int:
    """Print the version."""
    from vedette import __version__

    click.echo(f"vedette {__version__}")
    return 0
