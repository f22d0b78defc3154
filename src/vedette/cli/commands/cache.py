"""`vedette cache`: where earlier runs are kept, and how to be rid of them."""

from __future__ import annotations

import click

from vedette.cli.group import vedette
from vedette.cli.suggesting import Command


@vedette.command(cls=Command, short_help="Say where earlier runs are kept, or clear them.")
@click.option("--clear", is_flag=True, help="Remove all that is kept.")
def cache(clear: bool) -> int:
    """Say where earlier runs are kept and how much room they take.

    They hold values of the tables that were scanned. VEDETTE_CACHE names another
    folder, or is "off"; VEDETTE_CACHE_BYTES is the most room they may take.
    """
    from vedette.app.cache.place import store
    from vedette.core import wording

    kept = store()
    if kept is None:
        click.echo("no runs are kept")
        return 0
    files = kept.clear() if clear else kept.kept()
    runs = wording.count(sum(file.path.suffix == ".run" for file in files), "run")
    pieces = sum(file.path.suffix == ".piece" for file in files)
    runs += f" and {wording.count(pieces, 'piece')} of comparisons" if pieces else ""
    held = wording.size(sum(file.size for file in files))
    where = wording.plain(str(kept.folder))
    if clear:
        click.echo(f"{runs}, {held}, removed from {where}")
    else:
        click.echo(f"{runs}, {held} of at most {wording.size(kept.most)}, in {where}")
    return 0
