"""What `definitions explain` says of a record is what the engine counts."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.indicators.lives import COUNTED, FORCE, SHIFTS, Known, known_data, later

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.explain.examples import Examples
from oversight_contracts.definitions.explain.verdicts import Judge
from oversight_contracts.definitions.models.populations import Population
from oversight_contracts.facts.facts import Total
from oversight_contracts.figures.figure import summed
from oversight_contracts.records.base import Record
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.compiler import Contributions


@pytest.fixture(scope="module")
def known(definitions_catalogue: Catalogue) -> Known:
    return known_data(definitions_catalogue)


@pytest.fixture(scope="module")
def contributions(definitions_catalogue: Catalogue) -> Contributions:
    return Contributions(definitions_catalogue)


def counted(contributions: Contributions, kind: str, record: Record) -> dict[str, Total]:
    """What the engine adds to the whole force, all values, by indicator."""
    found: dict[str, Total] = {}
    for (series, _), total in contributions.totals(kind, record).items():
        if (series.area, series.by) == ("force", ""):
            found.setdefault(series.indicator, Total()).add(total)
    return {name: total for name, total in found.items() if total}


def judged(catalogue: Catalogue, kind: str, record: Record) -> dict[str, Total]:
    """What the verdicts add up to, by indicator."""
    found: dict[str, Total] = {}
    for name, indicator in catalogue.indicators.items():
        verdicts = Judge(indicator, catalogue.targets).verdicts(kind, record)
        found[name] = summed(each.total for each in verdicts if each.total)
    return {name: total for name, total in found.items() if total}


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_verdicts_and_contributions_agree_on_every_record(
    definitions_catalogue: Catalogue,
    known: Known,
    contributions: Contributions,
    data: st.DataObject,
) -> None:
    kind = data.draw(st.sampled_from(COUNTED))
    content: dict[str, Any] = later(data.draw(st.sampled_from(known.data[kind])), data.draw(SHIFTS))
    record = KINDS[kind].model_validate_json(orjson.dumps(content))
    expected = counted(contributions, kind, record)
    assert judged(definitions_catalogue, kind, record) == expected


def examples(catalogue: Catalogue) -> Iterator[tuple[str, str, Population, Examples]]:
    for name, indicator in catalogue.indicators.items():
        for word, population in indicator.populations.items():
            made = Examples(indicator, word, catalogue.targets, FORCE)
            yield name, word, population, made


def test_every_population_has_three_records_that_count(
    definitions_catalogue: Catalogue, contributions: Contributions
) -> None:
    for name, word, population, made in examples(definitions_catalogue):
        found = made.counting(3)
        assert len({each.record.model_dump_json() for each in found}) == 3, (name, word)
        for each in found:
            engine = counted(contributions, population.kind, each.record)
            assert each.verdict.total, (name, word)
            assert name in engine, (name, word)
            assert judged(definitions_catalogue, population.kind, each.record) == engine


def test_what_is_shown_as_left_out_adds_nothing(
    definitions_catalogue: Catalogue, contributions: Contributions
) -> None:
    for name, word, population, made in examples(definitions_catalogue):
        found = made.left_out(3)
        # Only what has no conditions leaves nothing out.
        assert found or not (population.where.fields or population.where.any), (name, word)
        for each in found:
            engine = counted(contributions, population.kind, each.record)
            assert each.verdict.total is None
            assert each.verdict.why
            assert judged(definitions_catalogue, population.kind, each.record) == engine
            if len(definitions_catalogue.indicators[name].populations) == 1:
                assert name not in engine, (name, each.verdict.why)
