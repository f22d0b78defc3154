"""What every command does around its work: settings, progress, notes, the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from vedette.cli.options import Asked, Wanted

if TYPE_CHECKING:
    from vedette.app.progress import ProgressLine
    from vedette.app.settings import Settings
    from vedette.core import result as core
    from vedette.core.table import Roles, Table
    from vedette.labelling.verdicts import Verdicts
    from vedette.report.result import Result

# GitHub takes 1 MiB a step; a character is at most four bytes.
MOST_SUMMARY = 250_000


def settings_of(asked: Asked) -> Settings:
    """Roles and redacted columns given, and those kept in a file."""
    from vedette.app.settings import settings

    return settings(
        asked.file,
        asked.given_roles(),
        config=asked.config,
        no_config=asked.no_config,
        redact=asked.redacted(),
        **asked.columns(),
    )


def scanned(asked: Asked, *, explain: bool = True) -> tuple[Result, str]:
    """The scan that was asked for, its progress shown; and where its roles are from.

    It is taken from an earlier run if that was kept, and is kept for later ones.

    explain
        Whether rows are to be explained or drawn, for which all that was learned is needed.
    """
    from vedette.app.cache.runs import scan

    def work(roles: dict[str, str], redact: list[str]) -> Result:
        with progress(asked) as told:
            return scan(
                asked.file,
                keep=not asked.no_cache,
                explain=explain,
                fdr=0.1 if asked.fdr is None else asked.fdr,
                budget=asked.budget,
                roles=roles,
                seed=asked.seed,
                detector=asked.detector,
                redact=redact,
                sample=asked.sample,
                label=asked.label,
                by=asked.by,
                progress=told,
                **asked.reading(),
            )

    return settings_of(asked).apply(asked.file, work)


def result_of(asked: Asked) -> tuple[core.Result, str]:
    """The result of a scan that was written as JSON Lines, or else of a scan."""
    from vedette.app.differing import kept_lines

    kept = kept_lines(asked.file)
    return scanned(asked, explain=False) if kept is None else (kept, "")


def understood(asked: Asked) -> tuple[tuple[Table, Roles], str]:
    """The table that was asked for and its roles; and where those are from."""
    from vedette.app.understanding import understand

    def work(roles: dict[str, str], redact: list[str]) -> tuple[Table, Roles]:
        with progress(asked) as told:
            return understand(
                asked.file, roles=roles, redact=redact, progress=told, **asked.reading()
            )

    return settings_of(asked).apply(asked.file, work)


def verdicts(asked: Asked, place: str | None) -> Verdicts:
    """What people said of the rows of the table, in the file named or the one beside it."""
    from vedette.app.labelling import labels

    def work(roles: dict[str, str], redact: list[str]) -> Verdicts:
        with progress(asked) as told:
            return labels(
                asked.file,
                place,
                roles=roles,
                redact=redact,
                progress=told,
                **asked.reading(),
            )

    return settings_of(asked).apply(asked.file, work)[0]


def known_verdicts(asked: Asked) -> Verdicts | None:
    """The verdicts that a scan is to use; None if it is to use none."""
    if asked.labels is None:
        return None
    from vedette.app.labelling import refuse_unlabelled

    refuse_unlabelled(asked.file, asked.labels or None)
    return verdicts(asked, asked.labels or None)


def drawn(
    result: Result, form: str, asked: Asked, told: str, *, to_file: bool
) -> str | bytes:
    """The result in the format that was asked for."""
    from vedette.report import csv, github, jsonl, markdown, parquet, sarif, terminal

    if form != "table":
        note(asked, told)
    match form:
        case "jsonl":
            return jsonl.dump(result)
        case "csv":
            return csv.dump(result)
        case "md":
            return markdown.dump(result)
        case "sarif":
            return sarif.dump(result, asked.file)
        case "github":
            return github.dump(result, asked.file)
        case "parquet":
            return parquet.dump(result)
    if to_file:
        return terminal.render(result, terminal.Screen(told=told))
    screen = terminal.Screen(
        columns=columns(),
        colour=colour(),
        timing=sys.stdout.isatty(),
        again=asked.again(),
        scored=asked.model is not None,
        told=told,
        labels=asked.labels_again(),
    )
    return terminal.render(result, screen)


def given_out(result: Result, wanted: Wanted, asked: Asked, told: str) -> int:
    """The result where it was asked for, and as what; the exit code of that."""
    from vedette.app import output as place

    content = drawn(result, wanted.form, asked, told, to_file=wanted.output is not None)
    if wanted.split is not None:
        from vedette.app.splitting import split

        note(asked, split(result, asked.file, *wanted.split))
    if wanted.output is None:
        place.to_stdout(content)
    else:
        place.to_file(content, wanted.output)
        note(asked, f"{result.summary()}: written to {wanted.output}")
    if wanted.form == "github":
        _summarised(result)
    said = wanted.form == "table" if wanted.output is None else not asked.quiet
    return verdict(result, fail=wanted.fail, said=said)


def _summarised(result: Result) -> None:
    """The result as Markdown on the page of the job, if this runs in GitHub Actions."""
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if not page:
        return
    from vedette.app import output as place
    from vedette.report import markdown

    place.append(markdown.dump(result)[:MOST_SUMMARY] + "\n", page)


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


def keep(file: str, roles: Roles, redacted: Sequence[str], asked: Asked) -> None:
    """Save the roles and what is redacted, and say so."""
    from vedette.tables.config import save_config

    save_config(file, roles, redacted)
    note(asked, f"roles written to {file}")


def note(asked: Asked, text: str) -> None:
    """A line on standard error that is not an error."""
    from vedette.core.wording import plain

    if text and not asked.quiet:
        click.echo(plain(text), err=True)


def progress(asked: Asked) -> ProgressLine:
    """A line on standard error, if that is a terminal."""
    from vedette.app.progress import ProgressLine

    dumb = os.environ.get("TERM", "") in ("", "dumb")
    return ProgressLine(
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
