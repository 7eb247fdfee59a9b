"""The templates and the words they print dates and figures in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from oversight_contracts.breakdowns import capitalised, in_words
from oversight_measures.periods import Period
from oversight_reporting.columns import row_period
from oversight_reporting.markdown import Narrator
from oversight_reporting.printing import moment_in_words, number, period_in_words
from oversight_reporting.snapshots import SnapshotKey

HERE = Path(__file__).parent
STATIC = HERE / "static"


def load_templates() -> Environment:
    """The environment: everything escaped, a missing name an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["stylesheet"] = (STATIC / "oversight.css").read_text(encoding="utf-8")
    environment.filters.update(
        moment=moment_in_words,
        period=period_in_words,
        row_period=lambda row: period_in_words(row_period(row)),
        key_period=_key_period,
        changed_figure=_changed_figure,
        narrative=Narrator().html,
        words=in_words,
        capitalised=capitalised,
    )
    return environment


def _key_period(key: SnapshotKey) -> str:
    return period_in_words(Period(key.starts, key.ends))


def _changed_figure(figure: Mapping[str, Any] | None) -> str:
    """The figure with the counts behind it: a value can print the same while they move."""
    if figure is None:
        return "not in the report"
    counts = [figure[name] for name in ("numerator", "denominator") if figure[name] is not None]
    behind = " of ".join(map(number, counts))
    return (
        figure["printed"]
        if behind in ("", figure["printed"])
        else f"{figure['printed']} ({behind})"
    )
