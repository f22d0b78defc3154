"""A scan that finds what a test tells it to, so that only the command is tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from made import results
from vedette.cli.run import run
from vedette.core.result import Result


@dataclass
class Fake:
    """Stands in for the scan: keeps what it was asked, gives `result`, or does `act`."""

    result: Result = field(default_factory=results.orders)
    act: Callable[[], Any] = lambda: None
    asked: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, data: Any, **asked: Any) -> Result:
        self.asked.append({"data": data, **asked})
        self.act()
        return self.result


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    import vedette.scanning

    scan = Fake()
    monkeypatch.setattr(vedette.scanning, "scan", scan, raising=False)
    return scan


@pytest.fixture
def vedette(
    fake: Fake,
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> Callable[..., Ended]:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "VEDETTE_DEBUG"):
        monkeypatch.delenv(name, raising=False)

    def command(*args: str) -> Ended:
        code = run(list(args))
        out, err = capfdbinary.readouterr()
        return Ended(code, out.decode(), err.decode())

    return command
