"""Prints dead letters: as a table, as JSON, and one in full."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oversight_local.client.dead_letters.log import StoredDeadLetter
from oversight_local.client.dead_letters.replay import ReplayResults
from oversight_local.client.receipts import Receipt

_LINE = 16


def as_document(stored: StoredDeadLetter, receipt: Receipt) -> dict[str, Any]:
    """A dead letter without its original, as a JSON object."""
    content = stored.content
    return {
        "name": stored.name,
        "at": content.at,
        "source": content.source,
        "id": content.id,
        "reason": content.reason,
        "topic": content.topic,
        "partition": content.partition,
        "offset": content.offset,
        "index": content.index,
        "state": "replayed" if receipt.seen else "open",
        "replayed_as": receipt.id if receipt.seen else None,
        "outcome": receipt.outcome if receipt.seen else None,
    }


def print_dead_letters(console: Console, shown: Sequence[tuple[StoredDeadLetter, Receipt]]) -> None:
    """Print dead letters as a table."""
    if not shown:
        console.print("No dead letters.")
        return
    table = Table("name", "when (UTC)", "source", "event", "why", "state")
    table.columns[0].no_wrap = True
    for stored, receipt in shown:
        # As texts: what came from outside must not be read as markup.
        table.add_row(*(Text(_plain(each)) for each in _cells(stored, receipt)))
    console.print(table)


def print_interruption(console: Console, done: ReplayResults) -> None:
    """Say how far a replay came that came to no end."""
    table = Table("", "", box=None, show_header=False, padding=(0, 2, 0, 0))
    table.columns[1].justify = "right"
    for name, count in (
        ("dead letters to replay", done.replays),
        ("found valid or refused", done.validated),
        ("refused", len(done.refusals)),
        ("taken by ingest", done.accepted),
        ("not known whether taken", done.unknown),
        ("not reached", done.not_reached),
    ):
        table.add_row(name, f"{count:,}")
    console.print(table)
    console.print("Replay again: what was taken is not sent a second time.", highlight=False)


def print_one(console: Console, stored: StoredDeadLetter, receipt: Receipt) -> None:
    """Print one dead letter in full."""
    content = stored.content
    lines = {
        "name": stored.name,
        "when": f"{content.at:%Y-%m-%d %H:%M:%S} UTC",
        "why": content.reason,
        "state": _state(receipt),
        "source": content.source or "could not be read",
        "event": content.id or "could not be read",
        "topic": content.topic,
        "partition": str(content.partition),
        "offset": str(content.offset),
        "index": "none: a record of one event" if content.index is None else str(content.index),
    }
    for name, value in lines.items():
        _print(console, f"{name:<10} {_plain(value)}")
    _print(console, "")
    for line in original_lines(content.original):
        _print(console, line)


def original_lines(original: bytes) -> Iterable[str]:
    """JSON with a field a line; anything else in hexadecimal, with what can be read beside it."""
    try:
        document = orjson.loads(original)
    except orjson.JSONDecodeError:
        return [_hexadecimal(original, start) for start in range(0, len(original), _LINE)]
    # orjson writes other characters than ASCII as they are, and one could steer the terminal.
    lines = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode().splitlines()
    return [_plain(line) for line in lines]


def _cells(stored: StoredDeadLetter, receipt: Receipt) -> tuple[str, ...]:
    content = stored.content
    return (
        stored.name,
        f"{content.at:%Y-%m-%d %H:%M:%S}",
        content.source or "?",
        content.id or "?",
        content.reason,
        _state(receipt),
    )


def _state(receipt: Receipt) -> str:
    return f"replayed as {receipt.id}: {receipt.outcome}" if receipt.seen else "open"


def _plain(text: str) -> str:
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def _hexadecimal(original: bytes, start: int) -> str:
    part = original[start : start + _LINE]
    read = "".join(chr(each) if 32 <= each < 127 else "." for each in part)
    return f"{start:08x}  {part.hex(' '):<{3 * _LINE}} {read}"


def _print(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
