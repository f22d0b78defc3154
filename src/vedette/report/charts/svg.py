"""Elements of SVG, escaped, and as short as they can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from vedette.core.wording import cut, plain

_UNQUOTED = re.compile(r"[\w.#-]+", re.ASCII)


def element(tag: str, *inside: str, **attributes: Any) -> Markup:
    """One element; `class_` is the class, and an underscore in a name a hyphen."""
    said = "".join(
        f" {name.rstrip('_').replace('_', '-')}={_value(value)}"
        for name, value in attributes.items()
        if value is not None
    )
    if not inside:
        return Markup(f"<{tag}{said}{'' if said.endswith(chr(34)) else ' '}/>")
    return Markup(f"<{tag}{said}>{''.join(map(escape, inside))}</{tag}>")


def picture(
    width: float, height: float, alternative: str, *inside: Markup, class_: str
) -> Markup:
    """A picture of so many pixels, with its text alternative; decoration without one.

    The style sheet gives its class the width; the height follows from the shape.
    """
    said: dict[str, Any] = {"role": "img", "aria_label": plain(alternative)}
    if not alternative:
        said = {"aria_hidden": "true"}
    box = f"0 0 {number(width)} {number(height)}"
    return element("svg", *inside, class_=class_, viewBox=box, **said)


def text(x: float, y: float, said: str, class_: str = "t", longest: int = 40) -> Markup:
    """A word at a place; the class says at which of its ends that is."""
    return element("text", cut(plain(said), longest), x=x, y=y, class_=class_)


def path(points: str, class_: str | None = None) -> Markup:
    return element("path", d=points, class_=class_)


def line_through(points: Sequence[tuple[float, float] | None]) -> str:
    """Path data of a line; None is a gap, and a point between two gaps a dot."""
    said: list[str] = []
    pen = 0
    for point in [*points, None]:
        if point is None:
            said += ["h0"] if pen == 1 else []
            pen = 0
            continue
        said.append(f"{'L' if pen else 'M'}{number(point[0])} {number(point[1])}")
        pen += 1
    return "".join(said)


def dots(points: Iterable[tuple[float, float]]) -> str:
    """Path data of points: strokes without length, which round ends make visible."""
    places = dict.fromkeys((number(x), number(y)) for x, y in points)
    return "".join(f"M{x} {y}h0" for x, y in places)


def number(x: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    said = f"{x:.1f}".removesuffix(".0")
    return "0" if said == "-0" else said


def _value(value: Any) -> str:
    """A value of an attribute, in quotes where it needs them."""
    said = number(value) if isinstance(value, int | float) else str(escape(value))
    return said if _UNQUOTED.fullmatch(said) else f'"{said}"'
