"""Statements as reports will quote them."""

from collections.abc import AsyncIterator

import pytest
from tests.integration.reporting.publishing import cut
from tests.integration.reporting.service import Service

from oversight_contracts.facts.facts import StatementFact
from oversight_reporting.repository.connection import Database
from oversight_reporting.repository.statements import StatementRepository


@pytest.fixture
async def statements(service: Service, database_url: str) -> AsyncIterator[StatementRepository]:
    database = Database(database_url, "reporting", size=1)
    await database.open()
    yield StatementRepository(database)
    await database.close()


def statement(id_: str, revision: int, value: str | None) -> StatementFact:
    data = None if value is None else {"measure": "reoffending.adult", "value": value}
    return StatementFact(
        force="west-midlands", kind="statistic", id=id_, revision=revision, data=data
    )


async def test_the_highest_revision_stands_until_it_is_removed(
    service: Service, statements: StatementRepository
) -> None:
    await service.publishing.facts(statement("S-1", 2, "30.50"), statement("S-2", 1, "7"), cut(1))
    await service.cut_at(1)
    await service.publishing.facts(statement("S-1", 1, "29"), statement("S-2", 2, None), cut(2))
    await service.cut_at(2)

    found = await statements.of_kind("west-midlands", "statistic")
    assert [(each.id, each.revision, each.data) for each in found] == [
        ("S-1", 2, {"measure": "reoffending.adult", "value": "30.50"})
    ]
