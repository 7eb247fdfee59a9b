"""Which optional fields a record states is counted, by the month of its own date."""

from typing import Any

import orjson
import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import record

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.recorded_fields import STATED
from oversight_contracts.records.base import Record
from oversight_contracts.records.fast_reader import FastReader, Values
from oversight_contracts.records.kinds import COUNTED_ON, KINDS, STATEMENTS
from oversight_indicators.contributions.accumulator import DeltaAccumulator
from oversight_indicators.contributions.compiler import Contributions

CRIME = {"force": "west-midlands", "area": "force", "revision": 1, "offence": "arson"}
AT = {"recorded_at": "2026-03-31T23:30:00Z"}


@pytest.fixture(scope="module")
def contributions(definitions_catalogue: Catalogue) -> Contributions:
    return Contributions(definitions_catalogue)


def stated(contributions: Contributions, kind: str, data: dict[str, Any]) -> dict[str, str]:
    """The fields that a record states, and the month it is counted in; as both readers read it."""
    as_model = KINDS[kind].model_validate_json(orjson.dumps(data), strict=True)
    records: list[Record | Values] = [as_model, FastReader(KINDS[kind]).read(dict(data))]
    found = []
    for each in records:
        sums = DeltaAccumulator()
        sums.add(contributions.of(kind, each))
        named = [contributions.registry.named(key) for key in sums.deltas()]
        found.append({s.by: bucket for s, bucket in named if s.indicator == STATED})
        assert {s.area for s, _ in named if s.indicator == STATED} <= {"force"}
    assert found[0] == found[1]
    return found[0]


def test_a_record_states_its_date_and_what_it_has(contributions: Contributions) -> None:
    found = stated(contributions, "crime", {**CRIME, **AT, "markers": ["knife"]})
    # 00:30 on the first of April in London.
    fields = ("recorded_at", "markers", "offence:arson")
    assert found == {f"crime={name}": "2026-04-01" for name in fields}


def test_an_empty_list_says_that_there_is_none_and_an_absent_one_nothing(
    contributions: Contributions,
) -> None:
    assert "crime=outcomes" in stated(contributions, "crime", {**CRIME, **AT, "outcomes": []})
    assert "crime=outcomes" not in stated(contributions, "crime", {**CRIME, **AT})


def test_a_coarser_offence_is_counted_beside_what_is_stated(contributions: Contributions) -> None:
    found = stated(contributions, "crime", {**CRIME, **AT, "offence": "burglary"})
    assert found == {"crime=recorded_at": "2026-04-01", "crime=offence:burglary": "2026-04-01"}


def test_which_of_its_values_a_record_states_is_counted(contributions: Contributions) -> None:
    incident = {
        **{"force": "west-midlands", "area": "force", "revision": 1, "grade": "not-known"},
        **{"received_at": "2026-03-02T10:00:00Z", "category": "anti-social-behaviour"},
    }
    found = stated(contributions, "incident", incident)
    assert {name for name in found if ":" in name} == {"incident=category:anti-social-behaviour"}


def test_null_states_nothing_and_false_does(contributions: Contributions) -> None:
    audit = {
        **{"force": "west-midlands", "area": "force", "revision": 1, "audit": "a"},
        **{"audited_at": "2026-03-02T10:00:00Z", "decision": "recording"},
    }
    assert "recording-audit=correct" in stated(
        contributions, "recording-audit", {**audit, "correct": False}
    )
    assert "recording-audit=correct" not in stated(
        contributions, "recording-audit", {**audit, "correct": None}
    )


def test_a_field_of_parts_is_stated_where_any_part_has_it() -> None:
    upheld = {
        "measure": "proportion",
        "of": {"kind": "complaint", "at": "logged_at"},
        "hit": {"allegations.outcome": "upheld"},
    }
    contributions = Contributions(catalogue(upheld))
    complaint = {
        **{"force": "west", "area": "force", "revision": 1},
        **{"received_at": "2026-03-01T10:00:00Z", "logged_at": "2026-03-02T10:00:00Z"},
        "handling": "under-schedule-3",
    }
    parts = [{"category": "other"}, {"category": "incivility", "outcome": "resolved"}]
    assert "complaint=allegations.outcome" in stated(
        contributions, "complaint", {**complaint, "allegations": parts}
    )
    assert "complaint=allegations.outcome" not in stated(
        contributions, "complaint", {**complaint, "allegations": parts[:1]}
    )


def test_a_number_that_is_none_where_it_is_left_out_is_stated_where_it_is_given(
    contributions: Contributions,
) -> None:
    complaint = {
        **{"force": "west-midlands", "area": "force", "revision": 1},
        **{"received_at": "2026-03-01T10:00:00Z", "logged_at": "2026-03-02T10:00:00Z"},
        **{"handling": "under-schedule-3", "allegations": [{"category": "other"}]},
    }
    assert "complaint=suspended_days" not in stated(contributions, "complaint", complaint)
    given = {**complaint, "suspended_days": 0}
    assert "complaint=suspended_days" in stated(contributions, "complaint", given)


def test_a_correction_takes_back_what_a_record_stated(contributions: Contributions) -> None:
    before = record("crime", force="west-midlands", **AT, markers=["knife"])
    after = record("crime", force="west-midlands", recorded_at="2026-05-02T10:00:00Z")
    changes = DeltaAccumulator()
    changes.change(contributions.of("crime", before), contributions.of("crime", after))
    found = {
        (series.by, bucket): total.n
        for (series, bucket), total in (
            (contributions.registry.named(key), each) for key, each in changes.deltas().items()
        )
        if series.indicator == STATED
    }
    assert found == {
        ("crime=markers", "2026-04-01"): -1,
        ("crime=offence:shoplifting", "2026-04-01"): -1,
        ("crime=offence:shoplifting", "2026-05-01"): 1,
        ("crime=recorded_at", "2026-04-01"): -1,
        ("crime=recorded_at", "2026-05-01"): 1,
    }


def test_every_kind_that_is_counted_has_its_own_date() -> None:
    assert set(COUNTED_ON) == set(KINDS) - STATEMENTS
    for kind, name in COUNTED_ON.items():
        assert KINDS[kind].model_fields[name].is_required()
