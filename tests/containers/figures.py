"""What the services of a stack of containers say, asked in the container of PostgreSQL."""

import json
from typing import Any

from tests.containers.compose import Compose
from tests.faults.figures import Figures

# As the superuser by the socket in the container, where nobody else comes: quiet, rows alone.
PSQL = ("psql", "--username", "postgres", "--dbname", "oversight", "--quiet", "--no-align")
ROWS = ("--tuples-only", "--set", "ON_ERROR_STOP=1", "--command")


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
        printed = self.compose.run("exec", "--no-TTY", "postgres", *PSQL, *ROWS, rows)
        return [json.loads(line) for line in printed.splitlines()]
