"""Read a mapping file and name every fault in it by file, line and field."""

from collections.abc import Collection, Iterable
from pathlib import Path

from pydantic import TypeAdapter

from oversight_contracts.definitions.yaml_source import BrokenDefinitions, DefinitionFault, Source
from oversight_local.failure import Failure
from oversight_local.load.mapping.check import Finding, check_areas, check_columns, check_mapping
from oversight_local.load.mapping.model import FileMapping
from oversight_local.load.table import Table


class MappingFile:
    """A mapping without faults. Raises ``Failure`` that lists those it has."""

    def __init__(self, path: Path, kind: str) -> None:
        try:
            self._source = Source(path, path.name)
            self.mapping = self._source.validated(TypeAdapter(FileMapping), self._source.value)
        except OSError as error:
            raise Failure(f"{path} cannot be read: {error.strerror}") from error
        except BrokenDefinitions as broken:
            raise _failure(path.name, broken.faults) from broken
        if self.mapping.kind != kind:
            self._require([(("kind",), f"is {self.mapping.kind}, but {kind}s are to be loaded")])
        self._require(check_mapping(self.mapping))

    def require_columns(self, table: Table) -> None:
        """Raise ``Failure`` where the file has not every column that is named."""
        self._require(check_columns(self.mapping, table))

    def require_areas(self, force: str, known: Collection[str]) -> None:
        """Raise ``Failure`` where it names an area that ``force`` does not have."""
        self._require(check_areas(self.mapping, force, known))

    def _require(self, findings: Iterable[Finding]) -> None:
        faults = [
            fault
            for place, reason in findings
            for fault in self._source.broken(place, reason).faults
        ]
        if faults:
            raise _failure(self._source.name, faults)


def _failure(name: str, faults: Iterable[DefinitionFault]) -> Failure:
    return Failure(f"{name} cannot be used; nothing was sent", [str(fault) for fault in faults])
