"""Pages read as a browser that minds every tag."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "col", "br", "img"}


@dataclass
class Page:
    """What a test looks at: headings, tables by id, captions, landmarks."""

    headings: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    captions: int = 0
    unscoped: int = 0
    attributes: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[str] = []
        self._rows: list[list[str]] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.attributes.setdefault(tag, []).append(dict(attrs))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "table":
            name = dict(attrs).get("id") or f"table-{len(self.page.tables)}"
            self._rows = self.page.tables[name] = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag == "th" and "scope" not in dict(attrs):
            self.page.unscoped += 1
        if "sup" not in self._open:
            self._text = ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.attributes.setdefault(tag, []).append(dict(attrs))

    def handle_data(self, data: str) -> None:
        # The number of a footnote is no part of the figure beside it.
        if "sup" not in self._open:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.page.faults.append(f"</{tag}> closes another element, line {self.getpos()[0]}")
        text = " ".join(self._text.split())
        if tag in ("h1", "h2", "h3"):
            self.page.headings.append((tag, text))
        elif tag in ("th", "td") and self._rows:
            self._rows[-1].append(text)
        elif tag == "caption":
            self.page.captions += 1

    def close(self) -> None:
        super().close()
        if self._open:
            self.page.faults.append(f"never closed: {self._open}")


def read_page(text: str) -> Page:
    """The page; its ``faults`` say where tags do not match."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.page


def assert_accessible(text: str) -> Page:
    """Well-formed, in British English, with one first heading, captions, scopes and a skip link."""
    page = read_page(text)
    assert page.faults == []
    assert text.startswith("<!DOCTYPE html>")
    assert page.attributes["html"] == [{"lang": "en-GB"}]
    levels = [int(tag[1]) for tag, _ in page.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(levels, levels[1:], strict=False))
    assert page.captions == len(page.tables)
    assert page.unscoped == 0
    names = [each["id"] for group in page.attributes.values() for each in group if "id" in each]
    assert len(names) == len(set(names))
    labels = {each.get("for") for each in page.attributes.get("label", [])}
    for tag in ("input", "select"):
        for each in page.attributes.get(tag, []):
            assert each.get("type") == "hidden" or each["id"] in labels
    for each in page.attributes.get("svg", []):
        assert each["role"] == "img"
        assert set((each["aria-labelledby"] or "").split()) <= set(names)
    assert "script" not in page.attributes
    return page
