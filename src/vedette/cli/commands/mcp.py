"""`vedette mcp`: let agents ask, by the Model Context Protocol."""

from __future__ import annotations

import click

from vedette.cli.group import vedette
from vedette.cli.suggesting import Command


@vedette.command(
    cls=Command, short_help="Let agents scan the tables of some folders (MCP)."
)
@click.argument("folders", metavar="FOLDER...", nargs=-1, required=True)
def mcp(folders: tuple[str, ...]) -> int:
    """Answer agents by the Model Context Protocol, on standard input and output.

    Only files under these folders are read, and nothing is written.

    \b
    vedette mcp ~/data
    """
    from vedette.app.agents.folders import Folders
    from vedette.app.agents.server import serve

    serve(Folders(folders))
    return 0
