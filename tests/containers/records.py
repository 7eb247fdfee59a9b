"""The records that the feed of a stack of containers sends."""

import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

from tests.faults.stream import changes_of

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.client.change import Change
from oversight_local.client.ingest import SendResult
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.stop_search.editions import EditionLoader

VARIABLE = "OVERSIGHT_REAL_DATA"
FORCE = "west-midlands"


def records(catalogue: Catalogue, folder: Path) -> Iterator[Change]:
    """For ever: simulated records, and by turns real stop and searches where there are any."""
    simulated = changes_of(catalogue, FORCE, seed=1)
    for real in chain(_published(folder), repeat(None)):
        yield next(simulated)
        if real is not None:
            yield real


def _published(folder: Path) -> Iterator[Change]:
    if VARIABLE not in os.environ:
        return
    for file in sorted(Path(os.environ[VARIABLE]).rglob(f"*-{FORCE}-stop-and-search.csv.gz")):
        yield from read(file, folder)


def read(file: Path, folder: Path) -> list[Change]:
    """What a load of the file sends where nothing is stored yet."""
    taking = Taking()
    with RejectsFile(folder / "refused.csv") as rejects:
        loader = EditionLoader(
            listing=lambda *_: {},
            feed=taking,
            settle=lambda: None,
            now=lambda: datetime.now(UTC),
            folder=folder,
            rejects=rejects,
        )
        _, failures = loader.load_all([file], None, None, lambda _: None)
    assert not failures, failures
    return taking.changes


class Taking:
    """A feed that keeps what it is given."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def send(self, changes: Iterable[Change], report: Callable[[int], None]) -> SendResult:
        """Keep ``changes``."""
        taken = list(changes)
        self.changes += taken
        return SendResult(accepted=len(taken))
