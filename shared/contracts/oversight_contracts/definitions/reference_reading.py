"""The files of reference data, each read and held against those before it."""

from collections.abc import Mapping
from dataclasses import dataclass

from oversight_contracts.definitions.document_checks import check_documents
from oversight_contracts.definitions.documents import Document, DocumentsFile
from oversight_contracts.definitions.peers import Peers, PeersFile, check_peers
from oversight_contracts.definitions.reading import Reading
from oversight_contracts.definitions.reference import (
    AreasFile,
    Dimension,
    DimensionsFile,
    Force,
    Residents,
    ResidentsFile,
    Target,
    TargetsFile,
)
from oversight_contracts.definitions.reference_checks import (
    check_areas,
    check_dimensions,
    check_targets,
)
from oversight_contracts.definitions.residents_checks import check_residents
from oversight_contracts.definitions.surveys import Survey, SurveysFile, check_surveys
from oversight_contracts.definitions.weights import Weights, WeightsFile, check_weights


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


def read_reference(reading: Reading) -> Reference:
    """All files. Raises ``FileNotFoundError`` for one that every folder has."""
    dimensions = _dimensions(reading)
    forces = reading.file(
        "areas.yaml", AreasFile, AreasFile(forces={}), lambda file: check_areas(file.forces)
    ).forces
    return Reference(
        dimensions,
        forces,
        _residents(reading, forces, dimensions),
        _targets(reading),
        _documents(reading),
        _peers(reading, forces),
        _weights(reading),
        _surveys(reading),
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
) -> tuple[Residents, ...]:
    return reading.file(
        "residents.yaml",
        ResidentsFile,
        ResidentsFile(residents=()),
        lambda file: check_residents(file.residents, forces, dimensions),
    ).residents


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
