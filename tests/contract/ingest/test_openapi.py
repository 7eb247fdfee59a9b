"""The service answers as its OpenAPI document says, whatever is sent."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient
from tests.any_input import EXAMPLES
from tests.unit.ingest.builders import FEED, NOW
from tests.unit.ingest.builders import settings as service_settings
from tests.unit.ingest.fakes import FakeLog

from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.facts.areas import counted_areas
from oversight_ingest.app import compose
from oversight_ingest.request.media import NDJSON
from oversight_ingest.validate.areas import AreaLookup

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@schemathesis.serializer(NDJSON)
def as_text(context: schemathesis.SerializationContext, value: object) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def service(
    tmp_path_factory: pytest.TempPathFactory, definitions: Path
) -> Iterator[schemathesis.BaseSchema]:
    chosen = service_settings(tmp_path_factory.mktemp("ingest"), definitions)
    areas = AreaLookup(counted_areas(load_catalogue(definitions).forces, 0, ""))
    app = compose(chosen, areas, lambda: NOW, FakeLog())
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
@pytest.mark.parametrize("path", ["/v1/events", "/v1/events/validate"])
def test_answers_are_as_documented(
    service: schemathesis.BaseSchema, path: str, mode: schemathesis.GenerationMode
) -> None:
    operation = service[path]["POST"]

    @settings(
        max_examples=20 * EXAMPLES,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def answers(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"Authorization": f"Bearer {FEED}"}, checks=CHECKS)

    answers()
