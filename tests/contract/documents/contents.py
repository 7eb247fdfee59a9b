"""Every document by its path, with the text it should have."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from tests.contract.documents.asyncapi import asyncapi
from tests.contract.documents.indicator_pages import indicator_page
from tests.contract.documents.measure_pages import measure_page
from tests.contract.documents.openapi import openapi
from tests.contract.documents.record_pages import record_page
from tests.contract.documents.settings_pages import settings_page
from tests.contract.documents.topic_pages import topic_page

from oversight_contracts.definitions.catalogue import load_catalogue


def contents(root: Path) -> dict[str, str]:
    """Path below ``root`` to text; the same code always gives the same text."""
    definitions = root / "shared" / "definitions"
    catalogue = load_catalogue(definitions)
    services = {
        f"docs/openapi/{name}.json": _json(document)
        for name, document in openapi(definitions).items()
    }
    return {
        "docs/asyncapi.yaml": _yaml(asyncapi()),
        **services,
        "docs/topics.md": topic_page(),
        "docs/settings.md": settings_page(),
        "docs/records.md": record_page(),
        "docs/indicators.md": indicator_page(catalogue),
        "docs/measures.md": measure_page(catalogue),
    }


def write(root: Path, documents: Mapping[str, str]) -> None:
    """Write the documents below ``root``."""
    for name, text in documents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def stale(root: Path, documents: Mapping[str, str]) -> list[str]:
    """The documents that are missing below ``root``, or say something else."""
    return [name for name, text in documents.items() if _read(root / name) != text]


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _yaml(document: Mapping[str, Any]) -> str:
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)


class _Plain(yaml.SafeDumper):
    """Writes what is used twice twice: an alias is hard to read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
