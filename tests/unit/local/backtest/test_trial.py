"""What is asked for is tried, or refused by name."""

import io
from datetime import date
from pathlib import Path

import pytest
import yaml
from rich.console import Console
from tests.unit.local.backtest.test_replay import FIRST, FORCE, SURGE, facts

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.backtest.candidate import candidate_of
from oversight_local.backtest.report import document, printed
from oversight_local.backtest.trial import check_force, check_period, chosen, trials
from oversight_local.failure import Failure
from oversight_measures.periods.period import Period

PERIOD = Period(date(2026, 1, 12), date(2026, 4, 6))


@pytest.fixture
def surge(tmp_path: Path) -> Path:
    path = tmp_path / "candidate.yaml"
    path.write_text(yaml.safe_dump([dict(SURGE)]))
    return path


def test_rules_of_a_file_stand_beside_the_current_ones(
    definitions: Path, catalogue: Catalogue, surge: Path
) -> None:
    tried = candidate_of(definitions, catalogue, surge)
    assert tried.rules.keys() == {*catalogue.rules, "surge"}
    assert tried.baselines == catalogue.baselines


def test_a_rule_of_the_same_id_takes_the_place_of_the_current_one(
    definitions: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "candidate.yaml"
    path.write_text(yaml.safe_dump([{**SURGE, "id": "section-60-surge", "threshold": 77}]))
    tried = candidate_of(definitions, catalogue, path)
    assert tried.rules.keys() == catalogue.rules.keys()
    assert tried.rules["section-60-surge"] != catalogue.rules["section-60-surge"]


def test_a_fault_of_a_candidate_is_named_by_file_line_and_field(
    definitions: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    path = tmp_path / "candidate.yaml"
    path.write_text(yaml.safe_dump([{**SURGE, "indicator": "stop-search.none"}]))
    with pytest.raises(Failure) as failure:
        candidate_of(definitions, catalogue, path)
    assert "candidate.yaml cannot be used" in str(failure.value)
    assert any("rules/candidate.yaml:" in each for each in failure.value.details)
    with pytest.raises(Failure, match="there is no such file or folder"):
        candidate_of(definitions, catalogue, tmp_path / "nowhere.yaml")


def test_a_folder_of_definitions_that_counts_the_same_can_be_tried(
    definitions: Path, catalogue: Catalogue
) -> None:
    assert candidate_of(definitions, catalogue, definitions).rules == catalogue.rules


def test_what_cannot_be_tried_is_named(catalogue: Catalogue) -> None:
    with pytest.raises(Failure, match="there is no rule section-60; near it are section-60-surge"):
        chosen(catalogue, FORCE, ["section-60"])
    with pytest.raises(Failure, match="--force atlantis is none of west-midlands"):
        check_force(catalogue, "atlantis")
    assert list(chosen(catalogue, FORCE, ["section-60-surge"]).rules) == ["section-60-surge"]


def test_a_period_without_any_record_is_refused(catalogue: Catalogue) -> None:
    check_period(facts(), FORCE, PERIOD)
    for period in (
        Period(date(2019, 1, 1), FIRST),
        Period(date(2026, 6, 1), date(2026, 7, 1)),
    ):
        with pytest.raises(Failure, match="there is no record of west-midlands from"):
            check_period(facts(), FORCE, period)
    with pytest.raises(Failure, match="that any of the rules counts"):
        check_period([], FORCE, PERIOD)


def test_both_sets_are_told_beside_one_another(
    definitions: Path, catalogue: Catalogue, surge: Path
) -> None:
    current = chosen(catalogue, FORCE, ["section-60-surge"])
    tried = chosen(candidate_of(definitions, catalogue, surge), FORCE, ["surge"])
    found = trials([("current", current), (surge.name, tried)], facts(), FORCE, PERIOD)
    told = document(found)
    assert [len(each["rules"]) for each in told.values()] == [1, 1]
    assert len(told[surge.name]["rules"]["surge"]["episodes"]) == 1
    console = Console(width=160, record=True, file=io.StringIO())
    for each in printed(found):
        console.print(each)
    text = console.export_text()
    for words in ("Rules", "Episodes (current)", f"Episodes ({surge.name})", "Threads of e-mails"):
        assert words in text
    assert f"2 e-mails, 0.7 a month ({surge.name})." in text
