"""What the console asks of the service behind it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.rules.explanation import Explanation
from oversight_alerts.rules.feeds.troubles import Feeds
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.web.views import (
    AlertView,
    RulesView,
    SilenceRequest,
    SilencesView,
    SilenceView,
)
from oversight_contracts.facts.episode import EpisodeFact


class Judged(Protocol):
    """One evaluation of all rules."""

    @property
    def at(self) -> datetime: ...

    @property
    def cut_at(self) -> datetime: ...

    @property
    def decisions(self) -> Sequence[Decision]: ...

    @property
    def explained(self) -> Mapping[RuleSeries, Explanation]: ...

    @property
    def feeds(self) -> Feeds: ...


class Office(Protocol):
    """The service; each request is one transaction, and raises the problems of the API."""

    @property
    def last(self) -> Judged | None: ...

    async def episodes_since(self, since: datetime) -> list[EpisodeFact]: ...

    async def alert(self, episode: str) -> AlertView: ...

    async def acknowledge(self, episode: str, who: str, note: str | None) -> AlertView: ...

    async def take_back_acknowledgement(self, episode: str, who: str) -> AlertView: ...

    async def silences(self, *, over: bool) -> SilencesView: ...

    async def silence(self, request: SilenceRequest, who: str) -> SilenceView: ...

    async def end_silence(self, silence: str, who: str) -> None: ...

    async def rules(self) -> RulesView: ...
