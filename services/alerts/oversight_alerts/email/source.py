"""What every e-mail of a source of events says. Pure."""

from collections.abc import Iterable

from oversight_alerts.email import formatting
from oversight_alerts.email.context import WORDS, NotificationContext
from oversight_alerts.email.details import Row, course
from oversight_contracts.time_buckets import start_of_hour


def source_content(
    occasion: NotificationContext,
    public_url: str,
    *,
    sentence: str,
    rows: Iterable[Row],
    ask: str,
    until: str,
) -> dict[str, object]:
    """What the templates print; ``until`` says when the next e-mail comes while it lasts."""
    return {
        "sentence": sentence,
        "place": source_of(occasion),
        "rows": [("Source", source_of(occasion)), *rows, *course(occasion)],
        "ask": ask,
        "links": [
            ("This alert", f"{public_url}/alerts/{occasion.episode.id}"),
            ("Hour by hour", f"{public_url}/operations"),
        ],
        "next": "If it happens again, that is a new alert with an e-mail of its own."
        if occasion.transition == "resolved"
        else f"There will be another e-mail when {until}.",
    }


def source_subject(occasion: NotificationContext, finding: str) -> str:
    """[Oversight] Opened: <title> - <finding>, urn:feed."""
    word, title = WORDS[occasion.transition], occasion.rule.title
    return f"[Oversight] {word}: {title} - {finding}, {source_of(occasion)}"


def source_of(occasion: NotificationContext) -> str:
    """The source as its events name it."""
    return occasion.reading.watch.by.partition("=")[2]


def lasted(occasion: NotificationContext) -> str:
    """How long the alert lasted that has ended."""
    return f"It lasted {formatting.lasting(occasion.now - occasion.episode.opened_at)}"


def moment_of(bucket: str) -> str:
    """When an hour began."""
    return formatting.moment(start_of_hour(bucket))
