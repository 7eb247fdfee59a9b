"""The demonstration on a real stack, shortened: one alert, and counts that add up."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from tests.unit.local.load.stop_search_files import a_file, a_row

from oversight_local.demo.phases import Phases
from oversight_local.demo.scenario import Demonstration
from oversight_local.demo.summary import print_summary
from oversight_local.stack.stack import Stack


def test_a_short_demonstration(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    a_file(records, [a_row(), a_row(), a_row({"Outcome": "Arrest"})])
    console = Console(record=True, width=120)
    phases = Phases(console)
    with Stack.start(tmp_path / "stack", port_base=0) as stack:
        demonstration = Demonstration(
            stack.file, console, phases, tmp_path, live_seconds=5, span=timedelta(days=10)
        )
        findings = demonstration.run(scale=0.15, seed=1, records=records, now=datetime.now(UTC))
        print_summary(console, findings, phases)
    assert findings.faults == []
    assert findings.episodes.transitions["opened"] == 1
    assert findings.counts.notifications["delivered"] == len(findings.emails) >= 1
    assert findings.counts.indicators["duplicate"] > 0
    assert 3 < findings.records < findings.counts.indicators["counted"]
    assert all(path.stat().st_size for path in findings.report.values())
    assert len(list(csv.reader(findings.report["csv"].open()))) > 20
    assert "e-mail-1.eml" in console.export_text()
