"""What cannot be counted is listed, corrected and replayed, and counts once."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from aiokafka import AIOKafkaProducer
from tests.e2e.command import invoke, oversight
from tests.partitioner import partition_of

from oversight_contracts.events.envelope import BATCH, STRUCTURED
from oversight_contracts.topics import EVENTS
from oversight_local.client.dead_letters.log import read_dead_letters
from oversight_local.processes.termination import wait_until
from oversight_local.stack.stack import Stack


def event(stack: Stack, subject: str, revision: int = 1, **data: Any) -> dict[str, Any]:
    word = data.pop("type", "recorded")
    content = {"grade": "priority-2", "received_at": "2026-03-10T12:00:00Z"}
    return {
        "specversion": "1.0",
        "type": f"uk.police.incident.{word}.v1",
        "source": stack.file.source,
        "id": data.pop("id", f"{subject}:{revision}"),
        "subject": subject,
        "time": "2026-03-10T12:00:00Z",
        "data": {
            "force": "west-midlands",
            "area": "birmingham",
            "revision": revision,
            **(content if word == "recorded" else {}),
            **data,
        },
    }


class Feed:
    """Sends through ingest, or past it; knows how many letters there are to be."""

    def __init__(self, stack: Stack, http: httpx.Client) -> None:
        self.stack, self._http = stack, http
        self.before = len(read_dead_letters(stack.file.kafka))

    def send(self, **fields: Any) -> None:
        answer = self._http.post(
            self.stack.url("ingest") + "/v1/events",
            content=orjson.dumps(event(self.stack, **fields)),
            headers={
                "Authorization": f"Bearer {self.stack.file.tokens['feed']}",
                "Content-Type": STRUCTURED,
            },
        )
        assert answer.status_code == 202, answer.text

    def slip_in(self, value: bytes, kind: str, partition: int) -> None:
        """Put a record into the log past ingest, as another producer could."""

        async def produce() -> None:
            producer = AIOKafkaProducer(bootstrap_servers=self.stack.file.kafka)
            await producer.start()
            headers = [("content-type", kind.encode())]
            try:
                await producer.send_and_wait(
                    EVENTS.name, value, partition=partition, headers=headers
                )
            finally:
                await producer.stop()

        asyncio.run(produce())

    def letters(self, count: int) -> list[str]:
        """The names of the letters that came of this, once there are so many."""

        def names() -> list[str]:
            return [each.name for each in read_dead_letters(self.stack.file.kafka)][self.before :]

        assert wait_until(lambda: len(names()) >= count, 30)
        return names()

    def conflict(self, subject: str) -> str:
        """Two events of one revision that differ; answers the name of the letter."""
        self.send(subject=subject)
        self.send(subject=subject, id=f"{subject}:again", area="coventry")
        (name,) = self.letters(1)
        return name

    def receipt(self, identifier: str) -> dict[str, Any]:
        answer = self._http.get(
            self.stack.url("indicators") + "/v1/receipts",
            params={"source": self.stack.file.source, "id": identifier},
            headers={"Authorization": f"Bearer {self.stack.file.tokens['oversight']}"},
        )
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def run(self, *words: str | Path) -> str:
        return oversight(self.stack.file.data, "dead-letters", *words)

    def fail(self, *words: str | Path) -> str:
        """Run what has to fail; answers what it complains of."""
        done = invoke(self.stack.file.data, "dead-letters", *words)
        assert done.exit_code == 1, done.stdout
        return done.stderr

    def listed(self, name: str, *options: str) -> dict[str, Any]:
        rows: list[dict[str, Any]] = json.loads(self.run("list", "--json", *options))
        return next((each for each in rows if each["name"] == name), {})


@pytest.fixture
def feed(stack: Stack, http: httpx.Client) -> Feed:
    return Feed(stack, http)


def test_a_conflict_is_counted_once_with_the_next_revision(feed: Feed) -> None:
    name = feed.conflict("c1")
    listed = feed.listed(name, "--open")
    assert (listed["id"], listed["state"]) == ("c1:again", "open")
    assert "revision 1" in listed["reason"]
    assert "c1:again" in feed.run("list", "--open")
    told = feed.run("fix", name, "--next-revision")
    listed = feed.listed(name)
    assert listed["outcome"] == "counted"
    assert f"{name} was replayed as {listed['replayed_as']}: counted" in told
    assert listed["replayed_as"].startswith(f"c1:again+replay-{name}-")
    assert feed.listed(name, "--open") == {}
    assert feed.receipt("c1:again")["outcome"] == "conflict"

    assert "nothing was sent" in feed.fail("fix", name, "--set", "data.revision=9")
    assert "counted" in feed.run("replay", name)
    assert feed.receipt(listed["replayed_as"])["redeliveries"] == 0


def test_a_record_that_was_removed_comes_back_only_where_that_is_said(feed: Feed) -> None:
    name = feed.conflict("r1")
    feed.send(subject="r1", revision=5, type="removed")
    assert wait_until(lambda: feed.receipt("r1:5")["outcome"] == "counted", 30)
    for words in (["--next-revision"], ["--set", "data.revision=9"]):
        complaint = feed.fail("fix", name, *words)
        assert "was removed at revision 5" in complaint
        assert "--restore-removed" in complaint
    assert feed.listed(name)["state"] == "open"
    feed.run("fix", name, "--next-revision", "--restore-removed")
    assert feed.listed(name)["outcome"] == "counted"


def test_a_correction_at_fault_names_the_field_and_sends_nothing(feed: Feed) -> None:
    name = feed.conflict("f1")
    complaint = feed.fail("fix", name, "--next-revision", "--set", 'data.grade="urgent"')
    assert "data.grade" in complaint
    assert f"not counted: {name}" in complaint
    assert feed.listed(name)["state"] == "open"
    assert "is not JSON" in feed.fail("fix", name, "--set", "data.grade=urgent")


def test_what_is_still_wrong_is_said_and_has_a_letter_of_its_own(feed: Feed) -> None:
    name = feed.conflict("w1")
    complaint = feed.fail("replay", name)
    assert f"not counted: {name}" in complaint
    first, second = feed.letters(2)
    assert feed.listed(first)["outcome"] == "conflict"
    assert feed.listed(second)["id"] == feed.listed(first)["replayed_as"]
    feed.run("fix", second, "--next-revision")
    fixed = feed.listed(second)
    assert fixed["outcome"] == "counted"
    assert fixed["replayed_as"].startswith(f"w1:again+replay-{second}-")


def test_bytes_that_are_no_json_are_shown_and_replaced(feed: Feed, tmp_path: Path) -> None:
    feed.slip_in(b"\x1b[2Jno json", STRUCTURED, 1)
    (name,) = feed.letters(1)
    original = tmp_path / "original"
    shown = feed.run("show", name, "--save", original)
    assert "1b 5b 32 4a 6e 6f" in shown
    assert "\x1b" not in shown
    assert original.read_bytes() == b"\x1b[2Jno json"
    assert "fix" in feed.fail("replay", name)
    corrected = tmp_path / "corrected.json"
    corrected.write_bytes(orjson.dumps(event(feed.stack, "n1")))
    feed.run("fix", name, "--file", corrected)
    replayed = feed.listed(name)["replayed_as"]
    assert replayed.startswith(f"replay-{name}-")
    assert feed.receipt(replayed)["outcome"] == "counted"


def test_one_bad_event_of_a_batch_is_shown_and_counted_alone(feed: Feed) -> None:
    good, bad = event(feed.stack, "b1"), event(feed.stack, "b2", grade="urgent")
    partition = partition_of(b"west-midlands/incident/b2", EVENTS.partitions)
    good["subject"] = next(
        f"b1-{number}"
        for number in range(100)
        if partition_of(f"west-midlands/incident/b1-{number}".encode(), EVENTS.partitions)
        == partition
    )
    feed.slip_in(orjson.dumps([good, bad]), BATCH, partition)
    (name,) = feed.letters(1)
    shown = feed.run("show", name)
    assert '"grade": "urgent"' in shown
    assert "data.grade" in shown
    assert "index      1" in shown
    assert "data.grade" in feed.fail("replay", "--all")
    feed.run("fix", name, "--set", 'data.grade="priority-1"')
    assert feed.listed(name)["outcome"] == "counted"
    assert "no dead letter 0-999" in feed.fail("show", "0-999")
