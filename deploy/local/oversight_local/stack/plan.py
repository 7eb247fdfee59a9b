"""The plan of one stack: its folder, ports, tokens and the settings of its services."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from oversight_local.data_folder import DataFolder
from oversight_local.processes.program import Recipe
from oversight_local.stack.brokers.model import Brokers
from oversight_local.stack.database_roles import SCHEMAS, database_url, role_of
from oversight_local.stack.mail_catcher import mail_program
from oversight_local.stack.ports import HOST, Ports
from oversight_local.stack.postgres import postgres_program
from oversight_local.stack.services import Service, service_program, service_url
from oversight_local.stack.stack_file import StackFile
from oversight_local.stack.tokens import SOURCE, StackTokens

FORCE = "west-midlands"


@dataclass(frozen=True)
class StackPlan:
    """The decisions made before the first process starts."""

    folder: DataFolder
    ports: Ports
    services: Sequence[Service]
    definitions: Path
    brokers: Brokers
    force: str = field(default_factory=lambda: os.environ.get("OVERSIGHT_FORCE", FORCE))
    tokens: StackTokens = field(default_factory=StackTokens.create)

    @property
    def urls(self) -> dict[str, str]:
        """The URL of each service, by name."""
        return {name: service_url(port) for name, port in self.ports.services.items()}

    def environment(self) -> dict[str, str]:
        """The settings shared by all services; a service reads what it needs."""
        return {
            "OVERSIGHT_HOST": HOST,
            **self.brokers.environment(),
            "OVERSIGHT_DEFINITIONS": str(self.definitions),
            "OVERSIGHT_TOKENS": str(self.folder.tokens),
            "OVERSIGHT_FORCE": self.force,
            "OVERSIGHT_LOG_FORMAT": "text",
            # Whoever reaches this machine's loopback may read the pages without a token.
            "OVERSIGHT_READ_ACCESS": "open",
            "OVERSIGHT_SMTP_HOST": HOST,
            "OVERSIGHT_SMTP_PORT": str(self.ports.smtp),
            "OVERSIGHT_PUBLIC_URL": self.urls.get("reporting", ""),
            "OVERSIGHT_CONSOLE_URL": self.urls.get("alerts", ""),
            "OVERSIGHT_MAIL_FROM": "oversight@localhost",
            "OVERSIGHT_MAIL_TO": "oversight-staff@localhost",
        }

    def recipes(self) -> dict[str, Recipe]:
        """The recipe of each process, by name."""
        ports = self.ports
        recipes: dict[str, Recipe] = {
            "postgres": partial(postgres_program, self.folder, ports.postgres),
            **self.brokers.recipes,
            "mail": partial(mail_program, ports.smtp, self.folder.maildir),
        }
        for service in self.services:
            port, environment = ports.services[service.name], self._environment_of(service)
            recipes[service.name] = partial(service_program, service, port, environment)
        return recipes

    def _environment_of(self, service: Service) -> dict[str, str]:
        own = self.environment()
        # A further worker, indicators-2, is of the same schema.
        schema = service.name.split("-")[0]
        if schema in SCHEMAS:
            own["OVERSIGHT_DATABASE_URL"] = self._database_of(schema)
        if self.brokers.named_members:
            own["OVERSIGHT_GROUP_MEMBER"] = service.name
        return own

    def _database_of(self, schema: str) -> str:
        return database_url(self.folder, self.ports.postgres, role_of(schema))

    def stack_file(self, pids: dict[str, int]) -> StackFile:
        """The ``stack.json`` for commands and tests, written once the stack is ready."""
        return StackFile(
            urls=self.urls,
            kafka=self.brokers.servers,
            postgres=database_url(self.folder, self.ports.postgres),
            maildir=self.folder.maildir,
            tokens={str(role): token for role, token in self.tokens.by_role.items()},
            source=SOURCE,
            force=self.force,
            broker=self.brokers.kind,
            pids=pids,
            data=self.folder.path,
            # The commands that work beside the services are those of the indicators.
            environment={
                **self.environment(),
                "OVERSIGHT_DATABASE_URL": self._database_of("indicators"),
            },
        )
