"""How episodes go: a table of single steps, and what holds for any sequence of values."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import (
    GENERATION,
    NOW,
    Clock,
    episode,
    numbered,
    reading,
    rule,
)

from oversight_alerts.episodes.deduplicate import Withheld, decide
from oversight_alerts.episodes.lifecycle import (
    Episode,
    Hold,
    Moment,
    Standing,
    Step,
    Still,
    Transition,
    acknowledge,
    advance,
    resolve,
)
from oversight_alerts.rules.observe import Reading
from oversight_alerts.rules.verdict import Verdict, has_recovered, judge
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.figures.figure import Figure

HALF_HOUR = timedelta(minutes=30)
MOMENT = Moment(NOW, GENERATION)


def _step(made: Rule, found: Reading, before: Standing, moment: Moment = MOMENT) -> Step:
    return advance(made, found, before, moment, numbered())


OPEN = Standing(episode())
NEVER_MAILED = Standing(episode(mailed_value=None))
BETWEEN = reading(66, Verdict.WITHIN_LIMIT)
BACK = reading(70, Verdict.WITHIN_LIMIT, recovered=True)
WORSE = rule(worse_by=5)
HOLD = rule(**{"for": "30 minutes"})


@pytest.mark.parametrize(
    ("made", "found", "before", "outcome"),
    [
        (rule(), reading(60), Standing(), "opened"),
        (rule(), BACK, Standing(), Still.WITHIN_LIMIT),
        (rule(), reading(60, Verdict.NOT_CERTAIN), Standing(), Still.NOT_CERTAIN),
        (rule(), reading(60, Verdict.BELOW_MINIMUM), Standing(), Still.BELOW_MINIMUM),
        (rule(), reading(None, Verdict.NO_VALUE), Standing(), Still.NO_VALUE),
        (HOLD, reading(60), Standing(), Still.BROKEN_TOO_SHORT),
        (HOLD, reading(60), Standing(None, Hold("broken", NOW - HALF_HOUR)), "opened"),
        (
            HOLD,
            reading(60),
            Standing(None, Hold("broken", NOW - HALF_HOUR + timedelta(seconds=1))),
            Still.BROKEN_TOO_SHORT,
        ),
        (rule(), reading(1), OPEN, Still.NOT_WORSE_ENOUGH),
        (WORSE, reading(55.1), OPEN, Still.NOT_WORSE_ENOUGH),
        (WORSE, reading(55), OPEN, "worsened"),
        (WORSE, reading(50), NEVER_MAILED, Still.NOT_ANNOUNCED),
        (WORSE, reading(50, Verdict.NOT_CERTAIN), OPEN, Still.NOT_RECOVERED),
        (WORSE, reading(50, Verdict.BELOW_MINIMUM), OPEN, Still.BELOW_MINIMUM),
        (WORSE, reading(50), Standing(episode(state="acknowledged")), "worsened"),
        (rule(), BETWEEN, OPEN, Still.NOT_RECOVERED),
        (rule(), BACK, OPEN, "resolved"),
        (rule(), BACK, Standing(episode(state="acknowledged")), "resolved"),
        (HOLD, BACK, OPEN, Still.RECOVERED_TOO_SHORT),
        (HOLD, BACK, replace(OPEN, hold=Hold("recovered", NOW - HALF_HOUR)), "resolved"),
        (
            HOLD,
            BACK,
            replace(OPEN, hold=Hold("broken", NOW - HALF_HOUR)),
            Still.RECOVERED_TOO_SHORT,
        ),
    ],
)
def test_a_step(made: Rule, found: Reading, before: Standing, outcome: object) -> None:
    assert _step(made, found, before).outcome == outcome


def test_worse_is_higher_where_the_rule_is_above() -> None:
    above = rule(when="above", worse_by=5)
    assert _step(above, reading(65), OPEN).outcome == "worsened"
    assert _step(above, reading(55), OPEN).outcome is Still.NOT_WORSE_ENOUGH


@pytest.mark.parametrize("verdict", [Verdict.BELOW_MINIMUM, Verdict.NO_VALUE])
def test_silence_begins_a_hold_anew_and_leaves_an_episode(verdict: Verdict) -> None:
    before = Standing(episode(), Hold("recovered", NOW - HALF_HOUR))
    after = _step(HOLD, reading(None, verdict), before).standing
    assert after == Standing(before.episode)


def test_a_broken_figure_between_ends_the_hold_of_recovery() -> None:
    before = replace(OPEN, hold=Hold("recovered", NOW - HALF_HOUR))
    assert _step(HOLD, reading(60), before).standing.hold is None


def test_a_resolved_episode_that_breaks_again_is_another() -> None:
    ids = numbered()
    first = advance(rule(), reading(60), Standing(), MOMENT, ids).standing
    ended = advance(rule(), BACK, first, MOMENT, ids)
    second = advance(rule(), reading(60), Standing(), MOMENT, ids).standing
    assert ended.outcome == "resolved"
    assert first.episode is not None
    assert second.episode is not None
    assert first.episode.id != second.episode.id


def test_another_generation_is_no_measure_of_getting_worse() -> None:
    recomputed = Moment(NOW, GENERATION + 1)
    first = _step(WORSE, reading(50), OPEN, recomputed)
    assert first.outcome is Still.RECOMPUTED
    assert first.standing.episode is not None
    assert first.standing.episode.mailed_value == 50
    assert _step(WORSE, reading(45), first.standing, recomputed).outcome == "worsened"
    better = _step(WORSE, reading(64), OPEN, recomputed).standing.episode
    assert better is not None
    assert better.mailed_value == 60


def test_what_is_silenced_does_not_worsen_until_the_silence_ends() -> None:
    muted = Moment(NOW, GENERATION, silenced=True)
    step = _step(WORSE, reading(50), OPEN, muted)
    assert step == Step(OPEN, Still.SILENCED)
    assert _step(WORSE, reading(50), step.standing).outcome == "worsened"


def test_acknowledging_keeps_the_first_who_did() -> None:
    taken = acknowledge(episode(), "Ann", NOW)
    assert (taken.state, taken.acknowledged_by, taken.revision) == ("acknowledged", "Ann", 2)
    assert acknowledge(taken, "Bob", NOW) is taken
    with pytest.raises(ValueError, match="e1 is resolved"):
        acknowledge(resolve(taken, NOW), "Ann", NOW)


@pytest.mark.parametrize(
    ("before", "outcome", "silenced", "decision"),
    [
        (Standing(), "opened", False, "opened"),
        (Standing(), "opened", True, Withheld.SILENCED),
        (OPEN, "worsened", False, "worsened"),
        (OPEN, "resolved", False, "resolved"),
        (OPEN, "resolved", True, Withheld.SILENCED),
        (NEVER_MAILED, "resolved", False, Withheld.NEVER_ANNOUNCED),
        (NEVER_MAILED, Still.NOT_ANNOUNCED, False, "opened"),
        (NEVER_MAILED, Still.NOT_ANNOUNCED, True, Withheld.SILENCED),
        (
            Standing(episode(mailed_value=None, state="acknowledged")),
            Still.NOT_ANNOUNCED,
            False,
            Withheld.ACKNOWLEDGED,
        ),
        (OPEN, Still.NOT_WORSE_ENOUGH, False, Withheld.NO_TRANSITION),
        (OPEN, Still.SILENCED, True, Withheld.NO_TRANSITION),
    ],
)
def test_what_is_mailed(
    before: Standing, outcome: Transition | Still, silenced: bool, decision: object
) -> None:
    assert decide(before, Step(before, outcome), Moment(NOW, GENERATION, silenced)) == decision


RECOMPUTED = Moment(NOW, GENERATION, recomputed=True)
BROKEN_BEFORE = Standing(None, Hold("broken", NOW - HALF_HOUR))


@pytest.mark.parametrize(
    ("made", "found", "before", "outcome", "decision"),
    [
        (rule(), reading(60), Standing(), "opened", Withheld.RECOMPUTED),
        # Waiting out the rule's `for` would put the e-mail off, not spare it.
        (HOLD, reading(60), Standing(), "opened", Withheld.RECOMPUTED),
        # It was broken before, too.
        (HOLD, reading(60), BROKEN_BEFORE, "opened", "opened"),
        (rule(), BACK, OPEN, "resolved", Withheld.RECOMPUTED),
        (HOLD, BACK, OPEN, "resolved", Withheld.RECOMPUTED),
        (rule(), reading(70, Verdict.WITHIN_LIMIT), Standing(), Still.WITHIN_LIMIT, None),
    ],
)
def test_what_recomputing_brings_is_shown_and_not_mailed(
    made: Rule, found: Reading, before: Standing, outcome: Transition, decision: object
) -> None:
    step = _step(made, found, before, RECOMPUTED)
    assert step.outcome == outcome
    assert decide(before, step, RECOMPUTED) == (decision or Withheld.NO_TRANSITION)


LOOKS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 100)),
        st.integers(0, 120),
        st.booleans(),
        st.integers(0, 45),
    ),
    max_size=60,
)


@given(
    looks=LOOKS,
    worse_by=st.sampled_from([None, 1, 10]),
    resolve_at=st.sampled_from([None, 65, 70]),
    hold=st.sampled_from(["0 minutes", "30 minutes"]),
)
def test_any_sequence_alternates_and_mails_only_transitions(
    looks: list[tuple[int | None, int, bool, int]],
    worse_by: int | None,
    resolve_at: int | None,
    hold: str,
) -> None:
    made = rule(**{"worse_by": worse_by, "resolve_at": resolve_at, "for": hold})
    clock, standing, ids = Clock(), Standing(), numbered()
    transitions: dict[str, list[str]] = {}
    mailed: dict[str, list[str]] = {}
    for value, sample, silenced, minutes in looks:
        clock.forward(minutes=minutes)
        found = _read(made, value, sample)
        moment = Moment(clock(), GENERATION, silenced)
        step = advance(made, found, standing, moment, ids)
        touched = step.standing.episode
        decision = decide(standing, step, moment)
        if not isinstance(step.outcome, Still):
            assert touched is not None
            transitions.setdefault(touched.id, []).append(step.outcome)
        if not isinstance(decision, Withheld):
            assert touched is not None
            mailed.setdefault(touched.id, []).append(decision)
            told = replace(touched, mailed_value=found.figure.value)
            step = replace(step, standing=replace(step.standing, episode=told))
        standing = _unresolved(step.standing)
    _check(transitions, mailed)


def _read(made: Rule, value: int | None, sample: int) -> Reading:
    found = Figure(None if value is None else Fraction(value), 0, sample)
    verdict = judge(made, found, sample, counted=False)
    recovered = not verdict.silent and has_recovered(made, found)
    return replace(reading(value, verdict, recovered=recovered), figure=found)


def _unresolved(standing: Standing) -> Standing:
    ended = standing.episode is not None and standing.episode.state == "resolved"
    return Standing(None, standing.hold) if ended else standing


def _check(transitions: dict[str, list[str]], mailed: dict[str, list[str]]) -> None:
    *ended, last = transitions.values() or [["opened", "resolved"]]
    for course in (*ended, last):
        assert course[0] == "opened"
        assert course.count("opened") == 1
        assert "resolved" not in course[:-1]
    assert all(course[-1] == "resolved" for course in ended)
    for name, letters in mailed.items():
        assert len(letters) <= len(transitions[name])
        assert letters[0] == "opened"
        assert all(letters.count(each) <= transitions[name].count(each) for each in letters)


def test_the_episode_of_a_step_is_the_watchs() -> None:
    opened = _step(rule(), reading(60), Standing()).standing.episode
    assert isinstance(opened, Episode)
    assert opened.watch == reading(60).watch
