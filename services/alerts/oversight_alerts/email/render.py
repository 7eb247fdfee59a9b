"""Renders an e-mail about one transition from the templates of its kind. Pure."""

from collections.abc import Callable, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.kinds import kind_of
from oversight_alerts.email.notification import EmailContent
from oversight_alerts.episodes.lifecycle import Transition
from oversight_alerts.rules import formatting
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.time_buckets import start_of_hour

# Text on these reaches a contrast of 7 to 1 with white.
COLOURS = {"critical": "#8b0f14", "warning": "#7a4100", "resolved": "#0b5323"}
WORDS: Mapping[Transition, str] = {
    "opened": "Opened",
    "worsened": "Worsened",
    "resolved": "Resolved",
    "acknowledged": "Acknowledged",
}
FILTERS: Mapping[str, Callable[..., object]] = {
    "number": lambda value, places=0: formatting.number(value, places),
    "amount": lambda value, indicator: formatting.amount(indicator, value),
    "brief": lambda value, indicator: formatting.brief(indicator, value),
    "limit": lambda value, indicator: formatting.limit(indicator, value),
    "short_limit": lambda value, indicator: formatting.short_limit(indicator, value),
    "difference": lambda value, indicator: formatting.difference(indicator, value),
    "moment": formatting.moment,
    "span": formatting.span,
    "lasting": formatting.lasting,
    "hour_start": start_of_hour,
}


class EmailRenderer:
    """Renders e-mails; ``public_url`` is where the links lead."""

    def __init__(self, catalogue: Catalogue, public_url: str) -> None:
        self._catalogue = catalogue
        self._public_url = public_url.rstrip("/")
        self._environment = Environment(
            loader=PackageLoader("oversight_alerts"),
            extensions=["jinja2.ext.do"],
            autoescape=lambda name: name is not None and name.endswith("/body_html.j2"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)

    def render(self, context: NotificationContext) -> EmailContent:
        """The e-mail that tells of the transition."""
        kind = kind_of(context)
        folder = f"email/{kind.templates}"
        values = {
            **_common_values(context),
            **kind.values(self._catalogue, context),
            "public_url": self._public_url,
            "words_template": f"{folder}/words.j2",
        }
        subject, text, html = (
            self._environment.get_template(f"{folder}/{form}.j2").render(values)
            for form in ("subject", "body_text", "body_html")
        )
        # A header is one line, whatever the definitions hold.
        return EmailContent(" ".join(subject.split()), text, html)


def _common_values(context: NotificationContext) -> dict[str, object]:
    rule, episode, observation = context.rule, context.episode, context.observation
    return {
        **{"rule": rule, "episode": episode, "figure": observation.figure},
        **{"window": observation.window, "sample": observation.sample},
        **{"transition": context.transition, "word": WORDS[context.transition]},
        **{"now": context.now, "cut_at": context.cut_at, "lasted": context.lasted},
        **{"ended": context.ended, "last_notified_value": context.last_notified_value},
        "advice": " ".join(rule.advice.split()),
        "rule_line": f"rule {rule.id}, severity {rule.severity}, episode {episode.id}",
        "colour": COLOURS["resolved" if context.ended else rule.severity],
    }
