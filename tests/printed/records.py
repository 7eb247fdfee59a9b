"""Records behind the figures whose counts a document gives, and what leads wrote."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

Event = dict[str, Any]
WHOLE_FORCE = {"force": "west-midlands", "area": "force", "revision": 1}
PLAN = "police-and-crime-plan-2014-15"


def event(source: str, kind: str, subject: str, data: dict[str, Any]) -> Event:
    """One record of the West Midlands as it is known now."""
    return {
        "specversion": "1.0",
        "type": f"uk.police.{kind}.recorded.v1",
        "source": source,
        "id": f"{subject}-1",
        "subject": subject,
        "time": "2014-12-01T09:00:00Z",
        "data": {**WHOLE_FORCE, **data},
    }


# Of the audit of May 2014: what was decided, of what, how many, and how many rightly.
AUDITED = (
    ({"decision": "recording", "route": "incident"}, 332, 328),
    ({"decision": "recording", "route": "direct"}, 124, 121),
    ({"decision": "cancellation", "offence": "rape"}, 30, 24),
    ({"decision": "cancellation", "offence": "robbery"}, 31, 25),
    ({"decision": "cancellation", "offence": "violence-with-injury"}, 31, 21),
)


def audits(source: str) -> Iterator[Event]:
    """Each decision that the audit of crime recording looked at."""
    for group, (about, of, right) in enumerate(AUDITED):
        for number in range(of):
            data = {
                "audit": "crime-data-integrity-2014",
                "audited_at": "2014-05-12T10:00:00Z",
                "correct": number < right,
                **about,
            }
            yield event(source, "recording-audit", f"CDI-{group}-{number}", data)


def casualties(source: str) -> Iterator[Event]:
    """People killed or seriously injured in two first quarters of the financial year."""
    for year, count in ((2013, 233), (2014, 173)):
        first = datetime(year, 4, 1, 12, tzinfo=UTC)
        for number in range(count):
            at = first + timedelta(days=number % 91)
            data = {
                "collided_at": at.isoformat(),
                "severity": "fatal" if number % 20 == 0 else "serious",
                "road": "a",
            }
            yield event(source, "casualty", f"KSI-{year}-{number}", data)


# What leads said of the period, in the words of the report of December 2014.
UPDATES: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "implement-the-stop-and-search-action-plan-influenced-through-summits",
        {
            "status": "reported",
            "narrative": "Prior to the action plan the force made on average **2,700 searches** a "
            "month. Now it makes on average **1,200**, with a positive outcome rate of 21%.",
        },
    ),
    *(
        (deliverable, {"status": "not-required"})
        for deliverable in (
            "provide-grants-to-local-authority-areas-to-enable-the-delivery",
            "implement-the-action-plans-agreed-following-the-series-of-summits",
            "complete-the-consultation-on-the-procurement-strategy-to-influence-the",
        )
    ),
    (
        "improve-engagement-with-health-business-and-non-traditional-partners-with",
        {"status": "next-quarter"},
    ),
    *(
        (
            deliverable,
            {
                "status": "see-other",
                "see": "encourage-the-reporting-of-crimes-and-incidents-that-are-under",
            },
        )
        for deliverable in (
            "encourage-the-reporting-of-crimes-from-vulnerable-victims-such-as",
            "with-partners-reduce-the-harm-to-vulnerable-victims",
        )
    ),
)


def updates(source: str) -> Iterator[Event]:
    """Updates of deliverables of the plan."""
    for number, (deliverable, said) in enumerate(UPDATES):
        data = {
            "first_day": "2014-10-01",
            "last_day": "2014-11-30",
            "plan": PLAN,
            "deliverable": deliverable,
            **said,
        }
        yield event(source, "deliverable-update", f"PCP-{number}", data)


def records(source: str) -> Iterator[Event]:
    """All of them."""
    yield from audits(source)
    yield from casualties(source)
    yield from updates(source)
