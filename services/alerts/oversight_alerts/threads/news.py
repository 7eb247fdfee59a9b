"""What of a thread is news: as things stand now, not as they once were."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.threads.thread import Member, Thread
from oversight_contracts.definitions.models.reference import WHOLE_FORCE

Word = Literal["new", "worse", "over", "still"]
"""What an e-mail says of an episode; ``still`` is no news, but stands beside it."""

_ORDER: tuple[Word, ...] = ("new", "worse", "over", "still")


@dataclass(frozen=True)
class MemberNews:
    """An episode, and what there is to say of it."""

    member: Member
    word: Word


def settled(thread: Thread) -> Mapping[int, SkipReason]:
    """The notifications that no e-mail has to tell of any more, by number, and why.

    Of what ended, or was taken on, before anybody was told there is nothing to tell.
    """
    untold = (each for each in thread.members if each.pending and not each.told)
    return {
        pending.number: reason
        for member in untold
        if (reason := _needless(member)) is not None
        for pending in member.pending
    }


def _needless(member: Member) -> SkipReason | None:
    if not member.unresolved:
        return SkipReason.ALREADY_OVER
    return SkipReason.ACKNOWLEDGED if member.episode.state == "acknowledged" else None


def news_of(thread: Thread, silenced: Collection[RuleSeries]) -> tuple[MemberNews, ...]:
    """What there is to tell of each episode, most urgent first; nothing where no word is news.

    Of what nobody wants mail of nothing is told, until that ends. That one is over while others
    last is told with the next news.
    """
    heard = [each for each in thread.members if each.episode.series not in silenced]
    said = [MemberNews(each, word) for each in heard if (word := _word(each)) is not None]
    words = {each.word for each in said}
    if words <= {"still"} or words == {"over", "still"}:
        return ()
    return tuple(sorted(said, key=_urgency))


def ends_in_part(thread: Thread) -> bool:
    """True where some of it is over, which is to be told of, and the rest lasts."""
    words = {_word(each) for each in thread.members}
    return "over" in words and any(each.unresolved for each in thread.members)


def standing_of(thread: Thread) -> tuple[MemberNews, ...]:
    """What lasts, most urgent first: what a reminder lists."""
    lasting = [MemberNews(each, "still") for each in thread.members if each.unresolved]
    return tuple(sorted(lasting, key=_urgency))


def _word(member: Member) -> Word | None:
    if not member.unresolved:
        return "over" if member.told and member.awaits("resolved") else None
    if not member.told:
        taken_on = member.episode.state == "acknowledged"
        return "new" if member.awaits("opened") and not taken_on else None
    return "worse" if member.awaits("worsened") else "still"


def _urgency(news: MemberNews) -> tuple[int, bool, bool, str]:
    # Of what is equally new the critical first, and the whole before its parts.
    fact = news.member.fact
    return (
        *(_ORDER.index(news.word), fact.severity != "critical"),
        *(fact.area != WHOLE_FORCE, fact.id),
    )
