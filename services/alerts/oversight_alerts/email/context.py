"""The context of a notification: the transition and the figure that made it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.rules.explanation import Explanation
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.definitions.models.rules import Rule


@dataclass(frozen=True)
class Look:
    """A series as it was looked at last: the rule, its figure now, what the last e-mail said."""

    rule: Rule
    observation: Observation
    silenced: bool
    last_notified_value: Fraction | None = None
    explanation: Explanation | None = None


@dataclass(frozen=True)
class Standing:
    """How all series stand at one evaluation; ``cut_at`` is when the totals were read."""

    now: datetime
    cut_at: datetime
    looks: Mapping[RuleSeries, Look]

    @property
    def silenced(self) -> frozenset[RuleSeries]:
        """The series that nobody wants e-mail of now."""
        return frozenset(series for series, look in self.looks.items() if look.silenced)


@dataclass(frozen=True)
class NotificationContext:
    """One transition of one episode, and the figure that made it.

    ``cut_at`` is when the totals were read; ``last_notified_value`` is the value that the last
    e-mail said, None before the first.
    """

    rule: Rule
    observation: Observation
    episode: Episode
    transition: Transition
    now: datetime
    cut_at: datetime
    last_notified_value: Fraction | None = None
    explanation: Explanation | None = None

    @property
    def ended(self) -> bool:
        """True where it tells of the episode's end."""
        return self.transition == "resolved"

    @property
    def lasted(self) -> timedelta:
        """The time since the episode opened."""
        return self.now - self.episode.opened_at
