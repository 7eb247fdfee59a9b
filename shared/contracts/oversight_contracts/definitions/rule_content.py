"""The content hash of a rule: what decides whether it is broken, and no word that people read.

A back-test is of a content hash, an episode is judged by one, and a rule is switched on by the hash
that is on record. Pure.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from oversight_contracts.canonical_json import canonical
from oversight_contracts.definitions.catalogue import PRINTED, TITLES, Catalogue
from oversight_contracts.definitions.models.reference import counted_forces
from oversight_contracts.definitions.models.rules import BaselineRule, IndicatorRule, MilestoneRule

# Which force it looks at decides where it is judged, and not how.
_WORDS = dict.fromkeys(("title", "question", "advice", "force"), True)


def content_hash(catalogue: Catalogue, rule: str, force: str) -> str:
    """SHA-256 of what decides a rule in a force. Raises ``KeyError``.

    That is its own fields but for its words, what its indicator counts, the baselines that it has
    in the force, and what its plan sets. A field that is not said has the same hash as its default
    said, so what an upgrade adds to all rules changes none.
    """
    defined = catalogue.rules[rule]
    indicator = catalogue.indicators[defined.indicator]
    document = {
        "rule": _plain(defined, _WORDS),
        "counts": _plain(indicator, PRINTED),
        "dimensions": {
            name: _plain(catalogue.dimensions[name], TITLES)
            for name in sorted({each for names in indicator.breakdowns for each in names})
        },
        "target": _target(catalogue, defined),
        "baselines": list(_baselines(catalogue, defined, force)),
        "plan": list(_planned(catalogue, defined)),
    }
    return hashlib.sha256(canonical(document)).hexdigest()


def content_hashes(catalogue: Catalogue) -> Mapping[tuple[str, str], str]:
    """The hash of every rule in every force that it looks at, by rule and force."""
    return {
        (name, force): content_hash(catalogue, name, force)
        for name, rule in catalogue.rules.items()
        for force in counted_forces(catalogue.forces)
        if rule.force in (None, force)
    }


def _target(catalogue: Catalogue, rule: IndicatorRule) -> Any:
    target = catalogue.indicators[rule.indicator].target
    return None if target is None else _plain(catalogue.targets[target], PRINTED)


def _baselines(catalogue: Catalogue, rule: IndicatorRule, force: str) -> Iterator[list[str]]:
    """All that it has there: which one holds is a matter of the day."""
    if isinstance(rule, BaselineRule):
        for each in sorted(catalogue.baselines, key=lambda each: each.until):
            if each.force == force and rule.id in each.rules:
                yield [each.since.isoformat(), each.until.isoformat()]


def _planned(catalogue: Catalogue, rule: IndicatorRule) -> Iterator[Any]:
    plan = catalogue.plans.get(rule.plan) if isinstance(rule, MilestoneRule) else None
    if plan is not None:
        yield _plain(plan, {"title": True, "document": True, "milestones": True})
        for each in plan.milestones:
            if each.indicator == rule.indicator:
                yield _plain(each, {"row": True, "where": True, "printed": True})


def _plain(defined: BaseModel, but: Mapping[str, Any]) -> Any:
    return defined.model_dump(mode="json", exclude=dict(but), exclude_defaults=True)
