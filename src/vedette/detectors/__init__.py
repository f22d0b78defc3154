"""Every family of detectors under one contract, as `vedette.detectors.NAME`.

Classes load on use. `vedette.detectors.catalogue` tells of each what it assumes.
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Modules and privates are not looked up: importing a submodule asks for it here first.
    if not name[:1].isupper():
        raise AttributeError(f"module 'vedette.detectors' has no attribute {name!r}")
    from vedette.detectors import catalogue

    for entry in catalogue.entries():
        if entry.called == name:
            return catalogue.class_of(entry)
    known = ", ".join(entry.called for entry in catalogue.entries())
    raise AttributeError(f"vedette.detectors has no {name!r}; there are: {known}")


def __dir__() -> list[str]:
    from vedette.detectors import catalogue

    return sorted(entry.called for entry in catalogue.entries())
