"""What is checked: a function from data to a Result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vedette.core.result import Result

Scan = Callable[[Any], Result]
