"""The request and response models of back-tests on record."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from oversight_alerts.repository.backtests import RecordedBacktest
from oversight_alerts.web.views import View
from oversight_contracts.records.base import Slug

Words = Annotated[str, Field(max_length=500)]
Hours = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class TriedEpisode(_Told):
    """An episode as it would have been; ``peak`` is its worst figure, ``printed`` with its unit."""

    area: Words
    by: Words
    began: Words | None
    opened_at: AwareDatetime
    before: bool = Field(description="it was open as the period began")
    ended_at: AwareDatetime | None
    end_reason: Words | None
    peak: Number | None
    printed: Words = ""


class TriedEmail(_Told):
    """An e-mail that would have gone: what it says of which rule."""

    at: AwareDatetime
    kind: Words
    says: tuple[tuple[Words, Words], ...] = Field(max_length=500)


class TriedThread(_Told):
    """The episodes that would have been told of together, and their e-mails."""

    thread: Words
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    rules: tuple[Words, ...] = Field(max_length=500)
    emails: tuple[TriedEmail, ...] = Field(max_length=1000)


class MuteTime(_Told):
    """Hours in which series of a rule could not be judged, and why."""

    verdict: Words
    why: Words
    hours: Hours


class TriedRule(_Told):
    """What came of one rule, by the hash of what decides it."""

    content_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    title: Words
    series: int = Field(ge=0, le=1_000_000)
    always_mute: bool
    mute_hours: Hours
    mute: tuple[MuteTime, ...] = Field(max_length=500)
    episodes: tuple[TriedEpisode, ...] = Field(max_length=5000)


class TriedSet(_Told):
    """What came of one set of rules."""

    name: str = Field(min_length=1, max_length=200)
    emails: int = Field(ge=0, le=1_000_000)
    emails_a_month: Hours
    hours: Hours = Field(description="the length of the period, of one series")
    rules: Mapping[Slug, TriedRule] = Field(min_length=1, max_length=500)
    threads: tuple[TriedThread, ...] = Field(max_length=2000)


class BacktestRequest(BaseModel):
    """A back-test to be put on record; the last set is what was tried, one before it what ran."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    force: Slug
    since: date = Field(alias="from", description="the first day")
    until: date = Field(alias="to", description="the day after the last")
    as_known: Literal["now", "then"]
    why: str = Field(min_length=3, max_length=500)
    by: str | None = Field(None, min_length=2, max_length=100)
    sets: tuple[TriedSet, ...] = Field(min_length=1, max_length=2)

    @model_validator(mode="after")
    def _is_a_period(self) -> "BacktestRequest":
        if self.until <= self.since:
            raise ValueError("to must come after from")
        return self


class RecordedView(View):
    """What is said of a back-test on record, whole or in brief."""

    id: str
    force: str
    since: date = Field(serialization_alias="from")
    until: date = Field(serialization_alias="to")
    as_known: str
    why: str
    recorded_by: str
    recorded_at: AwareDatetime


class BacktestView(RecordedView):
    """A back-test on record."""

    sets: tuple[TriedSet, ...]

    @classmethod
    def of(cls, backtest: RecordedBacktest) -> "BacktestView":
        """The view of one."""
        return cls.model_validate(backtest)

    @property
    def tried(self) -> TriedSet:
        """The rules that were tried."""
        return self.sets[-1]

    @property
    def beside(self) -> TriedSet | None:
        """The rules that ran then; None where they are what was tried."""
        return self.sets[0] if len(self.sets) > 1 else None


class BacktestSummary(RecordedView):
    """A back-test on record, in brief; ``rules`` are the content hashes of what was tried."""

    rules: Mapping[str, str]
    episodes: int
    emails_a_month: float
    mute_hours: float


class BacktestsView(View):
    """The back-tests on record, the newest first."""

    backtests: tuple[BacktestSummary, ...]
