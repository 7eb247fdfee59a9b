"""What an e-mail says of events that are not accounted for. Pure."""

from datetime import UTC, datetime

from oversight_alerts import wording
from oversight_alerts.occasions import WORDS, Occasion
from oversight_alerts.particulars import Row, course


def content_of(occasion: Occasion, public_url: str) -> dict[str, object]:
    """What the templates print."""
    ended = occasion.transition == "resolved"
    return {
        "sentence": sentence(occasion),
        "place": _source(occasion),
        "rows": _rows(occasion),
        "ask": "Whoever runs Oversight.",
        "links": [
            ("This alert", f"{public_url}/alerts/{occasion.episode.id}"),
            ("Hour by hour", f"{public_url}/operations"),
        ],
        "next": "If it happens again, that is a new alert with an e-mail of its own."
        if ended
        else "There will be another e-mail when a later hour is found to agree.",
    }


def subject_of(occasion: Occasion) -> str:
    """[Oversight] Opened: Events in the log ... - 3 events without an outcome, urn:feed."""
    word, title = WORDS[occasion.transition], occasion.rule.title
    return f"[Oversight] {word}: {title} - {_finding(occasion)}, {_source(occasion)}"


def sentence(occasion: Occasion) -> str:
    """3 events without an outcome."""
    if occasion.transition == "resolved":
        lasted = wording.lasting(occasion.now - occasion.episode.opened_at)
        return (
            f"A later comparison found nothing that differs. It lasted {lasted}; "
            "what differed stays listed hour by hour."
        )
    return f"{_finding(occasion)}."


def _finding(occasion: Occasion) -> str:
    """How many, and on which side."""
    figure = occasion.reading.figure
    different, missing = figure.value or 0, (figure.denominator or 0) - figure.numerator
    many = wording.number(different, 0)
    if not different:
        return "all accounted for"
    if missing == different:
        return f"{many} event{'' if different == 1 else 's'} without an outcome"
    if -missing == different:
        return f"{many} outcome{'' if different == 1 else 's'} too many"
    return f"{many} events without an outcome, or outcomes too many"


def _rows(occasion: Occasion) -> list[Row]:
    figure, window = occasion.reading.figure, occasion.reading.window
    return [
        ("Source", _source(occasion)),
        ("Arrived", f"{_moment(window.first)} to {_moment(window.end)}, London time"),
        ("In the log", f"{wording.number(figure.denominator or 0, 0)} events"),
        ("Outcomes", f"{wording.number(figure.numerator, 0)} events"),
        (
            "Rule",
            "opens when an hour of the log and its outcomes differ; resolves when a later one "
            "does not",
        ),
        *course(occasion),
    ]


def _source(occasion: Occasion) -> str:
    return occasion.reading.watch.by.partition("=")[2]


def _moment(bucket: str) -> str:
    return wording.moment(datetime.strptime(bucket, "%Y-%m-%dT%H").replace(tzinfo=UTC))
