"""Fetches the stored revisions of a feed's records from indicators."""

from dataclasses import dataclass

import httpx
import orjson

from oversight_local.client.answers import said_in
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile


@dataclass(frozen=True)
class StoredRecord:
    """The newest revision of one record; ``digest`` is hexadecimal, as the envelope defines it.

    ``value`` is what it has in the field that was asked for, if one was.
    """

    revision: int
    removed: bool
    digest: str
    value: str | None = None


def fetch_stored(
    stack: StackFile, kind: str, force: str, prefix: str, field: str | None = None
) -> dict[str, StoredRecord]:
    """Every record of ``kind`` of ``force`` whose id begins with ``prefix``, by id."""
    parameters = {"kind": kind, "force": force, "prefix": prefix}
    if field is not None:
        parameters["field"] = field
    headers = {"Authorization": f"Bearer {stack.tokens['feed']}"}
    url = f"{stack.url('indicators')}/v1/records"
    with (
        httpx.Client(headers=headers, timeout=60, trust_env=False) as client,
        client.stream("GET", url, params=parameters) as answer,
    ):
        if answer.status_code != 200:
            answer.read()
            raise Failure(f"indicators refused to list its records: {said_in(answer)}")
        return dict(_stored(line) for line in answer.iter_lines() if line)


def _stored(line: str) -> tuple[str, StoredRecord]:
    row = orjson.loads(line)
    return row["id"], StoredRecord(row["revision"], row["removed"], row["digest"], row.get("value"))
