"""One Postgres for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services import postgres as service


@pytest.fixture(scope="session")
def postgres() -> Iterator[service.Postgres]:
    if service.binaries() is None:
        pytest.skip(service.WHY_NOT)
    with service.running() as server:
        yield server
