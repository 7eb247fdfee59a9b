"""Ids for rows that have none: from content, and an occurrence number for exact repeats."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import orjson

from oversight_local.stop_search.mapping import read_moment
from oversight_local.stop_search.rows import COLUMNS, Row

# Filled in or corrected when a row is published again: no part of which search it was.
AFTERWARDS = (
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)
LASTING = tuple(name for name in COLUMNS if name not in AFTERWARDS)


def prefix_of(month: str) -> str:
    """What the ids of all rows of a month begin with."""
    return f"dpuk-{month}-"


def identify(rows: Sequence[Row], force: str, month: str) -> list[str]:
    """An id for each row, in the rows' order; the order of the rows decides nothing.

    Rows of the same lasting content are numbered in the order of their full content.
    """
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        alike[_digest(row, force)].append(index)
    ids = [""] * len(rows)
    for digest, indices in alike.items():
        indices.sort(key=lambda index: [rows[index].text[name] for name in COLUMNS])
        for number, index in enumerate(indices, start=1):
            ids[index] = f"{prefix_of(month)}{digest}-{number}"
    return ids


def _digest(row: Row, force: str) -> str:
    content = [force, *(_lasting(name, row.text[name]) for name in LASTING)]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()[:16]


def _lasting(name: str, text: str) -> str:
    if name != "Date":
        return text
    try:
        # The same moment, whichever way it is written.
        return read_moment(text).isoformat()
    except ValueError:
        return text
