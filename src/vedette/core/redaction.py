"""Columns whose values take part in everything and are shown nowhere.

A redacted column knows that it is one (`Column.redacted`): what it gives to be shown is a
word that stands for every value. What is computed from its values (a range, an expectation,
a usual value) is not said at all. Outside of columns, where a message would quote what was
read, it asks `excerpt`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from vedette.core.errors import VedetteError
from vedette.core.findings import Judgement, Reason

REDACTED = "[redacted]"

_withheld: ContextVar[bool] = ContextVar("_withheld", default=False)


@contextmanager
def withholding(names: Iterable[str] | None) -> Iterator[None]:
    """Inside, if any column is redacted, no message quotes what was read.

    An error that nobody expected keeps its type and its place; its text may quote a value.
    """
    if not tuple(names or ()):
        yield
        return
    token = _withheld.set(True)
    try:
        yield
    except (VedetteError, OSError, MemoryError):
        raise
    except Exception as error:
        said = f"{type(error).__name__}: what it says may hold redacted values"
        raise RuntimeError(said).with_traceback(error.__traceback__) from None
    finally:
        _withheld.reset(token)


def excerpt(content: object) -> object:
    """A piece of what was read, for a message: itself, or the word if any is redacted."""
    return REDACTED if _withheld.get() else content


def hidden_reason(reason: Reason, *, sided: bool) -> Reason:
    """A reason of a redacted column, without what its values tell.

    sided
        Whether to say on which side of the expectation the value lies.
    """
    return replace(
        reason,
        share=reason.share if sided else abs(reason.share),
        observed=None if reason.observed is None else REDACTED,
        expected=None,
        low=None,
        high=None,
        usual_if="",
    )


def hidden_judgement(judged: Judgement) -> Judgement:
    """What is known of a cell of a redacted column, without what its values tell."""
    observed = None if judged.observed is None else REDACTED
    return replace(judged, observed=observed, expected=None, low=None, high=None)
