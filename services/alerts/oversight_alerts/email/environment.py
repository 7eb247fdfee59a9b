"""The templates of e-mails, and the filters by which they print values. Pure."""

from collections.abc import Callable, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

from oversight_alerts.rules import formatting
from oversight_contracts.time_buckets import start_of_hour

FILTERS: Mapping[str, Callable[..., object]] = {
    "number": lambda value, places=0: formatting.number(value, places),
    "amount": lambda value, indicator: formatting.amount(indicator, value),
    "brief": lambda value, indicator: formatting.brief(indicator, value),
    "limit": lambda value, indicator: formatting.limit(indicator, value),
    "short_limit": lambda value, indicator: formatting.short_limit(indicator, value),
    "difference": lambda value, indicator: formatting.difference(indicator, value),
    "moment": formatting.moment,
    "day": formatting.day,
    "span": formatting.span,
    "lasting": formatting.lasting,
    "hour_start": start_of_hour,
}


def new_environment() -> Environment:
    """The templates, which know every value that they print."""
    environment = Environment(
        loader=PackageLoader("oversight_alerts"),
        extensions=["jinja2.ext.do"],
        autoescape=lambda name: name is not None and name.endswith("body_html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS)
    return environment
