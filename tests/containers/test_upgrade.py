"""A stack of images of a commit before goes on, on its own data, under the images of this one."""

import io
import os
import subprocess
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from tests.containers.compose import Compose, project_of
from tests.containers.engine import build
from tests.containers.stand import Stand
from tests.faults.table import Table

from oversight_contracts.definitions.catalogue import Catalogue

# The commit, or tag, to upgrade from; else the newest tag, or the last commit but nine.
VARIABLE = "OVERSIGHT_UPGRADE_FROM"
BEFORE = "before"


def git(checkout: Path, *words: str) -> bytes | None:
    """What git prints; None where it fails."""
    done = subprocess.run(("git", *words), cwd=checkout, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def commit_before(checkout: Path) -> str | None:
    """A commit that has images already; None where the history does not go back so far."""
    tag = git(checkout, "describe", "--tags", "--abbrev=0", "HEAD^")
    candidates = [os.environ.get(VARIABLE), (tag or b"").decode().strip(), "HEAD~9", "HEAD~1"]
    for each in filter(None, candidates):
        if git(checkout, "cat-file", "-e", f"{each}:docker-compose.yml") is not None:
            return each
    return None


def test_an_upgrade_with_data_in_place_loses_nothing(
    checkout: Path, built: str, catalogue: Catalogue, table: Table, tmp_path: Path
) -> None:
    commit = commit_before(checkout)
    if commit is None:
        pytest.skip("an upgrade is untested: no commit before this one has images")
    files = git(checkout, "archive", commit)
    assert files is not None
    with tarfile.open(fileobj=io.BytesIO(files)) as archive:
        archive.extractall(tmp_path, filter="data")
    build(tmp_path, BEFORE)
    with Compose.running(tmp_path, project_of(checkout, "upgrade"), BEFORE) as running:
        stand = Stand.on(running, catalogue, table, tmp_path)
        with stand.trial(f"all: upgraded from {commit}") as trying:
            stand.compose = replace(running, checkout=checkout, version=built)
            stand.figures.compose = stand.compose
            stand.compose.up()
            trying.wait_recovered()
        stand.compose.remove()
