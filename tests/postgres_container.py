"""A PostgreSQL server in a container, for tests that need a database of their own."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.network import Network
from tests.kafka_container import ON_THIS_MACHINE

from oversight_local.stack.ports import HOST

IMAGE = "postgres:18"
# As a stack's role for commands: in no way a superuser, and able to make databases.
ROLE = "oversight"
ROLE_STATEMENTS = (
    f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER CREATEDB PASSWORD '{ROLE}'",
    f"GRANT pg_signal_backend TO {ROLE}",
)


@contextmanager
def container_postgres() -> Iterator[str]:
    """The URL of a server's database for a role that may make others."""
    with (
        Network(docker_network_kw={"options": ON_THIS_MACHINE}) as network,
        PostgresContainer(IMAGE, username="postgres", dbname=ROLE, driver=None)
        .with_network(network)
        .with_command("postgres -c jit=off -c timezone=UTC") as server,
    ):
        address = f"{HOST}:{server.get_exposed_port(server.port)}/{server.dbname}"
        superuser = f"postgresql://{server.username}:{server.password}@{address}"
        with psycopg.connect(superuser, autocommit=True) as connection:
            for statement in ROLE_STATEMENTS:
                connection.execute(statement.encode())
        yield f"postgresql://{ROLE}:{ROLE}@{address}"
