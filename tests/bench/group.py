"""The workers' consumer group: who is in it, as the broker has it."""

import asyncio

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

GROUP = "oversight-indicators"
STABLE = "Stable"
DEADLINE_SECONDS = 60.0
PAUSE_SECONDS = 0.1


async def wait_for_members(servers: str, count: int) -> None:
    """Wait until the group holds so many members and gives no partitions out any more."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            while True:
                if await _members(admin) == count:
                    return
                await asyncio.sleep(PAUSE_SECONDS)
    finally:
        await admin.close()


async def _members(admin: AIOKafkaAdminClient) -> int:
    try:
        [answer] = await admin.describe_consumer_groups([GROUP])
    except KafkaError:
        # Nobody has asked for the group's coordinator yet.
        return 0
    group = answer.to_object()["groups"][0]
    return len(group["members"]) if group["state"] == STABLE else 0
