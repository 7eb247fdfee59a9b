"""Every query of rules and dashboards, where it stands and which labels are named of its answer."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

OBSERVE = Path(__file__).parents[3] / "deploy" / "observe"
RULES = sorted((OBSERVE / "prometheus" / "rules").glob("*.yml"))
DASHBOARDS = sorted((OBSERVE / "grafana" / "dashboards").glob("*.json"))
_ANSWERED = re.compile(r"\$labels\.(\w+)")
_LEGEND = re.compile(r"\{\{ *(\w+) *\}\}")


@dataclass(frozen=True)
class Query:
    """An expression; ``named`` are the labels that a text or a legend takes from its answer."""

    place: str
    text: str
    named: frozenset[str] = field(default_factory=frozenset)


def recorded() -> dict[str, list[str]]:
    """The expressions of each recording rule, by its name."""
    found: dict[str, list[str]] = {}
    for rule in _rules():
        if "record" in rule:
            found.setdefault(rule["record"], []).append(rule["expr"])
    return found


def alerts() -> list[dict[str, Any]]:
    """The alerting rules as they are written."""
    return [rule for rule in _rules() if "alert" in rule]


def dashboards() -> dict[str, dict[str, Any]]:
    """The dashboards as they are written, by file."""
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in DASHBOARDS}


def queries() -> list[Query]:
    """All of them."""
    rules = [_of_rule(rule) for rule in _rules()]
    panels = [query for name, each in dashboards().items() for query in _of_dashboard(name, each)]
    return [*rules, *panels]


def _rules() -> Iterator[dict[str, Any]]:
    for path in RULES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def _of_rule(rule: Mapping[str, Any]) -> Query:
    texts = " ".join(rule.get("annotations", {}).values())
    name = rule.get("alert") or rule["record"]
    return Query(name, rule["expr"], frozenset(_ANSWERED.findall(texts)))


def _of_dashboard(name: str, dashboard: Mapping[str, Any]) -> Iterator[Query]:
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            legend = frozenset(_LEGEND.findall(target["legendFormat"]))
            yield Query(f"{name}: {panel['title']}", target["expr"], legend)
