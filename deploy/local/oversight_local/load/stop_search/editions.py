"""Loads editions of forces' months one after another, each a load of its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from oversight_local.client.ingest import IngestClient, feed_client
from oversight_local.client.stored_records import fetch_stored
from oversight_local.failure import Failure
from oversight_local.load.engine import Feed, begin_load
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.importer import StopSearchImporter
from oversight_local.load.stop_search.layout import COLUMNS, Edition, find_editions
from oversight_local.load.stop_search.wordings import Wordings, read_wordings
from oversight_local.load.summary import LoadSummary
from oversight_local.load.twins import Listing
from oversight_local.stack.stack_file import StackFile


@dataclass(frozen=True)
class LoadedEdition:
    """The result of loading one file."""

    edition: Edition
    encoding: str
    summary: LoadSummary

    @property
    def name(self) -> str:
        """The file's name."""
        return self.edition.path.name


@dataclass(frozen=True)
class EditionLoader:
    """Loads editions into the stack that ``listing`` and ``feed`` are of.

    ``settle`` waits until all that was sent is counted, ``now`` answers what time it is, and
    ``folder`` is where rows are put aside meanwhile.
    """

    listing: Listing
    feed: Feed
    settle: Callable[[], None]
    now: Callable[[], datetime]
    folder: Path
    rejects: RejectsFile
    replace_most: bool = False
    wordings: Wordings = field(default_factory=read_wordings)
    sheet: str | None = None

    def load_all(
        self,
        paths: Sequence[Path],
        force: str | None,
        month: str | None,
        report: Callable[[int], None],
    ) -> tuple[list[LoadedEdition], list[str]]:
        """Load each file; answers the results, and why some could not be loaded.

        ``force`` and ``month`` stand in place of what the files' names say. Two files of one force
        and month are refused both: nobody can tell which of them is meant.
        """
        self.rejects.require_apart(paths)
        editions, failures = find_editions(paths, force, month)
        report(len(paths) - len(editions))
        loaded: list[LoadedEdition] = []
        # The latest month first: what it takes over from the one before is then known.
        latest_first = sorted(editions, key=lambda each: each.month, reverse=True)
        for number, edition in enumerate(latest_first, start=1):
            try:
                # What is stored of a month is known only when all that was sent before is counted.
                loaded.append(self.load(edition, settle=not loaded))
            except Failure as failure:
                failures.append(str(failure))
            report(1)
            if loaded and loaded[-1].summary.interruption:
                failures += interruptions(loaded[-1], latest_first[number:])
                break
        given = [edition.path for edition in editions]
        return sorted(loaded, key=lambda each: given.index(each.edition.path)), failures

    def load(self, edition: Edition, settle: bool = True) -> LoadedEdition:
        """Send what makes the stored month this edition; the summary says if that came to no end.

        Raises ``Failure`` where it cannot be read as a whole, or more than half of the stored
        month would go and ``replace_most`` is not said. Without it nothing is removed either
        where a row was refused that may be what would be.
        """
        table = open_table(edition.path, self.sheet)
        importer = StopSearchImporter(edition.force, edition.month, self.now(), self.wordings)
        self.rejects.expect(COLUMNS)
        with begin_load(importer, self.folder, self.rejects) as load:
            load.read([table], _ignore)
            if not load.summary.read:
                raise Failure(f"{table.name} has no rows: an empty download is not an empty month")
            load.assemble(_ignore)
            with load.until_interrupted():
                if settle or load.has_twins:
                    self.settle()
                load.replace(self.listing, self.feed, self.now(), self.replace_most, _ignore)
        for failure in load.summary.failures:
            raise Failure(f"{table.name}: {failure}")
        return LoadedEdition(edition, table.encoding, load.summary)


def interruptions(broken_off: LoadedEdition, left: Sequence[Edition]) -> list[str]:
    """What is to be said of an edition whose sending came to no end, and of those after it."""
    not_tried = [f"{each.path.name}: not tried" for each in left]
    return [f"{broken_off.name}: {broken_off.summary.interruption}", *not_tried]


@contextmanager
def edition_loader(
    stack: StackFile,
    settle: Callable[[], None],
    rejects: RejectsFile,
    replace_most: bool = False,
    wordings: Path | None = None,
    sheet: str | None = None,
) -> Iterator[EditionLoader]:
    """A loader into ``stack``, with the feed's token; ``wordings`` go before those that ship."""
    with feed_client(stack) as client:
        yield EditionLoader(
            listing=partial(fetch_stored, stack),
            feed=IngestClient(client, stack.source),
            settle=settle,
            now=lambda: datetime.now(UTC),
            folder=stack.data,
            rejects=rejects,
            replace_most=replace_most,
            wordings=read_wordings(wordings),
            sheet=sheet,
        )


def _ignore(done: int) -> None:
    """A file is over before its rows are worth a bar."""
