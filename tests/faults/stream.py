"""A simulated force's changes in the order they arrive, for as long as anyone asks."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from random import Random

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_local.client.change import Change
from oversight_local.simulate.delivery import deliveries, in_order
from oversight_local.simulate.scenario import SimulationSettings, population_of
from oversight_measures.periods.period import london_midnight

FIRST = date(2022, 1, 3)
SCALE = 0.05
WEEK = timedelta(days=7)


def changes_of(catalogue: Catalogue, force: str, seed: int) -> Iterator[Change]:
    """Week after week, with revisions, corrections, removals, doubles and late ones.

    Another seed is another force's records. About 5,000 changes a week.
    """
    setting = SimulationSettings(population_of(catalogue, force), seed, SCALE)
    for week in count():
        first = FIRST + week * WEEK
        for delivery in in_order(deliveries(setting, first, london_midnight(first + WEEK))):
            yield delivery.change


def shuffled(changes: Sequence[Change], seed: int) -> list[Change]:
    """The same changes with a tenth of them twice, in an order that knows nothing of revisions."""
    chance = Random(seed)
    stream = [*changes, *chance.sample(changes, len(changes) // 10)]
    chance.shuffle(stream)
    return stream
