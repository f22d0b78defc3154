"""Every example in a docstring says what the code does."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import vedette

ROOT = Path(vedette.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(("vedette", *path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.rglob("*.py")
    if ">>> " in path.read_text()
)


def test_there_are_examples():
    assert len(WITH_EXAMPLES) > 20


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_are_true(name):
    module = import_module(name.removesuffix(".__init__"))

    failed, tried = doctest.testmod(module, report=True)

    assert tried > 0
    assert failed == 0
