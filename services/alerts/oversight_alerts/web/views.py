"""The response and request models of the API."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from oversight_alerts.episodes.silences import Silence
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import Position
from oversight_measures.spread.observed import Kind


class View(BaseModel):
    """Read from an object's attributes or a mapping."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class PositionView(View):
    """The last applied cut; nulls and no positions before the first.

    ``judged`` is the positions as at which rules were judged last, with all that follows from it
    recorded; none before they were.
    """

    generation: int | None
    definitions: str | None
    positions: tuple[Position, ...]
    judged: tuple[Position, ...] = ()


class NotificationView(View):
    """What became of the e-mail of one transition.

    ``withheld`` is told to nobody; ``folded`` is told as things stand by then, once the limits let
    an e-mail go, or needs no telling any more; ``reason`` says why. ``last_error`` is what the mail
    server said last; ``refused`` what it said of each recipient whom it refuses for good: of all,
    in the state ``refused``. Transitions that one e-mail tells of have one ``message_id``.
    """

    transition: str
    revision: int
    state: Literal["queued", "delivered", "withheld", "refused", "folded"]
    reason: str | None
    subject: str | None
    message_id: str | None
    recipients: tuple[str, ...]
    attempts: int
    created_at: AwareDatetime
    next_attempt_at: AwareDatetime | None
    last_error: str | None
    delivered_at: AwareDatetime | None
    refused: Mapping[str, str]
    refused_at: AwareDatetime | None


class AlertsView(View):
    """Episodes, the newest first."""

    alerts: tuple[EpisodeFact, ...]


class RuleChangeView(View):
    """An episode went on under a rule that was changed, or whose indicator or baseline was."""

    at: AwareDatetime
    content_before: str
    content_after: str = Field(description="as `content_hashes` of /v1/rules has it")


class AlertView(View):
    """One episode as it stands, after each of its transitions, and the e-mail of each.

    Nobody is mailed ``rule_changes``.
    """

    alert: EpisodeFact
    history: tuple[EpisodeFact, ...]
    notifications: tuple[NotificationView, ...]
    rule_changes: tuple[RuleChangeView, ...] = ()

    @classmethod
    def of(
        cls,
        history: Sequence[EpisodeFact],
        emails: Sequence[Mapping[str, Any]],
        changes: Sequence[Mapping[str, Any]] = (),
    ) -> "AlertView":
        """The view of a history, which has at least its opening."""
        notifications = tuple(NotificationView.model_validate(content) for content in emails)
        return cls(
            alert=history[-1],
            history=tuple(history),
            notifications=notifications,
            rule_changes=tuple(RuleChangeView.model_validate(each) for each in changes),
        )


class AcknowledgementRequest(BaseModel):
    """Who takes an episode on, where several share a token, and what they say of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    by: str | None = Field(None, min_length=2, max_length=100)
    note: str | None = Field(None, min_length=3, max_length=500)


class SilenceRequest(BaseModel):
    """Until when nobody wants e-mail of what it names; what it leaves out matches all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str | None = None
    force: str | None = None
    area: str | None = None
    until: AwareDatetime
    reason: str = Field(min_length=3, max_length=500)

    @model_validator(mode="after")
    def _names_something(self) -> "SilenceRequest":
        # One that matches everything would make all silence mean nothing.
        if not (self.rule or self.area):
            raise ValueError("name a rule or an area")
        return self


class SilenceView(View):
    """A silence."""

    id: str
    rule: str | None
    force: str | None
    area: str | None
    until: AwareDatetime
    reason: str
    created_by: str
    created_at: AwareDatetime
    ended_at: AwareDatetime | None = Field(description="when it was ended before its time")
    ended_by: str | None


class SilencesView(View):
    """Silences: those in force by their end, those that are over from the last one made."""

    silences: tuple[SilenceView, ...]

    @classmethod
    def of(cls, silences: Sequence[Silence]) -> "SilencesView":
        """The view of silences."""
        return cls(silences=tuple(SilenceView.model_validate(each) for each in silences))


class BaselineView(View):
    """The baseline that a series drifts from, and the series' own figure in it."""

    value: float
    since: date = Field(description="its first day")
    until: date = Field(description="the day after its last")
    set_by: str
    set_on: date
    why: str


class VolumesView(View):
    """What a series is like as it runs: what its rule states of chance alone stands on it."""

    kind: Kind
    a_day: float = Field(description="cases a day; of a count, events")
    dispersion: float = Field(description="the variance of a bucket over that of chance alone")
    source: str = Field(description="what the spread stands on, in words")
    share: float | None = Field(description="the part of hits in the cases, from 0 to 1")
    correlation: float = Field(description="that of the cases of a bucket")
    sizes: tuple[int, ...] = Field(
        description="the deciles of the cases of a bucket; of a count its days"
    )
    limit: float | None = Field(
        description="of a level: a share from 0 to 1, or the events of a whole window"
    )
    threshold: float | None = Field(description="of a cumulative sum")
    reference_a_day: float | None = Field(
        description="of an outcome test: the reference group's cases a day"
    )
    reference_share: float | None = Field(description="of an outcome test: its part of hits")


class WatchView(View):
    """One series that a rule looks at: its figure now, and why there is an alert or none."""

    force: str
    area: str
    by: str
    state: Literal["well", "mute", "open", "acknowledged"] = Field(
        description="mute where nothing can be said of it: `missing` or `verdict` says why"
    )
    reason: str = Field(description="the transition just made, or why there was none")
    verdict: str
    missing: str = Field(
        description="why nothing can be said: missing records, no baseline, in words; or empty"
    )
    on_trial: str | None = Field(
        description="what the rule would say, where it has no back-test on record; else null"
    )
    silenced: bool
    episode: str | None
    value: float | None
    lower: float | None
    upper: float | None
    numerator: int | None = Field(description="null where it is not recorded, which is no zero")
    denominator: int | None
    pending: int
    sample: int
    limit: float | None = Field(description="what the figure is held against: a limit, the usual")
    began: str | None = Field(description="the bucket in which what lasts most likely began")
    baseline: BaselineView | None
    window_from: str
    window_to: str
    volumes: VolumesView | None = Field(
        description="before the window, or in the baseline; null where nothing can be judged"
    )


class RuleView(View):
    """A rule and every series it looks at."""

    id: str
    title: str
    question: str
    thread: str
    severity: str
    kind: str
    indicator: str
    unit: str
    threshold: float | None = Field(description="null of a drift, which has a baseline")
    worse_by: float | None
    minimum: int
    terms: str = Field(description="when it opens and when it is over, in words")
    hold: str
    advice: str
    content_hashes: Mapping[str, str] = Field(
        description="by force: what a back-test on record is of"
    )
    series: tuple[WatchView, ...]


class MailView(View):
    """Whether e-mail gets through: what waits, since when, and the last that was delivered.

    ``refused`` counts e-mails that everyone was refused, of open alerts that nobody has
    acknowledged; ``refusal`` is what the mail server said of the last of them. ``folded`` counts
    transitions that the limits keep from being told of now.
    """

    waiting: int
    oldest: datetime | None
    last_delivered: datetime | None
    refused: int
    refusal: str | None
    folded: int


class DigestView(View):
    """The e-mail that tells how all stands: when the newest was due, and the last handed over.

    ``due`` is null before the first; ``delivered`` is what a mail server has taken; ``next`` is
    when the one after is due.
    """

    every: Literal["daily", "weekly"]
    due: datetime | None
    delivered: datetime | None
    next: datetime


class RulesView(View):
    """How to know that silence means well: what was looked at, and as at when.

    ``as_at`` is when the totals were read, ``evaluated_at`` when the rules last were; ``current``
    says whether all that is published has been taken in.
    """

    as_at: AwareDatetime | None
    generation: int | None
    evaluated_at: AwareDatetime | None
    current: bool
    mail: MailView
    digest: DigestView | None = Field(description="null where none is wanted")
    rules: tuple[RuleView, ...]
