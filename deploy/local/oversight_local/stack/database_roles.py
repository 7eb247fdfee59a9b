"""The roles of a stack's database: each service's with its own schema alone, and one for commands.

None is a superuser, and each has a password of its own. The superuser cannot log in: what needs one
is done by PostgreSQL's single-user mode, before the server runs.
"""

import hashlib
import secrets
from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from oversight_local.data_folder import DataFolder, write_private
from oversight_local.failure import Failure
from oversight_local.stack.ports import HOST

DATABASE = "oversight"
# For backup, restore and whoever looks by hand: in all schemas, and able to make databases.
COMMANDS = "oversight"
SCHEMAS = ("indicators", "alerts", "reporting")


def role_of(schema: str) -> str:
    """The role of the service that owns ``schema``."""
    return f"{COMMANDS}_{schema}"


ROLES = (COMMANDS, *map(role_of, SCHEMAS))


class Passwords(BaseModel):
    """The password of each role."""

    model_config = ConfigDict(frozen=True)

    by_role: dict[str, str]

    @classmethod
    def of(cls, folder: DataFolder) -> "Passwords":
        """Those of the folder, which are made where there are none. Raises ``Failure``."""
        try:
            return cls.model_validate_json(folder.passwords.read_bytes())
        except FileNotFoundError:
            made = cls(by_role={role: secrets.token_urlsafe(32) for role in ROLES})
            write_private(folder.passwords, made.model_dump_json(indent=2).encode())
            return made
        except (OSError, ValidationError) as error:
            raise Failure(
                f"{folder.passwords} cannot be read; remove it to have new ones made"
            ) from error

    @property
    def digest(self) -> str:
        """What tells these from others, and nothing of them."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def database_url(folder: DataFolder, port: int, role: str = COMMANDS) -> str:
    """The URL of the database for ``role``, with its password."""
    password = Passwords.of(folder).by_role[role]
    return f"postgresql://{role}:{quote(password)}@{HOST}:{port}/{DATABASE}"


def without_password(url: str) -> str:
    """``url`` as it can be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{parts.username}@{parts.hostname}:{parts.port}"))


def access_rules() -> str:
    """The content of ``pg_hba.conf``: these roles with their passwords, and nobody else."""
    return f"host all {','.join(ROLES)} {HOST}/32 scram-sha-256\n"


def role_statements(passwords: Passwords) -> Iterator[str]:
    """Make the roles, or give them these passwords: for a superuser, one statement a line."""
    # Of 256 random bits: rounds would keep nobody from guessing them, and slow each connection.
    yield "SET scram_iterations = 1;"
    for role in ROLES:
        yield f"DO $$BEGIN IF to_regrole('{role}') IS NULL THEN CREATE ROLE {role}; END IF; END$$;"
        makes = "CREATEDB" if role == COMMANDS else "NOCREATEDB"
        password = passwords.by_role[role]
        yield (
            f"ALTER ROLE {role} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {makes}"
            f" PASSWORD '{password}';"
        )
    for schema in SCHEMAS:
        yield f"GRANT {role_of(schema)} TO {COMMANDS};"
    # A database is dropped with whoever is still in it, and an autovacuum worker can be.
    yield f"GRANT pg_signal_backend TO {COMMANDS};"
    yield "ALTER ROLE postgres NOLOGIN;"


def schema_statements() -> Iterator[str]:
    """Make each schema its service's, with all that is in it: one statement a line."""
    for schema in SCHEMAS:
        role = role_of(schema)
        yield f"CREATE SCHEMA IF NOT EXISTS {schema};"
        yield f"ALTER SCHEMA {schema} OWNER TO {role};"
        for found, change in _OWNED:
            yield (
                f"DO $$DECLARE one record; BEGIN FOR one IN {found.format(schema=schema)}"
                f" LOOP EXECUTE format('{change} OWNER TO {role}', one.name); END LOOP; END$$;"
            )


def entry_statements(database: str) -> Iterator[str]:
    """Let the services' roles into ``database``, and no other: for its owner, one a line."""
    yield f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC;'
    for schema in SCHEMAS:
        yield f'GRANT CONNECT, TEMPORARY ON DATABASE "{database}" TO {role_of(schema)};'


# What can be in a schema, and how its owner is changed. A sequence of a column goes with its table.
_OWNED = (
    (
        "SELECT oid::regclass::text AS name FROM pg_class c WHERE relnamespace ="
        " '{schema}'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS"
        " (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass"
        " AND d.deptype IN ('a', 'i') AND c.relkind = 'S')",
        "ALTER TABLE %s",
    ),
    (
        "SELECT oid::regprocedure::text AS name FROM pg_proc"
        " WHERE pronamespace = '{schema}'::regnamespace",
        "ALTER ROUTINE %s",
    ),
    (
        "SELECT oid::regtype::text AS name FROM pg_type"
        " WHERE typnamespace = '{schema}'::regnamespace AND typtype IN ('e', 'd')",
        "ALTER TYPE %s",
    ),
)
