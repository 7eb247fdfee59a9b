"""Incidents with their lifecycles, as a control room sends them."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.events.event import read_event
from oversight_contracts.facts.facts import Total
from oversight_indicators.contributions.compiler import Contributions

START = datetime(2026, 3, 28, 12, tzinfo=UTC)
SOURCE = "urn:west-midlands:feed"
AREAS = ("birmingham", "coventry", "walsall", "force")
GRADES = ("priority-1", "priority-2", "priority-3", "scheduled")


def event(subject: str, revision: int, verb: str = "recorded", **data: Any) -> dict[str, Any]:
    """One event; its id is subject and revision unless ``id`` is given."""
    identity = data.pop("id", f"{subject}-{revision}")
    defaults = {"area": "birmingham", "received_at": START.isoformat(), "grade": "priority-1"}
    content = {**defaults, **data} if verb == "recorded" else data
    return {
        "specversion": "1.0",
        "id": identity,
        "source": SOURCE,
        "type": f"uk.police.incident.{verb}.v1",
        "subject": subject,
        "time": START.isoformat(),
        "data": {"force": "west-midlands", "revision": revision, **content},
    }


def lifecycles(count: int, seed: int) -> list[dict[str, Any]]:
    """``count`` incidents over two days of changing clocks: four revisions, some removed."""
    chance = random.Random(seed)
    return [each for number in range(count) for each in _lifecycle(f"i{seed}-{number}", chance)]


def expected(
    catalogue: Catalogue, events: list[dict[str, Any]]
) -> dict[tuple[str, str, str, str], Total]:
    """Totals by (indicator, area, by, bucket): the newest revision of each record, summed."""
    contributions = Contributions(catalogue)
    newest: dict[str, dict[str, Any]] = {}
    for each in events:
        known = newest.get(each["subject"])
        if known is None or known["data"]["revision"] < each["data"]["revision"]:
            newest[each["subject"]] = each
    totals: dict[tuple[str, str, str, str], Total] = {}
    for each in newest.values():
        read = read_event(each, strict=True)
        if read.record is None:
            continue
        for (series, bucket), total in contributions.totals(read.kind, read.record).items():
            key = (series.indicator, series.area, series.by, bucket)
            totals.setdefault(key, Total()).add(total)
    return totals


def _lifecycle(subject: str, chance: random.Random) -> list[dict[str, Any]]:
    received = START + timedelta(seconds=chance.randrange(2 * 86_400))
    facts: dict[str, Any] = {
        "received_at": received.isoformat(),
        "area": chance.choice(AREAS),
        "grade": chance.choice(GRADES),
        "channel": "999",
    }
    found = [event(subject, 1, **facts)]
    facts["answered_at"] = (received + timedelta(seconds=chance.randrange(60))).isoformat()
    found.append(event(subject, 2, **facts))
    facts["arrived_at"] = (received + timedelta(seconds=60 + chance.randrange(3000))).isoformat()
    facts["grade"] = chance.choice(GRADES)
    found.append(event(subject, 3, **facts))
    if chance.random() < 0.1:
        found.append(event(subject, 4, "removed"))
    else:
        facts["closed_at"] = (received + timedelta(hours=2)).isoformat()
        found.append(event(subject, 4, **facts))
    return found
