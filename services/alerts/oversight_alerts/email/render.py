"""An e-mail about one transition, in words: subject, text and HTML. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from oversight_alerts.email import formatting
from oversight_alerts.email import silent_feed as silent_feed_email
from oversight_alerts.email import unaccounted_events as unaccounted_events_email
from oversight_alerts.email.context import WORDS, NotificationContext
from oversight_alerts.email.details import details_of
from oversight_alerts.rules.builtin import silent_feed, unaccounted_events
from oversight_alerts.rules.observe import Observation
from oversight_alerts.rules.verdict import direction
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.indicators import Indicator
from oversight_contracts.definitions.models.reference import WHOLE_FORCE
from oversight_contracts.definitions.models.rules import Rule

# Text on these reaches a contrast of 7 to 1 with white.
COLOURS = {"critical": "#8b0f14", "warning": "#7a4100", "resolved": "#0b5323"}


Content = Callable[[NotificationContext, str], dict[str, object]]
# What the rules that ship with the service say, by their ids: subject and content.
_SHIPPED: Mapping[str, tuple[Callable[[NotificationContext], str], Content]] = {
    unaccounted_events.RULE.id: (
        unaccounted_events_email.subject_of,
        unaccounted_events_email.content_of,
    ),
    **{
        rule.id: (silent_feed_email.subject_of, silent_feed_email.content_of)
        for rule in silent_feed.RULES
    },
}


@dataclass(frozen=True)
class EmailContent:
    """What a person reads."""

    subject: str
    text: str
    html: str


class EmailRenderer:
    """Writes letters from the two templates; ``public_url`` is where the links lead."""

    def __init__(self, catalogue: Catalogue, public_url: str) -> None:
        self._catalogue = catalogue
        self._public_url = public_url.rstrip("/")
        loader = PackageLoader("oversight_alerts")
        self._environment = Environment(
            loader=loader,
            autoescape=lambda name: name is not None and name.endswith(".html"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, occasion: NotificationContext) -> EmailContent:
        """The letter of an occasion."""
        if occasion.rule.id in _SHIPPED:
            line, content = _SHIPPED[occasion.rule.id]
            return self._letter(line(occasion), occasion, content)
        return self._letter(subject(self._catalogue, occasion), occasion, self._content)

    def _letter(self, line: str, occasion: NotificationContext, content: Content) -> EmailContent:
        given = _given(occasion) | content(occasion, self._public_url)
        text, html = (
            self._environment.get_template(f"letter.{form}").render(given)
            for form in ("txt", "html")
        )
        return EmailContent(line, text, html)

    def _content(self, occasion: NotificationContext, public_url: str) -> dict[str, object]:
        rule, episode = occasion.rule, occasion.episode
        indicator = self._catalogue.indicators[rule.indicator]
        ended = occasion.transition == "resolved"
        rows = details_of(self._catalogue, indicator, occasion)
        return {
            "sentence": sentence(indicator, occasion),
            "place": ", ".join(place(self._catalogue, occasion.reading, "whole force")),
            "rows": rows,
            "ask": indicator.lead or "The force's performance team; the indicator names no lead.",
            "links": [
                ("This alert", f"{public_url}/alerts/{episode.id}"),
                ("The indicator", f"{public_url}/indicators/{indicator.id}"),
            ],
            "next": _next(indicator, rule, ended),
        }


def _given(occasion: NotificationContext) -> dict[str, object]:
    """What every letter says."""
    rule, ended = occasion.rule, occasion.transition == "resolved"
    return {
        "word": WORDS[occasion.transition],
        "severity": rule.severity,
        "title": rule.title,
        "advice": " ".join(rule.advice.split()),
        "ended": ended,
        "rule": f"rule {rule.id}, severity {rule.severity}, episode {occasion.episode.id}",
        "colour": COLOURS["resolved" if ended else rule.severity],
    }


def subject(catalogue: Catalogue, occasion: NotificationContext) -> str:
    """[Oversight] Opened: <title> - 58.3% (limit 65%), West Midlands Police."""
    indicator = catalogue.indicators[occasion.rule.indicator]
    value, limit = _value(indicator, occasion), _limit(indicator, occasion.rule)
    where = ", ".join(place(catalogue, occasion.reading))
    line = f"{WORDS[occasion.transition]}: {occasion.rule.title} - {value} (limit {limit}), {where}"
    # A header is one line, whatever the definitions hold.
    return "[Oversight] " + " ".join(line.split())


def sentence(indicator: Indicator, occasion: NotificationContext) -> str:
    """58.3% is below the limit of 65%."""
    rule, value = occasion.rule, _value(indicator, occasion)
    limit = _limit(indicator, rule)
    if occasion.transition == "resolved":
        lasted = formatting.lasting(occasion.now - occasion.episode.opened_at)
        return f"Now {value}, within the limit of {limit}. It lasted {lasted}."
    side = "above" if direction(rule) > 0 else "below"
    was = ""
    if occasion.transition == "worsened" and occasion.told is not None:
        was = f" The last e-mail said {formatting.brief(indicator, occasion.told)}."
    return f"{value} is {side} the limit of {limit}.{was}"


def place(catalogue: Catalogue, reading: Observation, whole: str = "") -> tuple[str, ...]:
    """The force, the area (``whole`` for all of it) and the group compared."""
    watch = reading.watch
    force = catalogue.forces[watch.force]
    area = whole if watch.area == WHOLE_FORCE else force.areas[watch.area].title
    group = (watch.by.partition("=")[2],) if reading.reference else ()
    return tuple(filter(None, (force.title, area, *group)))


def _value(indicator: Indicator, occasion: NotificationContext) -> str:
    value = occasion.reading.figure.value
    assert value is not None, "a rule speaks of values only"
    return formatting.amount(indicator, value)


def _limit(indicator: Indicator, rule: Rule) -> str:
    # Beside a value that has the unit, words of it need not be repeated.
    text = formatting.bare(rule.threshold)
    return formatting.with_unit(indicator, text) if indicator.unit == "%" else text


def _next(indicator: Indicator, rule: Rule, ended: bool) -> str:
    if ended:
        return "If it happens again, that is a new alert with an e-mail of its own."
    worse = ""
    if rule.worse_by is not None:
        worse = (
            f"if it gets worse by {formatting.difference(indicator, rule.worse_by)} or more, and "
        )
    return f"There will be another e-mail {worse}when it is resolved."
