"""A load from files to ingest: read all, put together, then replace scope by scope.

Nothing is sent before every row of every file has been read and checked. What is held at once is
one scope (a force's month or year), however large the files are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from oversight_local.client.change import Change
from oversight_local.client.ingest import Sent
from oversight_local.client.stored_records import Stored
from oversight_local.failure import Failure
from oversight_local.load.csv_file import Line, Table
from oversight_local.load.importer import (
    HAPPENED,
    Fault,
    Importer,
    RecordDraft,
    Refused,
    Scope,
    Skipped,
)
from oversight_local.load.rejects import RefusedLines
from oversight_local.load.replacement import Plan, Subject, plan_replacement, require_plausible
from oversight_local.load.spool import Spool, spool
from oversight_local.load.summary import LoadSummary

Report = Callable[[int], None]
# Kind, force and prefix of ids to what is stored.
Listing = Callable[[str, str, str], Mapping[str, Stored]]


class Feed(Protocol):
    """Sends changes; see ``IngestClient``."""

    def send(self, changes: Iterable[Change], report: Report) -> Sent: ...


@dataclass
class Load:
    """One load under way: rows and drafts on shelves, counts, and the file of refusals."""

    importer: Importer
    rows: Spool
    records: Spool
    tally: LoadSummary
    refused: RefusedLines
    # What the ids of refused records end in, and how many rows were refused of which nobody can
    # tell the record.
    kept: set[str] = field(default_factory=set)
    untold: int = 0

    def read(self, tables: Sequence[Table], report: Report) -> None:
        """Put every row aside under its key. Raises ``Failure`` for a file that is not whole."""
        _require_names(tables)
        self.refused.require_apart([table.path for table in tables])
        for table in tables:
            self.importer.begin(table)
            self.refused.expect(table.header)
        for table in tables:
            for line in table.lines():
                self.tally.read += 1
                self._take(line)
                report(1)

    def assemble(self, report: Report) -> None:
        """Make records of the rows of each key."""
        for _, group in self.rows.groups():
            numbered = [(number, _line(thing)) for number, thing in group]
            lines = [line for _, line in numbered]
            numbers = {id(line): number for number, line in numbered}
            self.tally.repeated += len(lines) - len({tuple(line.text.items()) for line in lines})
            for draft in self.importer.drafts(lines):
                self._put(draft, [numbers[id(line)] for line in draft.lines])
            report(len(lines))
        for scope in self.importer.covers():
            self.records.put(_key(scope), None)

    def replace(
        self, listing: Listing, feed: Feed, now: datetime, replace_most: bool, report: Report
    ) -> None:
        """Send what makes the stored scopes those of the files. ``now`` is that of removals."""
        for key, group in self.records.groups():
            scope = Scope(*key.split("\t"))
            drafts = {draft["id"]: draft for _, draft in group if draft}
            try:
                plan = self._plan(scope, drafts, listing, now, replace_most)
            except Failure as failure:
                self.tally.failures.append(str(failure))
                continue
            sent = feed.send(plan, report)
            self.tally.accepted += sent.accepted
            subjects = {change.id: change.subject for change in plan} if sent.refused else {}
            self.tally.refused_records += len(sent.refused)
            for refusal in sent.refused:
                numbers = drafts.get(subjects[refusal.id], {"rows": []})["rows"]
                lines = [_line(self.rows.get(number)) for number in numbers]
                self._refuse(lines, [Fault(refusal.field, refusal.reason)])

    def _take(self, line: Line) -> None:
        try:
            if line.fault:
                raise Refused.because("", line.fault)
            self.rows.put(self.importer.key(line), [line.file, line.number, line.text])
        except Skipped as skipped:
            self.tally.skipped[str(skipped)] += 1
        except Refused as refused:
            self._keep(refused.name)
            self._refuse([line], refused.faults)

    def _put(self, draft: RecordDraft, numbers: list[int]) -> None:
        if draft.faults:
            self.tally.refused_records += 1
            self._keep(draft.name)
            self._refuse(draft.lines, draft.faults)
        else:
            self.tally.left_out.update(draft.left_out)
        if draft.scope is not None:
            content = {"id": draft.id, "data": draft.data, "rows": numbers}
            self.records.put(_key(draft.scope), content)

    def _keep(self, name: str | None) -> None:
        if name is None:
            self.untold += 1
        elif name:
            self.kept.add(name)

    def _refuse(self, lines: Sequence[Line], faults: Sequence[Fault]) -> None:
        fault = faults[0]
        self.tally.refuse(fault.column, fault.reason, len(lines))
        for line in lines:
            self.refused.write(line, fault.column, fault.reason)

    def _plan(
        self,
        scope: Scope,
        drafts: Mapping[str, Mapping[str, Any]],
        listing: Listing,
        now: datetime,
        replace_most: bool,
    ) -> tuple[Change, ...]:
        wanted = {each: draft["data"] for each, draft in drafts.items() if draft["data"]}
        stored = listing(scope.kind, scope.force, scope.prefix)
        kept = drafts.keys() - wanted.keys()
        kept |= {each for each in stored if each.removeprefix(scope.prefix) in self.kept}
        subject = Subject(scope.kind, scope.force, HAPPENED[scope.kind])
        plan = plan_replacement(subject, wanted, kept, stored, now)
        if not replace_most:
            require_plausible(f"the {scope.kind} load of {scope.prefix}*", plan, stored)
            plan = self._spared(plan)
        self.tally.plan(plan)
        return plan.changes

    def _spared(self, plan: Plan) -> Plan:
        # A row that nobody can tell may be that of any record that would be removed.
        if not self.untold:
            return plan
        self.tally.spared += len(plan.removed)
        return replace(plan, removed=())


@contextmanager
def begin_load(importer: Importer, folder: Path, refused: Path) -> Iterator[Load]:
    """A load that keeps what it reads on disk below ``folder`` until it ends."""
    lines = RefusedLines(refused)
    try:
        with spool(folder) as rows, spool(folder) as records:
            yield Load(importer, rows, records, LoadSummary(), lines)
    finally:
        lines.close()


def _require_names(tables: Sequence[Table]) -> None:
    """Rows go by their file's name; of a file given twice each would be counted twice."""
    for name, count in Counter(table.name for table in tables).items():
        if count > 1:
            raise Failure(
                f"{count} of the files are called {name}: give each file once, by a name of its own"
            )


def _key(scope: Scope) -> str:
    return f"{scope.kind}\t{scope.force}\t{scope.prefix}"


def _line(thing: Any) -> Line:
    file, number, text = thing
    return Line(file, number, text)
