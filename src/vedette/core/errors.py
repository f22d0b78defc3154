"""Every error this library raises on purpose.

* VedetteError
  - InvalidInput      (ValueError)    the data cannot be used
  - InvalidParameter  (ValueError)    an argument cannot be used
  - UnknownName       (KeyError)      a name that is not there; the nearest one is told
  - NoRows            (ValueError)    a table with columns and nothing else
  - TooLittleData     (ValueError)    too few rows to judge; says how many would do
  - NotFitted         (ValueError, AttributeError)  asked to score before learning
  - MissingExtra      (ImportError)   a library that an extra installs is not there
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class VedetteError(Exception):
    """Base class. The message says what is wrong; the hint, what to do about it."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(f"{message}\n\nhint: {hint}" if hint else message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n\nhint: {self.hint}" if self.hint else self.message


class InvalidInput(VedetteError, ValueError):
    """The data cannot be used."""


class InvalidParameter(VedetteError, ValueError):
    """An argument cannot be used."""


class UnknownName(VedetteError, KeyError):
    """A name that is not there."""


class NoRows(InvalidInput):
    """The table has columns but no rows."""


class TooLittleData(InvalidInput):
    """There are too few rows to judge."""


class NotFitted(VedetteError, ValueError, AttributeError):
    """A detector was asked to score before it was fitted."""


class MissingExtra(VedetteError, ImportError):
    """A library that an extra installs is not there."""


def unknown(what: str, name: str, known: Iterable[str]) -> UnknownName:
    """The error for a mistyped name: tells the nearest right one, or all of a few."""
    names = [str(k) for k in known]
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if near:
        hint = f"did you mean {near[0]!r}?"
    elif len(names) <= 20:
        hint = f"there are: {', '.join(names)}"
    else:
        hint = f"there are {len(names)}, among them: {', '.join(names[:12])}"
    return UnknownName(f"no {what} is called {name!r}", hint=hint)
