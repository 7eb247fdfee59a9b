"""The profiles of the compose file: what watches over a stack sees it, and mail is caught."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from tests.containers.compose import Compose, project_of
from tests.containers.engine import docker
from tests.contract.observe.queries import alerts, dashboards, queries

from oversight_local.client.change import Change
from oversight_local.client.ingest import IngestClient
from oversight_local.processes.termination import wait_until
from oversight_local.stack.ports import HOST, choose_ports
from oversight_local.stack.tokens import SOURCE

CHECKOUT = Path(__file__).parents[2]
FILE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
# By each page that a person opens, what it runs beside itself, and its port inside.
PAGES = {"mail": 8025, "prometheus": 9090, "grafana": 3000}
NEEDS = {"mail": ("mail",), "prometheus": ("prometheus", "disks"), "grafana": ("grafana",)}
SECONDS = 120.0
# As slow as to break the rule on priority 2, and so many that it is no chance.
LATE, MINUTES = 120, 150


def untested(page: str) -> str | None:
    """Which image is neither here nor to be had; None where ``page`` can be brought up."""
    for service in NEEDS[page]:
        image = FILE["services"][service]["image"]
        if docker("image", "inspect", image).code and docker("pull", image, seconds=600).code:
            return f"{page} is untested: there is no image {image}"
    return None


@pytest.fixture(scope="module")
def stack(checkout: Path, request: pytest.FixtureRequest) -> Iterator[Compose]:
    # Before anything is started for them.
    why = [untested(page) for page in PAGES]
    if None not in why:
        pytest.skip("; ".join(filter(None, why)))
    built = request.getfixturevalue("built")
    ports = dict(choose_ports(0, tuple(PAGES)).services)
    with pytest.MonkeyPatch.context() as patch:
        for page, port in ports.items():
            patch.setenv(f"OVERSIGHT_PORT_{page.upper()}", str(port))
        with Compose.running(checkout, project_of(checkout, "observed"), built) as running:
            yield running
            # What a profile brought is of no file without it, and would be left behind.
            patch.setenv("COMPOSE_PROFILES", "*")


@pytest.fixture(scope="module")
def page(stack: Compose) -> Iterator[Callable[[str], httpx.Client]]:
    """A client of what is brought up beside the stack, by its name."""
    clients: dict[str, httpx.Client] = {}

    def client(name: str) -> httpx.Client:
        if name not in clients:
            if (why := untested(name)) is not None:
                pytest.skip(why)
            stack.run("up", "--detach", "--wait", *NEEDS[name])
            address = stack.run("port", name, str(PAGES[name])).strip()
            assert address.startswith(f"{HOST}:")
            clients[name] = httpx.Client(base_url=f"http://{address}", trust_env=False, timeout=30)
        return clients[name]

    yield client
    for each in clients.values():
        each.close()


@pytest.fixture(scope="module")
def prometheus(page: Callable[[str], httpx.Client]) -> httpx.Client:
    return page("prometheus")


def ask(prometheus: httpx.Client, query: str) -> list[dict[str, Any]]:
    answer = prometheus.get("/api/v1/query", params={"query": query}).raise_for_status().json()
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def late(number: int) -> Change:
    received = datetime.now(UTC) - timedelta(minutes=MINUTES + number)
    arrived = received + timedelta(minutes=MINUTES - 10)
    at, later = (f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in (received, arrived))
    data: dict[str, Any] = {
        "force": "west-midlands",
        "area": "birmingham",
        "revision": 1,
        "grade": "priority-2",
        "channel": "999",
        "received_at": at,
        "answered_at": at,
        "dispatched_at": at,
        "arrived_at": later,
    }
    return Change("recorded", "incident", f"L-{number}", 1, received, data)


@pytest.fixture(scope="module")
def sent(stack: Compose) -> None:
    with stack.client("ingest", "feed") as client:
        answer = IngestClient(client, SOURCE).send([late(number) for number in range(LATE)])
    assert (answer.accepted, answer.refused) == (LATE, [])


@pytest.mark.usefixtures("sent")
def test_an_email_of_an_alert_is_caught_with_no_more_settings(
    stack: Compose, page: Callable[[str], httpx.Client]
) -> None:
    mail = page("mail")

    def caught() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = mail.get("/api/v1/messages").json()["messages"]
        return [each for each in found if "Priority 2" in each["Subject"]]

    assert wait_until(lambda: bool(caught()), SECONDS)
    (first, *_) = caught()
    message = mail.get(f"/api/v1/message/{first['ID']}").raise_for_status().json()
    assert f"http://127.0.0.1:{stack.ports['reporting']}/" in message["Text"]
    assert "<html" in message["HTML"]
    assert mail.get("/").status_code == 200


def test_every_service_is_scraped(prometheus: httpx.Client) -> None:
    jobs = {"ingest", "indicators", "alerts", "reporting", "disks", "prometheus"}

    def scraped() -> set[str]:
        return {each["metric"]["job"] for each in ask(prometheus, "up == 1")}

    assert wait_until(lambda: scraped() == jobs, SECONDS), scraped()
    assert ask(prometheus, "oversight_check_well == 0") == []


def test_every_rule_is_worked_out(prometheus: httpx.Client) -> None:
    def rules() -> list[dict[str, Any]]:
        groups = prometheus.get("/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    assert wait_until(lambda: {each["health"] for each in rules()} == {"ok"}, SECONDS), rules()
    assert {each["alert"] for each in alerts()} <= {each["name"] for each in rules()}
    firing = {each["name"] for each in rules() if each.get("state") == "firing"}
    # How full the disk of this machine is, is not of the stack.
    assert {each for each in firing if "Disk" not in each} == {"OversightWatchdog"}


def test_every_query_of_a_dashboard_is_answered(prometheus: httpx.Client) -> None:
    for query in queries():
        ask(prometheus, query.text)
    free = "oversight:disk_free:ratio"
    disks = {"/volumes/kafka", "/volumes/postgres", "/volumes/prometheus"}
    assert wait_until(lambda: bool(ask(prometheus, free)), SECONDS)
    assert {each["metric"]["mountpoint"] for each in ask(prometheus, free)} == disks


def test_a_service_that_ended_is_noticed(stack: Compose, prometheus: httpx.Client) -> None:
    pending = 'ALERTS{alertname="OversightServiceDown", job="reporting"}'
    stack.run("stop", "reporting")
    assert wait_until(lambda: bool(ask(prometheus, pending)), SECONDS)
    stack.run("up", "--detach", "--wait", "reporting")
    assert wait_until(lambda: not ask(prometheus, pending), SECONDS)


def test_grafana_shows_the_dashboards(page: Callable[[str], httpx.Client]) -> None:
    grafana = page("grafana")
    for dashboard in dashboards().values():
        answer = grafana.get(f"/api/dashboards/uid/{dashboard['uid']}").raise_for_status().json()
        assert answer["dashboard"]["title"] == dashboard["title"]
    query = {"refId": "A", "datasource": {"uid": "prometheus"}, "expr": "up", "instant": True}
    body = {"queries": [query], "from": "now-5m", "to": "now"}
    answer = grafana.post("/api/ds/query", json=body).raise_for_status().json()
    assert answer["results"]["A"]["frames"]
