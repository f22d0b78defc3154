"""A mistyped command or option is answered with the nearest right one."""

from __future__ import annotations

import difflib
import os

import click


class Suggesting(click.Group):
    """A group of commands that says which one was meant, or that a file needs `scan`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            raise no_command(name, self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of their definition: the first one first."""
        return list(self.commands)


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
