"""The compose files keep what docs/containers.md promises of every container, without an engine."""

from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
)["services"]
# The others end once their work is done. Kafka and PostgreSQL write to their roots.
LASTING = sorted(name for name, each in SERVICES.items() if "restart" in each)
STRICT = sorted({*LASTING} - {"kafka", "postgres"})


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_is_of_a_version_and_logs_are_bounded(name: str) -> None:
    service = SERVICES[name]
    _, _, tag = service["image"].partition(":")
    assert tag not in ("", "latest")
    assert {"max-size", "max-file"} <= service["logging"]["options"].keys()


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_started_again_and_bounded_and_reached_from_this_machine_alone(
    name: str,
) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service["mem_limit"]
    assert [port for port in service.get("ports", ()) if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", STRICT)
def test_it_writes_nowhere_but_where_it_is_meant_to_and_gains_no_right(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    # The images of the services bring their own.
    assert "build" in service or service["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_an_image_of_ours_is_built_where_it_is_missing(name: str) -> None:
    # Nobody publishes it: a newcomer's first start would ask a registry for it in vain.
    service = SERVICES[name]
    assert "build" in service or not service["image"].startswith("oversight/")
