"""A run told three ways: on the terminal, as JSON, and as Markdown between two marks."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from tests.bench.findings_table import RATE_HEAD, RATIO_HEAD, Row, rate_rows, ratio_rows
from tests.bench.ratios import Finding
from tests.bench.samples import Contender, Run
from tests.bench.sizes import Sizes

BEGIN, END = "<!-- run: begin -->", "<!-- run: end -->"


@dataclass(frozen=True)
class Report:
    """All there is to say of one run. ``conditions`` is the machine and the versions."""

    conditions: dict[str, str]
    sizes: Sizes
    contenders: Sequence[Contender]
    run: Run
    findings: Sequence[Finding]

    def show(self, console: Console) -> None:
        """Print tables."""
        console.print(", ".join(f"{name} {value}" for name, value in self.conditions.items()))
        console.print(_table(RATE_HEAD, rate_rows(self._present, self.run.samples)))
        console.print(_table(RATIO_HEAD, ratio_rows(self.contenders, self.findings)))
        for line in self._absences():
            console.print(line, highlight=False)

    def document(self) -> dict[str, Any]:
        """Everything measured, to be read by programs."""
        return {
            "conditions": self.conditions,
            "sizes": asdict(self.sizes),
            "samples": {name: [asdict(s) for s in each] for name, each in self.run.samples.items()},
            "absent": dict(self.run.absent),
            "ratios": [{**asdict(each), "reached": each.reached} for each in self.findings],
        }

    def markdown(self) -> str:
        """The conditions and both tables."""
        conditions = [f"- {name}: {value}" for name, value in self.conditions.items()]
        sizes = ", ".join(f"{name} {value:,}" for name, value in asdict(self.sizes).items())
        rates = _markdown_table(RATE_HEAD, rate_rows(self._present, self.run.samples))
        ratios = _markdown_table(RATIO_HEAD, ratio_rows(self.contenders, self.findings))
        parts = ("\n".join(conditions), f"Sizes: {sizes}.".replace("_", " "), ratios, rates)
        return "\n\n".join((*parts, *self._absences()))

    @property
    def _present(self) -> list[Contender]:
        return [each for each in self.contenders if each.name in self.run.samples]

    def _absences(self) -> list[str]:
        titles = {each.name: each.title for each in self.contenders}
        return [f"Not run: {titles[name]}: {why}." for name, why in self.run.absent.items()]


def write_json(report: Report, path: Path) -> None:
    """Write the report's document."""
    path.write_bytes(orjson.dumps(report.document(), option=orjson.OPT_INDENT_2))


def write_markdown(report: Report, path: Path) -> None:
    """Put the report between the marks of ``path``; what is written around them stays."""
    before, begin, rest = (path.read_text() if path.exists() else "").partition(BEGIN)
    after = rest.partition(END)[2] if begin else "\n"
    path.write_text(f"{before}{BEGIN}\n{report.markdown()}\n{END}{after}")


def _table(head: Row, rows: Iterable[Row]) -> Table:
    table = Table(*head)
    for row in rows:
        table.add_row(*row)
    return table


def _markdown_table(head: Row, rows: Iterable[Row]) -> str:
    lines = (head, tuple("---" for _ in head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
