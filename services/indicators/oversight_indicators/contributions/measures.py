"""The measures: counts, shares, targets and durations, as one record adds to them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from oversight_contracts.contributions.count import CountSpec
from oversight_contracts.contributions.duration import DurationSpec
from oversight_contracts.contributions.lengths import seconds_between
from oversight_contracts.contributions.share import ShareSpec
from oversight_contracts.definitions.explain.matching import fields_named, holds
from oversight_contracts.measures.indicator import Indicator
from oversight_indicators.contributions.accumulator import Contribution, Increment
from oversight_indicators.contributions.fields import FieldValues
from oversight_indicators.contributions.london_time import Instant
from oversight_indicators.contributions.measure import CompileContext, Measure, Values


class CountMeasure(Measure[Increment]):
    """Adds one to n, or to of: counts, and both sides of ratios and stocks."""

    def __init__(
        self,
        context: CompileContext,
        indicator: Indicator,
        spec: CountSpec,
    ) -> None:
        super().__init__(context, indicator, spec.population)
        self._n, self._of = int(spec.side == "n"), int(spec.side == "of")

    def _choice(self, values: Values, series: tuple[int, ...]) -> Increment:
        return Increment(series, self._n, self._of)

    def contribution(self, choice: Increment, fields: FieldValues) -> Contribution:
        return choice, self._bucket(fields), None


class ShareMeasure(Measure[Increment]):
    """A hit, a miss, or not decided: decided by conditions."""

    def __init__(self, context: CompileContext, indicator: Indicator, spec: ShareSpec) -> None:
        super().__init__(context, indicator, spec.population)
        self._hit, self._pending = spec.hit, spec.pending

    def needs(self) -> Iterator[str]:
        yield from fields_named(self._hit)
        if self._pending:
            yield from fields_named(self._pending.where)

    def _choice(self, values: Values, series: tuple[int, ...]) -> Increment:
        if self._pending and holds(self._pending.where, values):
            return Increment(series, pending=1)
        return Increment(series, n=int(holds(self._hit, values)), of=1)

    def contribution(self, choice: Increment, fields: FieldValues) -> Contribution:
        return choice, self._bucket(fields), None


@dataclass(frozen=True, slots=True, eq=False)
class TargetOutcome:
    """A target in seconds, and what to add when it was kept or missed."""

    target: int | None
    kept: Increment
    missed: Increment


class TargetMeasure(Measure[TargetOutcome]):
    """A hit when the end came within the target of the day on which the clock started."""

    needs_duration = True

    def __init__(self, context: CompileContext, indicator: Indicator, spec: ShareSpec) -> None:
        super().__init__(context, indicator, spec.population)
        assert spec.within is not None
        self._within, self._hit, self._pending = spec.within, spec.hit, spec.pending
        self._target = context.catalogue.targets[spec.within.target]

    def needs(self) -> Iterator[str]:
        yield from (self._within.start, self._within.end, self._target.field)
        yield from fields_named(self._hit)
        if self._pending:
            yield from fields_named(self._pending.where)

    def timed(self) -> Iterable[str]:
        return self.population.at, self._within.start

    def bind(self, positions: Mapping[str, int]) -> None:
        super().bind(positions)
        self._start, self._end = positions[self._within.start], positions[self._within.end]

    def _choice(self, values: Values, series: tuple[int, ...]) -> TargetOutcome | None:
        seconds = self._seconds(values)
        if seconds is None:
            return None
        missed = Increment(series, of=1)
        if self._pending and holds(self._pending.where, values):
            waiting = Increment(series, pending=1)
            return TargetOutcome(None, waiting, waiting)
        ended = values[self._within.end] is not None and holds(self._hit, values)
        return TargetOutcome(seconds if ended else None, Increment(series, n=1, of=1), missed)

    def _seconds(self, values: Values) -> int | None:
        """The target, or None where the clock never started or there was none that day."""
        era = values[self._within.start]
        if era is None:
            return None
        day = self._context.areas.first_day(era)
        return self._target.seconds_on(day, str(values[self._target.field]))

    def contribution(self, choice: TargetOutcome, fields: FieldValues) -> Contribution:
        kept = choice.target is not None and (
            _seconds(fields, self._start, self._end) <= choice.target
        )
        return choice.kept if kept else choice.missed, self._bucket(fields), None


class DurationMeasure(Measure[Increment]):
    """A duration, counted exactly; or one that is still open, or never ended."""

    needs_duration = True

    def __init__(self, context: CompileContext, indicator: Indicator, spec: DurationSpec) -> None:
        super().__init__(context, indicator, spec.population)
        self._from, self._to, self._open = spec.start, spec.end, spec.open
        self._less_days = spec.less_days
        self._in_days = spec.counted_in == "days"

    def needs(self) -> Iterator[str]:
        yield from (self._from, self._to)
        yield from fields_named(self._open)

    def timed(self) -> Iterable[str]:
        ends = (self._from, self._to) if self._in_days else ()
        return self.population.at, *ends

    def reads(self) -> Iterable[str]:
        return (self._less_days,) if self._less_days else ()

    def bind(self, positions: Mapping[str, int]) -> None:
        super().bind(positions)
        self._start, self._end = positions[self._from], positions[self._to]
        self._less = positions[self._less_days] if self._less_days else None

    def _choice(self, values: Values, series: tuple[int, ...]) -> Increment:
        if values[self._to] is None:
            return Increment(series, of=1, pending=int(holds(self._open, values)))
        return Increment(series, n=int(values[self._from] is not None), of=1)

    def contribution(self, choice: Increment, fields: FieldValues) -> Contribution:
        if not choice.n:
            return choice, self._bucket(fields), None
        taken = self._days(fields) if self._in_days else _seconds(fields, self._start, self._end)
        return choice, self._bucket(fields), max(taken, 0)

    def _days(self, fields: FieldValues) -> int:
        start: Instant = fields.instants[self._start]
        end: Instant = fields.instants[self._end]
        less: int | None = fields.raw[self._less] if self._less is not None else None
        return end.day - start.day - (less or 0)


def _seconds(fields: FieldValues, start: int, end: int) -> int:
    from_: datetime = fields.raw[start]
    to: datetime = fields.raw[end]
    return seconds_between(from_, to)
