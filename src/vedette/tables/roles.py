"""What each column is for: guessed from its values and its name; the first rule wins.

A wrong guess costs: a code taken for a quantity is judged by its size, a quantity taken for
a code is not judged at all. So a name alone decides little, and values alone little more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vedette.core.errors import unknown
from vedette.core.table import ROLE_KINDS, Column, Role, RoleKind, Roles, Table
from vedette.tables import words
from vedette.tables.looks import Look
from vedette.tables.serieskey import find_key

ID_SHARE = 0.98  # distinct, of whole numbers
ID_TEXT_SHARE = 0.90  # distinct, of texts
ID_ROWS = 100  # below, a run of whole numbers may be chance
FEW = 12
LONG_TEXT = 40  # characters


@dataclass(frozen=True)
class Beside:
    """What a rule may know of the other columns."""

    moments: bool  # a month, day, week or hour stands beside a year


def guess_roles(table: Table, given: Mapping[str, str] | None = None) -> Roles:
    """A role for each column; `given` ones (column: role) are taken as they are.

    At most one column is guessed to be the key of series, and none if one is given.

    Raises
    ------
    UnknownName
        For a column or a role that does not exist.
    """
    said = checked(table, given or {})
    looks = {c.name: Look(c) for c in table if c.name not in said}
    beside = Beside(any(is_moment(look) for look in looks.values()))
    roles = {
        c.name: said[c.name] if c.name in said else guess(looks[c.name], beside)
        for c in table
    }
    if not any(role.kind == "key" for role in said.values()):
        found = find_key(table, roles)
        if found is not None:
            name, groups = found
            roles[name] = Role("key", f"{groups:,} series, each time once in each")
    # The evidence is counted from the values, and may be one of them.
    hidden = {c.name for c in table if c.redacted and not roles[c.name].given}
    return {n: replace(r, why="redacted") if n in hidden else r for n, r in roles.items()}


def checked(table: Table, given: Mapping[str, str]) -> Roles:
    """The roles a user gave, if such columns and roles exist."""
    roles: Roles = {}
    for name, kind in given.items():
        if name not in table.names:
            raise unknown("column", name, table.names)
        roles[name] = Role(role_kind(kind), "given", given=True)
    return roles


def role_kind(kind: str) -> RoleKind:
    for known in ROLE_KINDS:
        if kind == known:
            return known  # type: ignore[return-value]
    raise unknown("role", kind, ROLE_KINDS)


def is_moment(look: Look) -> bool:
    """A calendar part smaller than a year."""
    part = words.part_range(look.column.name)
    return part is not None and part[0] not in words.YEARS and is_part(look) is not None


def guess(look: Look, beside: Beside) -> Role:
    """One column's role by its values and its name."""
    column = look.column
    if look.distinct <= 1:
        return Role("constant", "no value" if look.n == 0 else f"always {shown(look)}")
    if words.names_a_label(column.name, look.distinct):
        return Role("label", "its name says so")
    match column.kind:
        case "time":
            return Role("time", f"{look.distinct:,} times")
        case "flag":
            return Role("flag", "yes or no")
        case "text":
            return guess_text(look)
    return guess_number(look, beside)


def shown(look: Look) -> str:
    first = int((~look.column.missing).argmax())
    return str(look.column.cell(first))[:20]


def guess_text(look: Look) -> Role:
    column, share = look.column, look.distinct / look.n
    long = look.mean_length >= LONG_TEXT or words.names_long_text(column.name)
    if share > 0.5 and long and not words.names_a_row(column.name):
        return Role("text", f"long texts, {look.distinct:,} different")
    if share > ID_TEXT_SHARE:
        return Role(
            "id", "every text is another" if share == 1 else f"{share:.0%} different"
        )
    return Role("category", f"{look.distinct:,} kinds")


def guess_number(look: Look, beside: Beside) -> Role:
    name = look.column.name
    if look.distinct == 2 and look.within(0, 1) and look.whole:
        return Role("flag", "0 or 1")
    if not look.whole:
        return fraction(look)
    part = words.part_range(name)
    if part is not None and part[0] in words.YEARS and is_part(look):
        if beside.moments:
            return Role("part", "a year beside other parts of a date")
        return Role("number", "a year by itself")
    if is_id(look):
        return Role("id", "whole numbers, each once")
    if is_part(look):
        return Role("part", f"{is_part(look)} of a date, {look.low:g} to {look.high:g}")
    if is_clock(look):
        return Role("clock", "hours and minutes as one number")
    if words.names_an_angle(name) and look.within(0, 360):
        return Role("angle", "degrees")
    if look.distinct > FEW and words.names_a_code(name):
        return Role("code", f"whole numbers that name {look.distinct:,} things")
    if look.distinct <= FEW and look.distinct <= max(2, look.n / 4):
        return Role("category", f"{look.distinct} whole numbers")
    return Role("number", "whole numbers")


def fraction(look: Look) -> Role:
    if words.names_an_angle(look.column.name) and look.within(0, 360):
        return Role("angle", "degrees")
    return Role("number", "")


def is_id(look: Look) -> bool:
    if look.distinct < ID_SHARE * look.n or look.column.missing.mean() > 0.02:
        return False
    if look.n > ID_ROWS and look.runs_on:
        return True
    named = words.names_a_row(look.column.name)
    return named and (look.n > ID_ROWS or look.counts_rows or look.n >= FEW)


def is_part(look: Look) -> str | None:
    """The part of a calendar that the column holds, by name and range."""
    part = words.part_range(look.column.name)
    if part is None or look.column.kind != "number" or not look.n:
        return None
    word, (low, high) = part
    return word if look.whole and look.within(low, high) else None


def is_clock(look: Look) -> bool:
    """A time of day written as a whole number, 1545: many values, no minutes above 59."""
    return (
        look.within(0, 2400)
        and look.high >= 1000
        and look.distinct >= 60
        and bool((look.sorted_distinct % 100 < 60).all())
    )


def contradicts(column: Column, kind: str) -> bool:
    """Whether a role needs the column to be stored in another way."""
    match kind:
        case "number" | "weight" | "clock" | "angle" | "part":
            return column.kind not in ("number", "flag")
        case "time":
            return column.kind != "time"
        case "flag":
            return column.kind != "flag" and not set(column.values.tolist()) <= {0.0, 1.0}
        case "category" | "text":
            return column.kind != "text"
    return False
