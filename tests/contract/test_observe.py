"""Rules, dashboards and runbooks: each asks for what is there, and each alert has its page."""

import re
import shutil
import subprocess
from pathlib import Path

import promql_parser as promql
import pytest
import yaml
from tests.contract.observe.exposed import exposed
from tests.contract.observe.queries import (
    OBSERVE,
    Query,
    alerts,
    dashboards,
    queries,
    recorded,
)
from tests.contract.observe.reading import Labels, QueryReader, selectors

CHECKOUT = Path(__file__).parents[2]
PROMETHEUS = OBSERVE / "prometheus"
RUNBOOKS = CHECKOUT / "docs" / "runbooks"
# Labels whose values are words of the code. The others are of feeds, machines and scrapes.
WORDS = ("outcome", "check", "mode", "status", "state", "task")
ALERTS = sorted(alerts(), key=lambda each: each["alert"])
SECTIONS = ("**Alert", "**What people see**", "**What to do**")

promtool = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    promtool is None,
    reason="the rules were not tried: promtool is missing (apt-get install prometheus)",
)


@pytest.fixture(scope="module")
def known() -> dict[str, Labels]:
    """Every metric with its labels, those that rules record among them."""
    found: dict[str, Labels] = dict(exposed())
    for name, expressions in recorded().items():
        read = [QueryReader(found).labels(promql.parse(each)) for each in expressions]
        found[name] = frozenset().union(*(each or frozenset() for each in read))
    return found


@pytest.mark.parametrize("query", queries(), ids=lambda each: each.place)
def test_a_query_asks_for_what_is_exposed(query: Query, known: dict[str, Labels]) -> None:
    reader = QueryReader(known)
    labels = reader.labels(promql.parse(query.text)) or frozenset()
    assert reader.faults == []
    assert query.named - labels == frozenset()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rate(oversight_ingest_event_total[5m])", "no metric oversight_ingest_event_total"),
        ("oversight_ingest_events", "no metric oversight_ingest_events"),
        ("oversight_ingest_events_total{source='a'}", "no label source"),
        ("sum by (source) (oversight_ingest_events_total)", "no label source"),
        ("oversight_alerts_episodes > oversight_alerts_outbox_letters", "never match"),
    ],
)
def test_what_nobody_exposes_is_found(text: str, fault: str, known: dict[str, Labels]) -> None:
    reader = QueryReader(known)
    reader.labels(promql.parse(text))
    assert [each for each in reader.faults if fault in each]


def test_a_value_that_is_asked_for_is_a_word_of_the_services() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("services", "shared")
        for path in (CHECKOUT / folder).rglob("*.py")
    )
    asked = {
        word
        for query in queries()
        for selector in selectors(promql.parse(query.text))
        for matcher in selector.matchers.matchers
        if matcher.name in WORDS
        for word in matcher.value.split("|")
    }
    assert {"accepted", "dead-lettered", "refused"} <= asked
    assert [word for word in sorted(asked) if f'"{word}"' not in code] == []


def test_what_is_scraped_is_a_service_of_the_compose_file() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
    config = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text(encoding="utf-8"))
    jobs = {each["job_name"] for each in config["scrape_configs"]}
    assert {"ingest", "indicators", "alerts", "reporting"} <= jobs <= {*compose["services"]}
    asked = {
        job
        for query in queries()
        for selector in selectors(promql.parse(query.text))
        for matcher in selector.matchers.matchers
        if matcher.name == "job"
        for job in matcher.value.split("|")
    }
    assert asked <= jobs


@pytest.mark.parametrize("alert", ALERTS, ids=lambda each: each["alert"])
def test_an_alert_says_what_it_means_and_names_its_page(alert: dict[str, dict[str, str]]) -> None:
    texts = alert["annotations"]
    assert {"summary", "description", "runbook"} == texts.keys()
    assert alert["labels"]["severity"] in ("critical", "warning", "none")
    page = (CHECKOUT / texts["runbook"]).read_text(encoding="utf-8")
    assert str(alert["alert"]) in page
    assert [each for each in SECTIONS if each not in page] == []
    listed = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    assert str(alert["alert"]) in listed


def test_every_page_is_of_an_alert() -> None:
    named = {alert["annotations"]["runbook"] for alert in ALERTS}
    pages = {path.relative_to(CHECKOUT).as_posix() for path in RUNBOOKS.glob("*.md")}
    assert pages - named == {"docs/runbooks/README.md"}


def test_the_commands_of_pages_name_services_that_are_there() -> None:
    compose = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(RUNBOOKS.glob("*.md")))
    command = re.compile(
        r"docker compose (?:--profile \w+ )?(?:logs|ps|restart|exec|run)((?: [\w./=-]+)*)"
    )
    known = {*compose["services"]}
    words = [line.split() for line in command.findall(text)]
    assert len(words) > 20
    assert [line for line in words if line and not known & {*line} and line != ["--all"]] == []


@pytest.mark.parametrize("alert", ALERTS, ids=lambda each: each["alert"])
def test_an_alert_is_tried_firing_and_keeping_silent(alert: dict[str, str]) -> None:
    tried = [
        bool(each["exp_alerts"])
        for path in sorted((PROMETHEUS / "tests").glob("*.yml"))
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]
        for each in group["alert_rule_test"]
        if each["alertname"] == alert["alert"]
    ]
    wanted = {True} if alert["alert"] == "OversightWatchdog" else {True, False}
    assert {*tried} == wanted


@needs_promtool
@pytest.mark.parametrize(
    "words",
    [
        ("check", "config", "prometheus.yml"),
        *(("check", "rules", f"rules/{path.name}") for path in (PROMETHEUS / "rules").glob("*")),
        *(("test", "rules", f"tests/{path.name}") for path in (PROMETHEUS / "tests").glob("*")),
    ],
    ids=" ".join,
)
def test_promtool_finds_the_rules_right(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        (str(promtool), *words),
        cwd=PROMETHEUS,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", sorted(dashboards()))
def test_a_dashboard_can_be_read_and_no_panel_lies_on_another(name: str) -> None:
    dashboard = dashboards()[name]
    (source,) = yaml.safe_load(
        (OBSERVE / "grafana/provisioning/datasources/prometheus.yml").read_text(encoding="utf-8")
    )["datasources"]
    panels = dashboard["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    covered: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert max(x for x, _ in cells) < 24
        assert not covered & cells, panel["title"]
        covered |= cells
        if panel["type"] != "row":
            assert panel["description"]
            assert panel["datasource"]["uid"] == source["uid"]
            assert {each["datasource"]["uid"] for each in panel["targets"]} == {source["uid"]}
