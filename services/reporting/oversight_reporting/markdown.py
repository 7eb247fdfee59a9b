"""Narrative in Markdown as HTML that can do nothing but be read."""

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup


class Narrator:
    """Renders CommonMark with tables. Raw HTML is shown as it was typed, and so are pictures.

    Headings become bold paragraphs: the outline of a report is its own.
    """

    def __init__(self) -> None:
        self._parser = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._parser.disable("image")
        for name, text in (("heading_open", "<p><strong>"), ("heading_close", "</strong></p>\n")):
            self._parser.add_render_rule(name, _always(text))

    def html(self, text: str) -> Markup:
        """The text as HTML. Links to anything but web pages and e-mail stay text."""
        # Safe: the parser escapes everything that it does not write itself.
        return Markup(self._parser.render(text))


def _always(text: str) -> Any:
    def render(_self: Any, _tokens: Sequence[Any], _index: int, _options: Any, _env: Any) -> str:
        return text

    return render
