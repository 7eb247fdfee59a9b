"""`oversight rules check` says what chance costs, and refuses a set over its budget."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from oversight_local.cli.main import build_app

OVERSIGHT = build_app()


def run(*words: str) -> Result:
    return CliRunner().invoke(OVERSIGHT, ["rules", "check", *words])


@pytest.fixture
def two_rules(definitions: Path, tmp_path: Path) -> Path:
    """The shipped definitions with the rules on complaints alone: few, and quickly simulated."""
    folder = tmp_path / "definitions"
    shutil.copytree(definitions, folder)
    for each in (folder / "rules").iterdir():
        if each.name != "complaints.yaml":
            each.write_text("[]\n")
    (folder / "baselines.yaml").write_text("baselines: []\n")
    return folder


def test_a_set_within_its_budget_ends_with_0_and_one_over_it_with_1(two_rules: Path) -> None:
    words = ("--typical", "--years", "20", "--definitions", str(two_rules))
    found = run(*words)
    assert found.exit_code == 0, found.output
    assert "complaints-drift" in found.stdout
    assert "e-mails a quarter by chance, within the budget of 4" in found.stdout
    refused = run(*words, "--budget", "0")
    assert refused.exit_code == 1
    assert "oversight: over the budget of 0 e-mails a year: west-midlands" in refused.stderr
    assert run(*words, "--budget", "0", "--anyway").exit_code == 0


def test_without_a_stack_it_says_so(tmp_path: Path) -> None:
    refused = run("--data", str(tmp_path))
    assert refused.exit_code == 1
    assert "no stack is ready on" in refused.stderr
