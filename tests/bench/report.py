"""A run told three ways: on the terminal, as JSON, and as Markdown between two marks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from tests.bench.findings_table import (
    GOAL_HEAD,
    RATE_HEAD,
    RATIO_HEAD,
    SIZE_HEAD,
    Row,
    goal_rows,
    rate_rows,
    ratio_rows,
    size_rows,
)
from tests.bench.goals import kept_goals
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
        for head, rows in self._tables():
            console.print(_table(head, rows))
        for line in self._absences():
            console.print(line, highlight=False)

    def document(self) -> dict[str, Any]:
        """Everything measured, to be read by programs."""
        return {
            "conditions": self.conditions,
            "sizes": asdict(self.sizes),
            "samples": {name: [asdict(s) for s in each] for name, each in self.run.samples.items()},
            "absent": dict(self.run.absent),
            "goals": [{**asdict(k), "reached": k.reached} for k in kept_goals(self.run.samples)],
            "ratios": [{**asdict(each), "reached": each.reached} for each in self.findings],
        }

    def markdown(self) -> str:
        """The conditions and both tables."""
        conditions = [f"- {name}: {value}" for name, value in self.conditions.items()]
        sizes = ", ".join(f"{name} {_plain(size)}" for name, size in asdict(self.sizes).items())
        tables = [_markdown_table(head, rows) for head, rows in self._tables()]
        said = ("\n".join(conditions), f"Sizes: {sizes}.".replace("_", " "))
        return "\n\n".join((*said, *tables, *self._absences()))

    def _tables(self) -> Iterator[tuple[Row, list[Row]]]:
        """Those that have rows."""
        samples = self.run.samples
        for head, rows in (
            (GOAL_HEAD, goal_rows(kept_goals(samples))),
            (RATIO_HEAD, ratio_rows(self.contenders, self.findings)),
            (RATE_HEAD, rate_rows(self._present, samples)),
            (SIZE_HEAD, size_rows(self._present, samples)),
        ):
            if found := list(rows):
                yield head, found

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


def _plain(size: float | tuple[int, ...]) -> str:
    return f"{size:,}" if not isinstance(size, tuple) else " / ".join(map("{:,}".format, size))


def _table(head: Row, rows: Iterable[Row]) -> Table:
    table = Table(*head)
    for row in rows:
        table.add_row(*row)
    return table


def _markdown_table(head: Row, rows: Iterable[Row]) -> str:
    lines = (head, tuple("---" for _ in head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
