"""What an e-mail says of a feed that is not heard of. Pure."""

from datetime import UTC, datetime, timedelta

from oversight_alerts import wording
from oversight_alerts.occasions import WORDS, Occasion
from oversight_alerts.particulars import Row, course
from oversight_alerts.quiet import HABITS, Habit
from oversight_contracts.windows import HOUR


def content_of(occasion: Occasion, public_url: str) -> dict[str, object]:
    """What the templates print."""
    return {
        "sentence": sentence(occasion),
        "place": _source(occasion),
        "rows": _rows(occasion),
        "ask": "Whoever runs the feed, or Oversight.",
        "links": [
            ("This alert", f"{public_url}/alerts/{occasion.episode.id}"),
            ("Hour by hour", f"{public_url}/operations"),
        ],
        "next": "If it happens again, that is a new alert with an e-mail of its own."
        if occasion.transition == "resolved"
        else "There will be another e-mail when it is heard of again.",
    }


def subject_of(occasion: Occasion) -> str:
    """[Oversight] Opened: A feed that ... is not heard of - for 3 hours, urn:feed."""
    word, title = WORDS[occasion.transition], occasion.rule.title
    finding = "heard of again" if occasion.transition == "resolved" else f"for {_quiet(occasion)}"
    return f"[Oversight] {word}: {title} - {finding}, {_source(occasion)}"


def sentence(occasion: Occasion) -> str:
    """No event of it that arrived after ... has been counted."""
    last = _moment(occasion.reading.window.first)
    if occasion.transition == "resolved":
        lasted = wording.lasting(occasion.now - occasion.episode.opened_at)
        return f"Events of it that arrived up to {last} have been counted. It lasted {lasted}."
    return f"No event of it that arrived after {last} has been counted and held against the log."


def _rows(occasion: Occasion) -> list[Row]:
    habit = _habit(occasion)
    unit = "days" if habit.every > HOUR else "hours"
    least = wording.span(habit.every * (int(habit.rule.threshold) + 1))
    return [
        ("Source", _source(occasion)),
        ("Last heard of", f"{_moment(occasion.reading.window.first)} or shortly before"),
        ("In a week before", f"heard of in {occasion.reading.sample} of {habit.of} {unit}"),
        (
            "Rule",
            f"opens after {least} without an event, of a feed that was heard of in "
            f"{habit.rule.minimum} or more {unit} of a week; resolves when it is heard of",
        ),
        *course(occasion),
    ]


def _quiet(occasion: Occasion) -> str:
    value = occasion.reading.figure.value
    assert value is not None, "how long is always known"
    length: timedelta = _habit(occasion).every * int(value)
    return wording.span(length)


def _habit(occasion: Occasion) -> Habit:
    return next(each for each in HABITS if each.rule.id == occasion.rule.id)


def _source(occasion: Occasion) -> str:
    return occasion.reading.watch.by.partition("=")[2]


def _moment(bucket: str) -> str:
    return wording.moment(datetime.strptime(bucket, "%Y-%m-%dT%H").replace(tzinfo=UTC))
