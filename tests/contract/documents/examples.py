"""The examples that stand beside the contract, by topic and name."""

import json
from importlib import resources
from typing import Any

from oversight_contracts.topics import Topic

BATCH_EXAMPLE = "batch"


def examples_of(topic: Topic) -> dict[str, Any]:
    """Name to decoded document, sorted by name."""
    folder = resources.files("oversight_contracts") / "examples" / topic.name
    return {
        path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.iterdir(), key=lambda path: path.name)
    }
