"""Small catalogues for tests: only what a test is about stands in them."""

from collections.abc import Mapping
from typing import Any

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.reference import AreasFile, DimensionsFile, TargetsFile
from oversight_contracts.measures.registry import INDICATOR

AREAS = {
    "forces": {
        "west": {
            "title": "West",
            "areas": {
                "north": {"title": "North", "kind": "district"},
                "harbour": {"title": "Harbour", "kind": "ward", "parent": "north"},
                "old-town": {"title": "Old Town", "kind": "ward", "until": "2026-04-01"},
                "old-quay": {
                    "title": "Old Quay",
                    "kind": "ward",
                    "parent": "north",
                    "until": "2026-04-01",
                },
            },
        },
        "east": {"title": "East"},
        "everywhere": {"title": "Everywhere", "kind": "comparator"},
    }
}
DIMENSIONS = {
    "dimensions": {
        "ethnicity": {
            "title": "Ethnicity",
            "fields": {"stop-search": "self_defined_ethnicity"},
            "groups": {"Black": ["B1", "B2"], "White": ["W1"]},
        },
        "outcome": {"title": "Outcome", "fields": {"stop-search": "outcome"}},
        "grade": {"title": "Grade", "fields": {"incident": "grade"}},
        "strand": {"title": "Strand", "fields": {"crime": "hate_strands"}},
        "video": {"title": "Video", "fields": {"stop-search": "body_worn_video"}},
        "offence": {"title": "Offence", "fields": {"crime": "offence"}},
        "code": {"title": "Code", "fields": {"crime": "outcomes.code"}},
        "allegation": {"title": "Allegation", "fields": {"complaint": "allegations.category"}},
    }
}
TARGETS = {
    "targets": {
        "response": {
            "title": "Response",
            "field": "grade",
            "values": [
                {"value": "priority-1", "seconds": 600, "until": "2026-01-01"},
                {"value": "priority-1", "seconds": 900, "since": "2026-01-01"},
            ],
        }
    }
}


def catalogue(*indicators: Mapping[str, Any]) -> Catalogue:
    """A catalogue of these indicators over two forces."""
    made = [INDICATOR.validate_python({**_BASE, **each}) for each in indicators]
    return Catalogue(
        indicators={each.id: each for each in made},
        rules={},
        dimensions=DimensionsFile.model_validate(DIMENSIONS).dimensions,
        forces=AreasFile.model_validate(AREAS).forces,
        residents=(),
        targets=TargetsFile.model_validate(TARGETS).targets,
    )


_BASE = {
    "id": "a.b",
    "title": "Title",
    "description": "",
    "unit": "records",
    "polarity": "neither",
}
