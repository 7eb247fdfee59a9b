"""The alerts topic read back: what this service has published, whatever its database remembers."""

import asyncio

from aiokafka import TopicPartition

from oversight_contracts.episodes import EpisodeFact
from oversight_contracts.topics import ALERTS
from oversight_runtime.consuming import consumer_of
from oversight_runtime.kafka import end_offsets

# A topic of one record an episode is read in a moment.
DEADLINE = 60.0


async def newest_episodes(servers: str) -> list[EpisodeFact]:
    """Each episode as its highest published revision has it. Raises ``TimeoutError``."""
    end = (await end_offsets(servers, ALERTS.name)).get(0, 0)
    newest: dict[str, EpisodeFact] = {}
    if end:
        async with asyncio.timeout(DEADLINE):
            for value in await _read(servers, end):
                fact = EpisodeFact.model_validate_json(value)
                known = newest.get(fact.id)
                if known is None or fact.revision > known.revision:
                    newest[fact.id] = fact
    return list(newest.values())


async def _read(servers: str, end: int) -> list[bytes]:
    place, values = TopicPartition(ALERTS.name, 0), []
    async with consumer_of(servers) as consumer:
        consumer.assign([place])
        await consumer.seek_to_beginning(place)
        while await consumer.position(place) < end:
            found = await consumer.getmany(place, timeout_ms=200)
            values += [each.value for each in found.get(place, ()) if each.value is not None]
    return values
