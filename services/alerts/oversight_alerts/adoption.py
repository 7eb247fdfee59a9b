"""Taking back from the alerts topic what the database does not know, as after a restore.

Normally there is nothing: a transition is in the database before it is published.
"""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

import structlog

from oversight_alerts.deduplication import Withheld
from oversight_alerts.episodes import Episode
from oversight_alerts.notifications import Withholding
from oversight_alerts.repository import adoption_rows, letter_rows
from oversight_alerts.watches import Watch
from oversight_contracts.episodes import EpisodeFact
from oversight_runtime.database import Pool

log = structlog.stdlib.get_logger(__name__)
# No generation has it: getting worse is measured anew from the worse of what was told and what is.
UNKNOWN_GENERATION = 0


async def adopt(pool: Pool, published: Iterable[EpisodeFact], now: datetime) -> int:
    """Have the database know every episode at least as its last publication had it.

    What was published is taken as told: nobody is mailed of it again. Answers how many were new.
    """
    async with pool.acquire() as connection, connection.transaction():
        known = await adoption_rows.load_revisions(connection)
        newer = [fact for fact in published if fact.revision > known.get(fact.id, 0)]
        # A watch has one unresolved episode: first those that are over.
        for fact in sorted(newer, key=lambda fact: fact.state != "resolved"):
            await adoption_rows.put_episode(connection, episode_of(fact), fact, now)
            told = Withholding(fact.id, fact.revision, fact.transition, Withheld.RESTORED, now)
            await letter_rows.withhold(connection, told)
    if newer:
        log.warning("episodes-taken-from-the-topic", episodes=[fact.id for fact in newer])
    return len(newer)


def episode_of(fact: EpisodeFact) -> Episode:
    """The episode that was published."""
    return Episode(
        id=fact.id,
        watch=Watch(fact.rule, fact.force, fact.area, fact.by),
        revision=fact.revision,
        state=fact.state,
        opened_at=fact.opened_at,
        changed_at=fact.changed_at,
        generation=UNKNOWN_GENERATION,
        mailed_value=None if fact.value is None else Fraction(str(fact.value)),
        resolved_at=fact.resolved_at,
        acknowledged_by=fact.acknowledged_by,
    )
