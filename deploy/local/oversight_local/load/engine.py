"""The load engine: reads all rows, makes records of them, then replaces scope by scope.

Nothing is sent before every row of every file has been read and checked. What is held at once is
one scope (a force's month or year), however large the files are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

import httpx

from oversight_local.client.change import Change
from oversight_local.client.ingest import SendInterrupted, SendResult
from oversight_local.client.stored_records import StoredRecord
from oversight_local.failure import Failure
from oversight_local.load.importer import (
    HAPPENED,
    Fault,
    FilePeriod,
    Importer,
    RecordDraft,
    Refused,
    Scope,
    Skipped,
)
from oversight_local.load.rejects import RejectsFile
from oversight_local.load.replacement import (
    ImplausibleLoad,
    RecordSet,
    ReplacementPlan,
    plan_replacement,
    require_plausible,
)
from oversight_local.load.spool import Spool, spool
from oversight_local.load.summary import LoadSummary
from oversight_local.load.table import Line, Table
from oversight_local.load.twins import Listing, Removed, find_twins, removals_of

Report = Callable[[int], None]


class Feed(Protocol):
    """Sends changes; see ``IngestClient``."""

    def send(self, changes: Iterable[Change], report: Report) -> SendResult: ...


@dataclass
class Load:
    """One load under way: its rows, drafts and refused rows on disk, and their counts."""

    importer: Importer
    rows: Spool
    drafts: Spool
    refusals: Spool
    rejects: RejectsFile
    summary: LoadSummary = field(default_factory=LoadSummary)
    # The files in the order given, by name.
    files: dict[str, int] = field(default_factory=dict)
    # What the ids of refused records end in; and of which periods, or None, records were refused
    # that nobody can tell.
    refused_names: set[str] = field(default_factory=set)
    unidentified: set[FilePeriod | None] = field(default_factory=set)
    removed: Removed = field(default_factory=Removed)
    has_twins: bool = False

    def read(self, tables: Sequence[Table], report: Report) -> None:
        """Spool every row under its key. Raises ``Failure`` for a file that is not whole."""
        _require_names(tables)
        self.rejects.require_apart([table.path for table in tables])
        self.files = {table.name: index for index, table in enumerate(tables)}
        for table in tables:
            self.importer.begin(table)
            self.rejects.expect(table.header)
        for table in tables:
            for line in table.lines():
                self.summary.read += 1
                self._take(line)
                report(1)

    def assemble(self, report: Report) -> None:
        """Make records of the rows of each key."""
        for _, group in self.rows.groups():
            numbered = [(number, _line(content)) for number, content in group]
            lines = [line for _, line in numbered]
            numbers = {id(line): number for number, line in numbered}
            self.summary.repeated += len(lines) - len({tuple(line.text.items()) for line in lines})
            for draft in self.importer.drafts(lines):
                self._put(draft, [numbers[id(line)] for line in draft.lines])
            report(len(lines))
        for scope in self.importer.covers():
            self.drafts.put(_key(scope), None)

    def replace(
        self, listing: Listing, feed: Feed, now: datetime, replace_most: bool, report: Report
    ) -> None:
        """Send what makes the stored scopes those of the files. ``now`` is that of removals.

        Raises ``Failure`` where that came to no end.
        """
        # The latest period first: what it takes over from the one before is then known.
        scopes = self.drafts.groups(descending=True)
        for key, group in scopes:
            scope = Scope(*key.split("\t"))
            drafts = {draft["id"]: draft for _, draft in group if draft}
            try:
                self._replace_scope(scope, drafts, listing, feed, now, replace_most, report)
            except ImplausibleLoad as failure:
                self.summary.failures.append(str(failure))
            except (Failure, httpx.TransportError) as error:
                # How much of its own scope was not reached sending has said.
                own = () if isinstance(error, SendInterrupted) else drafts.values()
                rest = (draft for _, group in scopes for _, draft in group)
                self.summary.not_reached += _wanted(chain(own, rest))
                raise

    @contextmanager
    def until_interrupted(self) -> Iterator[None]:
        """What ends sending too early is said in the summary, which is still to be printed."""
        try:
            yield
        except Failure as failure:
            self.summary.interruption = str(failure)
        except httpx.TransportError as error:
            self.summary.interruption = f"the stack does not answer: {error}"

    def _replace_scope(
        self,
        scope: Scope,
        drafts: dict[str, dict[str, Any]],
        listing: Listing,
        feed: Feed,
        now: datetime,
        replace_most: bool,
        report: Report,
    ) -> None:
        def counted(kind: str, force: str, prefix: str, field: str) -> dict[str, StoredRecord]:
            return self.removed.over(listing(kind, force, prefix, field))

        twins = find_twins(scope, drafts, counted)
        for twin in twins:
            if twin.counts:
                self.summary.elsewhere += 1
                del drafts[twin.of]
        stored = counted(scope.kind, scope.force, scope.prefix, HAPPENED[scope.kind])
        plan = self._plan(scope, drafts, stored, now, replace_most)
        self.summary.unchanged += plan.unchanged
        untaken = self._send(plan, drafts, feed, replace_most, report)
        if self.importer.has_two_clocks:
            before = self.removed.months_before(stored) + self.summary.perhaps_before
            # The file of this month is at hand: what it holds counts.
            here = (month for month in before if month in scope.prefix)
            self.summary.perhaps_before = before - Counter({month: before[month] for month in here})
        gone = tuple(removals_of(twins, _records(scope), untaken, now))
        self._send(ReplacementPlan((), (), gone, 0), drafts, feed, True, report)

    def _send(
        self,
        plan: ReplacementPlan,
        drafts: Mapping[str, Mapping[str, Any]],
        feed: Feed,
        replace_most: bool,
        report: Report,
    ) -> set[str]:
        """Send what is planned; answers the ids of what was not taken."""
        left, taken, untaken = len(plan.changes), plan.unchanged, set[str]()
        for word, changes in plan.by_word.items():
            if word == "removed" and not (taken or replace_most):
                # Ingest refused the whole period.
                self.summary.kept_back += len(changes)
                return untaken
            interruption: SendInterrupted | None = None
            try:
                sent = feed.send(changes, report) if changes else SendResult()
            except SendInterrupted as interrupted:
                sent, interruption = interrupted.sent, interrupted
            self.summary.take(word, sent.accepted)
            taken += sent.accepted
            self.summary.unknown += sent.unknown
            untaken |= self._report_refusals(changes, drafts, sent)
            self.removed.add(change for change in changes if change.subject not in untaken)
            left -= sent.accepted + len(sent.refused) + sent.unknown
            if interruption is not None:
                self.summary.not_reached = left
                raise interruption
        return untaken

    def write_rejects(self) -> None:
        """Write the refused rows in the order of the files."""
        for _, group in self.refusals.groups():
            for _, (line, faults) in group:
                self.rejects.write(_line(line), [Fault(*each) for each in faults])

    def _take(self, line: Line) -> None:
        try:
            self.rows.put(self.importer.key(line), _content(line))
        except Skipped as skipped:
            self.summary.skipped[str(skipped)] += 1
        except Refused as refused:
            self.summary.refused_untold += 1
            self._keep(refused.name, refused.within)
            self._refuse([line], refused.faults)

    def _put(self, draft: RecordDraft, numbers: list[int]) -> None:
        if draft.faults:
            self.summary.refused_records += 1
            self._keep(draft.name, draft.within)
            self._refuse(draft.lines, draft.faults)
        else:
            self.summary.leave_out(draft.left_out)
            if draft.unplaced:
                self.summary.unplaced[draft.unplaced] += 1
        self.has_twins |= draft.twin is not None
        if draft.scope is not None:
            content = {
                "id": draft.id,
                "data": draft.data,
                "rows": numbers,
                "uncertain": draft.uncertain,
                "twin": draft.twin and [draft.twin.scope.prefix, draft.twin.counts],
            }
            self.drafts.put(_key(draft.scope), content)

    def _keep(self, name: str | None, within: FilePeriod | None) -> None:
        if name is None:
            self.unidentified.add(within)
        elif name:
            self.refused_names.add(name)

    def _refuse(self, lines: Sequence[Line], faults: Sequence[Fault]) -> None:
        named = list(dict.fromkeys(faults))
        self.summary.refuse(named, len(lines))
        pairs = [[each.column, each.reason] for each in named]
        for line in lines:
            place = f"{self.files.get(line.file, 0):09} {line.number:012}"
            self.refusals.put(place, [_content(line), pairs])

    def _report_refusals(
        self, plan: Iterable[Change], drafts: Mapping[str, Mapping[str, Any]], sent: SendResult
    ) -> set[str]:
        subjects = {change.id: change.subject for change in plan} if sent.refused else {}
        self.summary.refused_records += len(sent.refused)
        for refusal in sent.refused:
            draft = drafts.get(subjects[refusal.id])
            numbers = draft["rows"] if draft else ()
            # Of a removal no row of the files is left.
            lines = [_line(self.rows.get(number)) for number in numbers] or [Line("", 0, {})]
            self._refuse(lines, [Fault(*each) for each in refusal.faults])
        return set(subjects[refusal.id] for refusal in sent.refused)

    def _plan(
        self,
        scope: Scope,
        drafts: Mapping[str, Mapping[str, Any]],
        stored: Mapping[str, StoredRecord],
        now: datetime,
        replace_most: bool,
    ) -> ReplacementPlan:
        wanted = {each: draft["data"] for each, draft in drafts.items() if draft["data"]}
        kept = drafts.keys() - wanted.keys()
        kept |= {each for each in stored if each.removeprefix(scope.prefix) in self.refused_names}
        plan = plan_replacement(_records(scope), wanted, kept, stored, now)
        if not replace_most:
            require_plausible(f"the {scope.kind} load of {scope.prefix}*", plan, stored)
            uncertain = {each for each, draft in drafts.items() if draft["uncertain"]}
            # Such a row may be that of any record that would be removed.
            unknown = {None, FilePeriod(scope.force, scope.prefix)} & self.unidentified
            # Nor does a period with refused rows alone say what else is gone.
            if unknown or uncertain - stored.keys() or not wanted:
                self.summary.kept_back += len(plan.removed)
                plan = replace(plan, removed=())
        return plan


@contextmanager
def begin_load(importer: Importer, folder: Path, rejects: RejectsFile) -> Iterator[Load]:
    """A load that keeps what it reads on disk below ``folder`` until it ends.

    Its refused rows are written at the end, whether it comes to a good one or not.
    """
    with spool(folder) as rows, spool(folder) as drafts, spool(folder) as refusals:
        load = Load(importer, rows, drafts, refusals, rejects)
        try:
            yield load
        finally:
            load.write_rejects()


def _records(scope: Scope) -> RecordSet:
    return RecordSet(scope.kind, scope.force, HAPPENED[scope.kind])


def _wanted(drafts: Iterable[Mapping[str, Any] | None]) -> int:
    return sum(1 for draft in drafts if draft and draft["data"])


def _require_names(tables: Sequence[Table]) -> None:
    """Rows go by their file's name; of a file given twice each would be counted twice."""
    for name, count in Counter(table.name for table in tables).items():
        if count > 1:
            paths = ", ".join(str(table.path) for table in tables if table.name == name)
            raise Failure(
                f"{count} of the files are called {name} ({paths}): give each file once, by a name "
                "of its own"
            )


def _key(scope: Scope) -> str:
    return f"{scope.kind}\t{scope.force}\t{scope.prefix}"


def _content(line: Line) -> list[Any]:
    return [line.file, line.number, line.text, line.fault, line.rest]


def _line(content: Any) -> Line:
    file, number, text, fault, rest = content
    return Line(file, number, text, fault, tuple(rest))
