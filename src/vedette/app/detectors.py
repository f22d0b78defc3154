"""What there is to know of a detector once its class is imported: its parameters."""

from __future__ import annotations

import inspect
import re

from vedette.core.estimator import Estimator
from vedette.detectors import catalogue
from vedette.report.detector_screen import Known, Parameter

_UNDERLINED = re.compile(r"^(\w[\w ]*)\n-{3,}$", re.MULTILINE)


def known(name: str) -> Known:
    """All about the detector of this name.

    Raises
    ------
    UnknownName
        If there is none; the nearest is told.
    """
    entry = catalogue.entry(name)
    cls = catalogue.class_of(entry)
    return Known(
        entry=entry,
        about=_paragraphs(sections(cls)[""]),
        parameters=parameters(cls),
        own_rule=getattr(cls, "own_rule", None),
    )


def parameters(cls: type[Estimator]) -> tuple[Parameter, ...]:
    """The constructor's parameters, in the order of its signature.

    Each is described by the class, or else by the first of its bases that describes it.
    """
    described: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, Estimator):
            described |= entries_of(sections(base).get("Parameters", ""))
    given = [
        p
        for p in inspect.signature(cls.__init__).parameters.values()
        if p.name != "self" and p.kind != p.VAR_KEYWORD
    ]
    return tuple(
        Parameter(p.name, repr(p.default), described.get(p.name, "")) for p in given
    )


def sections(cls: type) -> dict[str, str]:
    """The parts of a class's own docstring by their headings; "" is what stands before."""
    text = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
    first, *rest = _UNDERLINED.split(text)
    found = {"": first.strip()}
    found |= dict(zip(rest[::2], (part.strip("\n") for part in rest[1::2]), strict=True))
    return found


def entries_of(section: str) -> dict[str, str]:
    """What a section of names and indented descriptions says of each name."""
    found: dict[str, str] = {}
    names: list[str] = []
    for line in section.splitlines():
        if line[:1].strip():
            names = [name.strip() for name in line.partition(":")[0].split(",")]
            found |= dict.fromkeys(names, "")
        else:
            found |= {name: f"{found[name]}\n{line.strip()}" for name in names}
    return {name: _paragraphs(text) for name, text in found.items()}


def _paragraphs(text: str) -> str:
    """The text with its lines joined, a blank line between paragraphs kept."""
    parts = re.split(r"\n\s*\n", text.strip())
    return "\n\n".join(" ".join(part.split()) for part in parts)
