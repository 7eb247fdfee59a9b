"""Renders an e-mail of a thread from the templates of its first episode's kind. Pure."""

from collections.abc import Callable, Mapping

from oversight_alerts.email.chart import Chart
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.environment import new_environment
from oversight_alerts.email.evidence import Evidence, evidence_of
from oversight_alerts.email.kinds import kind_of
from oversight_alerts.email.members import member_lines
from oversight_alerts.email.notification import EmailContent
from oversight_alerts.email.thread_context import ThreadContext
from oversight_alerts.threads.news import MemberNews, Word
from oversight_contracts.definitions.catalogue import Catalogue

# Text on these reaches a contrast of 7 to 1 with white.
COLOURS = {"critical": "#8b0f14", "warning": "#7a4100", "resolved": "#0b5323"}
WORDS: Mapping[Word, str] = {
    "new": "Opened",
    "worse": "Worsened",
    "over": "Resolved",
    "still": "Still open",
}


# Why it is over stands first: what is taken back has not recovered.
ENDED: Mapping[str, str] = {
    "corrected": "Corrected",
    "recomputed": "Recomputed",
    "fewer-records": "Fewer records",
    "no-longer-judged": "No longer judged",
}


class EmailRenderer:
    """Renders e-mails; ``public_url`` is where the links lead.

    Without ``draw`` they have no picture, and the words for it alone. ``console_url`` is where the
    console is; empty where nobody says so, and then no link leads there.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        public_url: str,
        draw: Callable[[Chart], bytes] | None = None,
        console_url: str = "",
    ) -> None:
        self._catalogue, self._draw = catalogue, draw
        self._public_url, self._console_url = public_url.rstrip("/"), console_url.rstrip("/")
        self._environment = new_environment()

    def render(self, context: ThreadContext) -> EmailContent:
        """The e-mail that tells how a thread stands."""
        lead = context.lead
        evidence = Evidence() if lead is None else evidence_of(self._catalogue, lead)
        picture = self._picture(evidence)
        values = {
            **_thread_values(context),
            "evidence": evidence,
            "picture": picture is not None,
            "members": member_lines(self._catalogue, context),
            "public_url": self._public_url,
            "console_links": self._console_links(context),
            **self._lead_values(context),
        }
        text, html = (
            self._environment.get_template(f"email/layout/{form}.j2").render(values)
            for form in ("body_text", "body_html")
        )
        # A header is one line, whatever the definitions hold.
        return EmailContent(" ".join(context.thread.subject.split()), text, html, picture)

    def _console_links(self, context: ThreadContext) -> list[tuple[str, str]]:
        if not self._console_url or context.over:
            return []
        told = context.first.member if context.lead is None else context.lead
        url = f"{self._console_url}/console/alerts/{told.episode.id}"
        return [("Take it on, or silence it", url)]

    def _picture(self, evidence: Evidence) -> bytes | None:
        if evidence.chart is None or self._draw is None:
            return None
        try:
            return self._draw(evidence.chart)
        except ValueError:
            # Without its picture an e-mail says the same in words.
            return None

    def _lead_values(self, context: ThreadContext) -> Mapping[str, object]:
        if context.lead is None:
            return _values_without_figure(self._catalogue, context)
        kind = kind_of(context.lead)
        return {
            **_common_values(context.lead),
            **kind.values(self._catalogue, context.lead),
            "words_template": f"email/{kind.templates}/words.j2",
        }


def _thread_values(context: ThreadContext) -> dict[str, object]:
    first = context.first.member.fact
    severity = "critical" if context.thread.critical else first.severity
    return {
        "thread": context.thread,
        "word": "Reminder" if context.reminder else word_of(context.first),
        "reminder": context.reminder,
        "over": context.over,
        "silent_until": context.silent_until,
        "quiet_until": context.quiet_until,
        "severity": severity,
        "colour": COLOURS["resolved" if context.over else severity],
    }


def word_of(news: MemberNews) -> str:
    """What an e-mail says first of an episode."""
    reason = news.member.episode.end_reason
    if news.word == "over" and reason is not None:
        return ENDED.get(reason, WORDS["over"])
    return WORDS[news.word]


def _values_without_figure(catalogue: Catalogue, context: ThreadContext) -> dict[str, object]:
    """What is said where nothing is looked at any more, or has a figure now."""
    fact = context.first.member.fact
    known = fact.indicator in catalogue.indicators
    episode, standing = context.first.member.episode, context.standing
    return {
        **{"episode": episode, "transition": "resolved", "ended": context.over},
        **{
            "now": standing.now,
            "cut_at": standing.cut_at,
            "title": context.first.member.fact.title,
        },
        **{"advice": "", "rule_line": f"rule {episode.series.rule}, episode {episode.id}"},
        "ask": catalogue.ask_about(fact.force, fact.indicator) if known else "",
        "words_template": "email/no_figure/words.j2",
    }


def _common_values(context: NotificationContext) -> dict[str, object]:
    rule, episode, observation = context.rule, context.episode, context.observation
    return {
        **{"rule": rule, "episode": episode, "figure": observation.figure, "title": rule.title},
        **{"window": observation.window, "sample": observation.sample},
        **{"transition": context.transition, "lasted": context.lasted},
        **{"now": context.now, "cut_at": context.cut_at},
        **{"ended": context.ended, "last_notified_value": context.last_notified_value},
        "advice": " ".join(rule.advice.split()),
        "rule_line": f"rule {rule.id}, severity {rule.severity}, episode {episode.id}",
    }
