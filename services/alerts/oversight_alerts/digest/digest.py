"""The content of a digest, and its headline: all well only where all is well. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from oversight_alerts.digest.chance import ChanceBudget, chance_budget
from oversight_alerts.digest.feeds import FeedAge, feed_ages
from oversight_alerts.digest.judged import MuteReason, SeriesLook, mute_reasons, mute_series
from oversight_alerts.digest.schedule import Schedule
from oversight_alerts.episodes.silences import Silence
from oversight_alerts.projection.arrivals import Feed
from oversight_alerts.rules.builtin.feed import RULE as FEED_STOPPED
from oversight_alerts.rules.builtin.feed import feed_of
from oversight_alerts.rules.feeds.troubles import Feeds
from oversight_alerts.rules.observation import NO_BACKTEST
from oversight_alerts.rules.series import RuleSeries, series_of
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.facts.episode import EpisodeFact

# So long after its time a digest says that it is late, an e-mail that it waits, totals are old.
LATE = timedelta(hours=1)
WAITS = timedelta(minutes=15)
OLD = timedelta(hours=24)


@dataclass(frozen=True)
class MailState:
    """How mail stands: as ``email_outbox.Outbox``; ``lost`` says why the digest before never came.

    ``oldest`` is of the e-mails that wait.
    """

    waiting: int = 0
    oldest: datetime | None = None
    refused: int = 0
    folded: int = 0
    lost: str | None = None


@dataclass(frozen=True)
class SilenceCover:
    """A silence in force: how many series it covers, and the open episodes that it hides."""

    silence: Silence
    series: int
    hidden: tuple[EpisodeFact, ...]


@dataclass(frozen=True)
class Before:
    """The digest before: until when it told of everything, and which series were mute by then."""

    until: datetime | None = None
    mute: frozenset[str] | None = None


@dataclass(frozen=True)
class Material:
    """All that a digest is made of, as it is known at ``now``.

    ``episodes`` are those that last, and those that opened or ended since the digest before.
    ``untried`` is how many rules open alerts although no back-test of them is on record.
    """

    now: datetime
    cut_at: datetime
    looks: Sequence[SeriesLook]
    episodes: Sequence[EpisodeFact]
    silences: Sequence[Silence]
    feeds: Feeds
    mail: MailState
    before: Before
    untried: int = 0


@dataclass(frozen=True)
class Digest:
    """What a digest says; it tells of what was from ``since`` to ``now``.

    ``on_trial`` counts rules that open nothing for want of a back-test, ``untried`` those that do
    nevertheless.
    """

    schedule: Schedule
    day: date
    since: datetime
    now: datetime
    cut_at: datetime
    judged: int
    mute: tuple[MuteReason, ...]
    newly_mute: int | None
    lasting: tuple[EpisodeFact, ...]
    opened: tuple[EpisodeFact, ...]
    ended: tuple[EpisodeFact, ...]
    silences: tuple[SilenceCover, ...]
    feeds: tuple[FeedAge, ...]
    mail: MailState
    chance: ChanceBudget
    figures: Mapping[RuleSeries, SeriesLook]
    on_trial: int = 0
    untried: int = 0

    @property
    def all_mute(self) -> int:
        """The number of series that are mute."""
        return sum(each.series for each in self.mute)

    @property
    def well(self) -> bool:
        """True where nothing is open, newly mute, late or refused, and something was judged."""
        return not self.troubles

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is not well, in words, the most urgent first."""
        return tuple(_troubles(self))

    @property
    def headline(self) -> str:
        """What somebody has to know who reads nothing else."""
        mute = ""
        if self.all_mute:
            known = ", as before" if self.newly_mute == 0 else ""
            mute = f"; {self.all_mute:,} {_are(self.all_mute)} mute{known}"
        if self.well:
            return f"All well: {self.judged:,} series judged, none open{mute}."
        return f"Not all well: {'; '.join(self.troubles)}. {self.judged:,} series judged{mute}."


def digest_of(schedule: Schedule, day: date, material: Material) -> Digest:
    """The digest that is due on ``day``."""
    looks, now = material.looks, material.now
    since = material.before.until or schedule.due_at(day - schedule.step)
    mute_before = material.before.mute
    newly = None if mute_before is None else len(mute_series(looks) - mute_before)
    lasting = [each for each in material.episodes if each.state != "resolved"]
    return Digest(
        schedule=schedule,
        day=day,
        since=since,
        now=now,
        cut_at=material.cut_at,
        judged=sum(not each.mute for each in looks),
        mute=tuple(mute_reasons(looks, mute_before)),
        newly_mute=newly,
        lasting=tuple(sorted(lasting, key=_urgency)),
        opened=tuple(each for each in material.episodes if each.opened_at >= since),
        ended=tuple(
            each for each in material.episodes if each.resolved_at and each.resolved_at >= since
        ),
        silences=tuple(_covers(material, lasting)),
        feeds=tuple(feed_ages(material.feeds, _stopped(looks), now)),
        mail=material.mail,
        chance=chance_budget(looks),
        figures={each.series: each for each in looks},
        on_trial=len(_on_trial(looks)),
        untried=material.untried,
    )


def _troubles(digest: Digest) -> Iterator[str]:
    if not digest.judged:
        yield "nothing is judged"
    if digest.lasting:
        critical = sum(each.severity == "critical" for each in digest.lasting)
        which = f", {critical} of them critical" if critical else ""
        yield f"{_many(len(digest.lasting), 'alert is', 'alerts are')} open{which}"
    if any(each.stopped for each in digest.feeds):
        stopped = sum(each.stopped for each in digest.feeds)
        yield f"{_many(stopped, 'feed has', 'feeds have')} stopped"
    if digest.on_trial:
        yield f"{_many(digest.on_trial, 'rule is', 'rules are')} on trial: {NO_BACKTEST}"
    if digest.newly_mute:
        yield f"{_many(digest.newly_mute, 'series has', 'series have')} become mute"
    if digest.now - digest.cut_at >= OLD:
        yield "nothing has been counted for a day or more"
    if digest.now - digest.schedule.due_at(digest.day) >= LATE:
        yield "this e-mail is late"
    yield from _of_mail(digest.mail, digest.now)


def _of_mail(mail: MailState, now: datetime) -> Iterator[str]:
    if mail.refused:
        yield f"{_many(mail.refused, 'e-mail was', 'e-mails were')} refused to everyone"
    if mail.oldest is not None and now - mail.oldest >= WAITS:
        yield f"{_many(mail.waiting, 'e-mail waits', 'e-mails wait')} for the mail server"
    if mail.lost is not None:
        yield f"the e-mail before this one never arrived ({mail.lost})"


def _covers(material: Material, lasting: Sequence[EpisodeFact]) -> Iterator[SilenceCover]:
    for silence in material.silences:
        covered = {
            each.series for each in material.looks if silence.covers(each.series, material.now)
        }
        hidden = tuple(each for each in lasting if silence.covers(series_of(each), material.now))
        yield SilenceCover(silence, len(covered), hidden)


def _stopped(looks: Sequence[SeriesLook]) -> frozenset[Feed]:
    return frozenset(
        feed_of(each.series)
        for each in looks
        if each.rule.id == FEED_STOPPED.id
        and each.observation.verdict in (Verdict.BROKEN, Verdict.FEED_SILENT)
    )


def _on_trial(looks: Sequence[SeriesLook]) -> frozenset[str]:
    return frozenset(
        each.rule.id for each in looks if each.observation.verdict is Verdict.NO_BACKTEST
    )


def _urgency(fact: EpisodeFact) -> tuple[bool, datetime, str]:
    return fact.severity != "critical", fact.opened_at, fact.id


def _many(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
