"""A page of HTML as a test reads it: whether it is whole, and what is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br"}
HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass
class Seen:
    """What a page holds."""

    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of the page, blanks between them made single."""
        return re.sub(r"\s+", " ", " ".join(self.texts))

    @property
    def headings(self) -> list[int]:
        return [int(tag[1]) for tag in self.tags if tag in HEADINGS]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen, self.open = Seen(), list[str]()

    def handle_starttag(self, tag, attrs):
        self.seen.tags.append(tag)
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        for name, value in attrs:
            self.seen.attributes.append((tag, name, value or ""))
            if name == "id":
                self.seen.ids.append(value)
            if name == "href":
                self.seen.links.append(value)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        inside = self.open[-1] if self.open else ""
        kind = {"script": self.seen.scripts, "style": self.seen.styles}
        kind.get(inside, self.seen.texts).append(data)


def read(text: str) -> Seen:
    """The page, which must be balanced."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader.seen
