from pathlib import Path

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
