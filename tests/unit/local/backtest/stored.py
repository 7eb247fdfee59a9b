"""Totals as the fact topic holds them, of records that are in memory or in published files."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.unit.local.simulate.forces import newest

from oversight_alerts.projection.retention import Retention
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import SeriesKey, Total, TotalFact
from oversight_contracts.records.base import Record
from oversight_contracts.records.kinds import KINDS
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.client.change import Change
from oversight_local.load.source_file import open_table
from oversight_local.load.stop_search.importer import StopSearchImporter
from oversight_local.load.stop_search.layout import edition_of
from oversight_local.load.stop_search.wordings import read_wordings
from oversight_local.load.table import Line

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def facts_of(catalogue: Catalogue, records: Iterable[tuple[str, Record]]) -> list[TotalFact]:
    """The totals that alerts keeps of records of these kinds, whenever they were."""
    kept = Retention.of(catalogue).reaches
    needed = {name: each for name, each in catalogue.indicators.items() if name in kept}
    contributions = Contributions(replace(catalogue, indicators=needed))
    sums: dict[tuple[SeriesKey, str], Total] = {}
    for kind, record in records:
        for place, total in contributions.totals(kind, record).items():
            sums.setdefault(place, Total()).add(total)
    return [_fact(series, bucket, total) for (series, bucket), total in sums.items()]


def known(changes: Iterable[Change]) -> Iterator[tuple[str, Record]]:
    """The records that changes leave."""
    for change in newest(changes).values():
        if change.verb == "recorded":
            yield change.kind, KINDS[change.kind].model_validate(change.data)


def published_searches(force: str) -> Iterator[tuple[str, Record]]:
    """The searches in the published files of a force."""
    folder, wordings = Path(os.environ["OVERSIGHT_REAL_DATA"]), read_wordings()
    for path in sorted(folder.rglob(f"*-{force}-stop-and-search.csv.gz")):
        edition = edition_of(path)
        importer = StopSearchImporter(edition.force, edition.month, NOW, wordings)
        groups: dict[str, list[Line]] = {}
        for line in open_table(path).lines():
            groups.setdefault(importer.key(line), []).append(line)
        for draft in (each for group in groups.values() for each in importer.drafts(group)):
            assert draft.data is not None
            yield "stop-search", KINDS["stop-search"].model_validate({**draft.data, "revision": 1})


def _fact(series: SeriesKey, bucket: str, total: Total) -> TotalFact:
    place: Mapping[str, str] = {
        "indicator": series.indicator,
        "force": series.force,
        "area": series.area,
        "by": series.by,
        "bucket": bucket,
    }
    return TotalFact(
        generation=1,
        revision=1,
        n=total.n,
        of=total.of,
        pending=total.pending,
        values=dict(total.values),
        **place,
    )
