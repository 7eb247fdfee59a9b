"""The wording of a control chart: the same beneath the page's chart and in every file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import dropwhile

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.wording import day_in_words
from oversight_contracts.definitions.models.reports import ReportItem
from oversight_measures.control_charts.false_alarms import (
    Drawn,
    false_alarm_rate,
    is_beyond_table,
)
from oversight_measures.control_charts.icons import Assurance, variation
from oversight_measures.control_charts.segments import ENOUGH, Segment
from oversight_measures.control_charts.series_chart import RARE
from oversight_measures.control_charts.special_causes import Cause
from oversight_measures.periods.period import Every, period_of
from oversight_measures.polarity import Polarity
from oversight_measures.spread.observed import Kind
from oversight_measures.spread.season import CYCLES, FROM_YEARS
from oversight_reporting.control_charts.chart import (
    RECENT,
    ControlChart,
    Point,
    control_chart_of,
    point_document,
    remarks_on,
    target_of,
)
from oversight_reporting.figures.monthly_counts import MONTHS
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.formatting import level_in_words, piece_name
from oversight_reporting.model.item_document import ControlChartsDocument, ControlChartWords
from oversight_reporting.model.row_document import FiguresRow

# What to ask for instead of a series some of whose pieces are suppressed.
LONGER = {
    Every.DAY: " By week or month fewer are.",
    Every.WEEK: " By month or quarter fewer are.",
    Every.MONTH: " By quarter fewer are.",
    Every.QUARTER: " By year fewer are.",
}
# The latest ones are named; all of them are marked in the chart and remarked on in the rows.
NAMED = 3
# Pieces that are not all of one length.
UNEQUAL = (Every.MONTH, Every.QUARTER, Every.YEAR, Every.CALENDAR_YEAR)
KEY = (
    "In the chart the unbroken line is the mean and the broken ones are the limits; a square is "
    "concern and a triangle improvement, or, where neither way is better, a diamond is high and a "
    "triangle on its point low; an empty circle is left out, and a dotted line is the target."
)
METHOD = (
    "A point is marked as special cause where it breaks one of four rules: it lies outside the "
    "limits, or is one of 7 rising or falling, of 2 of 3 near a limit, or of 7 on one side of the "
    "mean. A mark is a reason to ask what happened, and no proof that anything did: some steady "
    "series break a rule by chance, the more of them the longer they are. Limits are set by how "
    "far a point is from the next{floor}."
)
# Of weighed counts, medians and stocks nobody knows what independent cases would vary by, and
# counts that share records vary less than those.
FLOOR = ", and never closer than those of independent cases"
SCREENED = "Jumps of 3.267 times the mean one or more are left out of that once (screened)."
# By `python -m tests.simulations season`, from 13 points on.
SEASON_MARKS = (
    ", and one that takes its best month half of the way from the mean to a limit marks most "
    "such charts by itself"
)
# By `python -m tests.simulations few`: what varies more is lopsided where little is counted.
OF_SO_FEW = (
    ", and more of so few a {every} that vary more than independent ones would (of 24 points with "
    "5 each and twice the variance a third in place of a fifth)"
)
RELIED_ON = {
    Assurance.PASSES: "consistently passes: the whole range between the limits{} meets it",
    Assurance.FAILS: "consistently fails: the whole range between the limits{} misses it",
    Assurance.HIT_AND_MISS: "hit and miss: it lies between the limits{}",
}
# By the direction in which neighbours depart from independent ones.
ALIKE = {
    1: "more alike than chance makes them ({chance} at most), so that the level wanders, and more "
    "{every}s are marked than of a steady series",
    0: "no more alike, nor less, than chance makes them ({chance} either way)",
    -1: "less alike than chance makes them ({chance} at most), as where one makes up for the other",
}


def words_of(chart: ControlChart, every: Every, otherwise: Iterable[str] = ()) -> list[str]:
    """Sentences on one series, the latest news first; ``otherwise`` is how it is drawn."""
    last = chart.last
    if last is None:
        return [f"No complete {every} has a figure: there is nothing to chart."]
    if not last.enough:
        sentences = [_no_limits(last, every), *_latest(chart, every, earlier=True)]
    else:
        sentences = [
            *_latest(chart, every),
            _variation(chart, last, every),
            *_assurance(chart, last, every),
            _limits(chart, last, every),
            *_of_what(chart, last, every),
            *otherwise,
        ]
    return [*sentences, *_steps(chart), *_left_out(chart, every)]


def _refused(hidden: int, every: Every) -> str:
    """Why there is no chart of a series some of whose points are suppressed."""
    many = f"1 {every} is" if hidden == 1 else f"{hidden} {every}s are"
    longer = LONGER.get(every, "")
    return (
        f"Not charted: {many} suppressed. Mean and limits without small figures would be too high, "
        f"and a {every} that is not small would look like a fall.{longer}"
    )


def _no_limits(last: Segment, every: Every) -> str:
    if last.rare:
        return (
            f"Fewer than {RARE} a {every} (with or without what is counted): limits would mark "
            "most steady series of so rare a thing, so it is shown without limits, and nothing is "
            "said of chance. A longer piece has more."
        )
    count = len(last.values)
    since = f" since {day_in_words(last.step.day)}" if last.step else ""
    points = f"Only 1 {every}" if count == 1 else f"Only {count} {every}s"
    return (
        f"{points}{since}: limits are set from {ENOUGH} points on, so the series is shown without "
        "limits, and nothing is said of chance."
    )


def _latest(chart: ControlChart, every: Every, *, earlier: bool = False) -> Iterator[str]:
    found = chart.specials()
    if not found:
        if not earlier:
            yield f"No {every} is special cause: {_steady(chart, every)}."
        return
    named = "; ".join(f"{_name(day, every)} ({cause})" for day, cause in found[:NAMED])
    more = len(found) - NAMED
    rest = f"; {more} earlier" if more > 0 else ""
    yield f"Latest special-cause {every}s: {named}{rest}."


def _steady(chart: ControlChart, every: Every) -> str:
    if any(map(_varies, chart.segments)):
        return "the figures vary no more than limits and rules allow"
    return f"each {every} has {'as many a day' if chart.kind is Kind.COUNT else 'the same figure'}"


def _varies(segment: Segment) -> bool:
    pairs = zip(segment.values, segment.limits, strict=True)
    return any(value != limits.centre for value, limits in pairs)


def _variation(chart: ControlChart, last: Segment, every: Every) -> str:
    cause = last.causes[-1]
    latest = f"{_name(last.days[-1], every)}, the latest complete one,"
    if cause is Cause.COMMON:
        return f"Variation: common cause. {latest} breaks no rule."
    found = variation(cause, Polarity(chart.indicator.polarity))
    return f"Variation: {found}. {latest} is special cause ({cause})."


def _assurance(chart: ControlChart, last: Segment, every: Every) -> Iterator[str]:
    if chart.target is None:
        return
    found = chart.assurance()
    recent = min(RECENT, len(last.limits))
    own = f" of each of the latest {recent} {every}s" if len(set(last.limits[-recent:])) > 1 else ""
    # Of limits that do not agree the target lies between those of some.
    some = own.replace("each", "some") if found is Assurance.HIT_AND_MISS else own
    judged = f"; assurance: {RELIED_ON[found].format(some)}" if found else ""
    yield f"Target: {_printed(chart, chart.target.value)} ({chart.target.plan}){judged}."


def _limits(chart: ControlChart, last: Segment, every: Every) -> str:
    limits = last.limits[-1]
    upper = _printed(chart, limits.upper)
    # Below nothing there is no figure that could lie outside.
    low = limits.lower < 0 <= min(last.values)
    reach = f"upper limit {upper}" if low else f"limits {_printed(chart, limits.lower)} to {upper}"
    mean, points = _printed(chart, limits.centre), _set_on(chart, last, every)
    return f"Mean {mean}, {reach}{_of_latest(chart, every)}, {points} ({_named(chart)})."


def _named(chart: ControlChart) -> str:
    kinds = {
        Kind.COUNT: "XmR chart of events a day",
        Kind.SHARE: "p-prime chart",
        Kind.RATIO: "p-prime chart of both counts",
    }
    return kinds[chart.kind] if chart.kind else "XmR chart"


def _of_latest(chart: ControlChart, every: Every) -> str:
    """Of the limits that are each point's own: those of the latest are told."""
    if chart.kind is None:
        return ""
    if chart.kind is not Kind.COUNT:
        return f" for as many cases as the latest {every}"
    return f" for as many days as the latest {every}" if every in UNEQUAL else ""


def _of_what(chart: ControlChart, last: Segment, every: Every) -> Iterator[str]:
    """What is in the limits, and how often they mark a steady series."""
    if every in CYCLES:
        years = f"{FROM_YEARS} years of {every}s"
        if chart.seasonal and chart.seasonal[-1]:
            yield "The season is taken out: limits are for its own time of the year."
        else:
            takes = f", which takes {years}" if chart.kind else ""
            marks = SEASON_MARKS if every is Every.MONTH else ""
            yield f"The season is not taken out{takes}: it is among what varies{marks}."
    yield from _false_alarms(chart, last, every)
    yield from _neighbours(chart, every)
    if last.jumps_alone:
        yield "Nothing but single jumps varies, so none is screened out of the limits."


def _false_alarms(chart: ControlChart, last: Segment, every: Every) -> Iterator[str]:
    """How often a chart that is drawn like this marks a series in which nothing changes."""
    screened = chart.screened and not last.jumps_alone
    seasonal = bool(chart.seasonal and chart.seasonal[-1])
    points, drawn = len(last.values), Drawn(screened, CYCLES.get(every, 0) if seasonal else 0)
    rate = false_alarm_rate(points, drawn, last.baseline)
    if rate is not None:
        without = "" if seasonal else " without a season,"
        least = " or more" if is_beyond_table(points, drawn, last.baseline) else ""
        few = OF_SO_FEW.format(every=every) if chart.few else ""
        frozen = f", limits set on the first {last.baseline}" if last.baseline < points else ""
        jumps = "single jumps screened out" if screened else "single jumps not screened out"
        yield (
            f"Of steady series{without} with {points} points{frozen} and {jumps}, "
            f"{rate:.0%}{least} show at least one mark{few}."
        )


def _neighbours(chart: ControlChart, every: Every) -> Iterator[str]:
    """Whether points are independent, as the chart takes them: said where they seem so too."""
    found = chart.neighbours
    if found is not None:
        said = ALIKE[found.direction].format(chance=f"{found.chance:.2f}", every=every)
        yield (
            f"Neighbouring {every}s are {said}: lag-1 autocorrelation "
            f"{found.autocorrelation:.2f}, of {found.pairs} pairs."
        )


def _set_on(chart: ControlChart, last: Segment, every: Every) -> str:
    since, freeze = _name(last.days[0], every), chart.freeze
    if freeze is None or len(last.values) < freeze:
        frozen = f", to be frozen once there are {freeze}" if freeze else ""
        return f"set on {last.baseline} {every}s from {since}{frozen}"
    return f"from the first {last.baseline} {every}s since {since}, and no later {every} moves them"


def _otherwise(item: ReportItem, chart: ControlChart, found: QueryResult) -> Iterator[str]:
    """How the chart of an item differs from that of the overview, which may find otherwise."""
    if chart.indicator.change_test.kind is None:
        return
    begins, every = chart.points[0][0].period.start, found.query.every or Every.MONTH
    known = found.coverage.first
    # With the records, after a change of definition or 60 months ago, as that of the overview.
    from_the_first = known is None or known >= begins or len(chart.segments) > 1
    differs = {
        f"is by {every}": every is not Every.MONTH,
        f"begins in {_name(begins, every)}": not from_the_first and len(chart.points) != MONTHS,
        "has steps of its own": bool(item.steps),
        "freezes its limits": item.freeze is not None,
        "screens no jumps": not item.screen,
    }
    if said := " and ".join(words for words, there in differs.items() if there):
        yield (
            f"This chart {said}. The overview's is of the {MONTHS} months to the latest, as far as "
            "there are records of one definition, limits set on all of them and jumps screened: "
            "one can mark what the other does not."
        )


def _steps(chart: ControlChart) -> Iterator[str]:
    for each in chart.segments:
        if each.step is not None:
            since, why = day_in_words(each.step.day), each.step.explanation
            yield f"Limits are set anew from {since}: {why}."


def _left_out(chart: ControlChart, every: Every) -> Iterator[str]:
    # Before records begin there is nothing that could be left out.
    begun = dropwhile(lambda point: point[0].covers == "none", chart.points)
    count = sum(point in chart.left_out for point in begun)
    if count:
        many = f"1 {every} is" if count == 1 else f"{count} {every}s are"
        yield (
            f"{many} left out of mean and limits: not complete, without a figure, or with a "
            "change of definition inside."
        )


def _name(day: date, every: Every) -> str:
    return piece_name(period_of(day, every), every)


def _printed(chart: ControlChart, value: Fraction) -> str:
    return level_in_words(chart.indicator, value)


def with_control_charts(
    catalogue: Catalogue,
    item: ReportItem,
    found: QueryResult,
    points: Sequence[Point],
    rows: Sequence[FiguresRow],
) -> tuple[ControlChartsDocument | None, list[FiguresRow]]:
    """The words of an item's control charts, one series each; None where none is asked for.

    ``rows`` are those of ``points``: each gets what its chart says of it, and the last of a series
    the chart's words, so that every format has them.
    """
    every = found.query.every
    if item.chart != "xmr" or every is None:
        return None, list(rows)
    judged, series = dict(enumerate(rows)), list[ControlChartWords]()
    limits = list[ControlChart]()
    for chart, numbers in _charts(catalogue, item, found, points):
        if hidden := sum(row.suppressed for _, row in chart.points):
            words = [_refused(hidden, every)]
            judged[numbers[-1]] = rows[numbers[-1]].model_copy(update={"text": words[0]})
        else:
            words = words_of(chart, every, _otherwise(item, chart, found))
            judged |= _judged(chart, numbers, rows, words)
        series.append(ControlChartWords(label=chart.label, words=words))
        limits += [chart] if not hidden and any(each.enough for each in chart.segments) else []
    method = _method(limits, item)
    return ControlChartsDocument(series=series, method=method), list(judged.values())


def _method(charts: Sequence[ControlChart], item: ReportItem) -> str:
    """How the limits of charts are set; without limits there is nothing to explain."""
    if not charts:
        return ""
    floor = FLOOR if all(each.no_closer_than_chance for each in charts) else ""
    return " ".join([METHOD.format(floor=floor), *([SCREENED] if item.screen else []), KEY])


def _charts(
    catalogue: Catalogue, item: ReportItem, found: QueryResult, points: Sequence[Point]
) -> Iterator[tuple[ControlChart, list[int]]]:
    """Each series with the numbers of its rows; totals stand for themselves alone."""
    grouped: dict[tuple[tuple[str, str], ...], list[int]] = {}
    for index, (_, row) in enumerate(points):
        if bool(row.breakdown) == bool(found.query.by):
            grouped.setdefault(tuple(row.breakdown.items()), []).append(index)
    for breakdown, numbers in grouped.items():
        mine = [points[index] for index in numbers]
        target = target_of(catalogue, found.query, dict(breakdown), mine[-1][0].period.start)
        yield (
            control_chart_of(
                *(found.query.indicator, mine, item.steps, target, item.freeze),
                found.query.every or Every.MONTH,
                screen=item.screen,
            ),
            numbers,
        )


def _judged(
    chart: ControlChart, numbers: Sequence[int], rows: Sequence[FiguresRow], words: Sequence[str]
) -> dict[int, FiguresRow]:
    """The rows of a series by their number, with what the chart says of each."""
    found: dict[int, FiguresRow] = {}
    for index, (table, row) in zip(numbers, chart.points, strict=True):
        point = point_document(chart, table, row)
        remarks = [*rows[index].remarks, *remarks_on(point)]
        found[index] = rows[index].model_copy(update={"process": point, "remarks": remarks})
    last = numbers[-1]
    found[last] = found[last].model_copy(update={"text": " ".join(words)})
    return found
