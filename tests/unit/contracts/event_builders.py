"""Builders of events: whole and valid, with what the test is about changed."""

import copy
from typing import Any

RECORDS: dict[str, dict[str, Any]] = {
    "incident": {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 3,
        "received_at": "2026-03-28T23:58:10Z",
        "grade": "priority-1",
    },
    "crime": {
        "force": "west-midlands",
        "area": "coventry",
        "revision": 1,
        "recorded_at": "2026-03-28T09:00:00Z",
        "offence": "shoplifting",
    },
    "stop-search": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "searched_at": "2026-03-28T09:00:00Z",
        "search_type": "person",
    },
    "complaint": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "received_at": "2026-03-20T09:00:00Z",
        "logged_at": "2026-03-21T09:00:00Z",
        "handling": "under-schedule-3",
        "allegations": [{"category": "incivility"}],
    },
    "survey-response": {
        "force": "west-midlands",
        "area": "walsall",
        "revision": 1,
        "survey": "contact-counts",
        "wave": "2026-q1",
        "asked_at": "2026-03-20T09:00:00Z",
        "question": "satisfied-with-service",
    },
    "collision": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "collided_at": "2026-03-20T09:00:00Z",
        "severity": "slight",
    },
    "casualty": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "collided_at": "2026-03-20T09:00:00Z",
        "severity": "slight",
    },
    "recording-audit": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "audit": "data-integrity-2026",
        "audited_at": "2026-03-20T09:00:00Z",
        "decision": "recording",
    },
    "statistic": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "first_day": "2026-01-01",
        "last_day": "2026-03-31",
        "measure": "reoffending.adult",
        "value": "30.5",
        "publisher": "Ministry of Justice",
    },
    "deliverable-update": {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "first_day": "2026-01-01",
        "last_day": "2026-03-31",
        "plan": "police-and-crime-plan",
        "deliverable": "stop-and-search",
        "status": "reported",
    },
}


def event(kind: str = "incident", verb: str = "recorded", **changes: Any) -> dict[str, Any]:
    """A decoded CloudEvent; ``changes`` replace its attributes, ``data`` only in part."""
    removal = {"force": "west-midlands", "revision": 9}
    data = copy.deepcopy(RECORDS[kind]) if verb == "recorded" else removal
    data |= changes.pop("data", {})
    return {
        "specversion": "1.0",
        "id": "e-1",
        "source": "urn:west-midlands:control-room",
        "type": f"uk.police.{kind}.{verb}.v1",
        "subject": "r-1",
        "time": "2026-03-28T23:58:10Z",
        "data": data,
        **changes,
    }


def without(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The document without one attribute."""
    return {key: value for key, value in document.items() if key != name}
