"""Digests of every kind: of a good week, of a bad one, of one in which nothing was judged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from tests.unit.alerts.builders import SERIES, episode, fact_of, observation, shipped

from oversight_alerts.digest.digest import Before, Digest, MailState, Material, digest_of
from oversight_alerts.digest.judged import SeriesLook
from oversight_alerts.digest.schedule import Schedule
from oversight_alerts.episodes.lifecycle import State
from oversight_alerts.episodes.silences import Silence
from oversight_alerts.projection.arrivals import Feed, hour_number
from oversight_alerts.rules.builtin.feed import RULE as FEED_STOPPED
from oversight_alerts.rules.builtin.feed import series_of
from oversight_alerts.rules.feeds.troubles import Feeds
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.facts.episode import EpisodeFact

WEEKLY = Schedule("weekly", 7)
MONDAY = date(2026, 7, 13)
# Seven o'clock in London.
NOW = datetime(2026, 7, 13, 6, 0, 10, tzinfo=UTC)
BEFORE = Before(NOW - timedelta(days=7), frozenset())
AREAS = ("birmingham", "coventry", "dudley", "sandwell", "solihull", "walsall", "wolverhampton")
LEVEL, DRIFT = "priority-2-response-by-area", "priority-2-slower-by-area"


def look(
    rule: str = LEVEL,
    area: str = "birmingham",
    verdict: Verdict = Verdict.WITHIN_LIMIT,
    *,
    mute: str = "",
    value: float | None = 81.4,
) -> SeriesLook:
    """A series of a rule in an area, as it was looked at."""
    found = observation(value, verdict)
    series = replace(SERIES, rule=rule, area=area)
    return SeriesLook(shipped().rules[rule], replace(found, series=series, mute=mute))


def looks(*, mute: int = 0, why: str = "no baseline is set for it") -> list[SeriesLook]:
    """Seven levels and seven drifts; of these the first so many are mute."""
    judged = [look(LEVEL, area) for area in AREAS]
    verdicts = [Verdict.NO_BASELINE] * mute + [Verdict.WITHIN_LIMIT] * (len(AREAS) - mute)
    drifts = (
        look(DRIFT, area, verdict, mute=why if verdict.silent else "")
        for area, verdict in zip(AREAS, verdicts, strict=True)
    )
    return [*judged, *drifts]


def fact(
    name: str = "e1",
    area: str = "birmingham",
    *,
    opened: timedelta = timedelta(days=2),
    ended: timedelta | None = None,
    reason: str = "recovered",
    severity: str = "warning",
    title: str = "Priority 2 response in an authority has fallen",
) -> EpisodeFact:
    """An episode that opened and perhaps ended so long ago."""
    state: State = "open" if ended is None else "resolved"
    one = replace(episode(), id=name, series=replace(SERIES, rule=LEVEL, area=area))
    known = fact_of(replace(one, state=state), severity=severity, title=title)
    resolved = None if ended is None else NOW - ended
    changes = {"opened_at": NOW - opened, "resolved_at": resolved}
    return known.model_copy(update={**changes, "end_reason": None if ended is None else reason})


def feeds(arrived: int = 1) -> Feeds:
    """A control room's feed of incidents, whose arrivals came last so many hours ago."""
    ages = {"closed": 1, "dispatched": 1, "arrived": arrived, "created": 1}
    source, force = "urn:control-room", "west-midlands"
    by_hour = {
        Feed(source, force, "incident", stage): {hour_number(NOW) - hours: 40}
        for stage, hours in ages.items()
    }
    whole = {hour_number(NOW) - 1: 120}
    nightly = {
        Feed("urn:crimes", force, "crime", "recorded"): {hour_number(NOW) - 5: 600},
        Feed("urn:crimes"): {hour_number(NOW) - 5: 600},
    }
    return {Feed(source): whole, Feed(source, force, "incident"): whole, **by_hour, **nightly}


def stopped(feed: Feed) -> SeriesLook:
    """What the rule that ships says of a feed that has stopped."""
    found = replace(observation(0, Verdict.BROKEN), series=series_of(feed))
    return SeriesLook(FEED_STOPPED, found)


def silence(rule: str | None = LEVEL, area: str | None = None) -> Silence:
    """An order of the oversight office that ends on Thursday."""
    made, until = NOW - timedelta(days=1), NOW + timedelta(days=3)
    why = "control room moves house"
    return Silence("s1", until, why, "A. Officer", made, rule, "west-midlands", area)


def material(
    found: Sequence[SeriesLook] | None = None,
    episodes: Sequence[EpisodeFact] = (),
    *,
    now: datetime = NOW,
    cut_at: datetime | None = None,
    silences: Sequence[Silence] = (),
    fed: Feeds | None = None,
    mail: MailState | None = None,
    before: Before = BEFORE,
) -> Material:
    """What is known on a Monday at seven; by default that all is well."""
    return Material(
        now=now,
        cut_at=cut_at or now - timedelta(minutes=2),
        looks=looks() if found is None else found,
        episodes=episodes,
        silences=silences,
        feeds=feeds() if fed is None else fed,
        mail=mail or MailState(),
        before=before,
    )


def digest(known: Material) -> Digest:
    """The digest of that Monday."""
    return digest_of(WEEKLY, MONDAY, known)


def good_week() -> Digest:
    """All well: one alert came and went, some series have long been mute."""
    mute = frozenset(f"{DRIFT}|west-midlands|{area}|{SERIES.by}" for area in AREAS)
    over = fact("e2", "dudley", ended=timedelta(days=1))
    return digest(
        material(looks(mute=3), [over], silences=[silence()], before=replace(BEFORE, mute=mute))
    )


def bad_week() -> Digest:
    """Nothing is as it should be."""
    arrivals = Feed("urn:control-room", "west-midlands", "incident", "arrived")
    broken = look(LEVEL, "birmingham", Verdict.BROKEN, value=58.3)
    others = [each for each in looks(mute=4) if each.series != broken.series]
    silent = look(LEVEL, "coventry", Verdict.FEED_SILENT, mute="arrivals at incidents have stopped")
    feed = stopped(arrivals)
    episodes = [
        fact("20260704-0c41", "coventry", opened=timedelta(days=9)),
        fact("20260711-9f3a", "birmingham", severity="critical"),
        fact("20260712-77aa", "dudley", opened=timedelta(hours=30)),
        fact("20260709-13b2", "walsall", opened=timedelta(days=4), ended=timedelta(days=1)),
        fact("20260708-5ce0", "solihull", ended=timedelta(days=1), reason="corrected"),
        fact("20260708-6a1e", "sandwell", ended=timedelta(days=1), reason="fewer-records"),
    ]
    waiting = MailState(2, NOW - timedelta(hours=3), refused=1, folded=4, lost="550 unknown user")
    return digest(
        material(
            [broken, silent, *others[1:], feed],
            episodes,
            silences=[silence(None, "dudley"), silence()],
            fed=feeds(arrived=26),
            mail=waiting,
        )
    )


def nothing_judged() -> Digest:
    """As a new installation has it, before anything was loaded."""
    none = [
        each._replace(
            observation=replace(
                each.observation, verdict=Verdict.NO_VALUE, mute="", figure=observation(None).figure
            )
        )
        for each in looks()
    ]
    return digest(material(none, fed={}, before=Before(NOW - timedelta(days=3))))


def rate_of(*spans: timedelta) -> Fraction:
    """How many false alarms a quarter series have that each have one in such a span."""
    year = timedelta(days=365, hours=6)
    return sum((Fraction(year / 4 / each) for each in spans), Fraction(0))
