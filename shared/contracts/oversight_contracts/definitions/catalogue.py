"""All definitions of a folder, read, checked against one another, and hashed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from oversight_contracts.canonical_json import canonical
from oversight_contracts.definitions.baselines import (
    Baseline,
    BaselinesFile,
    check_baselines,
)
from oversight_contracts.definitions.checks import check_indicator
from oversight_contracts.definitions.contacts import (
    Contact,
    ContactsFile,
    check_contacts,
    contact_of,
)
from oversight_contracts.definitions.loader import Reading, Reference, read_reference
from oversight_contracts.definitions.models.documents import Document, cited
from oversight_contracts.definitions.models.peers import Peers
from oversight_contracts.definitions.models.plans import PLAN, Plan
from oversight_contracts.definitions.models.reference import (
    Dimension,
    Force,
    Residents,
    Target,
    counted_forces,
)
from oversight_contracts.definitions.models.reports import REPORT, Report
from oversight_contracts.definitions.models.rules import RULE, IndicatorRule
from oversight_contracts.definitions.models.surveys import Survey
from oversight_contracts.definitions.models.weights import Weights
from oversight_contracts.definitions.typical_spreads import TypicalSpread, typical_spread
from oversight_contracts.definitions.validate.documents import check_citations
from oversight_contracts.definitions.validate.indicators import check_by_trial, check_possibility
from oversight_contracts.definitions.validate.plans import check_plan
from oversight_contracts.definitions.validate.reports import Known, check_report
from oversight_contracts.definitions.validate.rules import check_rule
from oversight_contracts.definitions.yaml_source import BrokenDefinitions, Finding
from oversight_contracts.measures.indicator import Indicator
from oversight_contracts.measures.registry import INDICATOR
from oversight_measures.spread.spread import Spread

# Raise when the same definitions would count records differently: a new generation is due then.
CONTRIBUTION_CODE = 4
# What is only printed can be improved without counting anew.
PRINTED: Mapping[str, Any] = {
    **dict.fromkeys(("title", "description", "source", "lead", "unit", "polarity"), True),
    **dict.fromkeys(("decimals", "never", "documents", "breaks", "comparators"), True),
    **dict.fromkeys(("history", "not_collected", "opening", "panel"), True),
    "pending": {"means": True},
}
TITLES: Mapping[str, Any] = {
    **dict.fromkeys(("title", "values", "kind"), True),
    "areas": {"__all__": {"title": True}},
}
# By what files name a force or an area decides what is sent, not what is counted. (`code` stands in
# the hash of totals that are counted already.)
_NAMED: Mapping[str, Any] = {
    **TITLES,
    "code": True,
    "areas": {"__all__": {"title": True, "codes": True}},
}


@dataclass(frozen=True)
class Catalogue:
    """Everything that is defined; mappings keep the files' order."""

    indicators: Mapping[str, Indicator]
    rules: Mapping[str, IndicatorRule]
    dimensions: Mapping[str, Dimension]
    forces: Mapping[str, Force]
    residents: tuple[Residents, ...]
    targets: Mapping[str, Target]
    reports: Mapping[str, Report] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    peers: tuple[Peers, ...] = ()
    weights: tuple[Weights, ...] = ()
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    spreads: tuple[TypicalSpread, ...] = ()
    censuses: Mapping[str, date] = field(default_factory=dict)
    baselines: tuple[Baseline, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def counting_hash(self) -> str:
        """SHA-256 of all that decides the totals; another hash needs another generation.

        Rules, baselines, residents, censuses, peers, weights, surveys, plans, spreads and reports
        only read totals, and are not in it; nor are words, nor what is quoted from published
        statistics, and for whom.
        """
        counted = {name: each for name, each in self.indicators.items() if each.populations}
        fed = {name: each for name, each in self.dimensions.items() if each.fields}
        return _hash(
            [
                CONTRIBUTION_CODE,
                _plain(counted, PRINTED),
                _plain(fed, TITLES),
                _plain(counted_forces(self.forces), _NAMED),
                _plain(self.targets, PRINTED),
            ]
        )

    @cached_property
    def dates_counted_on(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The kinds of record that each indicator counts, with the date it counts each on."""
        return {
            name: tuple((part.kind, part.at) for part in each.populations.values())
            for name, each in self.indicators.items()
        }

    def definition_hash(self, indicator: str) -> str:
        """SHA-256 of one indicator's definition. Raises ``KeyError``."""
        return _hash(self.indicators[indicator].model_dump(mode="json"))

    def source_of(self, indicator: str) -> str:
        """The documents that print an indicator, in words; empty for none. Raises ``KeyError``."""
        return cited(self.indicators[indicator].documents, self.documents)

    def ask_about(self, force: str, indicator: str) -> str:
        """Whom to ask, in words; empty where nothing says. Raises ``KeyError``."""
        contact, lead = contact_of(self.contacts, force, indicator), self.indicators[indicator].lead
        if contact is not None and contact.force is not None:
            return contact.ask
        return lead or ("" if contact is None else contact.ask)

    def residents_of(self, force: str, area: str, basis: str) -> Residents | None:
        """The residents of an area at a census, or None where they are not known."""
        for each in self.residents:
            if (each.force, each.area, each.basis) == (force, area, basis):
                return each
        return None

    def newest_residents(self, force: str, area: str) -> Residents | None:
        """All residents of an area at its newest census; None where they are not known."""
        # census-2011 < census-2021 as text too.
        here = [each for each in self.residents if (each.force, each.area) == (force, area)]
        known = [each for each in here if each.only is None]
        return max(known, key=lambda each: each.basis, default=None)

    def stated_spread(self, indicator: str) -> Spread | None:
        """The typical spread of an indicator's family; None where none is stated.

        Raises ``KeyError``.
        """
        kind = self.indicators[indicator].change_test.kind
        return typical_spread(self.spreads, indicator, kind) if kind else None


def load_catalogue(folder: Path, *, trying: bool = False) -> Catalogue:
    """Read the definitions in ``folder``; ``trying`` makes up records to see that some can count.

    Raises ``BrokenDefinitions`` that lists every fault by file, line and field, and
    ``FileNotFoundError`` where a file of reference data is missing.
    """
    reading = Reading(folder)
    found = read_reference(reading)
    known = reading.complete
    indicators = reading.entries(
        "indicators",
        INDICATOR,
        lambda each: _check(each, found, trying=trying) if known else (),
        lambda each, others: each.check_others(others, found.dimensions, found.weights),
    )
    whole = reading.complete
    plans = reading.entries(
        "milestones",
        PLAN,
        lambda each: (
            check_plan(each, indicators, found.forces, found.dimensions, found.documents)
            if whole
            else ()
        ),
    )
    rules = reading.entries(
        "rules",
        RULE,
        lambda each: (
            check_rule(each, indicators, found.forces, found.residents, found.dimensions, plans)
            if whole
            else ()
        ),
    )
    baselines = reading.supplied(
        "baselines.yaml",
        BaselinesFile,
        BaselinesFile(baselines=()),
        lambda file: check_baselines(file.baselines, rules, found.forces) if whole else (),
    ).baselines
    contacts = reading.supplied(
        "contacts.yaml",
        ContactsFile,
        ContactsFile(contacts=()),
        lambda file: check_contacts(file.contacts, found.forces, indicators) if whole else (),
    ).contacts
    reports = reading.entries(
        "reports",
        REPORT,
        lambda each: check_report(each, _known(indicators, found), plans) if whole else (),
    )
    if reading.faults:
        raise BrokenDefinitions(reading.faults)
    return Catalogue(
        indicators,
        rules,
        reports=reports,
        plans=plans,
        baselines=baselines,
        contacts=contacts,
        **vars(found),
    )


def _check(indicator: Indicator, found: Reference, *, trying: bool) -> list[Finding]:
    faults = list(check_indicator(indicator, found.dimensions, found.targets))
    # What is misspelt matches nothing either: that is said once.
    faults = faults or list(check_possibility(indicator))
    if trying:
        faults = faults or list(check_by_trial(indicator, found.targets))
    faults += indicator.check_areas(found.forces)
    return [*faults, *check_citations(indicator, found.documents, found.dimensions)]


def _known(indicators: Mapping[str, Indicator], found: Reference) -> Known:
    return Known(indicators, found.residents, found.forces, found.dimensions, found.surveys)


def _plain(defined: Mapping[str, BaseModel], but: Mapping[str, Any]) -> dict[str, Any]:
    # By name: whoever renames a force or a dimension names other series.
    return {name: each.model_dump(mode="json", exclude=but) for name, each in defined.items()}


def _hash(plain: Any) -> str:
    return hashlib.sha256(canonical(plain)).hexdigest()
