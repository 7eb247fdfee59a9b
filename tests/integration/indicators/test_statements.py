"""Statements: the newest revision is published as it stands, before the cut it belongs to."""

from typing import Any

from tests.integration.indicators.stand import Stand, until
from tests.unit.contracts.event_builders import event

from oversight_contracts.records.kinds import STATEMENTS

KEY = b"statement/west-midlands/statistic/S-1"
SOURCE = "urn:west-midlands:feed"


def statistic(revision: int, value: str, subject: str = "S-1") -> dict[str, Any]:
    data = {"revision": revision, "value": value}
    return event("statistic", id=f"{subject}:{revision}", source=SOURCE, subject=subject, data=data)


def removal(revision: int) -> dict[str, Any]:
    data = {"revision": revision}
    return event(
        "statistic", "removed", id=f"S-1:{revision}", source=SOURCE, subject="S-1", data=data
    )


async def test_the_newest_revision_is_published_as_it_came(stand: Stand) -> None:
    await stand.start()
    await stand.send([statistic(1, "30.50"), statistic(3, "31.00"), statistic(2, "29.9")])
    stated = (await stand.published()).statements[KEY]
    assert (stated.revision, stated.data and stated.data["value"]) == (3, "31.00")

    await stand.send([removal(4)])
    gone = (await stand.published()).statements[KEY]
    assert (gone.revision, gone.data) == (4, None)


async def test_a_crash_before_publishing_loses_none(stand: Stand) -> None:
    await stand.start()
    await stand.send([statistic(1, "1", f"S-{number}") for number in range(50)])
    await stand.counted()
    await stand.kill()
    await stand.start()

    async def all_noted() -> bool:
        return await stand.sql("SELECT FROM unpublished_statements") == []

    assert len((await stand.published()).statements) == 50
    # Kafka has the cut before the database knows.
    await until(all_noted, "what was published is noted as that")


async def test_the_index_of_statements_is_of_every_kind_of_them(stand: Stand) -> None:
    await stand.start()
    (row,) = await stand.sql("SELECT indexdef FROM pg_indexes WHERE indexname = 'statements'")
    named = {kind for kind in STATEMENTS if f"'{kind}'" in row["indexdef"]}
    assert named == STATEMENTS
