"""What an e-mail says of events that are not accounted for. Pure."""

from oversight_alerts.email import formatting
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.details import Row
from oversight_alerts.email.source import lasted, moment_of, source_content, source_subject


def content_of(occasion: NotificationContext, public_url: str) -> dict[str, object]:
    """What the templates print."""
    return source_content(
        occasion,
        public_url,
        sentence=sentence(occasion),
        rows=_rows(occasion),
        ask="Whoever runs Oversight.",
        until="a later hour is found to agree",
    )


def subject_of(occasion: NotificationContext) -> str:
    """[Oversight] Opened: Events in the log ... - 3 events without an outcome, urn:feed."""
    return source_subject(occasion, _finding(occasion))


def sentence(occasion: NotificationContext) -> str:
    """3 events without an outcome."""
    if occasion.transition == "resolved":
        return (
            f"A later comparison found nothing that differs. {lasted(occasion)}; "
            "what differed stays listed hour by hour."
        )
    return f"{_finding(occasion)}."


def _finding(occasion: NotificationContext) -> str:
    """How many, and on which side."""
    figure = occasion.reading.figure
    different, missing = figure.value or 0, (figure.denominator or 0) - figure.numerator
    many = formatting.number(different, 0)
    if not different:
        return "all accounted for"
    if missing == different:
        return f"{many} event{'' if different == 1 else 's'} without an outcome"
    if -missing == different:
        return f"{many} outcome{'' if different == 1 else 's'} too many"
    return f"{many} events without an outcome, or outcomes too many"


def _rows(occasion: NotificationContext) -> list[Row]:
    figure, window = occasion.reading.figure, occasion.reading.window
    return [
        ("Arrived", f"{moment_of(window.first)} to {moment_of(window.end)}, London time"),
        ("In the log", f"{formatting.number(figure.denominator or 0, 0)} events"),
        ("Outcomes", f"{formatting.number(figure.numerator, 0)} events"),
        (
            "Rule",
            "opens when an hour of the log and its outcomes differ; resolves when a later one "
            "does not",
        ),
    ]
