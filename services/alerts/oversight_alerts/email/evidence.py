"""The evidence of an e-mail: its chart with words for it, what was before, and who carries it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oversight_alerts.email.chart import USUAL, Chart, ChartLine, ChartPoint
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules import formatting
from oversight_alerts.rules.explanation import ELSEWHERE, Explanation
from oversight_alerts.rules.observation import Observation, PathPoint
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import BucketRule, LevelRule, Rule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import days_of
from oversight_measures.periods.period import DAY, Period
from oversight_measures.spread.observed import Kind

# So many buckets are drawn; more are a thicket on a telephone.
SHOWN = 90
# So few are a line that says nothing.
LEAST = 4
# So many are named of those that carry a change.
NAMED = 4
WORTH_NAMING = Fraction(1, 20)


@dataclass(frozen=True)
class Evidence:
    """What an e-mail shows beyond its figure. ``alternative`` says the chart in words.

    ``latest`` names the last buckets and says their values; ``was`` says what the figure was
    before, ``parts`` what each authority contributes to that change, the largest first.
    """

    chart: Chart | None = None
    alternative: str = ""
    latest: tuple[str, str] | None = None
    was: str = ""
    parts: Sequence[tuple[str, str]] = ()


def evidence_of(catalogue: Catalogue, context: NotificationContext) -> Evidence:
    """The evidence that there is of a figure; nothing of what no indicator stands behind."""
    indicator = catalogue.indicators.get(context.rule.indicator)
    if indicator is None:
        return Evidence()
    observation = context.observation
    # Of what is over nothing carries a change.
    explanation = None if context.ended else context.explanation
    points = observation.path[-SHOWN:]
    drawn = sum(each.value is not None for each in points) >= LEAST
    return Evidence(
        chart=chart_of(indicator, context.rule, observation, points) if drawn else None,
        alternative=_alternative(indicator, context.rule, observation, points) if drawn else "",
        latest=_latest(indicator, context.rule, points) if drawn else None,
        was="" if explanation is None else _was(indicator, observation, explanation),
        parts=() if explanation is None else parts_of(catalogue, indicator, context, explanation),
    )


def chart_of(
    indicator: Indicator, rule: Rule, observation: Observation, points: Sequence[PathPoint]
) -> Chart:
    """The figure bucket by bucket, with its limit and what is usual."""
    lines = [
        *_limit_line(indicator, rule),
        *_usual_line(indicator, rule, observation),
    ]
    return Chart(
        points=[ChartPoint(p.bucket, None if p.value is None else float(p.value)) for p in points],
        lines=lines,
        unit=indicator.unit,
        began=_within(observation.began, points),
    )


def _limit_line(indicator: Indicator, rule: Rule) -> Iterator[ChartLine]:
    if not isinstance(rule, LevelRule):
        return
    words, value = f"limit {formatting.short_limit(indicator, rule.threshold)}", rule.threshold
    if _adds_up(indicator) and rule.window > 1:
        # Of several buckets together, where each point is of one.
        words, value = f"{words} in {rule.window} {rule.bucket}s", value / rule.window
    yield ChartLine(float(value), words)


def _usual_line(indicator: Indicator, rule: Rule, observation: Observation) -> Iterator[ChartLine]:
    if observation.usual is None or not isinstance(rule, BucketRule):
        return
    usual, per = observation.usual.value, ""
    if _adds_up(indicator):
        # Of as many days as the figure is of.
        usual *= Fraction(rule.length / DAY) / days_of(observation.window).days
        per = f" a {rule.bucket}"
    yield ChartLine(float(usual), f"usual {formatting.brief(indicator, usual)}{per}", USUAL, (2, 2))


def _adds_up(indicator: Indicator) -> bool:
    """True of counts and rates: of two days they are more than of one."""
    return indicator.change_test.kind is Kind.COUNT


def parts_of(
    catalogue: Catalogue,
    indicator: Indicator,
    context: NotificationContext,
    explanation: Explanation,
) -> list[tuple[str, str]]:
    """The authorities that carry a change, the largest first, and all others together."""
    change, areas = explanation.change, catalogue.forces[context.observation.series.force].areas
    if not change or len(explanation.parts) < 2:
        return []
    with_it = sorted(explanation.parts.items(), key=lambda each: each[1] / change, reverse=True)
    named = [
        each
        for each in with_it[:NAMED]
        if each[0] != ELSEWHERE and each[1] / change >= WORTH_NAMING
    ]
    left = change - sum((value for _, value in named), Fraction(0))
    rows = [(areas[name].title, _share(indicator, value, change)) for name, value in named]
    return [*rows, ("All others together", _share(indicator, left, change))] if rows else []


def _share(indicator: Indicator, value: Fraction, change: Fraction) -> str:
    percent = formatting.number(100 * value / change, 0).replace("-", "\N{MINUS SIGN}")
    return f"{signed(indicator, value)}, {percent}% of the change"


def signed(indicator: Indicator, value: Fraction) -> str:
    """A difference with its sign: −4.1 percentage points, +31 searches."""
    sign = "\N{MINUS SIGN}" if value < 0 else "+"
    size = formatting.number(abs(value), indicator.decimals)
    if indicator.unit == "%":
        return f"{sign}{size} percentage points"
    # Times what, a ratio says where it stands itself.
    return f"{sign}{size}" if indicator.reference_group else f"{sign}{size} {indicator.unit}"


def _was(indicator: Indicator, observation: Observation, explanation: Explanation) -> str:
    was = formatting.amount(indicator, explanation.was)
    per = " in as many days" if indicator.is_count else ""
    when = _when(explanation.before, observation)
    return f"{signed(indicator, explanation.change)}, from {was}{per} {when}"


def _when(before: Period, observation: Observation) -> str:
    days = f"{_day(before.start)} to {_day(before.end - DAY)}"
    return (
        f"in the baseline, {days}"
        if observation.usual
        else f"in the {before.days} days before, {days}"
    )


def _alternative(
    indicator: Indicator, rule: Rule, observation: Observation, points: Sequence[PathPoint]
) -> str:
    known = [(each.bucket, each.value) for each in points if each.value is not None]
    (first, _), (last, value) = known[0], known[-1]
    values = [each for _, each in known]
    least, most, now = (
        formatting.brief(indicator, each) for each in (min(values), max(values), value)
    )
    days = f"{_day(first)} to {_day(last)}"
    words = [f"{indicator.title}, {days}: between {least} and {most}, at last {now}"]
    lines = (*_limit_line(indicator, rule), *_usual_line(indicator, rule, observation))
    words += [each.words for each in lines]
    if _within(observation.began, points):
        words.append(f"shaded since {_day(str(observation.began))}, when it most likely began")
    return f"{'; '.join(words)}."


def _latest(indicator: Indicator, rule: Rule, points: Sequence[PathPoint]) -> tuple[str, str]:
    """The last values in words, for whoever sees no picture."""
    values = [each.value for each in points if each.value is not None][-7:]
    label = f"Last {len(values)} {rule.bucket}s" if isinstance(rule, BucketRule) else "Latest"
    return label, ", ".join(formatting.brief(indicator, each) for each in values)


def _within(began: str | None, points: Sequence[PathPoint]) -> str | None:
    """The bucket in which it began, where a span since then can be seen."""
    seen = began is not None and points and points[0].bucket <= began < points[-1].bucket
    return began if seen else None


def _day(day: date | str) -> str:
    at = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{at.day} {at:%B %Y}"
