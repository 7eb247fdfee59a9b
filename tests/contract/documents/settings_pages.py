"""The settings of the services as a page."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from tests.contract.documents.markdown import code, table

from oversight_alerts.settings import AlertSettings
from oversight_indicators.settings import IndicatorsSettings
from oversight_ingest.settings import IngestSettings
from oversight_reporting.settings import ReportingSettings
from oversight_runtime.settings import DatabaseSettings, ServiceSettings

HEADS = ("Variable", "Default", "Meaning")
SERVICES: dict[str, type[ServiceSettings]] = {
    "ingest": IngestSettings,
    "indicators": IndicatorsSettings,
    "alerts": AlertSettings,
    "reporting": ReportingSettings,
}


def settings_page() -> str:
    """``docs/settings.md``."""
    sections = [
        "# Settings\n\n"
        "Each service reads its settings from variables of its environment, once, as it starts.\n"
        "One that is missing or wrong is named, and the service ends with 2. Written from the\n"
        "services' own settings by `make docs`.\n",
        f"## All services\n\n{_table(ServiceSettings, inherited=())}",
        "## Services with a schema of their own (all but ingest)\n\n"
        f"{_table(DatabaseSettings, inherited=(ServiceSettings,))}",
    ]
    for name, model in SERVICES.items():
        sections.append(
            f"## {name}\n\n{_table(model, inherited=(ServiceSettings, DatabaseSettings))}"
        )
    return "\n".join(sections)


def _table(model: type[ServiceSettings], inherited: tuple[type[ServiceSettings], ...]) -> str:
    known = {name: each.model_fields[name] for each in inherited for name in each.model_fields}
    own = {
        name: field
        for name, field in model.model_fields.items()
        if name not in known or repr(known[name]) != repr(field)
    }
    return table(HEADS, list(_rows(own)))


def _rows(fields: dict[str, FieldInfo]) -> Iterator[tuple[str, ...]]:
    for name, field in fields.items():
        yield code(f"OVERSIGHT_{name.upper()}"), _default(field), field.description or ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value: Any = field.default
    if value is None or isinstance(value, SecretStr):
        return ""
    return code(str(value).lower() if isinstance(value, bool | PurePath) else str(value))
