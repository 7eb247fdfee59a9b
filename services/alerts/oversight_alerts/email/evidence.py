"""The evidence of an e-mail: its chart with words for it, what was before, and who carries it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from oversight_alerts.email.chart import USUAL, Chart, ChartLine, ChartPoint
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.rules import formatting
from oversight_alerts.rules.decomposition.portions import AREAS
from oversight_alerts.rules.decomposition.splits import ELSEWHERE
from oversight_alerts.rules.explanation import Explanation
from oversight_alerts.rules.kind import Row
from oversight_alerts.rules.observation import Observation, PathPoint
from oversight_contracts.breakdowns import in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import Force
from oversight_contracts.definitions.models.rules import BucketRule, LevelRule, MilestoneRule, Rule
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import days_of
from oversight_measures.periods.period import DAY
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
    before, ``splits`` by what breakdown and which of its values carry that change, the largest
    first, ``alike`` that nothing stands out.
    """

    chart: Chart | None = None
    alternative: str = ""
    latest: tuple[str, str] | None = None
    was: str = ""
    splits: Sequence[tuple[str, Sequence[Row]]] = ()
    alike: str = ""


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
        splits=() if explanation is None else splits_of(catalogue, context, explanation),
        alike="" if explanation is None else _alike(catalogue, explanation),
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


def splits_of(
    catalogue: Catalogue, context: NotificationContext, explanation: Explanation
) -> Sequence[tuple[str, Sequence[Row]]]:
    """Under each breakdown who carries the change, the largest first, and all others together."""
    indicator = catalogue.indicators[context.rule.indicator]
    force = catalogue.forces[context.observation.series.force]
    found = []
    for split in explanation.splits:
        rows = [
            (_named(force, split.breakdown, name), _share(indicator, value, explanation.change))
            for name, value in _shown(split.parts, explanation.change)
        ]
        found.append((f"By {_breakdown(catalogue, split.breakdown)}", rows))
    return found


def _shown(parts: Mapping[str, Fraction], change: Fraction) -> list[tuple[str, Fraction]]:
    """Those worth naming, and the rest: together the change."""
    with_it = sorted(parts.items(), key=lambda each: each[1] / change, reverse=True)
    named = [each for each in with_it if each[0] != ELSEWHERE and each[1] / change >= WORTH_NAMING][
        :NAMED
    ]
    left = change - sum((value for _, value in named), Fraction(0))
    return [*named, (ELSEWHERE, left)] if len(parts) > len(named) else named


def _named(force: Force, breakdown: str, name: str) -> str:
    if name == ELSEWHERE:
        return "All others together"
    return force.areas[name].title if breakdown == AREAS else in_words(name)


def _breakdown(catalogue: Catalogue, name: str) -> str:
    if name == AREAS:
        return "authority"
    title = catalogue.dimensions[name].title
    return title[:1].lower() + title[1:]


def _alike(catalogue: Catalogue, explanation: Explanation) -> str:
    """That no part stands out, where it was looked for."""
    if explanation.splits or not explanation.tried:
        return ""
    by = [_breakdown(catalogue, each) for each in explanation.tried]
    named = f"{', '.join(by[:-1])} or {by[-1]}" if len(by) > 1 else by[0]
    return (
        f"Nothing stands out by {named}: all changed about alike, as far as these numbers can tell."
    )


def _share(indicator: Indicator, value: Fraction, change: Fraction) -> str:
    percent = formatting.number(100 * value / change, 0).replace("-", "\N{MINUS SIGN}")
    percent = "0" if percent == "\N{MINUS SIGN}0" else percent
    return f"{signed(indicator, value)}, {percent}% of the change"


def signed(indicator: Indicator, value: Fraction) -> str:
    """A difference with its sign: −4.1 percentage points, +31 searches."""
    size = formatting.number(abs(value), indicator.decimals)
    sign = "\N{MINUS SIGN}" if value < 0 else "+"
    if not size.strip("0."):
        # What rounds to nothing goes neither way.
        sign = ""
    if indicator.unit == "%":
        return f"{sign}{size} percentage points"
    # Times what, a ratio says where it stands itself.
    return f"{sign}{size}" if indicator.reference_group else f"{sign}{size} {indicator.unit}"


def _was(indicator: Indicator, observation: Observation, explanation: Explanation) -> str:
    """``+412 searches: 612 in the 9 days since 5 July 2026, from 200 in as many days …``."""
    change = signed(indicator, explanation.change)
    now, was = (formatting.amount(indicator, e) for e in (explanation.now, explanation.was))
    per = " in as many days" if indicator.is_count else ""
    if indicator.reference_group:
        now = formatting.brief(indicator, explanation.now)
    return (
        f"{change}: {now} {_since(explanation)}, from {was}{per} {_when(observation, explanation)}"
    )


def _since(explanation: Explanation) -> str:
    after = explanation.after
    if after.days == 1:
        return f"on {_day(after.start)}"
    return f"in the {after.days} days since {_day(after.start)}"


def _when(observation: Observation, explanation: Explanation) -> str:
    before = explanation.before
    days = f"{_day(before.start)} to {_day(before.end - DAY)}"
    if observation.usual:
        return f"in the baseline, {days}"
    if before.end < explanation.after.start:
        return f"in the same days of the year before, {days}"
    return f"in the {before.days} days before, {days}"


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
        words.append(f"shaded since {_day(str(observation.began))}, {_at_which(rule)}")
    return f"{'; '.join(words)}."


def _at_which(rule: Rule) -> str:
    """What the beginning of the shade is: of a level over several buckets no day is its first."""
    if isinstance(rule, LevelRule) and rule.window > 1:
        return f"when the {rule.window} {rule.bucket}s until then first lay beyond the limit"
    return "when it most likely began"


def _latest(indicator: Indicator, rule: Rule, points: Sequence[PathPoint]) -> tuple[str, str]:
    """The last values in words, for whoever sees no picture."""
    values = [each.value for each in points if each.value is not None][-7:]
    label = f"Last {len(values)} {rule.bucket}s" if isinstance(rule, BucketRule) else "Latest"
    if isinstance(rule, MilestoneRule):
        label = f"So far, after each {rule.bucket}"
    return label, ", ".join(formatting.brief(indicator, each) for each in values)


def _within(began: str | None, points: Sequence[PathPoint]) -> str | None:
    """The bucket in which it began, where a span since then can be seen."""
    seen = began is not None and points and points[0].bucket <= began < points[-1].bucket
    return began if seen else None


def _day(day: date | str) -> str:
    at = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{at.day} {at:%B %Y}"
