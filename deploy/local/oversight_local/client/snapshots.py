"""The client of reporting: freezes a report and saves its files."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from oversight_local.client.answers import said_in
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile


@dataclass(frozen=True)
class Snapshot:
    """A frozen report: its id, where it is (the page, and each file by suffix), and what it lacks.

    ``links`` are paths at reporting, ``urls`` the same for people; ``hashes`` are the SHA-256 of
    its files as they were frozen, by suffix.
    """

    id: str
    links: dict[str, str]
    urls: dict[str, str]
    hashes: dict[str, str]
    incomplete: tuple[str, ...]


def take_snapshot(
    stack: StackFile, report: str, first: date, end: date, force: str | None = None
) -> Snapshot:
    """Freeze ``report`` over the days from ``first`` to before ``end``, of the stack's own force.

    Raises ``Failure`` where reporting refuses, with its reason.
    """
    document = {"report": report, "from": first.isoformat(), "to": end.isoformat()}
    document |= {"force": force} if force else {}
    with _client(stack) as client:
        answer = client.post("/v1/snapshots", json=document)
    if answer.status_code not in (200, 201):
        raise Failure(f"reporting answers {answer.status_code}: {said_in(answer)}")
    taken = answer.json()
    base = stack.public_url("reporting")
    return Snapshot(
        taken["id"],
        taken["links"],
        {form: f"{base}{path}" for form, path in taken["links"].items()},
        {form: each["sha256"] for form, each in taken["files"].items()},
        tuple(taken["incomplete"]),
    )


def save_snapshot(
    stack: StackFile, taken: Snapshot, folder: Path, name: str, *, keep: bool = False
) -> dict[str, Path]:
    """Write each file to ``folder`` as ``name`` with its suffix; answers the paths by suffix.

    With ``keep`` a file that holds something else stays. Raises ``Failure`` then, where reporting
    refuses, and where one does not have the SHA-256 it was frozen with, before anything is written.
    """
    paths = {form: folder / f"{name}.{form}" for form in taken.hashes}
    with _client(stack) as client:
        contents = {form: _frozen(client, taken, form) for form in paths}
    for form, path in paths.items():
        if keep and path.exists() and path.read_bytes() != contents[form]:
            raise Failure(f"{path} holds something else: move it away, or name another --out")
    folder.mkdir(parents=True, exist_ok=True)
    for form, path in paths.items():
        path.write_bytes(contents[form])
    return paths


def _frozen(client: httpx.Client, taken: Snapshot, form: str) -> bytes:
    answer = client.get(taken.links[form])
    if answer.status_code != 200:
        raise Failure(f"reporting answers {answer.status_code}: {said_in(answer)}")
    if hashlib.sha256(answer.content).hexdigest() != taken.hashes[form]:
        raise Failure(f"{taken.urls[form]} does not have the SHA-256 it was frozen with")
    return answer.content


def _client(stack: StackFile) -> httpx.Client:
    return httpx.Client(
        base_url=stack.url("reporting"),
        headers={"Authorization": f"Bearer {stack.tokens['secretariat']}"},
        timeout=60,
        trust_env=False,
    )
