"""How a Kafka consumer is stopped."""

import asyncio

from aiokafka import AIOKafkaConsumer


async def stop_consumer(consumer: AIOKafkaConsumer) -> None:
    """Stop ``consumer`` for good, also where its broker is away.

    While it waits to ask an unreachable broker again, aiokafka lets out the cancellation of its
    own tasks: whoever took it for theirs would end without a word, its connections still open.
    """
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled():
        await consumer._client.close()
    else:
        stopping.result()
