"""Crimes of yesterday, and rules that they break one after another: an e-mail for each."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle
from pathlib import Path

import asyncpg
from tests.faults.stand import Stand

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.client.change import Change
from oversight_local.demo.mailbox import read_emails
from oversight_local.processes.termination import wait_until
from oversight_measures.detectors.levels import CountLimit
from oversight_measures.periods.period import DAY, london_day, london_midnight

INDICATOR = "crime.total"
THRESHOLDS = (*range(5, 105, 10), *range(105, 3000, 25))
# So that chance has least to say in what is broken.
DISPERSION, CONFIDENCE = 1.0, 0.5
# It never worsens nor resolves, so what opens is told exactly once.
RULE = """
- id: crimes-above-{threshold}
  title: More than {threshold} crimes were recorded
  advice: None is needed; this rule follows what is done to the service.
  kind: limit
  severity: warning
  indicator: {indicator}
  force: west-midlands
  areas: [every local-authority]
  window: 1
  when: above
  threshold: {threshold}
  minimum: 1
  dispersion: {dispersion}
  confidence: {confidence}
"""
DELIVERED_SECONDS = 60.0
Watched = tuple[str, str]
"""A rule and an area."""


def with_rules_of_crimes(definitions: Path, folder: Path) -> Path:
    """A copy of ``definitions`` in ``folder`` whose only rules are these."""
    shutil.copytree(definitions, folder)
    shutil.rmtree(folder / "rules")
    (folder / "rules").mkdir()
    rules = [_rule(each) for each in THRESHOLDS]
    (folder / "rules" / "crimes.yaml").write_text("".join(rules))
    # Those that there are name rules that are gone.
    (folder / "baselines.yaml").write_text("baselines: []\n")
    return folder


def _rule(threshold: int) -> str:
    return RULE.format(
        indicator=INDICATOR, threshold=threshold, dispersion=DISPERSION, confidence=CONFIDENCE
    )


def yesterday() -> date:
    """The last day that rules judge."""
    return london_day(datetime.now(UTC)) - DAY


def crimes_now(catalogue: Catalogue, force: str) -> Iterator[Change]:
    """A crime in each authority in turn, of noon yesterday, sent when it is asked for."""
    areas = cycle(authorities(catalogue, force))
    for number, area in zip(count(1), areas, strict=False):
        data = {
            "force": force,
            "area": area,
            "revision": 1,
            "recorded_at": london_midnight(yesterday()) + timedelta(hours=12),
            "offence": "shoplifting",
        }
        yield Change("recorded", "crime", f"CR-now-{number}", 1, datetime.now(UTC), data)


def authorities(catalogue: Catalogue, force: str) -> list[str]:
    """The areas that the rules watch."""
    areas = catalogue.forces[force].areas.items()
    return sorted(name for name, area in areas if area.kind == "local-authority")


def letters_due(stand: Stand) -> set[str]:
    """The Message-ID of each e-mail, once all that is to be told is recorded as delivered.

    There is one episode for each rule that was broken somewhere. Those of one rule are one thread:
    what opened at once is told by one e-mail, and each is told once.
    """
    broken = _broken(stand)
    opened = wait_until(lambda: _opened(stand) == broken, DELIVERED_SECONDS)
    assert opened, f"{_opened(stand)} instead of {broken}"
    assert wait_until(lambda: not _ask(stand, WAITING), DELIVERED_SECONDS), _ask(stand, WAITING)
    told = _ask(stand, TOLD)
    assert len(told) == broken.total()
    return {row["message_id"] for row in told}


def letters_come(stand: Stand) -> Counter[str]:
    """How often each Message-ID is in the Maildir."""
    found = read_emails(stand.stack.file.maildir)
    return Counter(str(letter.message["Message-ID"]) for letter in found)


WAITING = "SELECT * FROM alerts.notifications WHERE state <> 'delivered'"
TOLD = """SELECT emails.message_id FROM alerts.notifications
JOIN alerts.emails ON emails.number = email AND episode = ANY (emails.episodes)"""
OPENED = "SELECT rule, area FROM alerts.episodes"


def _ask(stand: Stand, query: str) -> list[asyncpg.Record]:
    return asyncio.run(stand.figures.sql(query))


def _opened(stand: Stand) -> Counter[Watched]:
    return Counter((row["rule"], row["area"]) for row in _ask(stand, OPENED))


def _broken(stand: Stand) -> Counter[Watched]:
    """What the accepted crimes of yesterday break, counted without the service."""
    watched = authorities(stand.catalogue, "west-midlands")
    crimes: Counter[str] = Counter()
    for (series, bucket), (n, *_) in stand.ledger.totals(Contributions(stand.catalogue)).items():
        if (series.indicator, series.by, bucket) == (INDICATOR, "", f"{yesterday()}"):
            crimes[series.area] += n
    return Counter(
        (f"crimes-above-{threshold}", area)
        for area, number in crimes.items()
        for threshold in THRESHOLDS
        if area in watched and _breaks(number, threshold)
    )


def _breaks(crimes: int, threshold: int) -> bool:
    limit = CountLimit(threshold, "above", dispersion=DISPERSION, confidence=CONFIDENCE)
    return bool(limit.beyond(crimes))
