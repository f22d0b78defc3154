"""A mistyped command or option is answered with the nearest right one."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from typing import Any

import click


class Suggesting(click.Group):
    """A group of commands that says which one was meant, or that a file needs `scan`.

    order
        The names of the commands, as they are to be listed.
    """

    def __init__(self, *args: Any, order: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = tuple(order)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise no_command(name, self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In their order."""
        return [name for name in self.order if name in self.commands]


def no_command(name: str, known: list[str], ctx: click.Context) -> click.UsageError:
    """The error for a command that is not there."""
    error = click.UsageError(f"no command is called {name!r}", ctx)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if name == "-" or os.path.exists(name):
        hint = f"did you mean: vedette scan {name}"
    elif near:
        hint = f"did you mean {near[0]!r}?"
    else:
        hint = f"there are: {', '.join(known)}"
    error.hint = hint  # type: ignore[attr-defined]
    return error


class Command(click.Command):
    """A command that says which option was meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        typed = list(args)  # the parser empties its list
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = [name for p in self.params for name in p.opts if name.startswith("--")]
            name = error.option_name
            near = difflib.get_close_matches(name, [*known, "--help"], n=1, cutoff=0.5)
            better = click.UsageError(f"no option is called {name!r}", ctx)
            hint = f"did you mean {near[0]}?" if near else f"{ctx.command_path} --help"
            better.hint = hint  # type: ignore[attr-defined]
            raise better from None
        except click.UsageError as error:
            files = [word for word in typed if os.path.isfile(word)]
            if len(files) > 1 and "unexpected extra argument" in error.message:
                error.hint = (  # type: ignore[attr-defined]
                    "many files are one table if the folder is named, or a pattern in "
                    f"quotes: {os.path.join(os.path.dirname(files[0]), '*')!r}"
                )
            raise
