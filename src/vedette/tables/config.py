"""Roles, and columns to redact, kept in a `vedette.toml` beside the data."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vedette.core.errors import InvalidInput, unknown
from vedette.core.table import ROLE_KINDS, Role

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
HEADER = """\
# What each column is for. Change a word and scan again; a column that is not named here
# is guessed. Roles: {roles}.
"""
REDACT = "# No value of these columns is shown."
SECTIONS = ("redact", "roles")


@dataclass(frozen=True)
class Config:
    """What is kept: roles by column, and the columns of which no value is shown."""

    roles: dict[str, str]
    redact: tuple[str, ...] = ()


def save_config(
    path: str | os.PathLike[str],
    roles: Mapping[str, Role | str],
    redact: Iterable[str] = (),
) -> None:
    """Write the roles, in their order; an older file is replaced as a whole."""
    lines = [HEADER.format(roles=wrapped(ROLE_KINDS))]
    if hidden := ", ".join(text(name) for name in redact):
        lines += [REDACT, f"redact = [{hidden}]", ""]
    lines += ["[roles]"]
    for name, role in roles.items():
        kind = role.kind if isinstance(role, Role) else role
        why = role.why if isinstance(role, Role) and not role.given else ""
        remark = f"  # {printable(why)}" if why else ""
        lines.append(f'{key(name)} = "{kind}"{remark}')
    target = Path(path)
    half = target.with_name(target.name + ".part")
    try:
        half.write_text("\n".join(lines) + "\n", encoding="utf-8")
        half.replace(target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise InvalidInput(f"{path} cannot be written: {error.strerror}") from None


def load_config(path: str | os.PathLike[str]) -> Config:
    """What the file says, in its order.

    Raises
    ------
    InvalidInput
        If the file is missing or is no TOML (says the line), a role is no text, or what is
        to be redacted no list of texts.
    UnknownName
        If a role or a section does not exist.
    """
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not UTF-8: byte {error.start + 1}") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(
            f"{path} is not TOML: {error}", hint='a line looks like: amount = "number"'
        ) from None
    for section in said:
        if section not in SECTIONS:
            raise unknown("section", section, SECTIONS)
    roles = said.get("roles", {})
    if not isinstance(roles, dict):
        raise InvalidInput(f"{path}: roles is no section", hint="write [roles] above them")
    if "redact" in roles and isinstance(roles["redact"], list):
        raise InvalidInput(
            f"{path}: redact stands among the roles", hint="write it above [roles]"
        )
    for name, kind in roles.items():
        if not isinstance(kind, str):
            raise InvalidInput(
                f"{path}: the role of {name!r} is {kind!r}, not a word in quotes",
                hint='names with a dot or a blank need quotes: "unit.price" = "number"',
            )
        if kind not in ROLE_KINDS:
            raise unknown("role", kind, ROLE_KINDS)
    return Config(dict(roles), redacted(said.get("redact", []), path))


def redacted(names: Any, path: str | os.PathLike[str]) -> tuple[str, ...]:
    """The columns to redact, if they are said as a list of names."""
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise InvalidInput(
            f"{path}: redact is {names!r}, not a list of columns in quotes",
            hint='redact = ["email", "phone"]',
        )
    return tuple(dict.fromkeys(names))


def key(name: str) -> str:
    """A column name as a TOML key."""
    return name if _BARE.fullmatch(name) else text(name)


def text(name: str) -> str:
    """A column name as a TOML string."""
    return '"' + "".join(escaped(c) for c in name) + '"'


def escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\u{code:04x}" if code < 32 or code == 127 else character


def printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


def wrapped(words: tuple[str, ...]) -> str:
    """Words with commas, on comment lines of a readable length."""
    half = len(words) // 2
    return ", ".join(words[:half]) + ",\n# " + ", ".join(words[half:])
