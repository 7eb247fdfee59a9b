"""The operations page: what arrived, what became of it, and whether the two agree."""

from datetime import timedelta

import pytest
from tests.integration.reporting.html_pages import assert_accessible
from tests.integration.reporting.publishing import CUT_AT, cut
from tests.integration.reporting.service import Service, until
from tests.integration.reporting.test_projection import episode

from oversight_contracts.facts.reconciliation import Reconciliation


def hour(
    name: str, *, events: int | None = 1204, counted: int = 1192, **more: int
) -> Reconciliation:
    return Reconciliation(
        source="urn:west-midlands:control-room",
        hour=name,
        events=events,
        counted=counted,
        duplicate=more.get("duplicate", 11),
        superseded=0,
        conflict=more.get("conflict", 1),
        dead_lettered=0,
        at=CUT_AT + timedelta(minutes=more.get("minutes", 0)),
    )


async def shown(service: Service) -> str:
    answer = await service.client.get("/operations")
    assert answer.status_code == 200
    return answer.text


async def test_before_any_hour_is_compared(service: Service) -> None:
    text = await shown(service)
    assert_accessible(text)
    assert "No hour has been compared yet" in text


async def test_hours_that_agree(service: Service) -> None:
    unreadable = hour("2020-07-01T06", events=None)
    await service.publishing.facts(unreadable, hour("2020-07-01T07"), cut(1))
    await service.cut_at(1)
    text = await shown(service)
    page = assert_accessible(text)
    assert "Compared up to 9:00 on 1 July 2020 (BST)" in text
    assert "Everything that arrived is accounted for." in text
    assert "different" not in page.tables
    newest, before = page.tables["latest"][1:]
    assert newest[:3] == [
        "08:00 to 09:00 on 1 July 2020 (BST)",
        "urn:west-midlands:control-room",
        "1,204",
    ]
    assert newest[3:] == ["1,192", "11", "0", "1", "0", "none"]
    assert (before[2], before[-1]) == ("no longer readable", "cannot be compared")
    assert 'href="/operations"' in text


async def test_hours_that_differ_come_first_until_they_are_compared_anew(service: Service) -> None:
    missing, twice = hour("2020-07-01T06", counted=1189), hour("2020-07-01T05", counted=1193)
    await service.publishing.facts(missing, twice, hour("2020-07-01T07"), cut(1))
    await service.cut_at(1)
    text = await shown(service)
    page = assert_accessible(text)
    assert "Not everything is accounted for." in text
    assert "Events of 1 source and their outcomes" in text
    assert [row[-1] for row in page.tables["different"][1:]] == [
        "3 without an outcome",
        "1 outcome too many",
    ]
    # An older comparison of the same hour says nothing any more.
    await service.publishing.facts(
        hour("2020-07-01T06", minutes=5), hour("2020-07-01T05", minutes=5), missing, cut(2)
    )
    await service.cut_at(2)
    assert "Everything that arrived is accounted for." in await shown(service)


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("events.unaccounted", "Events in the log against their outcomes"),
        ("feeds.pace", "What came of a feed, in percent of what is usual"),
        ("feeds.quiet-hours", "Hours since a feed was last heard of"),
        ("feeds.quiet-days", "Days since a feed was last heard of"),
    ],
)
async def test_an_alert_of_a_source_is_shown_and_leads_here(
    service: Service, indicator: str, words: str
) -> None:
    unaccounted = episode(revision=1, state="open").model_copy(
        update={
            "indicator": indicator,
            "force": "",
            "area": "",
            "by": "source=urn:west-midlands:control-room",
            "window_from": "2020-07-01T06",
            "window_to": "2020-07-01T07",
            "value": 3.0,
        }
    )
    await service.publishing.episodes(unaccounted)

    async def known() -> bool:
        return (await service.client.get("/alerts/ep-1")).status_code == 200

    await until(known)
    text = (await service.client.get("/alerts/ep-1")).text
    assert_accessible(text)
    assert f"{words}, urn:west-midlands:control-room" in text
    assert '<a href="/operations">' in text
    listed = (await service.client.get("/alerts")).text
    assert "urn:west-midlands:control-room" in listed
