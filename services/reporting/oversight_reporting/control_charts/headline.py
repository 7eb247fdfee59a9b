"""What the process chart of a headline's months says, in a few words."""

from collections.abc import Iterator, Mapping

from oversight_contracts.breakdowns import label_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_measures.control_charts.icons import variation
from oversight_measures.control_charts.segments import ENOUGH
from oversight_measures.control_charts.series_chart import RARE
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.polarity import Polarity
from oversight_reporting.control_charts.chart import ControlChart, control_chart_of, target_of
from oversight_reporting.figures.result import QueryResult, row_in, rows_of

TOO_FEW = f"fewer than {ENOUGH} months"
WITH_SEASON = "season not taken out"
TOO_RARE = f"fewer than {RARE} a month"


def chart_verdicts(catalogue: Catalogue, months: QueryResult) -> dict[str, str]:
    """Variation and assurance of the latest month, by the label of the series.

    Of a disparity each group but the one that the others are compared with, else the whole alone,
    which has no label. Empty where no month may be told of.
    """
    return {
        label_of(breakdown) if breakdown else "": _in_words(_chart(catalogue, months, breakdown))
        for breakdown in _breakdowns(months)
    }


def _breakdowns(months: QueryResult) -> Iterator[Mapping[str, str]]:
    group = months.query.indicator.reference_group
    for row in rows_of(months.tables[-1]) if months.tables else ():
        compared = group and row.value is not None and group.value not in row.breakdown.values()
        if compared if group else not row.breakdown:
            yield row.breakdown


def _chart(catalogue: Catalogue, months: QueryResult, breakdown: Mapping[str, str]) -> ControlChart:
    indicator = months.query.indicator
    points = [(table, row_in(table, indicator, breakdown)) for table in months.tables]
    target = target_of(catalogue, months.query, breakdown, months.tables[-1].period.start)
    return control_chart_of(indicator, points, (), target)


def _in_words(chart: ControlChart) -> str:
    last = chart.last
    if last is None:
        return ""
    if not last.enough:
        return TOO_RARE if len(last.values) >= ENOUGH else TOO_FEW
    return "; ".join(_said(chart, last.causes[-1]))


def _said(chart: ControlChart, cause: Cause) -> Iterator[str]:
    found = variation(cause, Polarity(chart.indicator.polarity))
    yield str(found) if cause is Cause.COMMON else f"{found} ({cause})"
    if promised := chart.assurance():
        yield f"target: {promised}"
    if not chart.seasonal[-1]:
        # Before three years a season is among what varies, and marks most charts that have one.
        yield WITH_SEASON
