"""All definitions of a folder, read, checked against one another, and hashed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter

from oversight_contracts.definitions.checks import Finding, check_indicator
from oversight_contracts.definitions.indicators import INDICATOR, Indicator
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
from oversight_contracts.definitions.report_checks import check_report
from oversight_contracts.definitions.reports import REPORT, Report
from oversight_contracts.definitions.rule_checks import check_rule
from oversight_contracts.definitions.rules import RULE, Rule
from oversight_contracts.definitions.source import BrokenDefinitions, DefinitionFault, Source
from oversight_contracts.envelope import canonical

T = TypeVar("T")
# Raise when the same definitions would count records differently: a new generation is due then.
CONTRIBUTION_CODE = 1


@dataclass(frozen=True)
class Catalogue:
    """Everything that is defined; mappings keep the files' order."""

    indicators: Mapping[str, Indicator]
    rules: Mapping[str, Rule]
    dimensions: Mapping[str, Dimension]
    forces: Mapping[str, Force]
    residents: tuple[Residents, ...]
    targets: Mapping[str, Target]
    reports: Mapping[str, Report] = field(default_factory=dict)

    @property
    def counting_hash(self) -> str:
        """SHA-256 of all that decides the totals; another hash needs another generation.

        Rules, residents and reports only read totals, and are not in it.
        """
        return _hash(
            CONTRIBUTION_CODE,
            *(self.indicators[name] for name in sorted(self.indicators)),
            *(self.dimensions[name] for name in sorted(self.dimensions)),
            *(self.forces[name] for name in sorted(self.forces)),
            *(self.targets[name] for name in sorted(self.targets)),
        )

    def definition_hash(self, indicator: str) -> str:
        """SHA-256 of one indicator's definition. Raises ``KeyError``."""
        return _hash(self.indicators[indicator])

    def residents_of(self, force: str, area: str, basis: str) -> Residents | None:
        """The residents of an area at a census, or None where they are not known."""
        for each in self.residents:
            if (each.force, each.area, each.basis) == (force, area, basis):
                return each
        return None


def load_catalogue(folder: Path) -> Catalogue:
    """Read the definitions in ``folder``.

    Raises ``BrokenDefinitions`` that lists every fault by file, line and field, and
    ``FileNotFoundError`` where a file of reference data is missing.
    """
    dimensions = _file(folder, "dimensions.yaml", DimensionsFile).dimensions
    forces = _file(folder, "areas.yaml", AreasFile).forces
    residents = _file(folder, "residents.yaml", ResidentsFile).residents
    targets = _file(folder, "targets.yaml", TargetsFile).targets
    faults: list[DefinitionFault] = []
    indicators: dict[str, Indicator] = {}
    for source, index, indicator in _entries(folder, "indicators", INDICATOR, faults):
        found = list(check_indicator(indicator, dimensions, targets))
        faults += _faults(source, index, [*found, *_repeated(indicator.id, indicators)])
        indicators[indicator.id] = indicator
    rules: dict[str, Rule] = {}
    for source, index, rule in _entries(folder, "rules", RULE, faults):
        # Rules are held against indicators that are themselves sound.
        found = [] if faults else list(check_rule(rule, indicators, forces, residents))
        faults += _faults(source, index, [*found, *_repeated(rule.id, rules)])
        rules[rule.id] = rule
    reports: dict[str, Report] = {}
    for source, index, report in _entries(folder, "reports", REPORT, faults):
        found = [] if faults else list(check_report(report, indicators, residents))
        faults += _faults(source, index, [*found, *_repeated(report.id, reports)])
        reports[report.id] = report
    if faults:
        raise BrokenDefinitions(faults)
    return Catalogue(indicators, rules, dimensions, forces, residents, targets, reports)


def _file(folder: Path, name: str, model: type[T]) -> T:
    source = Source(folder / name, name)
    return source.validated(TypeAdapter(model), source.value)


def _entries(
    folder: Path, part: str, model: TypeAdapter[T], faults: list[DefinitionFault]
) -> Iterator[tuple[Source, int, T]]:
    for path in sorted((folder / part).glob("*.yaml")):
        try:
            source = Source(path, f"{part}/{path.name}")
            entries = _list(source)
        except BrokenDefinitions as broken:
            faults += broken.faults
            continue
        for index, value in enumerate(entries):
            try:
                yield source, index, source.validated(model, value, (index,))
            except BrokenDefinitions as broken:
                faults += broken.faults


def _list(source: Source) -> list[Any]:
    if not isinstance(source.value, list):
        raise source.broken((), "a list of definitions is expected, each beginning with `- id:`")
    return source.value


def _repeated(name: str, known: Mapping[str, object]) -> list[Finding]:
    return [(("id",), f"{name} is defined twice")] if name in known else []


def _faults(source: Source, index: int, found: list[Finding]) -> list[DefinitionFault]:
    return [
        fault for place, reason in found for fault in source.broken((index, *place), reason).faults
    ]


def _hash(*parts: BaseModel | int) -> str:
    plain = [part if isinstance(part, int) else part.model_dump(mode="json") for part in parts]
    return hashlib.sha256(canonical(plain)).hexdigest()
