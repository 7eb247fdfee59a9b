"""What the services of a stack of containers say, asked in the container of PostgreSQL."""

import json
from typing import Any

from tests.containers.compose import Compose
from tests.faults.figures import Figures, Positions

# As the superuser by the socket in the container, where nobody else comes: quiet, rows alone.
PSQL = ("psql", "--username", "postgres", "--dbname", "oversight", "--quiet", "--no-align")
ROWS = ("--tuples-only", "--set", "ON_ERROR_STOP=1", "--command")


# How far each service is, in one question.
REACHED = """
SELECT (SELECT json_agg(json_build_object('partition', partition, 'offset', next_offset))
        FROM indicators.source_offsets) AS indicators,
       (SELECT positions FROM reporting.last_cut) AS reporting,
       (SELECT cut -> 'positions' FROM alerts.position) AS alerts
"""
COUNTED = "SELECT count(*) AS events FROM indicators.receipts WHERE source = $1"


class ContainerFigures(Figures):
    """The same figures as of a stack of processes: its database is on no port of this machine."""

    def __init__(self, compose: Compose) -> None:
        self.compose = compose

    async def sql(self, query: str, *arguments: object) -> list[Any]:
        """Ask the database; raises ``CalledProcessError`` where it does not answer."""
        for number, value in enumerate(arguments, 1):
            literal = str(value).replace("'", "''")
            query = query.replace(f"${number}", f"'{literal}'")
        rows = f"SELECT row_to_json(found) FROM ({query}) found"
        printed = self.compose.inside("postgres", *PSQL, *ROWS, rows)
        return [json.loads(line) for line in printed.splitlines()]

    async def reached(self) -> dict[str, Positions]:
        """How far each service is. Raises ``CalledProcessError``."""
        (row,) = await self.sql(REACHED)
        return {
            who: {each["partition"]: each["offset"] for each in positions or ()}
            for who, positions in row.items()
        }

    async def received(self, source: str) -> int:
        """How many events of ``source`` came to anything. Raises ``CalledProcessError``."""
        (row,) = await self.sql(COUNTED, source)
        return int(row["events"])
