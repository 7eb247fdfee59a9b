"""A service on a broker and a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from tests.integration.reporting.publishing import Publishing
from tests.integration.reporting.service import Service, running, settings_for

from oversight_contracts.topics import ALERTS, FACTS
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.kafka.topics import TopicPlan, ensure_topics


@pytest.fixture
async def publishing(kafka: str) -> AsyncIterator[Publishing]:
    plans = [TopicPlan(each.name, each.partitions) for each in (FACTS, ALERTS)]
    await ensure_topics(kafka, plans, 1)
    producer = AIOKafkaProducer(bootstrap_servers=kafka)
    await producer.start()
    yield Publishing(producer)
    await producer.stop()


@pytest.fixture
def settings(kafka: str, database_url: str, definitions: Path, tmp_path: Path) -> ReportingSettings:
    return settings_for(kafka, database_url, definitions, tmp_path)


@pytest.fixture
async def service(settings: ReportingSettings, publishing: Publishing) -> AsyncIterator[Service]:
    async with running(settings, publishing) as started:
        yield started
