"""What an e-mail is about."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.rules.observe import Observation
from oversight_contracts.definitions.models.rules import Rule

WORDS: dict[Transition, str] = {
    "opened": "Opened",
    "worsened": "Worsened",
    "resolved": "Resolved",
    "acknowledged": "Acknowledged",
}


@dataclass(frozen=True)
class NotificationContext:
    """One transition of one episode, and the figure that made it.

    ``cut_at`` is when the totals were read; ``told`` is the value that the last e-mail said.
    """

    rule: Rule
    reading: Observation
    episode: Episode
    transition: Transition
    now: datetime
    cut_at: datetime
    told: Fraction | None = None
