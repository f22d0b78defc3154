"""The address of a table in a database, and the same address without its secrets.

    postgresql://user@host:5432/shop?table=orders     also postgres://
    sqlite:shop.db?query=select * from orders
    duckdb:/data/shop.duckdb?schema=sales&table=orders

`table`, `schema` and `query` are read here; all else of a Postgres address is left to libpq,
letter by letter. A query with a blank in it is taken as it stands, to the end of the address,
whatever is in it (`&`, `=`, `%`, `+`, `#`, `?`). One without a blank is percent-decoded, `+`
being a blank, and ends at the next `&`, as in any URL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, unquote_plus

from vedette.core.errors import InvalidParameter, unknown

SCHEMES = ("postgresql", "postgres", "sqlite", "duckdb")
OURS = ("table", "schema", "query")
SECRET = re.compile("pass(word|phrase)|secret|scram", re.IGNORECASE)
# "h1", "h1:5432,h2:5432": what stands before the path if it holds no user.
HOSTS = re.compile(r"[^:,@]*(:\d*)?(,[^:,@]*(:\d*)?)*|\[.*\](:\d*)?")


@dataclass(frozen=True)
class Address:
    """Where a table is.

    kind
        "postgresql", "sqlite" or "duckdb".
    place
        A file's name; for Postgres what libpq connects to, secrets and all.
    shown
        The whole address, without secrets.
    """

    kind: str
    place: str = field(repr=False)
    shown: str
    table: str | None = None
    schema: str | None = None
    query: str | None = None


def is_address(given: object) -> bool:
    """Whether a text is the address of a database and not the name of a file."""
    return isinstance(given, str) and bool(
        re.match(r"(postgres|postgresql)://|(sqlite|duckdb):", given)
    )


@dataclass(frozen=True)
class Parts:
    """An address as it is written: nothing decoded, nothing left out.

    parameters
        "name=value", in their order, but for the query.
    """

    scheme: str
    base: str
    parameters: tuple[str, ...]
    query: str | None


def split(given: str) -> Parts:
    """An address cut where its own signs say so."""
    scheme, _, rest = given.partition(":")
    base, _, text = rest.partition("?")
    query = None
    begin = re.search("(^|&)query=", text)
    if begin is not None:
        text, query = text[: begin.start()], text[begin.end() :]
        if not as_it_stands(query):
            query, _, more = query.partition("&")
            text += "&" + more
    return Parts(scheme, base, tuple(p for p in text.split("&") if p), query)


def as_it_stands(query: str) -> bool:
    """Whether a query is written out, not percent-encoded: it has a blank inside."""
    return re.search(r"\s", query.strip()) is not None


def parse(given: str) -> Address:
    """The address in its parts.

    Raises
    ------
    InvalidParameter
        If it asks for both a table and a query, or names no file; UnknownName for a
        parameter that a database in a file does not have.
    """
    if any("\ud800" <= sign <= "\udfff" for sign in given):
        raise InvalidParameter("the address is not UTF-8")
    written = split(given)
    asked, others = ours_of(written)
    if "table" in asked and "query" in asked:
        raise InvalidParameter("the address names a table and a query: one of them will do")
    for name, value in asked.items():
        if not value.strip():
            raise InvalidParameter(f"{name}= is empty in {without_secrets(given)}")
        if "\0" in value:
            raise InvalidParameter(f"{name}= holds a NUL character")
    shown = without_secrets(given)
    if written.scheme.startswith("postgres"):
        place = f"postgresql:{written.base}" + ("?" + "&".join(others) if others else "")
        return Address("postgresql", place, shown, **asked)
    for other in others:
        raise unknown("parameter of such an address", other.partition("=")[0], OURS)
    place = file_name(written.base, written.scheme)
    return Address(written.scheme, place, shown, **asked)


def ours_of(written: Parts) -> tuple[dict[str, str], list[str]]:
    """Table, schema and query, decoded; and the parameters of others as they are."""
    asked: dict[str, str] = {}
    others: list[str] = []
    if written.query is not None:
        plain = as_it_stands(written.query)
        asked["query"] = written.query if plain else decoded(written.query, plus=True)
    for parameter in written.parameters:
        name, equals, value = parameter.partition("=")
        if name not in OURS or not equals:
            others.append(parameter)
        elif name in asked:
            raise InvalidParameter(f"{name}= stands twice in the address")
        else:
            asked[name] = decoded(value)
    return asked, others


def decoded(text: str, *, plus: bool = False) -> str:
    """Percent-decoded; what is no escape stays as it is."""
    try:
        return (unquote_plus if plus else unquote)(text, errors="strict")
    except UnicodeDecodeError:
        raise InvalidParameter(
            "the address has percent escapes that are not UTF-8",
            hint="with a blank in it, a query is taken as it stands",
        ) from None


def file_name(base: str, kind: str) -> str:
    """The file that is meant; `sqlite:///a.db` is `a.db`, as SQLAlchemy writes it."""
    if base.startswith("//"):
        if not base.startswith("///"):
            raise InvalidParameter(
                f"{kind}:{base} names a host, but such a database is a file",
                hint=f"{kind}:{base.removeprefix('//')}",
            )
        base = base.removeprefix("///")
    if not base:
        raise InvalidParameter(
            f"the address {kind}: names no file", hint=f"{kind}:shop.db?table=orders"
        )
    decoded_name = decoded(base)
    try:
        return base if Path(base).exists() else decoded_name
    except (OSError, ValueError):
        return decoded_name


def file_of(given: str) -> str | None:
    """The file that is read; None for standard input, a server, and what is no address."""
    if given == "-":
        return None
    if not is_address(given):
        return given
    if given.startswith("postgres"):
        return None
    return parse(given).place


def without_secrets(given: str) -> str:
    """The address without its password; any other text as it is."""
    if not is_address(given) or not given.startswith("postgres"):
        return given
    written = split(given)
    base, parameters = written.base, list(written.parameters)
    if "@" not in base and not HOSTS.fullmatch(base.removeprefix("//").partition("/")[0]):
        # A question mark in the password: what follows it up to "@" is no parameter.
        base = "?".join([base, *parameters[:1]])
        parameters = parameters[1:]
    if "@" in base:
        user, _, host = base.rpartition("@")
        base = f"//{user.removeprefix('//').partition(':')[0]}@{host}"
    kept = [p for p in parameters if not SECRET.search(unquote(p.partition("=")[0]))]
    kept += [] if written.query is None else [f"query={written.query}"]
    return f"{written.scheme}:{base}" + ("?" + "&".join(kept) if kept else "")
