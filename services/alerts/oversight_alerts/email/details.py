"""What a figure in an e-mail stands on: period, counts, pending, interval, sample, rule."""

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from oversight_alerts.email import formatting
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules.observe import Observation, is_count
from oversight_alerts.rules.verdict import direction
from oversight_contracts.breakdowns import in_words, pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import (
    DisparityIndicator,
    DurationIndicator,
    Indicator,
    ProportionIndicator,
    RatioIndicator,
)
from oversight_contracts.definitions.models.rules import DisparityRule, Rule
from oversight_contracts.figures.figure import Figure

Row = tuple[str, str]


def details_of(
    catalogue: Catalogue, indicator: Indicator, occasion: NotificationContext
) -> list[Row]:
    """Rows of label and text, in the order they are read."""
    return [
        ("Indicator", indicator.title),
        *_breakdown(catalogue, occasion.reading.watch.by),
        *_period(indicator, occasion),
        ("Counts", _counts(indicator, occasion)),
        *_pending(indicator, occasion.reading.figure),
        *_unsaid(occasion.reading),
        *_interval(indicator, occasion.reading.figure),
        *_sample(indicator, occasion),
        ("Rule", _rule(indicator, occasion.rule)),
        *_basis(occasion.rule),
        *course(occasion),
    ]


def _breakdown(catalogue: Catalogue, by: str) -> Iterator[Row]:
    for dimension, value in pairs_of(by).items():
        yield catalogue.dimensions[dimension].title, in_words(value)


def _period(indicator: Indicator, occasion: NotificationContext) -> Iterator[Row]:
    window, now = occasion.reading.window, occasion.now
    words = formatting.period(indicator, window, occasion.rule.window, now)
    yield "Period", f"{words}, London time"
    if formatting.lag(indicator, window, now):
        yield "Not judged yet", "anything later, because its target may still be met"


def _counts(indicator: Indicator, occasion: NotificationContext) -> str:
    reading = occasion.reading
    if isinstance(indicator, DisparityIndicator):
        group = reading.watch.by.partition("=")[2]
        pairs = [(group, reading.figure), (indicator.reference, reading.reference)]
        return "; ".join(f"{name}: {_among(each)}" for name, each in pairs if each)
    return _simple_counts(indicator, reading.figure)


def _simple_counts(indicator: Indicator, figure: Figure) -> str:
    count = formatting.number(figure.numerator, 0)
    if figure.denominator is None:
        return count
    of = formatting.number(figure.denominator, 0)
    if isinstance(indicator, DurationIndicator):
        return f"{count} of {of} have come to their end"
    if isinstance(indicator, RatioIndicator):
        return f"{count} over {of}"
    return _among(figure) if is_count(indicator) else f"{count} of {of}"


def _among(figure: Figure) -> str:
    residents = formatting.number(figure.denominator or 0, 0)
    return f"{formatting.number(figure.numerator, 0)} among {residents} residents"


def _pending(indicator: Indicator, figure: Figure) -> Iterator[Row]:
    count = formatting.number(figure.pending, 0)
    if isinstance(indicator, ProportionIndicator) and indicator.pending:
        missed = indicator.pending.counts == "as-miss"
        treated = "counted as misses" if missed else "left out"
        yield "Pending", f"{count} {indicator.pending.means}, {treated}"
    elif isinstance(indicator, DurationIndicator):
        yield "Pending", f"{count} still open, left out"


def _unsaid(reading: Observation) -> Iterator[Row]:
    if reading.unsaid is None:
        return
    unsaid, everything = reading.unsaid
    share = formatting.number(Fraction(100 * unsaid, everything), 1) if everything else "0.0"
    of = formatting.number(everything, 0)
    yield (
        "Not stated",
        f"{formatting.number(unsaid, 0)} of {of} ({share}%) say nothing of the group",
    )


def _interval(indicator: Indicator, figure: Figure) -> Iterator[Row]:
    lower, upper = figure.interval.lower, figure.interval.upper
    if lower is None and upper is None:
        return
    low = "no lower bound" if lower is None else formatting.brief(indicator, lower)
    high = "no upper bound" if upper is None else formatting.amount(indicator, upper)
    yield "95% interval", f"{low} to {high}"


def _sample(indicator: Indicator, occasion: NotificationContext) -> Iterator[Row]:
    # A count that is its own sample, against a minimum of one, tells nothing.
    if is_count(indicator) and occasion.rule.minimum == 1:
        return
    sample, least = occasion.reading.sample, occasion.rule.minimum
    words = (
        f"{formatting.number(sample, 0)}; the rule is silent below {formatting.number(least, 0)}"
    )
    yield "Sample", words


def _rule(indicator: Indicator, rule: Rule) -> str:
    worse, better = ("above", "below") if direction(rule) > 0 else ("below", "above")
    parts = [f"opens {worse} {formatting.limit(indicator, rule.threshold)}"]
    if rule.certain:
        parts.append("with the whole interval")
    if rule.hold > timedelta(0):
        parts.append(f"for {formatting.span(rule.hold)}")
    ends = "once the value is back within the limit"
    if rule.resolve_at is not None:
        ends = f"{better} {formatting.limit(indicator, rule.resolve_at)}"
    return f"{' '.join(parts)}; resolves {ends}"


def _basis(rule: Rule) -> Iterator[Row]:
    if isinstance(rule, DisparityRule):
        yield "Residents", rule.basis


def course(occasion: NotificationContext) -> Iterator[Row]:
    """When it opened, who took it on, and as at when all this is."""
    episode = occasion.episode
    if occasion.transition != "opened" or episode.opened_at != occasion.now:
        yield "Opened", formatting.moment(episode.opened_at)
    if episode.acknowledged_by is not None:
        yield "Acknowledged by", episode.acknowledged_by
    yield "Data as at", formatting.moment(occasion.cut_at)
    yield "Worked out", formatting.moment(occasion.now)
