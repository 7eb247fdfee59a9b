"""Renders a digest: all that somebody has to know to take silence for good news. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from oversight_alerts.digest.chance import ChanceBudget
from oversight_alerts.digest.digest import Digest, SilenceCover
from oversight_alerts.digest.feeds import FeedAge, StageAge
from oversight_alerts.digest.judged import MuteReason
from oversight_alerts.email.environment import new_environment
from oversight_alerts.email.figures import figure_of, place_of
from oversight_alerts.email.notification import EmailContent
from oversight_alerts.rules import formatting
from oversight_alerts.rules.series import series_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.wording import NAMES
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.facts.episode import END_REASONS, EpisodeFact

# Of a list no e-mail names more; the page has all.
MOST = 25


@dataclass(frozen=True)
class EpisodeLine:
    """An episode in a list, in words."""

    id: str
    title: str
    where: str
    figure: str
    course: str
    critical: bool


class DigestRenderer:
    """Renders digests; ``public_url`` is where the links lead."""

    def __init__(self, catalogue: Catalogue, public_url: str) -> None:
        self._catalogue = catalogue
        self._public_url = public_url.rstrip("/")
        self._environment = new_environment()

    def render(self, digest: Digest) -> EmailContent:
        """The e-mail of a digest."""
        values = {
            "digest": digest,
            "subject": subject_of(digest),
            "critical": any(each.severity == "critical" for each in digest.lasting),
            "lasting": [self._lasting(digest, each) for each in digest.lasting[:MOST]],
            "ended": [self._ended(each) for each in digest.ended[:MOST]],
            "most": MOST,
            "mute": [(reason_in_words(each), self._mute(each)) for each in digest.mute],
            "feeds": list(feeds_in_words(self._catalogue, digest.feeds)),
            "silences": [self._silence(each) for each in digest.silences],
            "mail": list(_mail_in_words(digest)),
            "chance": chance_in_words(digest.chance),
            "next_due": digest.schedule.due_at(digest.day + digest.schedule.step),
            "public_url": self._public_url,
        }
        text, html = (
            self._environment.get_template(f"email/digest/{form}.j2").render(values)
            for form in ("body_text", "body_html")
        )
        return EmailContent(subject_of(digest), text, html)

    def _lasting(self, digest: Digest, fact: EpisodeFact) -> EpisodeLine:
        look = digest.figures.get(series_of(fact))
        figure = figure_of(self._catalogue, fact, None if look is None else look.observation)
        lasts = formatting.lasting(digest.now - fact.opened_at)
        course = f"since {formatting.moment(fact.opened_at)} ({lasts})"
        if fact.acknowledged_by is not None:
            course += f"; acknowledged by {fact.acknowledged_by}"
        if fact.opened_at >= digest.since:
            course = f"new, {course}"
        if look is not None and look.mute:
            course += "; cannot be judged now"
        return self._line(fact, figure, course)

    def _ended(self, fact: EpisodeFact) -> EpisodeLine:
        assert fact.resolved_at is not None
        lasted = formatting.lasting(fact.resolved_at - fact.opened_at)
        why = END_REASONS.get(fact.end_reason or "", fact.end_reason or "over")
        course = f"{why}; lasted {lasted}, until {formatting.moment(fact.resolved_at)}"
        return self._line(fact, figure_of(self._catalogue, fact, None), course)

    def _line(self, fact: EpisodeFact, figure: str, course: str) -> EpisodeLine:
        force = self._catalogue.forces.get(fact.force)
        where = place_of(self._catalogue, fact)
        place = f"{force.title}, {where}" if force else where
        return EpisodeLine(fact.id, fact.title, place, figure, course, fact.severity == "critical")

    def _mute(self, reason: MuteReason) -> str:
        """The rules that are mute for a reason, and where, with how many series of each."""
        rules = ", ".join(f"{title} ({count:,})" for title, count in reason.rules)
        forces = [
            (self._catalogue.forces[force].title if force else "whole sources", count)
            for force, count in reason.forces
            if not force or force in self._catalogue.forces
        ]
        if len(forces) == 1:
            return f"{forces[0][0]}: {rules}"
        return f"{', '.join(f'{title} ({count:,})' for title, count in forces)}: {rules}"

    def _silence(self, cover: SilenceCover) -> tuple[str, str]:
        silence = cover.silence
        who = f'made by {silence.created_by}: "{" ".join(silence.reason.split())}"'
        ends = f"ends {formatting.moment(silence.until)}"
        hides = "nothing that is open"
        if cover.hidden:
            hides = ", ".join(dict.fromkeys(each.title for each in cover.hidden))
            hides = f"{_many(len(cover.hidden), 'open alert')} ({hides})"
        series = f"{cover.series:,} series"
        return self._named(cover), f"Hides {hides}; covers {series}; {ends}; {who}"

    def _named(self, cover: SilenceCover) -> str:
        silence = cover.silence
        rule = self._catalogue.rules.get(silence.rule or "")
        force = self._catalogue.forces.get(silence.force or "")
        parts = [rule.title if rule else silence.rule or "All rules"]
        if silence.area == WHOLE_FORCE:
            parts.append("whole force")
        elif silence.area is not None:
            areas = force.areas if force else {}
            parts.append(areas[silence.area].title if silence.area in areas else silence.area)
        if force is not None:
            parts.append(force.title)
        return ", ".join(parts)


def feeds_in_words(
    catalogue: Catalogue, feeds: Iterable[FeedAge]
) -> Iterator[tuple[str, str, bool]]:
    """Of each feed its name, how old each of its stages is, and whether any has stopped."""
    for each in feeds:
        force = catalogue.forces.get(each.force)
        kind = NAMES.get(each.kind, each.kind) or "all events"
        of = [kind.capitalize(), force.title if force else each.force]
        label = ", ".join(part for part in of if part) + f" ({each.source})"
        yield label, "; ".join(map(_age_in_words, each.ages)), each.stopped


def subject_of(digest: Digest) -> str:
    """Its kind and its day, whatever it says: ``[Oversight] Weekly summary, Monday …``."""
    return f"[Oversight] {digest.schedule.every.capitalize()} summary, {formatting.day(digest.day)}"


def reason_in_words(reason: MuteReason) -> str:
    """``40 series, 3 of them newly: no baseline is set``."""
    newly = f", {reason.new:,} of them newly" if reason.new else ""
    return f"{reason.series:,} series{newly}: {reason.words}"


def chance_in_words(chance: ChanceBudget) -> list[str]:
    """What the rules that judge now state of how often chance alone opens an alert."""
    said = []
    if chance.once_in is not None:
        spans = dict.fromkeys(map(formatting.span, chance.once_in))
        said.append(
            f"Rules with a baseline judge {chance.drifts:,} series, each of which chance alone "
            f"opens once in {' to '.join(spans)} on average: about {_often(chance.a_quarter)} of "
            "all together. What opens at once for one question in one force is one e-mail."
        )
    if chance.confidence is not None:
        sure = dict.fromkeys(f"{100 * each:g}%" for each in chance.confidence)
        said.append(
            f"Rules on a limit judge {chance.limits:,} series, and open where all of the "
            f"{' to '.join(sure)} interval lies beyond the limit, as wide as the figure varies "
            "by itself."
        )
    return said


def _often(a_quarter: Fraction) -> str:
    """``2.3 a quarter``, ``1.4 a year``, ``one in 5 years``."""
    if a_quarter >= 1:
        return f"{formatting.number(a_quarter, 1)} a quarter"
    if 4 * a_quarter >= Fraction(2, 3):
        return f"{formatting.number(4 * a_quarter, 1)} a year"
    return f"one in {formatting.number(1 / (4 * a_quarter), 0)} years"


def _age_in_words(age: StageAge) -> str:
    stages = ", ".join(each for each in age.stages if each)
    return f"{stages} {_ago(age.hours)}{' (stopped)' if age.stopped else ''}".strip()


def _ago(hours: int) -> str:
    if not hours:
        return "within the hour"
    return f"{formatting.lasting(timedelta(hours=hours))} ago"


def _mail_in_words(digest: Digest) -> Iterator[str]:
    mail = digest.mail
    if mail.refused:
        yield f"{_many(mail.refused, 'e-mail')} refused to everyone, of alerts still open"
    if mail.waiting:
        since = (
            "" if mail.oldest is None else f", the oldest since {formatting.moment(mail.oldest)}"
        )
        yield f"{_many(mail.waiting, 'e-mail')} waiting for the mail server{since}"
    if mail.folded:
        yield f"{_many(mail.folded, 'change')} of alerts kept for the next e-mail by the limits"
    if mail.lost is not None:
        yield f"The summary before this one never arrived: {mail.lost}"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
