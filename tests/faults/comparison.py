"""What is compared after every fault: how far services are, and what each has counted."""

from collections.abc import Callable, Mapping

from tests.faults.figures import Figures, Positions, differences_of
from tests.faults.ledger import Ledger

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.topics import EVENTS
from oversight_indicators.contributions.compiler import Contributions
from oversight_local.processes.termination import PAUSE, wait_until

Reached = Mapping[str, Positions]
"""How far each service is."""


def wait_moved(ask: Callable[[], Reached | None], seconds: float, pause: float = PAUSE) -> None:
    """Wait until every service is elsewhere in every partition; ``ask`` says None of no answer."""
    seen: list[Reached] = []

    def moved() -> bool:
        # The first answer is where it stands, however long the database was away.
        seen.extend(each for each in (ask(),) if each is not None)
        return len(seen) > 0 and all(
            seen[-1][who].get(partition) != seen[0][who].get(partition)
            for who in seen[0]
            for partition in range(EVENTS.partitions)
        )

    reason = f"not every partition moved on within {seconds:g} s"
    assert wait_until(moved, seconds, pause), f"{reason}: it stands still at {seen[-1:]}"


async def differences_from(ledger: Ledger, catalogue: Catalogue, figures: Figures) -> list[str]:
    """What services have otherwise than all that was accepted comes to in one go, in words."""
    expected = ledger.totals(Contributions(catalogue))
    held = await figures.held()
    missing = ledger.ids - await figures.receipts(ledger.source)
    return [
        *differences_of("indicators", expected, await figures.stored()),
        *differences_of("reporting", expected, await figures.shown()),
        # Alerts keeps the newest buckets of some series only, but those right.
        *differences_of("alerts", {key: expected.get(key) for key in held}, held),
        *(f"accepted, but has no receipt: {id_}" for id_ in sorted(missing)),
    ]
