"""The manifest of a backup: when, under which definitions, as at which offsets, which bytes."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from oversight_contracts.facts.facts import Position

NAME = "manifest.json"
DATABASE = "database.dump"


class BackupPart(BaseModel):
    """A file of the backup."""

    model_config = ConfigDict(frozen=True)

    name: str
    size: int
    sha256: str


class CountedState(BaseModel):
    """The state of counting: the generation, its definitions' hash, and how far it had got."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    generation: int
    definitions: str
    records: int
    positions: tuple[Position, ...]


class Manifest(BaseModel):
    """The first file of a backup. ``versions`` are those of the programs that made it.

    Unknown formats are refused.
    """

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    made_at: AwareDatetime
    force: str
    versions: dict[str, str]
    standing: CountedState
    parts: tuple[BackupPart, ...]
