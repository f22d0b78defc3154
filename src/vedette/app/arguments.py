"""What was asked, checked before anything is read: the arguments that functions share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, SupportsFloat

from vedette.core.errors import InvalidParameter, unknown


def check(
    *, fdr: float, budget: int | None, roles: Mapping[str, str] | None, seed: int
) -> dict[str, str]:
    """The roles as a dict, if everything that was asked makes sense."""
    if isinstance(fdr, bool) or not hasattr(fdr, "__float__"):
        raise InvalidParameter(f"fdr is {fdr!r}: it is a share, above 0 and below 1")
    for name, number in (("budget", budget), ("seed", seed)):
        if number is None and name == "budget":
            continue
        if isinstance(number, bool) or not hasattr(number, "__index__"):
            raise InvalidParameter(f"{name} is {number!r}: it is a whole number")
    if not 0 < fdr < 1:
        raise InvalidParameter(
            f"fdr is {fdr:g}: it is a share, above 0 and below 1",
            hint="0.1 lets at most one finding in ten be false",
        )
    if budget is not None and budget < 1:
        raise InvalidParameter(f"budget is {budget}: it is a number of rows, at least 1")
    if not 0 <= seed < 2**63:
        raise InvalidParameter(f"seed is {seed}: it is a whole number, 0 to 2**63 - 1")
    from vedette.core.table import ROLE_KINDS

    if roles is not None and not isinstance(roles, Mapping):
        raise InvalidParameter(
            f"roles is {roles!r}: it is a role for each column's name",
            hint="roles={'errors': 'category'}",
        )
    asked = dict(roles or {})
    for kind in asked.values():
        if kind not in ROLE_KINDS:
            raise unknown("role", str(kind), ROLE_KINDS)
    return asked


def labelled(
    roles: Mapping[str, str] | None, label: str | None
) -> Mapping[str, str] | None:
    """The roles, with that of the column whose labels are looked at."""
    if label is None or not (roles is None or isinstance(roles, Mapping)):
        return roles
    if not isinstance(label, str):
        raise InvalidParameter(f"label is {label!r}: it is the name of a column")
    if dict(roles or {}).get(label, "label") != "label":
        raise InvalidParameter(
            f"{label!r} is to be the label, and its role {(roles or {})[label]!r}",
            hint="leave the role out",
        )
    return {**(roles or {}), label: "label"}


def named(what: str, names: Iterable[str] | None) -> list[str] | None:
    if isinstance(names, str):
        raise InvalidParameter(
            f"{what} is the text {names!r}, not a list of columns",
            hint=f"{what}=[{names!r}]",
        )
    return None if names is None else list(names)


def values(na: Iterable[Any] | None) -> list[Any] | None:
    """The values that stand for missing, as a list of texts and numbers."""
    if na is None:
        return None
    if isinstance(na, (str, bytes, Mapping)) or not isinstance(na, Iterable):
        raise InvalidParameter(
            f"na is {na!r}, not a list of values", hint='na=[-999, "none", "amount=-1"]'
        )
    given = list(na)
    for value in given:
        if isinstance(value, bool) or not isinstance(value, (str, SupportsFloat)):
            raise InvalidParameter(f"na holds {value!r}: its values are texts and numbers")
    return given
