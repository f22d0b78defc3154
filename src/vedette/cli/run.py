"""Runs the command: every ending has its exit code and its words, and none a traceback."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Sequence

import click

from vedette.cli import commands as commands
from vedette.cli.group import vedette
from vedette.cli.interrupting import end_soon_on_interrupt, interrupted
from vedette.core.errors import InvalidInput, TooLittleData, VedetteError

DONE, FOUND, USAGE, DATA, TOO_LITTLE, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130


def main(args: Sequence[str] | None = None) -> None:
    """Run the command with these arguments, or the process's, and leave."""
    end_soon_on_interrupt()
    sys.exit(run(list(sys.argv[1:] if args is None else args)))


def run(args: list[str]) -> int:
    """The exit code of the command; what went wrong is on standard error."""
    if not os.environ.get("VEDETTE_DEBUG"):
        warnings.simplefilter("ignore")
    return guarded(lambda: _command(args))


def _command(args: list[str]) -> int:
    # Shown for no arguments too; standalone_mode would end the process by itself.
    code = vedette.main(args or ["--help"], prog_name="vedette", standalone_mode=False)
    return code if isinstance(code, int) else DONE


def guarded(work: Callable[[], int]) -> int:
    """What the work returns, or the exit code of the error it ends with."""
    try:
        return work()
    except BaseException as error:
        return INTERRUPTED if interrupted() else ending(error)


def ending(error: BaseException) -> int:
    """The exit code of an error, its words on standard error."""
    try:
        raise error
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.UsageError as error:
        return _say(error.format_message(), _usage_hint(error), USAGE)
    except VedetteError as error:
        return _say(error.message, error.hint, code_of(error))
    except MemoryError:
        return _say(
            "there is not enough memory for this table", "--select fewer columns", DATA
        )
    except OSError as error:
        where = f"{error.filename!r}: " if error.filename else ""
        return _say(f"{where}{error.strerror or error}", None, DATA)
    except Exception as error:
        return _bug(error)


def code_of(error: VedetteError) -> int:
    """3 for what is wrong with the data, 4 if there is too little of it, 2 for the rest."""
    if isinstance(error, TooLittleData):
        return TOO_LITTLE
    return DATA if isinstance(error, InvalidInput) else USAGE


def _say(message: str, hint: str | None, code: int) -> int:
    text = f"vedette: {_inert(message)}"
    if hint:
        text += f"\n\nhint: {_inert(hint)}"
    click.echo(text, err=True)
    return code


def _inert(text: str) -> str:
    from vedette.core.wording import plain

    return "\n".join(plain(part) for part in text.split("\n"))


def _usage_hint(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "vedette"
    return getattr(error, "hint", None) or f"{path} --help"


def _bug(error: Exception) -> int:
    if os.environ.get("VEDETTE_DEBUG"):
        raise error
    first = (str(error).splitlines() or [""])[0]
    what = f"{type(error).__name__}: {first}" if first else type(error).__name__
    hint = "please report it, with what VEDETTE_DEBUG=1 in the environment then shows"
    return _say(f"this is a bug in vedette: {what[:300]}", hint, BUG)
