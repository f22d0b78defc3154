"""Every detector by its name. Nothing is imported until it is used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from vedette.core.catalogue import FAMILIES, Entry
from vedette.core.errors import InvalidParameter, unknown

if TYPE_CHECKING:
    from vedette.core.estimator import Estimator

# Each folder lists its own.
FOLDERS = (
    "statistical",
    "neighbours",
    "isolation",
    "clustering",
    "model",
    "supervised",
    "combining",
)


def entries() -> tuple[Entry, ...]:
    """The whole catalogue, folder by folder."""
    listed: list[Entry] = []
    for folder in FOLDERS:
        listed += import_module(f"vedette.detectors.{folder}").CATALOGUE
    return tuple(listed)


def chosen(
    *,
    family: str | None = None,
    missing: bool = False,
    categories: bool = False,
    streams: bool = False,
) -> tuple[Entry, ...]:
    """The entries of a family, or of all, that cope with what is asked; by family.

    Raises
    ------
    UnknownName
        If there is no such family; the nearest is told.
    """
    listed = sorted(entries(), key=lambda found: FAMILIES.index(found.family))
    families = list(dict.fromkeys(found.family for found in listed))
    if family is not None and family not in families:
        raise unknown("family", family, families)
    return tuple(
        found
        for found in listed
        if family in (None, found.family)
        and found.missing >= missing
        and found.categories >= categories
        and found.streams >= streams
    )


def entry(name: str) -> Entry:
    """The entry of a name, of one of its other names, or of a class.

    Raises
    ------
    UnknownName
        If there is none; the nearest is told.
    """
    wanted = name.lower().replace("_", "-")
    listed = entries()
    for found in listed:
        if wanted in (found.name, *found.also, found.called.lower()):
            return found
    known = [e.name for e in listed] + [other for e in listed for other in e.also]
    raise unknown("detector", name, known)


def class_of(found: Entry) -> type[Estimator]:
    """The class of an entry, imported."""
    cls: type[Estimator] = getattr(import_module(found.home), found.called)
    return cls


def make(name: str, **parameters: Any) -> Estimator:
    """An unfitted detector by name.

    Raises
    ------
    UnknownName
        If there is no such detector.
    InvalidParameter
        If it has no such parameter.
    """
    found = entry(name)
    cls = class_of(found)
    known = cls._param_names()
    for parameter in parameters:
        if parameter not in known:
            error = unknown(f"parameter of {found.name}", parameter, known)
            raise InvalidParameter(error.message, hint=error.hint)
    return cls(**parameters)


def said_of(detector: Estimator) -> str:
    """A detector as it is typed: its name, and those of its parameters that matter to it.

    Scale and seed are left out: whoever scans a table sets them. Detectors that a scan
    joins are said one after the other.
    """
    cls, given = type(detector), detector.chosen_params()
    home = (cls.__module__, cls.__qualname__)
    found = next((e for e in entries() if (e.home, e.called) == home), None)
    joined = given.get("detectors")
    if (
        joined
        and not given.get("hold", True)
        and not any(isinstance(d, str) for d in joined)
    ):
        return ", ".join(map(said_of, joined))
    kept = [f"{k}={v!r}" for k, v in given.items() if k not in ("scale", "random_state")]
    name = cls.__name__ if found is None else found.name
    return f"{name}({', '.join(kept)})" if kept else name
