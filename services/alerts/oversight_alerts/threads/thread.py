"""A thread as it is recorded: its episodes, what of each is told, and its e-mails."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.threads.key import ThreadKey
from oversight_contracts.facts.episode import EpisodeFact

EmailKind = Literal["news", "reminder", "digest"]
"""A digest is told of no thread: it is the only e-mail of one that is closed at once."""


@dataclass(frozen=True)
class PendingNotification:
    """A transition that is to be told of; ``email`` is the number of the e-mail that will."""

    number: int
    transition: Transition
    email: int | None = None


@dataclass(frozen=True)
class Member:
    """An episode of a thread, with its last fact.

    ``told`` says that its opening need not be told any more; ``pending`` are the transitions that
    no mail server can have been told of yet.
    """

    episode: Episode
    fact: EpisodeFact
    told: bool
    pending: tuple[PendingNotification, ...] = ()

    @property
    def unresolved(self) -> bool:
        """True while it lasts."""
        return self.episode.state != "resolved"

    def awaits(self, transition: Transition) -> bool:
        """True where that transition is to be told of."""
        return any(each.transition == transition for each in self.pending)


@dataclass(frozen=True)
class ThreadEmail:
    """An e-mail of a thread. ``frozen``: the mail server may have it, so it stays as it is.

    ``ended_at`` is when it was delivered, or refused to everyone.
    """

    number: int
    position: int
    kind: EmailKind
    state: Literal["queued", "delivered", "refused", "void"]
    frozen: bool
    message_id: str
    written_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Thread:
    """The e-mails about one question in one force, from its first episode on, oldest first."""

    id: str
    key: ThreadKey
    severity: str
    subject: str
    opened_at: datetime
    members: tuple[Member, ...] = ()
    emails: tuple[ThreadEmail, ...] = ()

    @property
    def waiting(self) -> ThreadEmail | None:
        """The e-mail that can still be written anew."""
        queued = (each for each in self.emails if each.state == "queued" and not each.frozen)
        return next(queued, None)

    @property
    def delivered(self) -> tuple[ThreadEmail, ...]:
        """Those that readers have."""
        return tuple(each for each in self.emails if each.state == "delivered")

    @property
    def critical(self) -> bool:
        """True while anything in it is critical."""
        return any(each.unresolved and each.fact.severity == "critical" for each in self.members)

    @property
    def over_since(self) -> datetime | None:
        """When its last episode ended; None while any lasts."""
        if any(each.unresolved for each in self.members):
            return None
        ends = [each.episode.resolved_at or self.opened_at for each in self.members]
        return max(ends, default=self.opened_at)
