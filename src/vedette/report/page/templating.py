"""The templates of the page, and what makes everything that goes into them inert."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from vedette.core import wording

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'>"
    "<path fill='#a3124d' d='M9 2v15H2z'/><path fill='#e07b39' d='M10.5 2 18 17h-7.5z'/></svg>"
)


@cache
def environment() -> Environment:
    """Jinja2, escaping everything; control characters are made visible first."""
    return Environment(
        loader=PackageLoader("vedette.report.page", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_inert,
        keep_trailing_newline=False,
    )


@cache
def _macros() -> Any:
    return environment().get_template("parts.html").module


def part(name: str, *given: Any) -> Markup:
    """One of the small parts, by the name of its macro."""
    said: Markup = getattr(_macros(), name)(*given)
    return said


def page(**given: Any) -> str:
    """The whole page."""
    style, script = resource("page.css"), resource("page.js")
    return (
        environment()
        .get_template("page.html")
        .render(
            style=style, script=script, policy=policy(style, script), icon=_icon(), **given
        )
    )


def sheet_page(**given: Any) -> str:
    """A page of sections, without a script."""
    style = Markup("\n").join((resource("page.css"), resource("sheet.css")))
    return (
        environment()
        .get_template("sheet.html")
        .render(style=style, policy=policy(style), icon=_icon(), **given)
    )


@cache
def resource(name: str) -> Markup:
    """A file of ours that stands in the page as it is."""
    return Markup(files("vedette.report.page").joinpath(name).read_text("utf-8").strip())


def policy(style: str, script: str = "") -> str:
    """What the page may do: show itself, and run the one script whose hash is named."""
    runs = f"'{digest(script)}'" if script else "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{digest(style)}'",
            f"script-src {runs}",
            "img-src data:",  # its icon
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def digest(text: str) -> str:
    """The hash of a piece of the page, as a content security policy names it."""
    seen = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(seen).decode('ascii')}"


def _icon() -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(ICON.encode()).decode('ascii')}"


def _inert(value: Any) -> Any:
    return wording.plain(value) if type(value) is str else value
