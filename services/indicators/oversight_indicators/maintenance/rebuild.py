"""``rebuild``: derive all totals from the stored records into a new generation, and switch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from oversight_indicators.contributions.compiler import Contributions
from oversight_indicators.maintenance.generation import next_number
from oversight_indicators.maintenance.recompute import Progress, Recomputation
from oversight_indicators.repository import Connection
from oversight_indicators.repository.generations import (
    Generation,
    activate,
    delete_others,
    inherit_goals,
    lock_generations,
    pause_counting,
    read_active,
    read_newest,
)
from oversight_indicators.repository.totals import make_stage, series_numbers, write_staged
from oversight_indicators.repository.unpublished import announce
from oversight_runtime.postgres import bear_with_idle

# Between two statements: a rebuild that is stopped, not killed, must not hold the workers for ever.
LONGEST_SECONDS = 600.0


@dataclass(frozen=True)
class Rebuilt:
    """The result of a rebuild."""

    generation: int
    records: int
    totals: int


async def rebuild(
    connection: Connection,
    contributions: Contributions,
    definitions: str,
    now: Callable[[], datetime],
    progress: Progress,
) -> Rebuilt:
    """Build and switch in one transaction: workers pause meanwhile, and nothing shows till then.

    A worker of the same definitions goes on in the new generation; any other one stops. Killed at
    any moment, the old generation stays and the workers go on.
    """
    async with connection.transaction():
        await bear_with_idle(connection, LONGEST_SECONDS)
        await connection.execute("SET LOCAL lock_timeout = 0")
        await pause_counting(connection)
        await make_stage(connection)
        recomputation = Recomputation(contributions, partial(series_numbers, connection))
        await recomputation.stage(connection, progress)
        newest = await read_newest(connection)
        generation = Generation(next_number(newest, now()), definitions)
        count = await write_staged(connection, generation.number)
        await delete_others(connection, generation.number)
        # Last, and for a moment: a service that starts asks for the active one.
        await lock_generations(connection)
        before = await read_active(connection)
        await activate(connection, generation)
        if before is not None:
            await inherit_goals(connection, before.number, generation.number)
        await announce(connection)
    return Rebuilt(generation.number, recomputation.records, count)
