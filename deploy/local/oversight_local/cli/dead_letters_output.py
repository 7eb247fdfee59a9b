"""Dead letters as a table, as JSON, and one in full."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from oversight_local.client.dead_letters.log import StoredDeadLetter
from oversight_local.client.receipts import Receipt

_LINE = 16


def listed(kept: StoredDeadLetter, receipt: Receipt) -> dict[str, Any]:
    """A letter without its original."""
    letter = kept.letter
    return {
        "name": kept.name,
        "at": letter.at,
        "source": letter.source,
        "id": letter.id,
        "reason": letter.reason,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "index": letter.index,
        "state": "replayed" if receipt.seen else "open",
        "replayed_as": receipt.id if receipt.seen else None,
        "outcome": receipt.outcome if receipt.seen else None,
    }


def print_dead_letters(console: Console, shown: Sequence[tuple[StoredDeadLetter, Receipt]]) -> None:
    """The table."""
    if not shown:
        console.print("No dead letters.")
        return
    table = Table("name", "when (UTC)", "source", "event", "why", "state")
    table.columns[0].no_wrap = True
    for kept, receipt in shown:
        # As texts: what came from outside must not be read as markup.
        table.add_row(*(Text(_plain(each)) for each in _cells(kept, receipt)))
    console.print(table)


def print_one(console: Console, kept: StoredDeadLetter, receipt: Receipt) -> None:
    """Everything that is known of one letter."""
    letter = kept.letter
    lines = {
        "name": kept.name,
        "when": f"{letter.at:%Y-%m-%d %H:%M:%S} UTC",
        "why": letter.reason,
        "state": _state(receipt),
        "source": letter.source or "could not be read",
        "event": letter.id or "could not be read",
        "topic": letter.topic,
        "partition": str(letter.partition),
        "offset": str(letter.offset),
        "index": "none: a record of one event" if letter.index is None else str(letter.index),
    }
    for name, value in lines.items():
        _print(console, f"{name:<10} {_plain(value)}")
    _print(console, "")
    for line in original_lines(letter.original):
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


def _cells(kept: StoredDeadLetter, receipt: Receipt) -> tuple[str, ...]:
    letter = kept.letter
    return (
        kept.name,
        f"{letter.at:%Y-%m-%d %H:%M:%S}",
        letter.source or "?",
        letter.id or "?",
        letter.reason,
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
