"""The key of disclosure control, and what frozen reports told of counts."""

import secrets
from collections.abc import Sequence

from oversight_contracts.definitions.models.reports import Audience
from oversight_measures.disclosure.lots import Lots
from oversight_reporting.model.published_counts import Told, by_what, told_counts
from oversight_reporting.model.snapshot import Published, Snapshot
from oversight_reporting.repository.connection import Database
from oversight_reporting.repository.snapshots import SnapshotRepository

# Whoever starts first makes it; of two that start at once both have the one.
MAKE = "INSERT INTO disclosure_key (key) VALUES ($1) ON CONFLICT DO NOTHING"
NAMES = "SELECT id FROM snapshots WHERE force = $1 ORDER BY made_at, id"


class DisclosureRepository:
    """Reads the key, which it makes where there is none, and snapshots as their readers know them.

    Snapshots never change, so each is read once.
    """

    def __init__(self, database: Database, snapshots: SnapshotRepository) -> None:
        self._database = database
        self._snapshots = snapshots
        self._lots: Lots | None = None
        self._known: dict[str, Published] = {}
        self._same: dict[Told, Told] = {}

    async def lots(self) -> Lots:
        """The lots that the installation's key draws."""
        if self._lots is None:
            await self._database.pool.execute(MAKE, secrets.token_bytes(32))
            key = await self._database.pool.fetchval("SELECT key FROM disclosure_key")
            self._lots = Lots(bytes(key))
        return self._lots

    async def published(self, force: str, audience: Audience) -> Sequence[Published]:
        """What each snapshot of a force told this audience, the first first."""
        names = [row["id"] for row in await self._database.pool.fetch(NAMES, force)]
        for name in names:
            if name not in self._known:
                found = await self._snapshots.snapshot(name)
                if found is not None:
                    self._known[name] = await self._read(found)
        return [
            self._known[name]
            for name in names
            if name in self._known and self._known[name].audience == audience
        ]

    async def _read(self, snapshot: Snapshot) -> Published:
        document, name = snapshot.document, snapshot.summary.id
        audience = document.audience or "board"
        basis = await self._snapshots.basis(name)
        if basis is None or basis.told is None:
            return Published(name, audience, document=document)
        # Revisions tell mostly the same: what is equal is held once.
        told = (self._same.setdefault(each, each) for each in told_counts(basis.told))
        return Published(name, audience, by_what(told))
