"""The content hash of a rule: what decides it is in it, and what people read is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.unit.alerts.builders import shipped

from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.rule_content import content_hash, content_hashes

FORCE, OTHER = "west-midlands", "staffordshire"
LEVEL, DRIFT = "priority-1-response", "searches-surge"
Change = Callable[[Catalogue], Catalogue]


def ruled(name: str, **fields: object) -> Change:
    def change(known: Catalogue) -> Catalogue:
        rule = known.rules[name].model_copy(update=fields)
        return replace(known, rules={**known.rules, name: rule})

    return change


def indicated(name: str, **fields: object) -> Change:
    def change(known: Catalogue) -> Catalogue:
        indicator = known.rules[name].indicator
        counted = known.indicators[indicator].model_copy(update=fields)
        return replace(known, indicators={**known.indicators, indicator: counted})

    return change


def rebased(force: str, **said: object) -> Change:
    def change(known: Catalogue) -> Catalogue:
        entry = {
            "force": force,
            "rules": [DRIFT],
            "from": date(2024, 1, 1),
            "to": date(2025, 1, 1),
            "set_by": "the board",
            "set_on": date(2025, 1, 2),
            "why": "a new start",
        }
        new = Baseline.model_validate({**entry, **said})
        return replace(known, baselines=(*known.baselines, new))

    return change


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (LEVEL, ruled(LEVEL, threshold=Decimal(76))),
        (LEVEL, ruled(LEVEL, minimum=61)),
        (LEVEL, ruled(LEVEL, areas=("birmingham",))),
        (LEVEL, indicated(LEVEL, pending=None)),
        (DRIFT, ruled(DRIFT, times=Decimal("1.7"))),
        (DRIFT, rebased(FORCE)),
    ],
)
def test_what_decides_a_rule_changes_its_hash(rule: str, change: Change) -> None:
    assert content_hash(change(shipped()), rule, FORCE) != content_hash(shipped(), rule, FORCE)


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        (LEVEL, ruled(LEVEL, title="Other", question="Other?", advice="Do other.")),
        (LEVEL, ruled(LEVEL, force=FORCE)),
        (LEVEL, indicated(LEVEL, title="Other", description="Other.", decimals=3)),
        (LEVEL, rebased(FORCE)),
        (DRIFT, rebased(OTHER)),
    ],
)
def test_words_and_what_another_force_has_leave_it(rule: str, change: Change) -> None:
    assert content_hash(change(shipped()), rule, FORCE) == content_hash(shipped(), rule, FORCE)


def test_who_set_a_baseline_and_why_are_words() -> None:
    plain, told = (
        content_hash(rebased(FORCE, **said)(shipped()), DRIFT, FORCE)
        for said in ({}, {"set_by": "somebody else", "why": "for another reason"})
    )
    assert plain == told


def test_every_rule_has_one_in_each_force_it_looks_at() -> None:
    found = content_hashes(shipped())
    assert {rule for rule, _ in found} == set(shipped().rules)
    assert all(len(each) == 64 for each in found.values())
    assert (LEVEL, FORCE) in found
