"""The `vedette` command."""

from vedette.cli.run import main

__all__ = ["main"]
