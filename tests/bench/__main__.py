"""``python -m tests.bench``: what the services do a second, against baselines and peers.

Ratios of what was measured in one run on one machine. Ends with 0 whatever they are.
"""

import argparse
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from tests.bench.brokers import choose_broker, described
from tests.bench.contenders import STREAM, contenders
from tests.bench.cores import beside_others
from tests.bench.machine import describe_machine
from tests.bench.ratios import findings
from tests.bench.report import Report, write_json, write_markdown
from tests.bench.rig import Rig
from tests.bench.samples import Contender, interleave
from tests.bench.sizes import FULL, QUICK
from tests.bench.stream import write_stream

from oversight_local.stack.brokers.model import Broker

WIDTH = 150


def main() -> None:
    """Measure and report."""
    arguments = _arguments()
    console = _console()
    conditions = describe_machine()
    sizes = QUICK if arguments.quick else FULL
    sizes = replace(sizes, rounds=arguments.rounds or sizes.rounds)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="oversight-bench-")))
        kind = arguments.broker or choose_broker(folder, console)
        rig = stack.enter_context(Rig.running(folder / "rig", kind))
        console.print("writing the stream")
        stream = folder / STREAM
        size = write_stream(stream, rig.definitions, max(sizes.batches, sizes.bulk))
        conditions |= {"broker": described(kind), "event": f"{size:.0f} bytes of JSON on average"}
        chosen = _chosen(contenders(rig, sizes, folder, console, stack), arguments.only)
        run = interleave(chosen, sizes.rounds, _announcer(console))
    report = Report(conditions, sizes, chosen, run, list(findings(run.samples)))
    report.show(console)
    _write(report, arguments)


def _console() -> Console:
    console = Console()
    # What is piped into a file is not bound to the width of a terminal.
    return console if console.is_terminal else Console(width=WIDTH)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round")
    parser.add_argument("--rounds", type=int, metavar="N", help="how often all is measured")
    parser.add_argument(
        "--broker",
        type=Broker,
        choices=tuple(Broker),
        help="what everything runs on; Apache Kafka where it can be had",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything measured")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the tables between the marks of FILE"
    )
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="contenders by the beginning of their names"
    )
    return parser.parse_args()


def _chosen(found: list[Contender], only: list[str] | None) -> list[Contender]:
    begins = tuple(only) if only else ("",)
    return [beside_others(each) for each in found if each.name.startswith(begins)]


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
