"""The templates and the words they print dates and figures in."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from oversight_contracts.breakdowns import capitalised, in_words
from oversight_measures.periods.period import Period
from oversight_reporting.formatting import moment_in_words, months_in_words, number, period_in_words
from oversight_reporting.model.document import ChangedFigure, FigureState
from oversight_reporting.model.snapshot import SnapshotKey
from oversight_runtime.http.static_files import STYLESHEET


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


HERE = Path(__file__).parents[1]


def load_templates(console_url: str = "") -> Environment:
    """The environment: everything escaped, a missing name an error.

    ``console_url`` is where alerts is reached; without it no page leads there.
    """
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["console_url"] = console_url.rstrip("/")
    environment.globals["stylesheet"] = STYLESHEET.read_text(encoding="utf-8")
    environment.filters.update(
        moment=moment_in_words,
        period=period_in_words,
        key_period=_key_period,
        changed_figure=_changed_figure,
        by_table=_by_table,
        without_brackets=lambda text: text.partition(" (")[0],
        months=months_in_words,
        narrative=Narrator().html,
        words=in_words,
        capitalised=capitalised,
    )
    return environment


def _key_period(key: SnapshotKey) -> str:
    return period_in_words(Period(key.starts, key.ends))


def _by_table(changes: Sequence[ChangedFigure]) -> list[tuple[str, list[ChangedFigure]]]:
    """Changes that follow one another in one table of the report, by its title."""
    return [(title, list(known)) for title, known in groupby(changes, lambda each: each.title)]


def _changed_figure(figure: FigureState | None) -> str:
    """The cell; before cells were compared, with the counts behind it."""
    if figure is None:
        return "not in the report"
    if not figure.printed:
        return "nothing"
    counts = [each for each in (figure.numerator, figure.denominator) if each is not None]
    behind = " of ".join(map(number, map(Fraction, counts)))
    return figure.printed if behind in ("", figure.printed) else f"{figure.printed} ({behind})"
