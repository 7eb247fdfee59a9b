"""Reading a folder of definitions to its end, with every fault found on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter

from oversight_contracts.definitions.models.documents import Document, DocumentsFile
from oversight_contracts.definitions.models.peers import Peers, PeersFile, check_peers
from oversight_contracts.definitions.models.reference import (
    AreasFile,
    Dimension,
    DimensionsFile,
    Force,
    Residents,
    ResidentsFile,
    Target,
    TargetsFile,
)
from oversight_contracts.definitions.models.surveys import Survey, SurveysFile, check_surveys
from oversight_contracts.definitions.models.weights import Weights, WeightsFile
from oversight_contracts.definitions.typical_spreads import (
    SpreadsFile,
    TypicalSpread,
    check_spreads,
)
from oversight_contracts.definitions.validate.documents import check_documents
from oversight_contracts.definitions.validate.reference import (
    check_areas,
    check_censuses,
    check_dimensions,
    check_residents,
    check_targets,
)
from oversight_contracts.definitions.validate.weights import check_weights
from oversight_contracts.definitions.yaml_source import (
    BrokenDefinitions,
    DefinitionFault,
    Finding,
    Place,
    Source,
)

T = TypeVar("T")


class Named(Protocol):
    """A definition that others name."""

    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=Named)


class Reading:
    """``faults`` so far; ``complete`` while every file had the shape it should have.

    Nothing is held against what could not be read: it would only bring faults that are none.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.faults: list[DefinitionFault] = []
        self.complete = True

    def file(
        self, name: str, model: type[T], otherwise: T, check: Callable[[T], Iterable[Finding]]
    ) -> T:
        """A file of reference data, or ``otherwise``. Raises ``FileNotFoundError``."""
        try:
            source = Source(self._folder / name, name)
            value = source.validated(TypeAdapter(model), source.value)
        except BrokenDefinitions as broken:
            self._incomplete(broken)
            return otherwise
        if self.complete:
            self._note(source, (), check(value))
        return value

    def supplied(
        self, name: str, model: type[T], otherwise: T, check: Callable[[T], Iterable[Finding]]
    ) -> T:
        """A file that the user may supply, or ``otherwise`` where there is none."""
        if not (self._folder / name).exists():
            return otherwise
        return self.file(name, model, otherwise, check)

    def entries(
        self,
        part: str,
        model: TypeAdapter[N],
        check: Callable[[N], Iterable[Finding]],
        beside: Callable[[N, Mapping[str, N]], Iterable[Finding]] = lambda _, __: (),
    ) -> dict[str, N]:
        """All definitions of the sub-folder ``part`` by their id, in the files' order.

        ``beside`` holds each against all of them, once they are known.
        """
        known: dict[str, N] = {}
        places: list[tuple[Source, int, N]] = []
        for source, index, value in self._values(part, model):
            found = list(check(value))
            if value.id in known:
                found.append((("id",), f"{value.id} is defined twice"))
            self._note(source, (index,), found)
            known.setdefault(value.id, value)
            places.append((source, index, value))
        for source, index, value in places if self.complete else ():
            self._note(source, (index,), beside(value, known))
        return known

    def _values(self, part: str, model: TypeAdapter[N]) -> Iterator[tuple[Source, int, N]]:
        for path in sorted((self._folder / part).glob("*.yaml")):
            try:
                source = Source(path, f"{part}/{path.name}")
                values = _list(source)
            except BrokenDefinitions as broken:
                self._incomplete(broken)
                continue
            for index, value in enumerate(values):
                try:
                    yield source, index, source.validated(model, value, (index,))
                except BrokenDefinitions as broken:
                    self._incomplete(broken)

    def _incomplete(self, broken: BrokenDefinitions) -> None:
        self.complete = False
        self.faults += broken.faults

    def _note(self, source: Source, place: Place, found: Iterable[Finding]) -> None:
        for where, reason in found:
            self.faults += source.broken((*place, *where), reason).faults


def _list(source: Source) -> list[Any]:
    if not isinstance(source.value, list):
        raise source.broken((), "a list of definitions is expected, each beginning with `- id:`")
    return source.value


@dataclass(frozen=True)
class Reference:
    """What the files hold; a file that could not be read holds nothing."""

    dimensions: Mapping[str, Dimension]
    forces: Mapping[str, Force]
    residents: tuple[Residents, ...]
    targets: Mapping[str, Target]
    documents: Mapping[str, Document]
    peers: tuple[Peers, ...]
    weights: tuple[Weights, ...]
    surveys: Mapping[str, Survey]
    spreads: tuple[TypicalSpread, ...]
    censuses: Mapping[str, date]


def read_reference(reading: Reading) -> Reference:
    """All files. Raises ``FileNotFoundError`` for one that every folder has."""
    dimensions = _dimensions(reading)
    forces = reading.file(
        "areas.yaml", AreasFile, AreasFile(forces={}), lambda file: check_areas(file.forces)
    ).forces
    residents = _residents(reading, forces, dimensions)
    return Reference(
        dimensions,
        forces,
        residents.residents,
        _targets(reading),
        _documents(reading),
        _peers(reading, forces),
        _weights(reading),
        _surveys(reading),
        _spreads(reading),
        residents.censuses,
    )


def _dimensions(reading: Reading) -> Mapping[str, Dimension]:
    return reading.file(
        "dimensions.yaml",
        DimensionsFile,
        DimensionsFile(dimensions={}),
        lambda file: check_dimensions(file.dimensions),
    ).dimensions


def _residents(
    reading: Reading, forces: Mapping[str, Force], dimensions: Mapping[str, Dimension]
) -> ResidentsFile:
    return reading.file(
        "residents.yaml",
        ResidentsFile,
        ResidentsFile(residents=()),
        lambda file: [
            *check_residents(file.residents, forces, dimensions),
            *check_censuses(file, dimensions),
        ],
    )


def _targets(reading: Reading) -> Mapping[str, Target]:
    return reading.file(
        "targets.yaml",
        TargetsFile,
        TargetsFile(targets={}),
        lambda file: check_targets(file.targets),
    ).targets


def _documents(reading: Reading) -> Mapping[str, Document]:
    # Folders of figures that no document asks for have no such file.
    return reading.supplied(
        "documents.yaml",
        DocumentsFile,
        DocumentsFile(documents={}),
        lambda file: check_documents(file.documents),
    ).documents


def _peers(reading: Reading, forces: Mapping[str, Force]) -> tuple[Peers, ...]:
    return reading.supplied(
        "peers.yaml",
        PeersFile,
        PeersFile(most_similar=()),
        lambda file: check_peers(file.most_similar, forces),
    ).most_similar


def _weights(reading: Reading) -> tuple[Weights, ...]:
    return reading.supplied(
        "weights.yaml",
        WeightsFile,
        WeightsFile(weights=()),
        lambda file: check_weights(file.weights),
    ).weights


def _surveys(reading: Reading) -> Mapping[str, Survey]:
    return reading.supplied(
        "surveys.yaml",
        SurveysFile,
        SurveysFile(surveys={}),
        lambda file: check_surveys(file.surveys),
    ).surveys


def _spreads(reading: Reading) -> tuple[TypicalSpread, ...]:
    return reading.supplied(
        "spreads.yaml",
        SpreadsFile,
        SpreadsFile(spreads=()),
        lambda file: check_spreads(file.spreads),
    ).spreads
