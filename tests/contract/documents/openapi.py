"""The OpenAPI document of each service, from the routes that answer."""

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from tests.contract.documents.problems import PROBLEM, with_problems

from oversight_alerts.app import build as build_alerts
from oversight_alerts.app import outside
from oversight_alerts.settings import AlertSettings
from oversight_contracts.topics import EVENTS
from oversight_indicators.web.routes import routes
from oversight_ingest.app import build as build_ingest
from oversight_ingest.settings import IngestSettings
from oversight_reporting.app import create_app as build_reporting
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.http.health import health_routes
from oversight_runtime.http.tokens import TokenFile, Tokens


def openapi(definitions: Path) -> dict[str, dict[str, Any]]:
    """Service to document. Nothing is connected: the apps are built and asked, never started."""
    apps = applications(definitions)
    return {name: with_problems(_document(app)) for name, app in apps.items()}


def applications(definitions: Path) -> dict[str, FastAPI]:
    """Service to its application, built and not connected."""
    with TemporaryDirectory() as folder:
        tokens = Path(folder) / "tokens.json"
        tokens.write_text(TokenFile(tokens=()).model_dump_json())
        return _apps(_settings(definitions, tokens))


def _settings(definitions: Path, tokens: Path) -> dict[str, Any]:
    # Where nothing listens: a document is written from the routes, which need no answer.
    return {
        "kafka": "127.0.0.1:1",
        "database_url": "postgresql://127.0.0.1:1/none",
        "definitions": definitions,
        "tokens": tokens,
        "force": "west-midlands",
    }


def _apps(shared: Mapping[str, Any]) -> dict[str, FastAPI]:
    alerts = AlertSettings(
        **shared,
        smtp_host="127.0.0.1",
        mail_from="oversight@example.org",
        mail_to=("board@example.org",),
        public_url="http://127.0.0.1",
    )
    return {
        "ingest": build_ingest(IngestSettings(**shared), lambda: datetime.now(UTC)),
        "indicators": _indicators(),
        "alerts": build_alerts(alerts, outside(alerts), lambda error: None),
        "reporting": build_reporting(ReportingSettings(**shared), lambda error: None),
    }


def _indicators() -> FastAPI:
    app = FastAPI(title="Oversight indicators", version="1")
    app.include_router(health_routes({}, CollectorRegistry()))
    # Its routes hold the pool until they are called, and here nobody calls them.
    app.include_router(routes(cast(Any, None), Tokens(()), EVENTS.name, lambda: datetime.now(UTC)))
    return app


def _document(app: FastAPI) -> dict[str, Any]:
    document = copy.deepcopy(app.openapi())
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    return document
