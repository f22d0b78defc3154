"""What every command does around its work: settings, progress, notes, the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

import click

from vedette.cli.options import Asked

if TYPE_CHECKING:
    from vedette.app.progress import Progress
    from vedette.app.settings import Settings
    from vedette.core.table import Roles, Table
    from vedette.report.result import Result


def settings_of(asked: Asked) -> Settings:
    """The roles given, and those kept in a file."""
    from vedette.app.settings import settings

    return settings(
        asked.file,
        asked.given_roles(),
        config=asked.config,
        no_config=asked.no_config,
        **asked.columns(),
    )


def scanned(asked: Asked) -> tuple[Result, str]:
    """The scan that was asked for, its progress shown; and where its roles are from."""
    from vedette.app.scanning import scan

    def work(roles: dict[str, str]) -> Result:
        with progress(asked) as told:
            return scan(
                asked.file,
                fdr=0.1 if asked.fdr is None else asked.fdr,
                budget=asked.budget,
                roles=roles,
                seed=asked.seed,
                where=asked.where,
                detector=asked.detector,
                progress=told,
                **asked.columns(),
            )

    return settings_of(asked).apply(asked.file, work)


def understood(asked: Asked) -> tuple[tuple[Table, Roles], str]:
    """The table that was asked for and its roles; and where those are from."""
    from vedette.app.understanding import understand

    def work(roles: dict[str, str]) -> tuple[Table, Roles]:
        with progress(asked) as told:
            return understand(
                asked.file, roles=roles, where=asked.where, progress=told, **asked.columns()
            )

    return settings_of(asked).apply(asked.file, work)


def drawn(result: Result, form: str, asked: Asked, told: str, *, to_file: bool) -> str:
    """The result in the format that was asked for."""
    from vedette.report import csv, jsonl, markdown, terminal

    if form != "table":
        note(asked, told)
        dumps = {"jsonl": jsonl.dump, "csv": csv.dump, "md": markdown.dump}
        return dumps[form](result)
    if to_file:
        return terminal.render(result, terminal.Screen(told=told))
    screen = terminal.Screen(
        columns=columns(),
        colour=colour(),
        timing=sys.stdout.isatty(),
        again=asked.again(),
        told=told,
    )
    return terminal.render(result, screen)


def verdict(result: Result, *, fail: bool, said: bool) -> int:
    """The exit code of a scan: 4 if there were too few rows, 1 if it is to fail, else 0.

    said
        Whether the user was told already that there were too few rows.
    """
    from vedette.report.phrases import too_few

    if few := too_few(result):
        if not said:
            click.echo(f"vedette: {few}", err=True)
        return 4
    return 1 if fail and (result.findings or result.groups) else 0


def keep(file: str, roles: Roles, asked: Asked) -> None:
    """Save the roles, and say so."""
    from vedette.tables.config import save_config

    save_config(file, roles)
    note(asked, f"roles written to {file}")


def note(asked: Asked, text: str) -> None:
    """A line on standard error that is not an error."""
    from vedette.core.wording import plain

    if text and not asked.quiet:
        click.echo(plain(text), err=True)


def progress(asked: Asked) -> Progress:
    """A line on standard error, if that is a terminal."""
    from vedette.app.progress import Progress

    dumb = os.environ.get("TERM", "") in ("", "dumb")
    return Progress(
        sys.stderr, enabled=sys.stderr.isatty() and not asked.quiet and not dumb
    )


def columns() -> int:
    """Columns of the terminal; 80 where there is none, unless COLUMNS says otherwise."""
    return shutil.get_terminal_size((80, 24)).columns


def colour() -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR; always with FORCE_COLOR."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
