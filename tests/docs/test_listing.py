"""What is written down of the catalogue is what it says."""

from __future__ import annotations

from made import listing


def test_the_table_of_detectors_is_the_catalogue() -> None:
    page = listing.PAGE.read_text(encoding="utf-8")

    assert page == listing.page(), "python tests/docs/refresh.py renews it"


def test_type_checkers_know_every_detector() -> None:
    stub = listing.STUB.read_text(encoding="utf-8")

    assert stub == listing.stub(), "python tests/docs/refresh.py renews it"


def test_a_page_that_differs_is_told_apart(monkeypatch, tmp_path) -> None:
    copy = tmp_path / "detectors.md"
    copy.write_text(listing.page().replace("`ensemble`", "`ensembel`"), encoding="utf-8")
    monkeypatch.setattr(listing, "PAGE", copy)

    assert copy.read_text(encoding="utf-8") != listing.page()
    assert "`ensemble`" in listing.page()
