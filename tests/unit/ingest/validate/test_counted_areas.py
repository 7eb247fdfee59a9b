"""What may come in is what the indicators count: a rebuild is taken up without a restart."""

import httpx
from tests.unit.ingest.builders import FEED, bearer, encoded, incident

from oversight_contracts.facts.areas import CountedAreas, CountedForce
from oversight_ingest.counted_areas import CountedAreasSink
from oversight_ingest.validate.areas import AreaLookup
from oversight_projection.sink import Record


async def confirm() -> None:
    """No log is ever replaced here."""


def counts(generation: int, *areas: str) -> CountedAreas:
    force = CountedForce(areas=areas)
    return CountedAreas(generation=generation, definitions="", forces={"west-midlands": force})


def record(offset: int, said: CountedAreas | bytes) -> Record:
    value = said if isinstance(said, bytes) else said.model_dump_json().encode()
    return Record(offset, b"areas", value)


async def status_of(client: httpx.AsyncClient, area: str) -> int:
    event = encoded(incident(data_area=area))
    return (await client.post("/v1/events", content=event, headers=bearer(FEED))).status_code


async def test_an_area_comes_in_once_it_is_counted(
    client: httpx.AsyncClient, areas: AreaLookup
) -> None:
    sink = CountedAreasSink(areas)
    await sink.begin("log", 1)
    # The files have Birmingham: what stands in them is counted after a rebuild alone.
    await sink.take([record(0, counts(5, "coventry"))], confirm)
    assert await status_of(client, "birmingham") == 422
    await sink.take([record(1, counts(6, "coventry", "birmingham"))], confirm)
    assert await status_of(client, "birmingham") == 202
    told = (await client.get("/v1/areas")).json()
    assert (told["generation"], told["forces"]["west-midlands"]["areas"]) == (
        6,
        ["coventry", "birmingham"],
    )


async def test_an_older_generation_and_what_cannot_be_read_say_nothing(areas: AreaLookup) -> None:
    sink = CountedAreasSink(areas)
    said = [record(0, counts(6, "a")), record(1, counts(5, "b")), record(2, b"{}")]
    await sink.take([*said, record(3, b"")], confirm)
    assert areas.counted == counts(6, "a")
    await sink.take([record(4, counts(6, "a", "c"))], confirm)
    assert areas.counted == counts(6, "a", "c")


async def test_nothing_is_let_in_before_the_topic_is_known(areas: AreaLookup) -> None:
    sink = CountedAreasSink(areas)
    await sink.begin("log", 2)
    await sink.take([], confirm)
    await sink.take([record(0, counts(5, "a"))], confirm)
    assert not sink.caught_up.is_set()
    await sink.take([record(1, counts(6, "a"))], confirm)
    assert sink.caught_up.is_set()
    empty = CountedAreasSink(areas)
    await empty.begin("log", 0)
    assert empty.caught_up.is_set()
