"""Shutdown of Kafka's clients, also while a broker is away."""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer


async def stop_consumer(consumer: AIOKafkaConsumer) -> None:
    """Stop ``consumer`` for good.

    While it waits to ask an unreachable broker again, aiokafka lets out the cancellation of its
    own tasks: whoever took it for theirs would end without a word, its connections still open.
    """
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait([stopping])
    if stopping.cancelled():
        await consumer._client.close()
    else:
        stopping.result()


async def stop_producer(producer: AIOKafkaProducer, within: float) -> None:
    """Flush within so many seconds, and stop."""
    try:
        async with asyncio.timeout(within):
            await producer.stop()
    except TimeoutError:
        # It waits for what cannot be sent: 40 s, or for ever when it is idempotent.
        await producer._sender.close()
        await producer.client.close()
