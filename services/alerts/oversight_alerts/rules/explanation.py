"""The explanation of a figure: what it was before, and which authorities carry the change. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from oversight_alerts.rules.kind import Totals
from oversight_alerts.rules.observation import Observation
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.facts import SeriesKey
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.windows import BucketRange, buckets_of, days_of
from oversight_measures.contributions import Part, count_contributions, ratio_contributions
from oversight_measures.periods.period import Period
from oversight_measures.spread.observed import Kind

# What a level is held against where no baseline says what is usual.
BEFORE = timedelta(days=28)
ELSEWHERE = ""
"""What no authority is named of."""


@dataclass(frozen=True)
class Explanation:
    """How a figure came from what it ``was`` over the days ``before``, in its unit.

    ``parts`` is what each authority contributes, and ``ELSEWHERE``; they are the change. Of an
    authority's own figure that alone. A count is that of as many days as the figure's.
    """

    before: Period
    was: Fraction
    change: Fraction
    parts: Mapping[str, Fraction]


def explain(
    catalogue: Catalogue, indicator: Indicator, observation: Observation, totals: Totals
) -> Explanation | None:
    """The explanation of an observation; None of what does not add up, such as a median."""
    part = _reader(catalogue, indicator, observation, totals)
    if part is None or observation.figure.value is None:
        return None
    now, before = days_of(observation.window), _before(observation)
    scale = Fraction(1)
    if indicator.is_count:
        scale = Fraction(now.days, before.days)
    elif indicator.reference_group is None:
        scale = Fraction(indicator.scale)
    areas = _areas(catalogue, observation)
    old, new = (
        _split(part, areas, observation.series.area, buckets_of(indicator, period))
        for period in (before, now)
    )
    if indicator.is_count:
        return _of_counts(before, old, new, scale)
    return _of_ratios(before, old, new, scale)


def _of_counts(
    before: Period, old: Mapping[str, Part], new: Mapping[str, Part], scale: Fraction
) -> Explanation:
    was = {name: scale * each.numerator for name, each in old.items()}
    parts = count_contributions(was, {name: each.numerator for name, each in new.items()})
    return Explanation(before, _sum(was), _sum(parts), parts)


def _of_ratios(
    before: Period, old: Mapping[str, Part], new: Mapping[str, Part], scale: Fraction
) -> Explanation | None:
    if not (_of(old) and _of(new)):
        return None
    found = ratio_contributions(old, new)
    parts = {name: scale * each for name, each in found.items()}
    hits = sum((each.numerator for each in old.values()), Fraction(0))
    return Explanation(before, scale * hits / _of(old), _sum(parts), parts)


def _sum(parts: Mapping[str, Fraction]) -> Fraction:
    return sum(parts.values(), Fraction(0))


def _of(parts: Mapping[str, Part]) -> Fraction:
    return sum((each.denominator for each in parts.values()), Fraction(0))


_Reader = Callable[[str, BucketRange], Part]


def _reader(
    catalogue: Catalogue, indicator: Indicator, observation: Observation, totals: Totals
) -> _Reader | None:
    """How the part of an area over a window is read; None where parts make no whole."""
    if indicator.per_residents is not None:
        return None
    if indicator.reference_group is not None:
        return _reader_of_groups(catalogue, indicator, observation, totals)
    if indicator.change_test.kind not in (Kind.COUNT, Kind.SHARE):
        return None
    series = observation.series

    def read(area: str, window: BucketRange) -> Part:
        key = SeriesKey(indicator.id, series.force, area, series.by)
        return Part(*map(Fraction, indicator.cases(totals.total(key, window))))

    return read


def _reader_of_groups(
    catalogue: Catalogue, indicator: Indicator, observation: Observation, totals: Totals
) -> _Reader | None:
    """Events of the group over its residents in the force, by those of the reference group."""
    reference, series = indicator.reference_group, observation.series
    assert reference is not None
    basis = getattr(catalogue.rules.get(series.rule), "basis", None)
    known = catalogue.residents_of(series.force, series.area, basis) if basis else None
    residents = known.groups.get(reference.dimension, {}) if known else {}
    names = (series.by.partition("=")[2], reference.value)
    if not all(residents.get(name) for name in names):
        return None

    def read(area: str, window: BucketRange) -> Part:
        keys = (
            SeriesKey(indicator.id, series.force, area, f"{reference.dimension}={name}")
            for name in names
        )
        counts = (totals.total(key, window).n for key in keys)
        return Part(*(Fraction(n, residents[name]) for n, name in zip(counts, names, strict=True)))

    return read


def _split(
    read: _Reader, areas: Mapping[str, object], whole: str, window: BucketRange
) -> dict[str, Part]:
    """What each authority has, and what is of none."""
    parts = {area: read(area, window) for area in areas}
    all_of_it = read(whole, window)
    left = Part(
        all_of_it.numerator - sum((each.numerator for each in parts.values()), Fraction(0)),
        all_of_it.denominator - sum((each.denominator for each in parts.values()), Fraction(0)),
    )
    return {**parts, ELSEWHERE: left}


def _areas(catalogue: Catalogue, observation: Observation) -> Mapping[str, object]:
    force = catalogue.forces.get(observation.series.force)
    if force is None or observation.series.area != WHOLE_FORCE:
        return {}
    return {name: each for name, each in force.areas.items() if each.kind == "local-authority"}


def _before(observation: Observation) -> Period:
    if observation.usual is not None:
        return observation.usual.baseline.period
    start = days_of(observation.window).start
    if observation.began is not None:
        # What has lasted for some time is no measure of itself.
        start = min(start, date.fromisoformat(observation.began[:10]))
    return Period(start - BEFORE, start)
