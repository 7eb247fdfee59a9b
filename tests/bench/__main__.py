"""``python -m tests.bench``: what ingest and the indicators do a second, against baselines.

Ratios of what was measured in one run on one machine. Ends with 0 whatever they are.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console
from tests.bench.cores import beside_others
from tests.bench.event_log import FilledLog, fill_log
from tests.bench.indicators import Indicators
from tests.bench.ingest import Ingest
from tests.bench.machine import describe_machine
from tests.bench.ratios import findings
from tests.bench.report import Report, write_json, write_markdown
from tests.bench.rig import Rig
from tests.bench.samples import Contender, interleave
from tests.bench.sizes import FULL, QUICK, Sizes
from tests.bench.stream import read_stream, revisions_apart, write_stream

WIDTH = 150


def main() -> None:
    """Measure and report."""
    arguments = _arguments()
    console = _console()
    conditions = describe_machine()
    sizes = QUICK if arguments.quick else FULL
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oversight-bench-")))
        rig = stack.enter_context(Rig.running(folder / "rig"))
        console.print("writing the stream and filling the logs")
        stream = folder / "stream.ndjson"
        size = write_stream(stream, rig.definitions, max(sizes.batches, sizes.bulk))
        conditions["event"] = f"{size:.0f} bytes of JSON on average"
        contenders = _chosen(_contenders(rig, sizes, stream, stack), arguments.only)
        samples = interleave(contenders, sizes.rounds, _announcer(console))
    report = Report(conditions, sizes, contenders, samples, list(findings(samples)))
    report.show(console)
    _write(report, arguments)


def _console() -> Console:
    console = Console()
    # What is piped into a file is not bound to the width of a terminal.
    return console if console.is_terminal else Console(width=WIDTH)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute, one round")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables between the marks of FILE"
    )
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="contenders by the beginning of their names"
    )
    return parser.parse_args()


def _contenders(rig: Rig, sizes: Sizes, stream: Path, stack: ExitStack) -> list[Contender]:
    events = read_stream(stream, sizes.batches)

    def filled(chosen: Sequence[bytes], record_events: int) -> FilledLog:
        servers = stack.enter_context(rig.broker())
        return asyncio.run(fill_log(servers, chosen, record_events))

    indicators = Indicators(
        rig,
        batches=filled(events, sizes.record_events),
        apart=filled(revisions_apart(events), sizes.record_events),
        singles=filled(events[: sizes.singles], 1),
    )
    return [*Ingest(rig, sizes, stream).contenders(), *indicators.contenders()]


def _chosen(contenders: list[Contender], only: list[str] | None) -> list[Contender]:
    begins = tuple(only) if only else ("",)
    return [beside_others(each) for each in contenders if each.name.startswith(begins)]


def _announcer(console: Console) -> Callable[[int, Contender], None]:
    def announce(number: int, contender: Contender) -> None:
        console.print(f"round {number}: {contender.title}", highlight=False)

    return announce


def _write(report: Report, arguments: argparse.Namespace) -> None:
    if arguments.json:
        write_json(report, arguments.json)
    if arguments.markdown:
        write_markdown(report, arguments.markdown)


if __name__ == "__main__":
    main()
