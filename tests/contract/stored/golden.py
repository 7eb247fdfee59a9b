"""What is compared with golden.json."""

from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry
from tests.contract.stored.golden_reports import (
    AT,
    golden_repository,
    golden_snapshots,
    sha256,
)

from oversight_alerts.metrics import Metrics as AlertsMetrics
from oversight_contracts.contract_hash import contract_hash
from oversight_contracts.definitions.catalogue import load_catalogue
from oversight_contracts.topics import TOPICS
from oversight_indicators.metrics import Metrics as IndicatorsMetrics
from oversight_ingest.metrics import Metrics as IngestMetrics
from oversight_reporting.metrics import Metrics as ReportingMetrics
from oversight_runtime.http.check_metrics import CheckMetrics

GOLDEN = Path(__file__).parent / "golden.json"


async def golden(definitions: Path, checkout: Path) -> dict[str, Any]:
    """All of it, by what it is."""
    catalogue = load_catalogue(definitions)
    snapshots = await golden_snapshots(catalogue, golden_repository(catalogue))
    return {
        "counting hash": catalogue.counting_hash,
        "contract hash without pydantic's version": contract_hash(""),
        "migrations": migration_hashes(checkout),
        "metrics": metric_names(),
        "topics": [f"{each.name} by {each.key}, {each.partitions} partitions" for each in TOPICS],
        "frozen reports": {
            name: [one.summary.sha256, sha256(csv)] for name, (one, csv) in snapshots.items()
        },
    }


def migration_hashes(checkout: Path) -> dict[str, str]:
    """The SHA-256 of every migration, which is run once and never changed."""
    return {
        path.relative_to(checkout).as_posix(): sha256(path.read_bytes())
        for path in sorted(checkout.glob("services/*/*/migrations/*.sql"))
    }


def metric_names() -> list[str]:
    """Every metric of the services, with its type as it is exposed; not those of any process."""
    registry = CollectorRegistry()
    CheckMetrics(registry)
    IngestMetrics(registry)
    IndicatorsMetrics(registry)
    AlertsMetrics(registry)
    ReportingMetrics(registry, lambda: AT)
    ours = [each for each in registry.collect() if each.name.startswith("oversight_")]
    return sorted(f"{each.name} {each.type}" for each in ours)
