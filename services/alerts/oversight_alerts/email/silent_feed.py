"""What an e-mail says of a feed that is not heard of. Pure."""

from oversight_alerts.email import formatting
from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.details import Row
from oversight_alerts.email.source import lasted, moment_of, source_content, source_subject
from oversight_alerts.rules.builtin.silent_feed import HABITS, FeedHabit
from oversight_contracts.windows import HOUR


def content_of(occasion: NotificationContext, public_url: str) -> dict[str, object]:
    """What the templates print."""
    return source_content(
        occasion,
        public_url,
        sentence=sentence(occasion),
        rows=_rows(occasion),
        ask="Whoever runs the feed, or Oversight.",
        until="it is heard of again",
    )


def subject_of(occasion: NotificationContext) -> str:
    """[Oversight] Opened: A feed that ... is not heard of - for 3 hours, urn:feed."""
    ended = occasion.transition == "resolved"
    return source_subject(occasion, "heard of again" if ended else f"for {_quiet(occasion)}")


def sentence(occasion: NotificationContext) -> str:
    """No event of it that arrived after ... has been counted."""
    last = moment_of(occasion.reading.window.first)
    if occasion.transition == "resolved":
        return f"Events of it that arrived up to {last} have been counted. {lasted(occasion)}."
    return f"No event of it that arrived after {last} has been counted and held against the log."


def _rows(occasion: NotificationContext) -> list[Row]:
    habit = _habit(occasion)
    unit = "days" if habit.every > HOUR else "hours"
    least = formatting.span(habit.every * (int(habit.rule.threshold) + 1))
    return [
        ("Last heard of", f"{moment_of(occasion.reading.window.first)} or shortly before"),
        ("In a week before", f"heard of in {occasion.reading.sample} of {habit.of} {unit}"),
        (
            "Rule",
            f"opens after {least} without an event, of a feed that was heard of in "
            f"{habit.rule.minimum} or more {unit} of a week; resolves when it is heard of",
        ),
    ]


def _quiet(occasion: NotificationContext) -> str:
    return formatting.span(_habit(occasion).every * occasion.reading.figure.numerator)


def _habit(occasion: NotificationContext) -> FeedHabit:
    return next(each for each in HABITS if each.rule.id == occasion.rule.id)
