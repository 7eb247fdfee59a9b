"""The gate before a rule is switched on: what has no back-test on record is on trial."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from oversight_alerts.repository import Connection, backtests


@dataclass(frozen=True)
class TrialGate:
    """Knows the rules that run by their content hash; ``hashes`` are by rule and force."""

    hashes: Mapping[tuple[str, str], str] = field(default_factory=dict)

    async def on_trial(self, connection: Connection) -> frozenset[tuple[str, str]]:
        """The rules, each with a force, that have no back-test on record."""
        if not self.hashes:
            return frozenset()
        known = await backtests.known(connection, self.hashes.values())
        return frozenset(place for place, each in self.hashes.items() if each not in known)
