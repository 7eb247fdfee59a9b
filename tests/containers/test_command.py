"""The oversight command beside a stack of containers, as a newcomer types it, and its backups."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.containers.compose import Compose, project_of
from tests.containers.engine import docker
from tests.unit.local.load.stop_search_files import a_file, a_row

from oversight_local.stack.tokens import SOURCE

DAYS = ("--from", "2019-04-01", "--to", "2019-05-01")
WEEK = ("--from", "2026-06-01", "--to", "2026-06-08")
STRUCTURED = {"Content-Type": "application/cloudevents+json"}
CATCHER = ("-m", "aiosmtpd", "-n", "-l", "0.0.0.0:2525", "-c", "aiosmtpd.handlers.Sink")


@dataclass(frozen=True)
class Newcomer:
    """Somebody with Docker alone, in a folder of their own."""

    compose: Compose
    folder: Path

    def types(self, *words: str | Path) -> str:
        """``docker compose run --rm oversight`` with these words, which must succeed."""
        own = ("--user", f"{os.getuid()}:{os.getgid()}")
        return self.compose.run("run", "--rm", *own, "oversight", *map(str, words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What the command sees of this machine."""
    own = tmp_path_factory.mktemp("newcomer")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERSIGHT_FOLDER", str(own))
        yield own


@pytest.fixture(scope="module")
def newcomer(checkout: Path, built: str, folder: Path) -> Iterator[Newcomer]:
    """On an empty stack, whose e-mails a server takes and forgets."""
    project = project_of(checkout, "command")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERSIGHT_SMTP_HOST", f"{project}-catcher")
        patch.setenv("OVERSIGHT_SMTP_PORT", "2525")
        with Compose.running(checkout, project, built) as compose:
            catcher = ("--name", f"{project}-catcher", "--entrypoint", "python")
            compose.run("run", "--rm", "--detach", *catcher, "oversight", *CATCHER)
            yield Newcomer(compose, folder)
            docker("rm", "--force", f"{project}-catcher")


@pytest.fixture(scope="module")
def shown(newcomer: Newcomer) -> str:
    """What the demonstration prints, told once: the stack is empty only then."""
    return newcomer.types("demo", "--scale", "0.1")


def test_the_story_of_the_demonstration_ends_without_differences(
    newcomer: Newcomer, shown: str
) -> None:
    assert ", 0 different" in shown
    assert re.search(r"e-mails delivered +│ +[1-9]", shown)
    # A row for each step, with its seconds.
    assert re.search(r"Sending a simulated quarter +│ +\d+\.\d", shown)
    page = f"http://127.0.0.1:{newcomer.compose.ports['reporting']}/snapshots/"
    assert f"The stack goes on; the report is at {page}" in shown


def test_a_stack_that_holds_records_is_no_place_for_a_demonstration(
    newcomer: Newcomer, shown: str
) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        newcomer.types("demo")


@pytest.fixture(scope="module")
def loaded(newcomer: Newcomer, shown: str) -> str:
    """What a load of a file prints, of which one row is refused."""
    days = [f"2019-04-{day:02}T10:00:00+00:00" for day in range(1, 9)]
    rows = [a_row({"Date": each}) for each in (*days, "1960-04-01T10:00:00+00:00")]
    return newcomer.types("load", "stop-search", a_file(newcomer.folder, rows).name)


def test_a_file_is_loaded_and_what_is_refused_lies_beside_it(
    newcomer: Newcomer, loaded: str
) -> None:
    assert "8" in loaded
    refused = newcomer.folder / ".oversight" / "refused.csv"
    assert "1960-04-01" in refused.read_text()
    assert refused.stat().st_uid == os.getuid()


def test_every_command_that_asks_works(newcomer: Newcomer, loaded: str) -> None:
    newcomer.types("simulate", "--scale", "0.01", *WEEK)
    assert "Settled after" in newcomer.types("settle")
    assert newcomer.types("status").count("ready") == 4
    # It ends with 1 where one is other than its table says.
    assert "oversight.facts.v1" in newcomer.types("topics")
    assert ", 0 different" in newcomer.types("verify")
    assert "nothing to accept" in newcomer.types("accept-log")
    assert "west-midlands" in newcomer.types("force", "list")
    assert "sound:" in newcomer.types("definitions", "check")
    assert "Generation" in newcomer.types("rebuild")
    assert ", 0 different" in newcomer.types("verify")


def test_a_dead_letter_is_corrected(newcomer: Newcomer, loaded: str) -> None:
    with newcomer.compose.client("ingest", "feed") as client:
        for number, grade in enumerate(("priority-1", "priority-2")):
            event = incident(f"C-1:{number}", grade)
            client.post("/v1/events", json=event, headers=STRUCTURED).raise_for_status()
    newcomer.types("settle")
    (letter,) = json.loads(newcomer.types("dead-letters", "list", "--open", "--json"))
    assert "counted" in newcomer.types("dead-letters", "fix", letter["name"], "--next-revision")
    assert json.loads(newcomer.types("dead-letters", "list", "--open", "--json")) == []


def incident(identifier: str, grade: str) -> dict[str, Any]:
    """An incident's first revision."""
    return {
        "specversion": "1.0",
        "type": "uk.police.incident.recorded.v1",
        "source": SOURCE,
        "id": identifier,
        "subject": "C-1",
        "time": "2026-06-01T10:00:00Z",
        "data": {
            "force": "west-midlands",
            "area": "birmingham",
            "revision": 1,
            "grade": grade,
            "channel": "999",
            "received_at": "2026-06-01T10:00:00Z",
        },
    }


def test_a_command_of_this_machine_reaches_the_stack(newcomer: Newcomer, loaded: str) -> None:
    """With a checkout, what is typed is the same command and ``--stack compose``."""
    command = Path(sys.executable).with_name("oversight")
    printed = subprocess.check_output(
        (command, "verify", "--stack", "compose"),
        cwd=newcomer.folder,
        env={**os.environ, "COMPOSE_PROJECT_NAME": newcomer.compose.project}
        | {"VERSION": newcomer.compose.version},
        text=True,
    )
    assert ", 0 different" in printed


def test_a_backup_goes_into_a_fresh_project(
    checkout: Path, built: str, newcomer: Newcomer, loaded: str
) -> None:
    newcomer.types("snapshot", "board-quarter", *DAYS, "--out", "reports")
    (frozen,) = (newcomer.folder / "reports").glob("*.html")
    newcomer.types("backup", "monday.backup")
    fresh = Compose(
        checkout, project_of(checkout, "restored"), newcomer.compose.ports, newcomer.compose.version
    )
    newcomer.compose.run("stop")
    fresh.remove()
    try:
        there = Newcomer(fresh, newcomer.folder)
        # PostgreSQL alone is started for it.
        assert "Restored from" in there.types("restore", "monday.backup")
        fresh.up()
        assert "Settled after" in there.types("settle")
        assert ", 0 different" in there.types("verify")
        with fresh.client("reporting", "oversight") as client:
            page = client.get(f"/v1/snapshots/{frozen.stem}.html").raise_for_status()
        assert page.content == frozen.read_bytes()
        # Whatever is sent from now on counts on top of it.
        there.types("simulate", "--scale", "0.01", "--seed", "8", *WEEK)
        there.types("settle")
        assert ", 0 different" in there.types("verify")
        # Services of a stack that runs are in the way, and are named.
        with pytest.raises(subprocess.CalledProcessError):
            there.types("restore", "monday.backup", "--replace")
    finally:
        fresh.remove()
