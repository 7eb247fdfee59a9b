"""Replays dead letters through ingest, each under an id of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from oversight_contracts.events.envelope import STRUCTURED
from oversight_local.client.answers import said_in
from oversight_local.client.dead_letters.log import StoredDeadLetter
from oversight_local.client.ingest import IngestClient, Refusal, SendInterrupted, feed_client
from oversight_local.client.receipts import Receipt, wait_for_receipts
from oversight_local.client.stored_records import StoredRecord, fetch_stored
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

RECEIPT_SECONDS = 15.0
# A replay with one of these outcomes was not counted.
REFUSED = ("conflict", "dead-lettered")


@dataclass(frozen=True)
class Replay:
    """A dead letter and the event that is to be sent for it."""

    stored: StoredDeadLetter
    event: dict[str, Any]

    @classmethod
    def of(cls, stored: StoredDeadLetter, document: dict[str, Any]) -> "Replay":
        """``document`` with the id of the letter's replay."""
        return cls(stored, {**document, "id": stored.replay_id})


@dataclass
class ReplayResults:
    """The results of replays: receipts of those sent, refusals by dead letter of the others.

    Of ``replays`` so many were ``validated``, and those that are ``well`` then sent, of which it is
    not known of ``unknown`` whether they were kept. ``interruption`` says why it came to no end.
    """

    receipts: list[tuple[StoredDeadLetter, Receipt]] = field(default_factory=list)
    refusals: dict[str, list[Refusal]] = field(default_factory=dict)

    replays: int = 0
    validated: int = 0
    well: list[StoredDeadLetter] = field(default_factory=list)
    accepted: int = 0
    unknown: int = 0
    interruption: str | None = None

    @property
    def not_reached(self) -> int:
        """Replays that were not sent, and not refused either."""
        return self.replays - self.accepted - self.unknown - len(self.refusals)

    @property
    def not_counted(self) -> list[str]:
        """The names of the dead letters that are no better off."""
        sent = [
            stored.name
            for stored, receipt in self.receipts
            if receipt.outcome in REFUSED or not receipt.seen
        ]
        return [*self.refusals, *sent]


def replay_unchanged(stored: StoredDeadLetter) -> Replay:
    """A replay of the original event. Raises ``Failure`` where it could not be sent."""
    document = stored.document
    if document is None:
        raise Failure(
            f"{stored.name} holds no JSON object and cannot be sent as it is; correct it with: "
            f"oversight dead-letters fix {stored.name} --file corrected.json"
        )
    return Replay.of(stored, document)


def send_replays(
    stack: StackFile, replays: Sequence[Replay], report: Callable[[int], None]
) -> ReplayResults:
    """Validate all, send those that are well, and wait until they are counted.

    ``report`` is called with each number validated. Where ingest or indicators is lost on the way,
    the results say why, and how far it came.
    """
    done = ReplayResults(replays=len(replays))
    try:
        with feed_client(stack) as client:
            well = validate_replays(client, replays, done, report)
            send_valid(IngestClient(client, stack.source), well, done)
        if done.interruption:
            return done
        sent = [each for each in done.well if each.name not in done.refusals]
        ids = [stored.replay_id for stored in sent]
        receipts = wait_for_receipts(stack, ids, RECEIPT_SECONDS)
        done.receipts.extend(zip(sent, receipts, strict=True))
    except httpx.TransportError as error:
        done.interruption = f"the stack does not answer: {error}"
    except Failure as failure:
        done.interruption = str(failure)
    return done


def validate_replays(
    client: httpx.Client,
    replays: Sequence[Replay],
    done: ReplayResults,
    report: Callable[[int], None],
) -> list[Replay]:
    """The replays in which ingest finds no fault."""
    well = []
    for replay in replays:
        faults = _faults_of(client, replay)
        if faults:
            done.refusals[replay.stored.name] = faults
        else:
            well.append(replay)
        done.validated += 1
        report(1)
    done.well.extend(replay.stored for replay in well)
    return well


def send_valid(feed: IngestClient, well: Sequence[Replay], done: ReplayResults) -> None:
    """Send what was found valid, and note in ``done`` how far that came."""
    lines = [(each.stored.name, orjson.dumps(each.event) + b"\n") for each in well]
    try:
        sent = feed.send_lines(lines)
    except SendInterrupted as interrupted:
        sent, done.interruption = interrupted.sent, str(interrupted)
    done.accepted, done.unknown = sent.accepted, sent.unknown
    for refusal in sent.refused:
        done.refusals.setdefault(refusal.id, []).append(refusal)


def next_revision(stack: StackFile, event: dict[str, Any]) -> int:
    """The revision after the one that is stored of the event's record, or its own."""
    own = revision_of(event)
    if own is None:
        raise Failure("--next-revision needs data.revision")
    stored = fetch_record(stack, event)
    return max(own, stored.revision if stored else own) + 1


def revision_of(event: dict[str, Any] | None) -> int | None:
    """The event's own revision; None where it has none."""
    data = event.get("data") if event else None
    found = data.get("revision") if isinstance(data, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def fetch_record(stack: StackFile, event: dict[str, Any]) -> StoredRecord | None:
    """What is stored of the event's record. Raises ``Failure`` where it does not say which."""
    try:
        kind, force = str(event["type"]).split(".")[2], str(event["data"]["force"])
        subject = str(event["subject"])
    except (KeyError, IndexError, TypeError) as error:
        raise Failure("a higher revision needs type, subject and data.force") from error
    return fetch_stored(stack, kind, force, subject).get(subject)


def is_lifted(before: int | None, event: dict[str, Any]) -> bool:
    """True where a record's content is sent with a higher revision than the ``before`` it had."""
    after = revision_of(event)
    removal = ".removed." in str(event.get("type"))
    return before is not None and after is not None and after > before and not removal


def require_not_restored(stored: StoredRecord | None, before: int, after: int) -> None:
    """Raise ``Failure`` where the revision ``after`` brings back a record removed since ``before``.

    What the source itself sent with a higher revision than that of the removal came after it.
    """
    if stored is not None and stored.removed and before <= stored.revision < after:
        raise Failure(
            f"the record was removed at revision {stored.revision}, and revision {after} would "
            "bring it back: nothing was sent; if that is meant, say --restore-removed"
        )


def sentence_of(stored: StoredDeadLetter, receipt: Receipt) -> str:
    """The result of a replay in one sentence."""
    if not receipt.seen:
        return f"{stored.name} is in the log as {receipt.id} and was not counted yet"
    sentence = f"{stored.name} was replayed as {receipt.id}: {receipt.outcome}"
    if receipt.outcome == "conflict":
        return f"{sentence}; it needs a higher revision (fix --next-revision on its new letter)"
    return f"{sentence} ({receipt.reason})" if receipt.reason else sentence


def _faults_of(client: httpx.Client, replay: Replay) -> list[Refusal]:
    """The faults that ingest finds in the event; none where it would take it."""
    answer = client.post(
        "/v1/events/validate",
        content=orjson.dumps(replay.event),
        headers={"Content-Type": STRUCTURED},
    )
    if answer.status_code != 200:
        raise Failure(f"ingest answers {answer.status_code}: {said_in(answer)}")
    name = replay.stored.name
    return [fault for result in answer.json()["results"] for fault in _faults(name, result)]


def _faults(name: str, result: dict[str, Any]) -> list[Refusal]:
    if result["status"] < 400:
        return []
    errors = result.get("errors") or [
        {"field": "", "reason": result.get("detail") or result["title"]}
    ]
    return [Refusal(name, error["field"], error["reason"]) for error in errors]
