"""Commands at the terminal: progress on standard error, the answer on output."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

import asyncpg
import orjson
from rich.console import Console
from rich.progress import Progress

from oversight_contracts.definitions.catalogue import Catalogue, load_catalogue
from oversight_contracts.topics import EVENTS
from oversight_indicators.consume.log_identity import KafkaLog
from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.maintenance.accept_log import accept_log
from oversight_indicators.maintenance.backups import note_backup
from oversight_indicators.maintenance.rebuild import rebuild
from oversight_indicators.maintenance.replay import (
    begin_replay,
    check_complete,
    follow_replay,
    read_content,
)
from oversight_indicators.maintenance.restore import begin_restored, describe
from oversight_indicators.maintenance.verify import Report, verify
from oversight_indicators.repository import Connection, take_up_snapshot
from oversight_indicators.repository.records import count_records
from oversight_indicators.settings import MIGRATIONS, SCHEMA, IndicatorsSettings
from oversight_runtime.clock import utc_now
from oversight_runtime.postgres import migrate

Work = Callable[[Connection, Callable[[int], None]], Awaitable[int]]


async def run_verify(settings: IndicatorsSettings, *, as_json: bool) -> int:
    """Print what was compared; answers 1 where any total is different."""
    catalogue = load_catalogue(settings.definitions)

    async def work(connection: Connection, progress: Callable[[int], None]) -> int:
        report = await verify(
            connection, Contributions(catalogue), catalogue.counting_hash, progress
        )
        _print_report(report, as_json=as_json)
        return 1 if report.different else 0

    return await _with_progress(settings, "comparing", work)


async def run_rebuild(settings: IndicatorsSettings, *, as_json: bool) -> int:
    """Print what was built."""
    catalogue: Catalogue = load_catalogue(settings.definitions)

    async def work(connection: Connection, progress: Callable[[int], None]) -> int:
        rebuilt = await rebuild(
            connection, Contributions(catalogue), catalogue.counting_hash, utc_now, progress
        )
        if as_json:
            _write(orjson.dumps(rebuilt).decode())
        else:
            _write(
                f"generation {rebuilt.generation}: {rebuilt.totals:,} totals from "
                f"{rebuilt.records:,} records"
            )
        return 0

    return await _with_progress(settings, "rebuilding", work)


async def run_replay(
    settings: IndicatorsSettings, *, as_json: bool, even_if_incomplete: bool
) -> int:
    """Have the workers count the log again; print what was counted. Raises ``LogIncomplete``."""
    definitions = load_catalogue(settings.definitions).counting_hash
    await migrate(settings.database, SCHEMA, MIGRATIONS)
    content = await read_content(KafkaLog(settings.kafka_connection, EVENTS.name))
    async with _connection(settings) as connection:
        if not even_if_incomplete:
            await check_complete(connection, EVENTS.name, content)
        made = await begin_replay(connection, EVENTS.name, content, definitions, utc_now)
        with _bar() as bar:
            task = bar.add_task("counting the log again", total=content.size)
            await follow_replay(
                connection, EVENTS.name, made.number, content.size, partial(bar.advance, task)
            )
    if as_json:
        _write(orjson.dumps({"generation": made.number, "log_records": content.size}).decode())
    else:
        _write(f"generation {made.number}: {content.size:,} records of the log counted again")
    return 0


async def run_describe(settings: IndicatorsSettings, snapshot: str | None) -> int:
    """Print what is counted, as at ``snapshot`` of PostgreSQL where one is named."""
    async with (
        _connection(settings) as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        if snapshot is not None:
            await take_up_snapshot(connection, snapshot)
        _write((await describe(connection, EVENTS.name)).model_dump_json())
    return 0


async def run_restored(settings: IndicatorsSettings) -> int:
    """Make what was restored from a backup a generation of its own; print its number."""
    await migrate(settings.database, SCHEMA, MIGRATIONS)
    async with _connection(settings) as connection:
        _write(orjson.dumps({"generation": await begin_restored(connection, utc_now)}).decode())
    return 0


async def run_backed_up(settings: IndicatorsSettings, at: datetime | None) -> int:
    """Note a backup, as at now where no time is given; print which. Raises ``BackupInFuture``."""
    await migrate(settings.database, SCHEMA, MIGRATIONS)
    now = utc_now()
    made_at = at or now
    async with _connection(settings) as connection:
        await note_backup(connection, made_at, now)
    _write(orjson.dumps({"backed_up": made_at}).decode())
    return 0


def _bar() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)


async def run_accept_log(settings: IndicatorsSettings) -> int:
    """Print which partitions go on elsewhere than where they stood."""
    log = KafkaLog(settings.kafka_connection, EVENTS.name)
    async with _connection(settings) as connection, connection.transaction():
        restarts = await accept_log(connection, log, EVENTS.name)
    for each in restarts:
        _write(str(each))
    if not restarts:
        _write("the log has all that is to be counted: nothing to accept")
    return 0


async def _with_progress(settings: IndicatorsSettings, title: str, work: Work) -> int:
    await migrate(settings.database, SCHEMA, MIGRATIONS)
    async with _connection(settings) as connection:
        with _bar() as bar:
            task = bar.add_task(title, total=await count_records(connection))
            return await work(connection, lambda records: bar.advance(task, records))


@asynccontextmanager
async def _connection(settings: IndicatorsSettings) -> AsyncIterator[Connection]:
    # No time limits: a whole history takes longer than a worker's statement may.
    connection = await asyncpg.connect(settings.database, server_settings={"search_path": SCHEMA})
    try:
        yield connection
    finally:
        await connection.close()


def _print_report(report: Report, *, as_json: bool) -> None:
    if as_json:
        _write(orjson.dumps(report.document(), option=orjson.OPT_NON_STR_KEYS).decode())
        return
    _write(
        f"generation {report.generation}: {report.records:,} records, {report.totals:,} totals "
        f"compared, {report.different:,} different"
    )
    for each in report.differences:
        name = f"{each.indicator} {each.force}/{each.area} {each.by or 'all'} {each.bucket}"
        _write(f"  {name}: stored {each.stored}, recomputed {each.recomputed}")


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
