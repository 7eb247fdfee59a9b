"""Facts are figures only at a cut, whatever happens in between."""

import asyncio
from pathlib import Path

import asyncpg
from tests.integration.reporting.publishing import (
    CUT_AT,
    GENERATION,
    Publishing,
    cut,
    total,
)
from tests.integration.reporting.service import Service, running, until

from oversight_contracts.facts.episode import EpisodeFact
from oversight_reporting.settings import ReportingSettings

NEXT = GENERATION + 1
DAY = "2020-01-10"


async def crimes(service: Service) -> int | None:
    found = await service.json(
        "/v1/indicators/crime.total/values", from_="2020-01-01", to="2020-02-01"
    )
    value: int | None = found["total"]["value"]
    return value


async def test_the_position_is_null_before_the_first_cut(service: Service) -> None:
    await service.publishing.facts(total("crime.total", DAY, 5))
    assert await service.json("/v1/position") == {
        "generation": None,
        "definitions": None,
        "positions": None,
    }


async def test_facts_after_the_cut_wait_for_the_next(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", DAY, 5), cut(1), total("crime.total", DAY, 6, revision=2)
    )
    await service.cut_at(1)
    assert await crimes(service) == 5
    await service.publishing.facts(cut(2))
    await service.cut_at(2)
    assert await crimes(service) == 6


async def test_the_higher_revision_wins_in_whatever_order(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", DAY, 9, revision=9), total("crime.total", DAY, 8, revision=8), cut(1)
    )
    await service.cut_at(1)
    assert await crimes(service) == 9
    await service.publishing.facts(total("crime.total", DAY, 7, revision=7), cut(2))
    await service.cut_at(2)
    assert await crimes(service) == 9
    await service.publishing.facts(total("crime.total", DAY, 0, revision=10), cut(3))
    await service.cut_at(3)
    assert await crimes(service) is None


async def test_a_generation_is_staged_and_switched_to_when_complete(service: Service) -> None:
    await service.publishing.facts(
        total("crime.total", DAY, 5),
        total("crime.total", "2020-01-11", 1),
        cut(1),
        total("crime.total", DAY, 50, generation=NEXT),
        cut(2, generation=NEXT, complete=False),
        total("crime.total", DAY, 6, revision=2),
        cut(3),
    )
    await service.cut_at(3)
    assert await crimes(service) == 7
    await service.publishing.facts(cut(4, generation=NEXT))
    await service.cut_at(4, NEXT)
    # What only the older generation counted is gone with it.
    assert await crimes(service) == 50
    await service.publishing.facts(total("crime.total", DAY, 8, revision=99), cut(5))
    await service.publishing.facts(total("crime.total", "2020-01-12", 1, generation=NEXT))
    await service.publishing.facts(cut(6, generation=NEXT))
    await service.cut_at(6, NEXT)
    assert await crimes(service) == 51


async def test_a_restart_goes_on_where_it_was(
    settings: ReportingSettings, publishing: Publishing
) -> None:
    async with running(settings, publishing) as first:
        await publishing.facts(total("crime.total", DAY, 5), cut(1))
        # Held and not applied when the process ends.
        await publishing.facts(total("crime.total", "2020-01-11", 2))
        await first.cut_at(1)
    await publishing.facts(cut(2))
    async with running(settings, publishing) as second:
        await second.cut_at(2)
        assert await crimes(second) == 7
        applied = (await second.client.get("/metrics")).text
        assert "oversight_reporting_facts_applied_total 1.0" in applied


async def test_another_log_is_read_from_its_start(
    settings: ReportingSettings, publishing: Publishing, database_url: str
) -> None:
    await publishing.facts(total("crime.total", DAY, 5), cut(1))
    async with running(settings, publishing) as first:
        await first.cut_at(1)
    connection = await asyncpg.connect(database_url)
    # As it would stand had all this been read from a cluster that is no more.
    await connection.execute("UPDATE reporting.readings SET log = 'gone', next_offset = 5000")
    await connection.close()
    await publishing.facts(total("crime.total", DAY, 6, revision=2), cut(2))
    async with running(settings, publishing) as second:
        await second.cut_at(2)
        assert await crimes(second) == 6


async def test_a_kind_of_fact_not_known_yet_is_passed_over(service: Service) -> None:
    await service.publishing.raw(b'{"fact":"forecast","value":"1"}')
    await service.publishing.facts(total("crime.total", DAY, 5), cut(1))
    await service.cut_at(1)
    assert await crimes(service) == 5


async def test_episodes_as_their_highest_revision_says(service: Service) -> None:
    await service.publishing.episodes(
        episode(revision=2, state="resolved"), episode(revision=1, state="open")
    )

    async def known() -> bool:
        return (await service.client.get("/alerts/ep-1")).status_code == 200

    await until(known)
    page = (await service.client.get("/alerts/ep-1")).text
    assert "Resolved. Last change" in page
    assert "A surge of searches" in page
    assert (await service.client.get("/alerts/none")).status_code == 404


async def test_it_stops_at_whatever_moment(
    settings: ReportingSettings, publishing: Publishing
) -> None:
    for turns in range(0, 400, 40):
        async with asyncio.timeout(15), running(settings, publishing):
            for _ in range(turns):
                await asyncio.sleep(0)


async def test_readiness_says_what_is_wrong(
    settings: ReportingSettings, publishing: Publishing, tmp_path: Path
) -> None:
    async with running(settings, publishing) as service:

        async def ready() -> bool:
            return (await service.client.get("/readyz")).status_code == 200

        await until(ready)
        await publishing.raw(b'{"fact":"total","generation":"nonsense"}')

        async def failing() -> bool:
            answer = await service.client.get("/readyz")
            return answer.status_code == 503 and "facts" in answer.json()["failing"]

        await until(failing)


def episode(*, revision: int, state: str) -> EpisodeFact:
    return EpisodeFact.model_validate(
        {
            "id": "ep-1",
            "revision": revision,
            "rule": "section-60-surge",
            "title": "A surge of searches under section 60",
            "severity": "warning",
            "state": state,
            "transition": "resolved" if state == "resolved" else "opened",
            "indicator": "stop-search.section-60",
            "force": "west-midlands",
            "area": "force",
            "by": "",
            "value": 384,
            "threshold": 150,
            "window_from": "2020-06-24",
            "window_to": "2020-07-01",
            "opened_at": CUT_AT,
            "changed_at": CUT_AT,
        }
    )


async def test_figures_of_other_definitions_are_not_explained_with_these(service: Service) -> None:
    publishing = service.publishing
    await publishing.facts(total("crime.total", DAY, 5), cut(1))
    await service.cut_at(1)
    changed = cut(2, generation=NEXT, definitions="changed")
    await publishing.facts(total("crime.total", DAY, 7, generation=NEXT), changed)
    await service.cut_at(2, NEXT)
    path = "/v1/indicators/crime.total/values"
    days = {"from": "2020-01-01", "to": "2020-02-01"}
    answer = await service.client.get(path, params=days)
    assert answer.status_code == 503
    assert "oversight rebuild" in answer.json()["detail"]
    assert "No figures for the moment" in (await service.client.get("/")).text
    assert "started again" in str(service.ended[0])
