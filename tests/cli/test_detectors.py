"""`vedette detectors`: the list, its filters, and one in full."""

from __future__ import annotations

import json

import pytest

from vedette.core.catalogue import Entry
from vedette.detectors import catalogue


def listed(name, family, **copes):
    texts = dict.fromkeys(("assumes", "cost", "wide", "paper"), "something")
    return Entry(
        name,
        "vedette.detectors.none",
        name.upper(),
        family,
        f"finds {name}",
        **texts,
        **copes,
    )


@pytest.fixture
def four(monkeypatch):
    """Stands in for the catalogue, so that it may grow."""
    entries = (
        listed("near", "distance", categories=True),
        listed("last", "combining", missing=False),
        listed("first", "statistical"),
        listed("goes-on", "distance", missing=False, streams=True, needs="hmm"),
    )
    monkeypatch.setattr(catalogue, "entries", lambda: entries)


def names(out):
    return [json.loads(text)["name"] for text in out.splitlines()]


def test_detectors_are_listed_by_family_with_what_they_cope_with(vedette, four):
    ended = vedette("detectors")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "4 detectors (m copes with missing values, c with categories, s with streams)\n"
        "\nstatistical\n"
        "  first    m    finds first\n"
        "\ndistance\n"
        "  near     mc   finds near\n"
        "  goes-on    s  finds goes-on [hmm]\n"
        "\ncombining\n"
        "  last          finds last\n"
        "\none in full: vedette detectors NAME   fewer: --family, --missing, ...\n"
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ([], ["first", "near", "goes-on", "last"]),
        (["--family", "distance"], ["near", "goes-on"]),
        (["--missing"], ["first", "near"]),
        (["--categories"], ["near"]),
        (["--streams"], ["goes-on"]),
        (["--missing", "--streams"], []),
        (["--family", "distance", "--missing"], ["near"]),
    ],
)
def test_filters_keep_those_that_cope_with_all_that_is_asked(vedette, four, asked, found):
    ended = vedette("detectors", *asked, "--json")

    assert (ended.code, ended.err) == (0, "")
    assert names(ended.out) == found


def test_that_none_copes_is_said(vedette, four):
    ended = vedette("detectors", "--missing", "--streams")

    assert ended.code == 0
    assert ended.out.startswith("No detector copes with all of that\n")


def test_a_line_of_json_holds_the_whole_entry(vedette, four):
    first = json.loads(vedette("detectors", "--json").out.splitlines()[1])

    assert first == {
        "kind": "detector",
        "schema": 1,
        "name": "near",
        "class": "NEAR",
        "module": "vedette.detectors.none",
        "family": "distance",
        "finds": "finds near",
        "assumes": "something",
        "cost": "something",
        "wide": "something",
        "missing": True,
        "categories": True,
        "streams": False,
        "paper": "something",
        "needs": None,
        "also": [],
    }


@pytest.mark.parametrize(
    ("args", "message", "hint"),
    [
        (["nera"], "no detector is called 'nera'", "did you mean 'near'?"),
        (["--family", "distanse"], "no family is called 'distanse'", "'distance'"),
        (["--family", "xyz"], "no family is called 'xyz'", "there are: statistical, "),
        (["near", "--missing"], "exclude each other", "vedette detectors --help"),
        (["--mising"], "no option is called '--mising'", "did you mean --missing?"),
    ],
)
def test_a_wrong_name_is_answered_with_the_nearest(vedette, four, args, message, hint):
    ended = vedette("detectors", *args)

    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert hint in ended.err


def test_one_in_full_has_its_parameters_and_how_it_is_called(vedette):
    ended = vedette("detectors", "Ensemble")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("ensemble (combining)\n\nNearest rows of samples")
    assert "\nassumes     nothing in particular" in ended.out
    assert "\n  n_estimators = 100\n      Number of samples" in ended.out
    assert "\n  contamination = 'auto'\n      Where `predict` draws" in ended.out
    assert "\n  from vedette.detectors import Ensemble\n" in ended.out


def test_one_as_json_is_one_line_with_its_parameters(vedette):
    ended = vedette("detectors", "ensemble", "--json")

    assert ended.out.count("\n") == 1
    said = json.loads(ended.out)
    assert said["class"] == "Ensemble"
    assert said["own_rule"] is None
    by_name = {p["name"]: p for p in said["parameters"]}
    assert by_name["random_state"]["default"] == "0"
    assert all(p["text"] for p in said["parameters"])


@pytest.mark.parametrize("name", [entry.name for entry in catalogue.entries()])
def test_every_detector_is_shown_with_every_parameter_described(vedette, name):
    ended = vedette("detectors", name)

    assert (ended.code, ended.err) == (0, "")
    assert max(map(len, ended.out.splitlines())) <= 80
    said = json.loads(vedette("detectors", name, "--json").out)
    assert said["about"]
    assert [p["name"] for p in said["parameters"] if not p["text"]] == []


def test_the_whole_list_fits_the_width_of_a_terminal(vedette, monkeypatch):
    for wide in (40, 80, 100):
        monkeypatch.setenv("COLUMNS", str(wide))
        lines = vedette("detectors").out.splitlines()
        assert max(map(len, lines)) <= wide
        assert not [text for text in lines if text.endswith("…")] or wide == 40
