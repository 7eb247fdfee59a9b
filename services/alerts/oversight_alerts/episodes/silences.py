"""Silences: until when nobody wants e-mail of a rule, or of an area."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from oversight_alerts.rules.series import RuleSeries


@dataclass(frozen=True)
class Silence:
    """Matches every series that has what it names; what it leaves None matches all."""

    id: str
    until: datetime
    reason: str
    created_by: str
    created_at: datetime
    rule: str | None = None
    force: str | None = None
    area: str | None = None
    # Where somebody ended it before its time.
    ended_at: datetime | None = None
    ended_by: str | None = None

    @property
    def end(self) -> datetime:
        """When it ends or ended; it was made ``until``."""
        return self.until if self.ended_at is None else min(self.until, self.ended_at)

    def covers(self, series: RuleSeries, now: datetime) -> bool:
        """True where no e-mail of ``series`` is wanted at ``now``."""
        pairs = ((self.rule, series.rule), (self.force, series.force), (self.area, series.area))
        return now < self.end and all(mine in (None, theirs) for mine, theirs in pairs)


def silenced(silences: Iterable[Silence], series: RuleSeries, now: datetime) -> bool:
    """The mute stage: whether any silence covers the series."""
    return any(each.covers(series, now) for each in silences)
