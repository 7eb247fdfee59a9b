"""The table of topics as a page."""

from tests.contract.documents.markdown import code, table

from oversight_contracts.topics import TOPICS


def topic_page() -> str:
    """``docs/topics.md``."""
    rows = [
        (
            code(topic.name),
            topic.title,
            topic.key,
            str(topic.partitions),
            topic.retention,
            ", ".join(topic.producers),
            ", ".join(topic.consumers) or "nobody: it is looked into by hand",
        )
        for topic in TOPICS
    ]
    heads = ("Topic", "What it holds", "Key", "Partitions", "Kept", "Written by", "Read by")
    return (
        "# Topics\n\n"
        "Services meet only here. Written from `oversight_contracts/topics.py` by `make docs`;\n"
        "[asyncapi.yaml](asyncapi.yaml) has the schema of every message.\n\n"
        f"{table(heads, rows)}\n"
        "The events topic is the source of every figure: it is never compacted and never expires.\n"
        "Its number of partitions can only grow together with a rebuild of the indicators.\n"
    )
