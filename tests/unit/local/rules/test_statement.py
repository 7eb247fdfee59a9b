"""What a set of rules states: by rule and together, and whether it keeps to its budget."""

from dataclasses import replace

import pytest
from tests.unit.local.rules.test_chances import of_rules

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import RULE
from oversight_contracts.detection import Volumes
from oversight_local.rules.output import budget_lines, course_lines, delay, mute_lines, row
from oversight_local.rules.statement import Statement, statements
from oversight_local.rules.watched import Watched
from oversight_measures.spread.observed import Kind

YEARS = 20


def stated(watched: list[Watched]) -> Statement:
    done = list[int]()
    (found,) = statements(watched, YEARS, done.append)
    assert sum(done) == len(watched)
    return found


def test_a_rule_states_its_false_alarms_and_its_delay(catalogue: Catalogue) -> None:
    found = stated(of_rules(catalogue, "priority-2-slower", "section-60-surge"))
    slower, surge = found.rules
    assert 0.5 < slower.a_year < 1.6
    assert slower.days == (3, 3)
    assert (surge.a_year, surge.days[0] or 0) < (0.1, 7)
    assert surge.days[0]
    assert found.threads == pytest.approx(slower.a_year)
    assert row(slower, YEARS)[:3] == ("priority-2-slower", "priority-2-response", "1")
    assert delay(slower) == "3"


def test_the_set_states_one_budget_and_how_it_is_counted(catalogue: Catalogue) -> None:
    found = replace(stated(of_rules(catalogue, "section-60-surge")), threads=6.0, error=0.2)
    (line,) = budget_lines(found, 16)
    assert line.startswith(
        "west-midlands: about 3.0 e-mails a quarter by chance, within the budget of 4: "
        "6.0 ± 0.2 threads a year, each of about 2 e-mails"
    )
    assert found.within(12)
    assert not found.within(11)
    (line,) = budget_lines(found, 8)
    assert "OVER the budget of 2" in line


def test_a_milestone_states_how_often_one_on_course_is_called_behind(catalogue: Catalogue) -> None:
    rule = RULE.validate_python(
        {
            **{"id": "m", "title": "M", "advice": "Ask.", "severity": "warning", "minimum": 1},
            **{"kind": "milestone", "indicator": "crime.total", "plan": "p", "period": "2025"},
            "when": "above",
        }
    )
    volumes = Volumes(Kind.COUNT, 600.0, 2.0, "", sizes=(30,), limit=200_000.0)
    watched = Watched(rule, "west-midlands", "force", "", volumes)
    found = stated([watched, *of_rules(catalogue, "section-60-surge")])
    assert not found.mute
    assert list(course_lines(found)) == [
        "milestone: m: of years exactly on course, chance calls 2 in 100 behind"
    ]
    alone = stated([watched])
    assert 0.01 < alone.threads < 0.03
    assert "within the budget of 4" in next(iter(budget_lines(alone, 16)))
    silent = watched._replace(volumes=None, mute="its period ended on 31 March 2026")
    assert list(mute_lines(stated([silent]).mute)) == ["mute: m: its period ended on 31 March 2026"]


def test_what_is_mute_is_counted_by_reason(catalogue: Catalogue) -> None:
    watched = [
        each._replace(volumes=None, mute="no baseline is set for it")
        for each in of_rules(catalogue, "priority-2-slower-by-area", "priority-2-slower")
    ]
    found = stated(watched)
    assert list(mute_lines(found.mute)) == [
        "mute: priority-2-slower-by-area (7 series): no baseline is set for it",
        "mute: priority-2-slower: no baseline is set for it",
    ]
    (line,) = budget_lines(found, 16)
    assert line == "west-midlands: no rule can speak, so that none alarms by chance"
