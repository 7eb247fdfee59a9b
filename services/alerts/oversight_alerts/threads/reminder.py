"""When a critical thread that nobody has acknowledged is told of once more."""

from datetime import datetime, time, timedelta

from oversight_alerts.threads.thread import Thread
from oversight_measures.periods.period import LONDON

# When somebody is at the oversight office, London time; what falls due at night waits.
OFFICE = (time(8), time(20))


def reminder_due(thread: Thread, now: datetime, after: timedelta) -> bool:
    """Whether readers have known of it for so long, and nobody has taken on any of it."""
    lasting = [each for each in thread.members if each.unresolved]
    if not thread.critical or any(each.episode.state == "acknowledged" for each in lasting):
        return False
    return not _reminded(thread) and _at_the_office(now) and _known_for(thread, now) >= after


def _reminded(thread: Thread) -> bool:
    """True where one went, or may have gone; one that still waits is asked about anew."""
    return any(
        each.kind == "reminder" and each.state != "void" and each != thread.waiting
        for each in thread.emails
    )


def _known_for(thread: Thread, now: datetime) -> timedelta:
    """How long readers have known of what still lasts."""
    told = [each.ended_at for each in thread.delivered if each.ended_at is not None]
    known = [each.episode.opened_at for each in thread.members if each.unresolved and each.told]
    # A thread whose episodes are all new has been known of since their e-mail, not its first.
    since = [end for end in told if known and end >= min(known)]
    return now - min(since) if since else timedelta(0)


def _at_the_office(now: datetime) -> bool:
    return OFFICE[0] <= now.astimezone(LONDON).time() < OFFICE[1]
