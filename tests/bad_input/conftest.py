"""The whole command as a process, on real files in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest


@dataclass(frozen=True)
class Ended:
    """How a command ended; a warning or a traceback on standard error is a failure."""

    code: int
    out: str
    err: str


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def vedette(tmp_path: Path) -> Callable[..., Ended]:
    def command(*args: str, stdin: bytes = b"") -> Ended:
        # With VEDETTE_DEBUG warnings are shown and a bug ends with its traceback.
        environment = {
            k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")
        }
        environment |= {"VEDETTE_DEBUG": "1", "PYTHONWARNINGS": "default"}
        done = subprocess.run(
            [sys.executable, "-m", "vedette", *args],
            capture_output=True,
            cwd=tmp_path,
            env=environment,
            input=stdin,
        )
        err = done.stderr.decode()
        assert "Traceback" not in err
        assert "Warning" not in err
        return Ended(done.returncode, done.stdout.decode(), err)

    return command


def numbers(rows: int, columns: str = "abc", seed: int = 0) -> str:
    """A table of noise as CSV."""
    cells = np.random.default_rng(seed).normal(size=(rows, len(columns)))
    lines = [",".join(f"{v:.3f}" for v in row) for row in cells]
    return "\n".join([",".join(columns), *lines, ""])
