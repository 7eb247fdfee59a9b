"""Feeds that fail: updates of one stage that do not come, and kinds that rest."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from oversight_local.simulate.extent import FeedKind, Scenario, Stage
from oversight_local.simulate.lifecycle import Lifecycle, Step
from oversight_local.simulate.scenario import SimulationSettings
from oversight_measures.periods.period import london_day, london_midnight

# The kind whose records have the stage, and the field that its update brings.
STAGES = {
    Stage.DISPATCHED: ("incident", "dispatched_at"),
    Stage.ARRIVED: ("incident", "arrived_at"),
    Stage.CLOSED: ("incident", "closed_at"),
    Stage.OUTCOME: ("crime", "outcomes"),
    Stage.FINALISED: ("complaint", "finalised_at"),
}
# Records that miss an update are other revisions, that replace those sent before.
STALL_REVISION = 1_001
NEVER = datetime.max.replace(tzinfo=UTC)
# Nightly rests begin at one o'clock in London.
NIGHT = timedelta(hours=1)


class Feed(Protocol):
    """What becomes of what a force's systems send."""

    def known(self, lifecycle: Lifecycle) -> Lifecycle:
        """The lifecycle as the feed tells it."""
        ...

    def sent(self, kind: str, at: datetime) -> datetime:
        """When it sends what it would have sent at ``at``; ``NEVER`` where it does not."""
        ...


class SoundFeed:
    """A feed that sends everything as it happens."""

    def known(self, lifecycle: Lifecycle) -> Lifecycle:
        """The same."""
        return lifecycle

    def sent(self, kind: str, at: datetime) -> datetime:
        """The same."""
        return at


@dataclass(frozen=True)
class StalledFeed(SoundFeed):
    """A feed whose updates of one stage do not come from ``since`` until ``end``.

    Other updates of a record come without what the stage would have told; it is told at the end.
    """

    stage: Stage
    since: datetime
    end: datetime

    def known(self, lifecycle: Lifecycle) -> Lifecycle:
        """The lifecycle with the stage's steps told at the end."""
        kind, field = STAGES[self.stage]
        if lifecycle.kind != kind or not any(map(self._held, lifecycle.steps)):
            return lifecycle
        in_order = sorted(lifecycle.steps, key=lambda each: each.at)
        steps = (self._step(number, each) for number, each in enumerate(in_order))
        return replace(lifecycle, steps=tuple(each for each in steps if each.at < NEVER))

    def _held(self, step: Step) -> bool:
        _, field = STAGES[self.stage]
        return field in (step.fields or {}) and self.since <= step.at < self.end

    def _step(self, number: int, step: Step) -> Step:
        at = self.end if self._held(step) else step.at
        # What is known from the end on depends on when that was, so it is numbered by it.
        later = 1_000 * int(self.end.timestamp()) if self.end <= at < NEVER else 0
        return replace(step, at=at, revision=STALL_REVISION + later + number)


@dataclass(frozen=True)
class RestingFeed(SoundFeed):
    """A feed that sends nothing of one kind from ``since`` until ``end``, and then what waited.

    Of a length by the night it rests each night from one o'clock on.
    """

    kind: FeedKind
    since: datetime
    end: datetime
    nightly: timedelta | None = None

    def sent(self, kind: str, at: datetime) -> datetime:
        """The end of the rest where it would have been sent during one."""
        if kind != self.kind or at < self.since:
            return at
        if self.nightly is None:
            return self.end if at < self.end else at
        night = london_midnight(london_day(at)) + NIGHT
        return night + self.nightly if night <= at < night + self.nightly else at


def feed_of(settings: SimulationSettings) -> Feed:
    """The feed as the scenario has it."""
    extent, since = settings.extent, settings.since
    if since is None or settings.scenario not in (Scenario.FEED_STALL, Scenario.FEED_REST):
        return SoundFeed()
    end = NEVER if extent.length is None else since + extent.length
    if settings.scenario is Scenario.FEED_STALL:
        return StalledFeed(extent.stage, since, end)
    nightly = extent.length if extent.nightly else None
    return RestingFeed(extent.kind, since, end, nightly)
