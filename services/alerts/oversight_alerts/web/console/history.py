"""The history of an alert in words: who did what and why, and what became of each e-mail."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from oversight_alerts.email.figures import figure_of
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.rules import formatting
from oversight_alerts.web.views import AlertView, NotificationView
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.episode import END_REASONS, EpisodeFact

_WHAT = {
    "opened": "opened",
    "worsened": "got worse",
    "acknowledged": "taken on",
    "unacknowledged": "given back",
    "resolved": "ended",
}
RULE_CHANGED = "goes on under the changed rule: it, its indicator or its baseline was edited"
# Why nobody is mailed, or not yet.
_SKIPPED: Mapping[SkipReason, str] = {
    SkipReason.SILENCED: "a silence keeps it back",
    SkipReason.NEVER_ANNOUNCED: "nobody had been told that it opened",
    SkipReason.ACKNOWLEDGED: "it was taken on before anybody was told",
    SkipReason.ACKNOWLEDGEMENT: "the next e-mail names who took it on",
    SkipReason.RULE_WITHDRAWN: "its rule or area is no longer defined",
    SkipReason.RECOMPUTED: "figures were recomputed: it need not have happened since",
    SkipReason.RESTORED: "it was published before the database was restored",
    SkipReason.ALREADY_OVER: "it was over before an e-mail could go",
    SkipReason.OTHERS_LAST: "others of its thread last: the e-mail at the end of all tells it",
    SkipReason.FOLLOW_UP: "it waits for the next e-mail of its thread",
    SkipReason.THREAD_LIMIT: "the limit of e-mails of its thread is reached: it waits",
    SkipReason.DAY_LIMIT: "the limit of e-mails of the day is reached: it waits",
}
_STATES = {"withheld": "not mailed", "folded": "not mailed by itself", "queued": "waits to be sent"}


class HistoryLine(NamedTuple):
    """One line of an alert's history, in words."""

    when: datetime
    what: str
    figure: str
    who: str
    email: str


def history_of(catalogue: Catalogue, found: AlertView) -> list[HistoryLine]:
    """Transitions and changes of the rule, oldest first."""
    emails = {each.revision: each for each in found.notifications}
    lines = [_transition(catalogue, each, emails.get(each.revision)) for each in found.history]
    lines += [
        HistoryLine(each.at, "rule changed", "", RULE_CHANGED, "not mailed")
        for each in found.rule_changes
    ]
    return sorted(lines, key=lambda each: each.when)


def _transition(
    catalogue: Catalogue, fact: EpisodeFact, email: NotificationView | None
) -> HistoryLine:
    figure = figure_of(catalogue, fact, None)
    return HistoryLine(
        fact.changed_at, _WHAT[fact.transition], figure, _why(fact), email_in_words(email)
    )


def _why(fact: EpisodeFact) -> str:
    if fact.transition == "acknowledged":
        said = f": “{fact.note}”" if fact.note else ""
        return f"{fact.acknowledged_by}{said}"
    if fact.transition == "unacknowledged":
        return fact.note or ""
    if fact.transition == "resolved":
        return END_REASONS.get(fact.end_reason or "", fact.end_reason or "")
    return "the rule found it"


def email_in_words(email: NotificationView | None) -> str:
    """What became of the e-mail of a transition."""
    if email is None:
        return ""
    if email.state == "delivered" and email.delivered_at is not None:
        to = "1 recipient" if len(email.recipients) == 1 else f"{len(email.recipients)} recipients"
        refused = f"; refused: {', '.join(sorted(email.refused))}" if email.refused else ""
        return f"delivered {formatting.moment(email.delivered_at)} to {to}{refused}"
    reason = f": {_skipped(email.reason)}" if email.reason else ""
    error = f" ({email.last_error})" if email.last_error else ""
    return f"{_STATES.get(email.state, email.state)}{reason}{error}"


def _skipped(reason: str) -> str:
    return next((words for each, words in _SKIPPED.items() if each == reason), reason)
