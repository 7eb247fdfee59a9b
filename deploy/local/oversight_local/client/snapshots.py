"""The client of reporting: freezes a report and saves its forms as files."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx

from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

FORMS = ("html", "json", "csv")


@dataclass(frozen=True)
class Snapshot:
    """A frozen report: its id, the SHA-256 of its content, and its URLs (page, html, json, csv)."""

    id: str
    hash: str
    urls: dict[str, str]


def take_snapshot(stack: StackFile, report: str, first: date, end: date) -> Snapshot:
    """Freeze ``report`` over the days from ``first`` to before ``end``.

    Raises ``Failure`` where reporting refuses, with its reason.
    """
    document = {"report": report, "from": first.isoformat(), "to": end.isoformat()}
    with _client(stack) as client:
        answer = client.post("/v1/snapshots", json=document)
    if answer.status_code not in (200, 201):
        raise Failure(f"reporting answers {answer.status_code}: {answer.text}")
    taken = answer.json()
    base = stack.url("reporting")
    urls = {form: f"{base}{taken['links'][form]}" for form in ("page", *FORMS)}
    return Snapshot(taken["id"], taken["sha256"], urls)


def save_snapshot(
    stack: StackFile, taken: Snapshot, folder: Path, name: str, *, keep: bool = False
) -> dict[str, Path]:
    """Write each form to ``folder`` as ``name`` with its ending; answers the paths by form.

    With ``keep`` a file that holds something else stays. Raises ``Failure`` then, and where
    reporting refuses, before anything is written.
    """
    paths = {form: folder / f"{name}.{form}" for form in FORMS}
    with _client(stack) as client:
        contents = {form: _content(client, taken.urls[form]) for form in FORMS}
    for form, path in paths.items():
        if keep and path.exists() and path.read_bytes() != contents[form]:
            raise Failure(f"{path} holds something else: move it away, or name another --out")
    folder.mkdir(parents=True, exist_ok=True)
    for form, path in paths.items():
        path.write_bytes(contents[form])
    return paths


def _content(client: httpx.Client, url: str) -> bytes:
    answer = client.get(url)
    if answer.status_code != 200:
        raise Failure(f"reporting answers {answer.status_code}: {answer.text}")
    return answer.content


def _client(stack: StackFile) -> httpx.Client:
    return httpx.Client(
        base_url=stack.url("reporting"),
        headers={"Authorization": f"Bearer {stack.tokens['secretariat']}"},
        timeout=60,
        trust_env=False,
    )
