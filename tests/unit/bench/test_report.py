"""A report goes between its marks, and says what was missed."""

from pathlib import Path

import pytest
from tests.bench.findings_table import quotient
from tests.bench.ratios import findings
from tests.bench.report import BEGIN, END, Report, write_markdown
from tests.bench.samples import Contender, Run, Sample
from tests.bench.sizes import QUICK


def report(batches: float) -> Report:
    samples = {
        "faust": [Sample(100.0)],
        "indicators.batches": [Sample(batches, {"p50 ms": 1.5, "p99 ms": 9.0, "cores worker": 1})],
    }
    contenders = [
        Contender("faust", "stock Faust", lambda: Sample(0)),
        Contender("indicators.batches", "indicators, batch records", lambda: Sample(0)),
        Contender("quix.counts", "Quix Streams", lambda: Sample(0)),
    ]
    run = Run(samples, absent={"quix.counts": "there is no network"})
    return Report({"cores": "2"}, QUICK, contenders, run, list(findings(samples)))


def test_what_stands_around_the_marks_stays(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    path.write_text(f"# Title\n\n{BEGIN}\nold\n{END}\n\nWhat bounds it.\n")
    write_markdown(report(800), path)
    text = path.read_text()
    assert text.startswith(f"# Title\n\n{BEGIN}\n- cores: 2\n")
    assert text.endswith(f"{END}\n\nWhat bounds it.\n")
    assert "old" not in text


def test_what_was_not_run_is_said_with_the_reason() -> None:
    assert report(800).markdown().endswith("\n\nNot run: Quix Streams: there is no network.")


def test_without_a_file_one_is_made(tmp_path: Path) -> None:
    path = tmp_path / "new.md"
    write_markdown(report(800), path)
    write_markdown(report(800), path)
    assert path.read_text().count(BEGIN) == 1


@pytest.mark.parametrize(("batches", "word"), [(800, "reached"), (300, "MISSED")])
def test_an_aim_is_said_to_be_reached_or_missed(batches: float, word: str) -> None:
    [row] = [line for line in report(batches).markdown().splitlines() if "times stock" in line]
    assert row.endswith(f"at least 7: {word} |")


def test_a_rate_has_its_latencies_and_cores() -> None:
    assert "| 1.5 / 9.0 | 1,250.0 | worker 1.00 |" in report(800).markdown()


def test_what_took_its_time_is_told_by_seconds_and_memory() -> None:
    notes = {"seconds": 42.0, "memory rebuild": 150.4, "cores rebuild": 0.9, "cores of others": 0.1}
    year = Contender("rebuild.year", "rebuild, a year", lambda: Sample(0))
    run = Run({"rebuild.year": [Sample(25_000, {**notes, "cores stolen": 0})]}, absent={})
    text = Report({"cores": "2"}, QUICK, [year], run, []).markdown()
    assert "| rebuild, a year | 42.0 | 25,000 | 36.0 | rebuild 0.90 | 0.10 | rebuild 150 |" in text
    assert "| seconds to rebuild a year | 42.0 | 42.0 to 42.0 | at most 60: reached |" in text
    assert "events/s" not in text


@pytest.mark.parametrize(("value", "shown"), [(0.553, "0.55"), (1.99, "1.99"), (8.14, "8.1")])
def test_quotients_are_rounded(value: float, shown: str) -> None:
    assert quotient(value) == shown
