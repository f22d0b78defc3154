"""Tables as tests: the fixture `vedette_scan`, which fails with what looks wrong.

pytest loads this at every start, so it imports nothing that is not needed to be there.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from vedette.app.model import Model
    from vedette.report.result import Result

LINES = 26  # of the result; what is expected and how to see it again stand around it
MOST_FACTS = 3  # that are said to fail a test
_MARKER = (
    "vedette(fdr=None, max_findings=None, facts=None, roles=None, ...): what `vedette_scan` "
    "takes if the call does not say."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What `vedette_scan` takes where neither the call nor a marker says."""
    parser.addini("vedette_fdr", "share of the findings that may be false", default="0.1")
    parser.addini("vedette_max_findings", "findings that a table may have", default="0")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", _MARKER)


@pytest.fixture(scope="session")
def _vedette_models() -> dict[tuple[str, int], Model]:
    """The models that were loaded, by file and time of change."""
    return {}


@pytest.fixture
def vedette_scan(
    request: pytest.FixtureRequest, _vedette_models: dict[tuple[str, int], Model]
) -> Callable[..., Result]:
    """Scan a table, or score it by a model, and fail if too much looks wrong.

    vedette_scan(data, *, against=None, max_findings=0, facts=(), fdr=0.1, **options)

    data
        A path (relative to the test's folder, or else to rootdir) or a table in memory.
    against
        A model, or the path of one: what is usual is taken from there. None: from the
        table itself.
    max_findings
        So many rows may look wrong; a group of rows alike counts as one. None: any number.
    facts
        Kinds of facts that fail the test if there are such: ("rule_broken", "impossible").
    fdr
        Share of the findings that may be false.
    options
        Others of `vedette.scan`, or with `against` of `Model.score`.

    Returns the result. A table with too few rows to judge fails, unless `max_findings` is
    None.
    """

    def vedette_scan(data: Any, **asked: Any) -> Result:
        __tracebackhide__ = True
        return _Asked(request, _vedette_models).scan(data, {**_defaults(request), **asked})

    return vedette_scan


def _defaults(request: pytest.FixtureRequest) -> dict[str, Any]:
    """From the ini file, overridden by markers, the nearest last."""
    config = request.config
    asked: dict[str, Any] = {
        "fdr": _ini(config, "vedette_fdr", float),
        "max_findings": _ini(config, "vedette_max_findings", int),
    }
    for marker in reversed(list(request.node.iter_markers("vedette"))):
        if marker.args:
            raise pytest.UsageError("the marker `vedette` takes names: vedette(fdr=0.05)")
        asked |= marker.kwargs
    return asked


def _ini(config: pytest.Config, name: str, kind: Callable[[str], Any]) -> Any:
    text = str(config.getini(name))
    try:
        return kind(text)
    except ValueError:
        raise pytest.UsageError(f"{name} = {text!r} is not a number") from None


class _Asked:
    """One call: finds the files, has the table judged, and compares."""

    def __init__(
        self, request: pytest.FixtureRequest, models: dict[tuple[str, int], Model]
    ) -> None:
        self.folders = (request.path.parent, request.config.rootpath)
        self.models = models

    def scan(self, data: Any, asked: dict[str, Any]) -> Result:
        __tracebackhide__ = True
        from vedette.core.errors import VedetteError

        try:
            result, again, wrong = self.judged(data, dict(asked))
        except VedetteError as error:
            hint = f"\n\nhint: {error.hint}" if error.hint else ""
            pytest.fail(_inert(f"vedette: {error.message}{hint}"), pytrace=False)
        if wrong:
            raise AssertionError(_text(result, wrong, again))
        return result

    def judged(self, data: Any, asked: dict[str, Any]) -> tuple[Result, str, str]:
        """The result, how to see it again, and why it fails; "" if it does not."""
        import vedette

        against = asked.pop("against", None)
        most, facts = asked.pop("max_findings"), _kinds(asked.pop("facts", None))
        if asked.get("budget") is not None:
            asked.pop("fdr")
        table = self.found(data)
        again = _again(table, against, asked)
        if against is None:
            result = vedette.scan(table, **asked)
        else:
            if asked.pop("roles", None):
                raise _refused("roles", "the model has its own: give them to vedette.fit")
            result = self.model(against).score(table, **asked)
        return result, again, _why(result, most, facts)

    def found(self, data: Any) -> Any:
        """The path of a file, if `data` names one."""
        if not isinstance(data, str | Path):
            return data
        from vedette.tables.sources.address import is_address

        text = str(data)
        for folder in self.folders:
            if os.path.exists(folder / text) or _pattern(text, folder):
                return str(folder / text)
        if is_address(text):
            return text
        return str(self.folders[0] / text)  # to be missed there, by name

    def model(self, against: Any) -> Model:
        """A model as it is, or loaded once in a session."""
        from vedette.app.model import Model, load_model

        if isinstance(against, Model):
            return against
        if not isinstance(against, str | Path):
            raise _refused("against", "it is a model, or the path of one")
        path = Path(self.found(against))
        key = str(path), path.stat().st_mtime_ns if path.is_file() else 0
        if key not in self.models:
            self.models[key] = load_model(path)
        return self.models[key]


def _refused(name: str, why: str) -> Exception:
    from vedette.core.errors import InvalidParameter

    return InvalidParameter(f"vedette_scan({name}=...): {why}")


def _pattern(text: str, folder: Path) -> bool:
    """Whether a text is a pattern of files that are there."""
    if not set("*?[") & set(text) or os.path.isabs(text):
        return False
    return any(folder.glob(text))


def _kinds(facts: Collection[str] | None) -> tuple[str, ...]:
    """The kinds of facts that fail; refuses those that do not exist."""
    from vedette.core.errors import unknown
    from vedette.report.kinds import FACTS

    asked = (facts,) if isinstance(facts, str) else tuple(facts or ())
    for kind in asked:
        if kind not in FACTS:
            raise unknown("kind of fact", str(kind), tuple(FACTS))
    return asked


def _why(result: Result, most: int | None, facts: Collection[str]) -> str:
    """Why a result fails the test, in a line; "" if it does not."""
    from vedette.core.wording import count
    from vedette.report import phrases

    said = []
    found = len(result.findings) + sum(group.alike for group in result.groups)
    if most is not None and (few := phrases.too_few(result)):
        said.append(f"{few} (max_findings=None asks for facts alone)")
    elif most is not None and found > most:
        said.append(f"{count(found, 'finding')}, at most {most} allowed")
    broken = [fact for fact in result.facts if fact.fact in facts]
    said += [f"{fact.fact}: {fact.text}" for fact in broken[:MOST_FACTS]]
    if len(broken) > MOST_FACTS:
        said.append(f"and {count(len(broken) - MOST_FACTS, 'more fact')}")
    return "\n".join(said)


def _text(result: Result, wrong: str, again: str) -> str:
    """What the assertion says."""
    from vedette.report.terminal import Screen, render

    shown = render(result, Screen(lines=LINES)).rstrip("\n")
    name = result.source.name
    return "\n".join([_inert(f"{name}: {wrong}"), "", shown, "", _inert(f"again: {again}")])


def _inert(text: str) -> str:
    from vedette.core.wording import plain

    return "\n".join(plain(line) for line in text.split("\n"))


def _again(table: Any, against: Any, asked: Mapping[str, Any]) -> str:
    """The call that gives the same result, to be typed or pasted."""
    from vedette.tables.sources.address import is_address, without_secrets

    if is_address(table):
        table = without_secrets(table)
    given = {name: value for name, value in asked.items() if value is not None}
    simple = all(name in ("fdr", "budget", "roles", "where", "seed") for name in given)
    if (
        not isinstance(table, str)
        or not simple
        or not isinstance(against, str | Path | None)
    ):
        words = [repr(table) if isinstance(table, str) else "data"]
        words += [f"{name}={value!r}" for name, value in given.items()]
        called = "vedette.scan" if against is None else "model.score"
        return f"{called}({', '.join(words)})"
    words = ["vedette", "scan" if against is None else "score", table]
    words += [] if against is None else ["-m", str(against)]
    for name, value in given.items():
        if name == "roles":
            for column, kind in value.items():
                words += ["--role", f"{column}={kind}"]
        else:
            words += [f"--{name}", str(value)]
    return shlex.join(words)
