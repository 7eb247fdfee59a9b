"""``oversight topics``: the topics as they are, beside what they should be."""

import asyncio

from rich.console import Console
from rich.table import Table

from oversight_local.commands.options import DEFAULT_DATA, Data
from oversight_local.failure import Failure
from oversight_local.feeds.topics import compare_topics
from oversight_local.stack_file import load_stack


def topics(data: Data = DEFAULT_DATA) -> None:
    """Print the topics as they are on the broker, beside what their table says.

    Ends with 1 where they differ.
    """
    stack = load_stack(data)
    replication = int(stack.environment.get("OVERSIGHT_KAFKA_REPLICATION", "1"))
    found = asyncio.run(compare_topics(stack.kafka, replication))
    table = Table("topic", "property", "on the broker", "in the table")
    shown = ""
    for each in found:
        name, shown = "" if each.topic == shown else each.topic, each.topic
        style = "red" if each.differs else None
        table.add_row(name, each.name, each.there or "none", each.planned, style=style)
    Console().print(table)
    differing = sorted({each.topic for each in found if each.differs})
    if differing:
        raise Failure(f"other than their table says: {', '.join(differing)}")
