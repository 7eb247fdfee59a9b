"""The commands on a stack that they are told the addresses of, and that they did not start."""

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from tests.integration.feeds.standin import Standin, serving
from tests.unit.local.load.stop_search_files import a_file, a_row
from typer.testing import CliRunner, Result

from oversight_local.cli.main import build_app

OVERSIGHT = build_app()
DATES = ("--from", "2019-04-01", "--to", "2019-07-01")


@pytest.fixture
def standin() -> Standin:
    return Standin()


@pytest.fixture
def addresses(standin: Standin, tmp_path: Path, kafka: str) -> Iterator[Path]:
    """A file that says no more than it has to."""
    unseen = tmp_path / "unseen"
    unseen.mkdir()
    with serving(standin, unseen, kafka) as file:
        said = file.model_dump(include={"urls", "kafka", "postgres", "tokens", "source", "force"})
        path = tmp_path / "addresses.json"
        path.write_bytes(orjson.dumps({**said, "public": {"reporting": "https://figures.test"}}))
        yield path


def run(addresses: Path, *words: object) -> Result:
    own = ("--stack", addresses, "--data", addresses.with_name("own"))
    return CliRunner().invoke(OVERSIGHT, [*map(str, (*words, *own))])


def test_a_file_is_loaded_there_and_what_is_refused_stays_here(
    addresses: Path, standin: Standin, tmp_path: Path
) -> None:
    path = a_file(tmp_path, [a_row(), a_row({"Date": "1960-04-01T10:00:00+00:00"})])
    result = run(addresses, "load", "stop-search", path)
    assert result.exit_code == 0, result.output
    assert len(standin.force.contents()) == 1
    assert "1960-04-01" in (tmp_path / "own" / "refused.csv").read_text()


def test_people_are_told_addresses_that_they_can_open(addresses: Path, tmp_path: Path) -> None:
    result = run(addresses, "snapshot", "board-quarter", *DATES, "--out", tmp_path / "reports")
    assert result.exit_code == 0, result.output
    assert "https://figures.test/snapshots/s1" in result.output
    # Read from where the command reaches it.
    assert (tmp_path / "reports" / "s1.json").read_bytes() == b"/v1/snapshots/s1.json"


def test_its_services_are_asked_one_by_one(addresses: Path) -> None:
    result = run(addresses, "status")
    assert result.exit_code == 1
    assert "not ready: ingest, indicators, alerts, reporting" in result.stderr


def test_services_that_run_are_in_the_way_of_a_backup_that_is_restored(
    addresses: Path, tmp_path: Path
) -> None:
    result = run(addresses, "restore", tmp_path / "monday.backup")
    assert result.exit_code == 1
    assert "end them first: ingest, indicators, alerts, reporting" in result.stderr
