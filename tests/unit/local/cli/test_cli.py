from collections.abc import Iterable
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from oversight_local.cli.main import build_app

OVERSIGHT = build_app()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["down"], "no stack is running on"),
        (["status"], "no stack is ready on"),
        (["up", "--brokers", "3"], "--broker embedded runs with --brokers 1, not 3"),
        (["up", "--port-base", "70000"], "a port base is 0 or from 1024 to 65500"),
        (["up", "--definitions", "nowhere"], "there is no folder nowhere"),
    ],
)
def test_an_expected_failure_is_one_sentence(
    arguments: list[str], sentence: str, tmp_path: Path
) -> None:
    result = CliRunner().invoke(OVERSIGHT, [*arguments, "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"oversight: {sentence}")
    assert result.stderr.count("\n") == 1


def test_a_command_for_the_stack_of_containers_is_carried_out_there(tmp_path: Path) -> None:
    asked: list[list[Path]] = []

    def elsewhere(files: Iterable[Path]) -> int:
        asked.append(list(files))
        return 3

    words = ("load", "street", "one.csv", "two.csv", "--mapping", "m.yaml", "--stack", "compose")
    result = CliRunner().invoke(build_app(elsewhere), [*words, "--data", str(tmp_path)])
    assert result.exit_code == 3
    assert set(asked[0]) == {Path("one.csv"), Path("two.csv"), Path("m.yaml"), tmp_path}


def test_a_stack_that_does_not_answer_names_what_starts_one_of_containers(tmp_path: Path) -> None:
    file = tmp_path / "addresses.json"
    urls = dict.fromkeys(("ingest", "indicators", "alerts", "reporting"), "http://127.0.0.1:1")
    stack = {"urls": urls, "postgres": "", "kafka": "", "force": "kent", "source": "urn:x"}
    file.write_bytes(orjson.dumps({**stack, "tokens": {"secretariat": "x"}}))
    words = ("snapshot", "board-quarter", "--from", "2026-01-01", "--to", "2026-04-01")
    result = CliRunner().invoke(OVERSIGHT, [*words, "--stack", str(file)])
    assert result.exit_code == 1
    assert "the stack does not answer (ingest, indicators, alerts, reporting)" in result.stderr
    assert "docker compose up -d --wait" in result.stderr


def test_a_back_test_names_what_is_wrong_before_it_asks_a_stack(tmp_path: Path) -> None:
    def asked(*words: str) -> str:
        at = ("backtest", "--data", str(tmp_path), *words)
        result = CliRunner().invoke(OVERSIGHT, at)
        assert result.exit_code != 0
        return result.stderr

    assert "--to 2019-01-01 is not after --from 2019-06-01" in asked(
        "--from", "2019-06-01", "--to", "2019-01-01"
    )
    assert "no stack is ready" in asked("--from", "2019-01-01", "--to", "2019-06-01")
    assert "--from" in asked("--to", "2019-06-01")
