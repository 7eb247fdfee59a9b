"""``python -m oversight_indicators [COMMAND]``: without a command, the service."""

import argparse
import asyncio
import gc
import sys
from collections.abc import Sequence
from datetime import datetime

from oversight_contracts.definitions.yaml_source import BrokenDefinitions
from oversight_indicators.maintenance.backups import BackupInFuture
from oversight_indicators.maintenance.commands import (
    run_accept_log,
    run_backed_up,
    run_describe,
    run_rebuild,
    run_replay,
    run_restored,
    run_verify,
)
from oversight_indicators.maintenance.generation import OtherDefinitions
from oversight_indicators.maintenance.replay import LogIncomplete
from oversight_indicators.settings import IndicatorsSettings
from oversight_runtime.process import run_process

SERVICE = "indicators"
COMMANDS = ("verify", "rebuild", "replay", "describe", "restored", "accept-log", "backed-up")
UNUSABLE = (BrokenDefinitions, FileNotFoundError)
EXPECTED = (OtherDefinitions, LogIncomplete, BackupInFuture)


def main(words: Sequence[str]) -> int:
    """Run; answers the exit code: 1 for differences or a failure, 2 for broken definitions."""
    arguments = _arguments(words)
    # A batch holds tens of thousands of objects, none in a cycle: the collector's usual pace
    # would look through them again and again, for a third of the time there is.
    gc.set_threshold(200_000, 50, 100)
    # Decoding holds the interpreter's lock; the loop must not wait 5 ms at every answer it gets.
    sys.setswitchinterval(0.0005)
    if arguments.command is None:
        return _serve()
    return run_process(
        SERVICE,
        IndicatorsSettings,
        lambda settings: asyncio.run(_run(arguments, settings)),
        unusable=UNUSABLE,
        expected=EXPECTED,
    )


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m oversight_indicators")
    parser.add_argument("command", nargs="?", choices=COMMANDS)
    parser.add_argument("--even-if-incomplete", action="store_true", help="of replay")
    parser.add_argument("--snapshot", metavar="NAME", help="of describe: one PostgreSQL exported")
    parser.add_argument("--at", type=_moment, help="of backed-up: as at when, if not now")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(words)


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text} needs its offset from UTC, as 2026-11-30T01:00Z")
    return at


def _serve() -> int:
    # What serving and reading the log need takes seconds to import, and no command needs it.
    from oversight_indicators.app import serving
    from oversight_runtime.kafka.connection import AWAY as KAFKA
    from oversight_runtime.postgres import AWAY as DATABASE
    from oversight_runtime.service import run

    away = (*KAFKA, *DATABASE)
    return run(
        SERVICE, IndicatorsSettings, serving, unusable=UNUSABLE, expected=EXPECTED, away=away
    )


async def _run(arguments: argparse.Namespace, settings: IndicatorsSettings) -> int:
    as_json: bool = arguments.json
    match arguments.command:
        case "verify":
            return await run_verify(settings, as_json=as_json)
        case "rebuild":
            return await run_rebuild(settings, as_json=as_json)
        case "replay":
            lossy: bool = arguments.even_if_incomplete
            return await run_replay(settings, as_json=as_json, even_if_incomplete=lossy)
        case "describe":
            return await run_describe(settings, arguments.snapshot)
        case "restored":
            return await run_restored(settings)
        case "backed-up":
            return await run_backed_up(settings, arguments.at)
        case _:
            return await run_accept_log(settings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
