"""The stages in their order: evaluate, mute, advance, deduplicate. Deliver and record follow."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from oversight_alerts.episodes.deduplicate import Withheld, decide
from oversight_alerts.episodes.lifecycle import Moment, Standing, Step, Still, Transition, advance
from oversight_alerts.episodes.silences import Silence, silenced
from oversight_alerts.projection.reconciliations import Hours
from oversight_alerts.rules.builtin import read_shipped
from oversight_alerts.rules.observe import Reading, Sums, read
from oversight_alerts.rules.series import Watch
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule


@dataclass(frozen=True)
class State:
    """What was recorded: where each watch stands, the silences, the generation last evaluated."""

    standings: Mapping[Watch, Standing]
    silences: Sequence[Silence]
    evaluated: int | None = None


@dataclass(frozen=True)
class Change:
    """One watch looked at: where it stood, what became of it, and what is mailed of it."""

    rule: Rule
    reading: Reading
    before: Standing
    step: Step
    mail: Transition | Withheld
    silenced: bool

    @property
    def transition(self) -> Transition | None:
        """The transition made, if any."""
        return None if isinstance(self.step.outcome, Still) else self.step.outcome

    @property
    def letter(self) -> Transition | None:
        """The transition that an e-mail tells of, if any."""
        return None if isinstance(self.mail, Withheld) else self.mail

    @property
    def moved(self) -> bool:
        """Whether there is anything to record."""
        return self.before != self.step.standing or self.letter is not None


def evaluate(
    catalogue: Catalogue,
    sums: Sums,
    state: State,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
) -> Iterator[Change]:
    """Take every watch of every rule through the stages."""
    for rule in catalogue.rules.values():
        for reading in read(catalogue, rule, sums, now):
            yield _change(rule, reading, state, generation, now, new_id)


def evaluate_hours(
    hours: Hours, state: State, generation: int, now: datetime, new_id: Callable[[], str]
) -> Iterator[Change]:
    """Take every source through the stages, by the rules that ship with the service."""
    # Hours belong to no generation of totals: what differs is told, rebuilt or not.
    for rule, reading in read_shipped(hours, now):
        yield _change(rule, reading, replace(state, evaluated=None), generation, now, new_id)


def withdrawn(state: State, looked_at: Sequence[Change]) -> Iterator[tuple[Watch, Standing]]:
    """What stands for watches whose rule or area is no longer there."""
    seen = {change.reading.watch for change in looked_at}
    return ((watch, each) for watch, each in state.standings.items() if watch not in seen)


def _change(
    rule: Rule,
    reading: Reading,
    state: State,
    generation: int,
    now: datetime,
    new_id: Callable[[], str],
) -> Change:
    before = state.standings.get(reading.watch, Standing())
    muted = silenced(state.silences, reading.watch, now)
    recomputed = state.evaluated not in (None, generation)
    moment = Moment(now, generation, muted, recomputed)
    step = advance(rule, reading, before, moment, new_id)
    mail = decide(before, step, moment)
    if _measured_from(mail, step):
        step = _told(step, reading, generation)
    return Change(rule, reading, before, step, mail, muted)


def _measured_from(mail: Transition | Withheld, step: Step) -> bool:
    """Whether getting worse is measured from this figure on."""
    if mail is Withheld.RECOMPUTED:
        return step.outcome == "opened"
    return not isinstance(mail, Withheld) and mail != "resolved"


def _told(step: Step, reading: Reading, generation: int) -> Step:
    episode = step.standing.episode
    assert episode is not None
    told = replace(episode, mailed_value=reading.figure.value, generation=generation)
    return replace(step, standing=replace(step.standing, episode=told))
