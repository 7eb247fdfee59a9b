"""What comes of a back-test: episodes, e-mails, and the hours in which a rule was mute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.threads.news import Word
from oversight_alerts.threads.thread import EmailKind
from oversight_contracts.definitions.models.rules import IndicatorRule
from oversight_measures.periods.period import Period, london_midnight

DAYS_IN_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class ReplayedEpisode:
    """An episode as a replay found it; ``ended_at`` and ``end_reason`` are None while it lasts.

    ``began`` is the bucket in which it most likely began, ``before`` says that it was open as the
    period began, and ``peak`` is the worst figure while it lasted, in the indicator's unit.
    """

    series: RuleSeries
    began: str | None
    opened_at: datetime
    before: bool
    ended_at: datetime | None
    end_reason: str | None
    peak: Fraction | None


@dataclass
class MuteHours:
    """Hours in which series of a rule could not be judged, by verdict and by why in words."""

    by_reason: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, reason: tuple[str, str], hours: float) -> None:
        """So many hours more."""
        self.by_reason[reason] = self.by_reason.get(reason, 0.0) + hours

    @property
    def hours(self) -> float:
        """All of them."""
        return sum(self.by_reason.values())


@dataclass(frozen=True)
class ReplayedEmail:
    """An e-mail that would have gone: what it said of which rule, the most urgent first."""

    at: datetime
    kind: EmailKind
    said: tuple[tuple[Word, str], ...]


@dataclass(frozen=True)
class ReplayedThread:
    """What would have been told as one: the rules of its episodes, and its e-mails.

    ``slug`` is of the rules that share a cause; ``closed_at`` is None while it is open.
    """

    slug: str
    opened_at: datetime
    closed_at: datetime | None
    rules: tuple[str, ...]
    emails: tuple[ReplayedEmail, ...]


@dataclass(frozen=True)
class RuleResult:
    """What came of one rule; ``series`` is how many it looks at.

    ``always_mute`` says that none of them could be judged at any time.
    """

    rule: IndicatorRule
    series: int
    episodes: tuple[ReplayedEpisode, ...]
    mute: MuteHours
    always_mute: bool = False

    @property
    def opened(self) -> tuple[ReplayedEpisode, ...]:
        """Those that opened in the period."""
        return tuple(each for each in self.episodes if not each.before)


@dataclass(frozen=True)
class Backtest:
    """What came of all rules of a force over a period."""

    force: str
    period: Period
    rules: Mapping[str, RuleResult]
    threads: tuple[ReplayedThread, ...] = ()

    @property
    def hours(self) -> float:
        """The length of the period, of one series."""
        span = london_midnight(self.period.end) - london_midnight(self.period.start)
        return span / timedelta(hours=1)

    @property
    def emails(self) -> tuple[ReplayedEmail, ...]:
        """The e-mails of the period, of all threads."""
        start = london_midnight(self.period.start)
        found = (email for each in self.threads for email in each.emails if email.at >= start)
        return tuple(sorted(found, key=lambda each: each.at))

    @property
    def emails_a_month(self) -> float:
        """E-mails of all threads in a month of usual length."""
        return self.a_month(len(self.emails))

    def a_month(self, sent: int) -> float:
        """So many over the period, as a number in a month of usual length."""
        return sent / self.period.days * DAYS_IN_A_MONTH
