"""What makes episodes one thread: the question that their rules ask, and the force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.breakdowns import pairs_of
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import BuiltinRule, Rule, thread_of

# How long a thread goes on after its last episode ended.
OPEN_AFTER_END = timedelta(hours=24)


@dataclass(frozen=True, order=True)
class ThreadKey:
    """``place`` is a force, or the source of a feed; ``slug`` is of rules that share a cause."""

    place: str
    slug: str


def thread_key(rule: Rule, series: RuleSeries) -> ThreadKey:
    """The thread that an episode of ``rule`` on ``series`` belongs to."""
    source = pairs_of(series.by).get("source") if isinstance(rule, BuiltinRule) else None
    return ThreadKey(source or series.force, thread_of(rule))


def first_days(looks: Iterable[tuple[Rule, Observation]]) -> dict[ThreadKey, date]:
    """The earliest day on which anything of each thread began, of what lasts."""
    found: dict[ThreadKey, date] = {}
    for rule, observation in looks:
        if observation.began is not None:
            key = thread_key(rule, observation.series)
            day = date.fromisoformat(observation.began[:10])
            found[key] = min(day, found.get(key, day))
    return found


def subject_of(catalogue: Catalogue, key: ThreadKey, severity: str) -> str:
    """The subject of all e-mails of a thread: severity at its opening, what, and where.

    Neither a value nor a transition, since mail programs take another subject for another thread.
    """
    force = catalogue.forces.get(key.place)
    place = key.place if force is None else force.title
    what = title_of(key.slug)
    return " ".join(f"[Oversight] {severity.capitalize()}: {what}, {place}".split())


def title_of(slug: str) -> str:
    """A thread's slug in words: ``Stop and search``."""
    return " ".join(slug.split("-")).capitalize()
