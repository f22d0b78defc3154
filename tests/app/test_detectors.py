"""What a class says of its parameters is found, in its own words or its base's."""

from __future__ import annotations

from vedette.app.detectors import entries_of, known, parameters, sections
from vedette.core.detector import Detector


class Fence(Detector):
    """Beyond the fence.

    Parameters
    ----------
    low, high
        Where the fences are.

        In units of the column.
    factor : float
        How far.

    Attributes
    ----------
    fence_ : float
    """

    def __init__(self, *, high=3, low=-3, factor=1.5, contamination="auto", scale=None):
        pass


class Higher(Fence):
    """Farther."""

    def __init__(self, *, factor=2.5, **others):
        pass


def test_parameters_come_in_the_order_of_the_signature_with_their_defaults():
    assert [(p.name, p.default) for p in parameters(Fence)] == [
        ("high", "3"),
        ("low", "-3"),
        ("factor", "1.5"),
        ("contamination", "'auto'"),
        ("scale", "None"),
    ]


def test_names_may_share_a_description_of_several_paragraphs():
    said = {p.name: p.text for p in parameters(Fence)}

    assert said["low"] == said["high"] == "Where the fences are.\n\nIn units of the column."
    assert said["factor"] == "How far."


def test_a_base_describes_what_the_class_does_not():
    assert {p.name: p.text for p in parameters(Higher)} == {"factor": "How far."}
    said = {p.name: p.text for p in parameters(Fence)}
    assert said["contamination"].startswith("Where `predict` draws the line.")


def test_a_docstring_falls_into_its_sections():
    found = sections(Fence)

    assert list(found) == ["", "Parameters", "Attributes"]
    assert found[""] == "Beyond the fence."
    assert list(entries_of(found["Attributes"])) == ["fence_"]
    assert sections(type("Bare", (), {})) == {"": ""}


def test_all_is_known_of_a_detector_by_any_of_its_names():
    assert known("ensemble") == known("Ensemble")
    assert known("ensemble").own_rule is None
