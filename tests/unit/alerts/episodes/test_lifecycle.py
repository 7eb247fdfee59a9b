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
    observation,
    rule,
)

from oversight_alerts.episodes.deduplicate import decide
from oversight_alerts.episodes.lifecycle import (
    EXPIRES,
    Advance,
    AlertState,
    EndReason,
    Episode,
    EvaluationContext,
    NoTransition,
    PendingSince,
    Transition,
    acknowledge,
    advance,
    resolve,
)
from oversight_alerts.episodes.skip_reason import SkipReason
from oversight_alerts.rules.observation import Observation, Spell
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import LimitRule, Rule
from oversight_contracts.facts.episode import END_REASONS
from oversight_contracts.figures.figure import Figure

HALF_HOUR = timedelta(minutes=30)
MOMENT = EvaluationContext(NOW, GENERATION)


def _step(
    made: Rule, found: Observation, before: AlertState, context: EvaluationContext = MOMENT
) -> Advance:
    return advance(made, found, before, context, numbered())


OPEN = AlertState(episode())
NEVER_MAILED = AlertState(episode(last_notified_value=None))
BETWEEN = observation(66, Verdict.WITHIN_LIMIT)
BACK = observation(70, Verdict.WITHIN_LIMIT, recovered=True)
WORSE = rule(worse_by=5)
HOLD = rule(**{"for": "30 minutes"})


@pytest.mark.parametrize(
    ("made", "found", "before", "outcome"),
    [
        (rule(), observation(60), AlertState(), "opened"),
        (rule(), BACK, AlertState(), NoTransition.WITHIN_LIMIT),
        (rule(), observation(60, Verdict.NOT_CERTAIN), AlertState(), NoTransition.NOT_CERTAIN),
        (rule(), observation(60, Verdict.BELOW_MINIMUM), AlertState(), NoTransition.BELOW_MINIMUM),
        (rule(), observation(None, Verdict.NO_VALUE), AlertState(), NoTransition.NO_VALUE),
        (
            *(rule(), observation(60, Verdict.RECORDS_MISSING), AlertState()),
            NoTransition.RECORDS_MISSING,
        ),
        (HOLD, observation(60), AlertState(), NoTransition.BROKEN_TOO_SHORT),
        (
            HOLD,
            observation(60),
            AlertState(None, PendingSince("broken", NOW - HALF_HOUR)),
            "opened",
        ),
        (
            HOLD,
            observation(60),
            AlertState(None, PendingSince("broken", NOW - HALF_HOUR + timedelta(seconds=1))),
            NoTransition.BROKEN_TOO_SHORT,
        ),
        (rule(), observation(1), OPEN, NoTransition.NOT_WORSE_ENOUGH),
        (WORSE, observation(55.1), OPEN, NoTransition.NOT_WORSE_ENOUGH),
        (WORSE, observation(55), OPEN, "worsened"),
        (WORSE, observation(50), NEVER_MAILED, NoTransition.NOT_ANNOUNCED),
        (WORSE, observation(50, Verdict.NOT_CERTAIN), OPEN, NoTransition.NOT_RECOVERED),
        (WORSE, observation(50, Verdict.BELOW_MINIMUM), OPEN, NoTransition.BELOW_MINIMUM),
        (WORSE, observation(50), AlertState(episode(state="acknowledged")), "worsened"),
        (rule(), BETWEEN, OPEN, NoTransition.NOT_RECOVERED),
        (rule(), BACK, OPEN, "resolved"),
        (rule(), BACK, AlertState(episode(state="acknowledged")), "resolved"),
        (HOLD, BACK, OPEN, NoTransition.RECOVERED_TOO_SHORT),
        (HOLD, BACK, replace(OPEN, pending=PendingSince("recovered", NOW - HALF_HOUR)), "resolved"),
        (
            HOLD,
            BACK,
            replace(OPEN, pending=PendingSince("broken", NOW - HALF_HOUR)),
            NoTransition.RECOVERED_TOO_SHORT,
        ),
    ],
)
def test_a_step(made: Rule, found: Observation, before: AlertState, outcome: object) -> None:
    assert _step(made, found, before).outcome == outcome


def test_worse_is_higher_where_the_rule_is_above() -> None:
    above = rule(when="above", worse_by=5)
    assert _step(above, observation(65), OPEN).outcome == "worsened"
    assert _step(above, observation(55), OPEN).outcome is NoTransition.NOT_WORSE_ENOUGH


@pytest.mark.parametrize(
    "verdict", [Verdict.BELOW_MINIMUM, Verdict.NO_VALUE, Verdict.RECORDS_MISSING]
)
def test_silence_begins_a_pending_time_anew_and_leaves_an_episode(verdict: Verdict) -> None:
    before = AlertState(episode(), PendingSince("recovered", NOW - HALF_HOUR))
    after = _step(HOLD, observation(None, verdict), before).state
    assert after == AlertState(replace(episode(), mute_since=NOW))
    back = _step(HOLD, observation(60), after).state.episode
    assert back == episode()


def test_of_what_nothing_is_known_for_long_an_episode_ends_as_no_longer_judged() -> None:
    mute = observation(None, Verdict.RECORDS_MISSING)
    since = AlertState(replace(episode(), mute_since=NOW - EXPIRES + timedelta(seconds=1)))
    assert _step(rule(), mute, since).outcome is NoTransition.RECORDS_MISSING
    step = _step(rule(), mute, AlertState(replace(episode(), mute_since=NOW - EXPIRES)))
    assert step.outcome == "resolved"
    assert step.state.episode is not None
    assert step.state.episode.end_reason is EndReason.NO_LONGER_JUDGED


OPENED = AlertState(replace(episode(), bucket="2026-07-10"))


@pytest.mark.parametrize(
    ("found", "context", "reason"),
    [
        # The totals still say that it was broken on the 10th.
        (("2026-07-01", Spell("2026-07-08", "2026-07-10", "2026-07-12")), MOMENT, "recovered"),
        (("2026-07-01", Spell("2026-07-08", "2026-07-09", "2026-07-11")), MOMENT, "recovered"),
        # They do not any more.
        (("2026-07-01", Spell("2026-07-02", "2026-07-04", "2026-07-10")), MOMENT, "corrected"),
        (("2026-07-01", None), MOMENT, "corrected"),
        # What was judged before the first day that is kept is not known any more.
        (("2026-07-11", None), MOMENT, "recovered"),
    ],
)
def test_an_end_says_whether_it_recovered_or_was_corrected(
    found: tuple[str, Spell | None], context: EvaluationContext, reason: str
) -> None:
    first, spell = found
    known = replace(BACK, first=first, spells=() if spell is None else (spell,))
    ended = _step(rule(), known, OPENED, context)
    assert ended.outcome == "resolved"
    assert ended.state.episode is not None
    assert ended.state.episode.end_reason == reason


@pytest.mark.parametrize("verdict", [Verdict.WITHIN_LIMIT, Verdict.BELOW_MINIMUM])
def test_an_end_says_that_too_few_records_are_left_of_what_it_opened_on(verdict: Verdict) -> None:
    found = observation(70, verdict, recovered=verdict is Verdict.WITHIN_LIMIT)
    left = replace(found, first="2026-07-01", too_few=frozenset({"2026-07-10"}))
    ended = _step(rule(), left, OPENED)
    assert ended.outcome == "resolved"
    assert ended.state.episode is not None
    assert ended.state.episode.end_reason is EndReason.FEWER_RECORDS


@pytest.mark.parametrize(
    ("verdict", "few", "spells"),
    [
        (Verdict.BELOW_MINIMUM, "2026-07-11", ()),
        (Verdict.RECORDS_MISSING, "2026-07-10", ()),
        (Verdict.FEED_SILENT, "2026-07-10", ()),
        (Verdict.BELOW_MINIMUM, "2026-07-10", (Spell("2026-07-08", "2026-07-09", None),)),
    ],
)
def test_too_few_since_or_for_want_of_records_is_no_end(
    verdict: Verdict, few: str, spells: tuple[Spell, ...]
) -> None:
    left = replace(observation(70, verdict), first="2026-07-01", spells=spells)
    step = _step(rule(), replace(left, too_few=frozenset({few})), OPENED)
    assert step.outcome == NoTransition(verdict.value)


def test_every_end_has_its_words() -> None:
    assert set(END_REASONS) == set(EndReason)


def test_an_opening_remembers_the_bucket_that_it_was_judged_by() -> None:
    opened = _step(rule(), replace(observation(60), bucket="2026-07-13"), AlertState())
    assert opened.state.episode is not None
    assert opened.state.episode.bucket == "2026-07-13"


def test_a_broken_figure_between_ends_the_pending_time_of_recovery() -> None:
    before = replace(OPEN, pending=PendingSince("recovered", NOW - HALF_HOUR))
    assert _step(HOLD, observation(60), before).state.pending is None


def test_a_resolved_episode_that_breaks_again_is_another() -> None:
    ids = numbered()
    first = advance(rule(), observation(60), AlertState(), MOMENT, ids).state
    ended = advance(rule(), BACK, first, MOMENT, ids)
    second = advance(rule(), observation(60), AlertState(), MOMENT, ids).state
    assert ended.outcome == "resolved"
    assert first.episode is not None
    assert second.episode is not None
    assert first.episode.id != second.episode.id


def test_another_generation_is_no_measure_of_getting_worse() -> None:
    recomputed = EvaluationContext(NOW, GENERATION + 1)
    first = _step(WORSE, observation(50), OPEN, recomputed)
    assert first.outcome is NoTransition.RECOMPUTED
    assert first.state.episode is not None
    assert first.state.episode.last_notified_value == 50
    assert _step(WORSE, observation(45), first.state, recomputed).outcome == "worsened"
    better = _step(WORSE, observation(64), OPEN, recomputed).state.episode
    assert better is not None
    assert better.last_notified_value == 60


def test_what_is_silenced_does_not_worsen_until_the_silence_ends() -> None:
    muted = EvaluationContext(NOW, GENERATION, silenced=True)
    step = _step(WORSE, observation(50), OPEN, muted)
    assert step == Advance(OPEN, NoTransition.SILENCED)
    assert _step(WORSE, observation(50), step.state).outcome == "worsened"


def test_acknowledging_keeps_the_first_who_did() -> None:
    taken = acknowledge(episode(), "Ann", NOW)
    assert (taken.state, taken.acknowledged_by, taken.revision) == ("acknowledged", "Ann", 2)
    assert acknowledge(taken, "Ann", NOW) is taken
    with pytest.raises(ValueError, match="taken on by Ann: take that back first"):
        acknowledge(taken, "Bob", NOW)
    with pytest.raises(ValueError, match="e1 is resolved"):
        acknowledge(resolve(taken, NOW, EndReason.RECOVERED), "Ann", NOW)


@pytest.mark.parametrize(
    ("before", "outcome", "silenced", "decision"),
    [
        (AlertState(), "opened", False, "opened"),
        (AlertState(), "opened", True, SkipReason.SILENCED),
        (OPEN, "worsened", False, "worsened"),
        (OPEN, "resolved", False, "resolved"),
        (OPEN, "resolved", True, SkipReason.SILENCED),
        (NEVER_MAILED, "resolved", False, SkipReason.NEVER_ANNOUNCED),
        (NEVER_MAILED, NoTransition.NOT_ANNOUNCED, False, "opened"),
        (NEVER_MAILED, NoTransition.NOT_ANNOUNCED, True, SkipReason.SILENCED),
        (
            AlertState(episode(last_notified_value=None, state="acknowledged")),
            NoTransition.NOT_ANNOUNCED,
            False,
            SkipReason.ACKNOWLEDGED,
        ),
        (OPEN, NoTransition.NOT_WORSE_ENOUGH, False, SkipReason.NO_TRANSITION),
        (OPEN, NoTransition.SILENCED, True, SkipReason.NO_TRANSITION),
    ],
)
def test_what_is_mailed(
    before: AlertState, outcome: Transition | NoTransition, silenced: bool, decision: object
) -> None:
    assert (
        decide(before, Advance(before, outcome), EvaluationContext(NOW, GENERATION, silenced))
        == decision
    )


RECOMPUTED = EvaluationContext(NOW, GENERATION, recomputed=True)
BROKEN_BEFORE = AlertState(None, PendingSince("broken", NOW - HALF_HOUR))


@pytest.mark.parametrize(
    ("made", "found", "before", "outcome", "decision"),
    [
        (rule(), observation(60), AlertState(), "opened", SkipReason.RECOMPUTED),
        # Waiting out the rule's `for` would put the e-mail off, not spare it.
        (HOLD, observation(60), AlertState(), "opened", SkipReason.RECOMPUTED),
        # It was broken before, too.
        (HOLD, observation(60), BROKEN_BEFORE, "opened", "opened"),
        (rule(), BACK, OPEN, "resolved", SkipReason.RECOMPUTED),
        (HOLD, BACK, OPEN, "resolved", SkipReason.RECOMPUTED),
        (
            rule(),
            observation(70, Verdict.WITHIN_LIMIT),
            AlertState(),
            NoTransition.WITHIN_LIMIT,
            None,
        ),
    ],
)
def test_what_recomputing_brings_is_shown_and_not_mailed(
    made: Rule, found: Observation, before: AlertState, outcome: Transition, decision: object
) -> None:
    step = _step(made, found, before, RECOMPUTED)
    assert step.outcome == outcome
    assert decide(before, step, RECOMPUTED) == (decision or SkipReason.NO_TRANSITION)


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
    pending=st.sampled_from(["0 minutes", "30 minutes"]),
)
def test_any_sequence_alternates_and_mails_only_transitions(
    looks: list[tuple[int | None, int, bool, int]],
    worse_by: int | None,
    pending: str,
) -> None:
    made = rule(**{"worse_by": worse_by, "for": pending})
    clock, state, ids = Clock(), AlertState(), numbered()
    transitions: dict[str, list[str]] = {}
    mailed: dict[str, list[str]] = {}
    for value, sample, silenced, minutes in looks:
        clock.forward(minutes=minutes)
        found = _read(made, value, sample)
        context = EvaluationContext(clock(), GENERATION, silenced)
        step = advance(made, found, state, context, ids)
        touched = step.state.episode
        decision = decide(state, step, context)
        if not isinstance(step.outcome, NoTransition):
            assert touched is not None
            transitions.setdefault(touched.id, []).append(step.outcome)
        if not isinstance(decision, SkipReason):
            assert touched is not None
            mailed.setdefault(touched.id, []).append(decision)
            last_notified_value = replace(touched, last_notified_value=found.figure.value)
            step = replace(step, state=replace(step.state, episode=last_notified_value))
        state = _unresolved(step.state)
    _check(transitions, mailed)


def _read(made: LimitRule, value: int | None, sample: int) -> Observation:
    found = Figure(None if value is None else Fraction(value), 0, sample)
    verdict = _verdict(made, value, sample)
    recovered = verdict is Verdict.WITHIN_LIMIT
    return replace(observation(value, verdict, recovered=recovered), figure=found)


def _verdict(made: LimitRule, value: int | None, sample: int) -> Verdict:
    if value is None:
        return Verdict.NO_VALUE
    if sample < made.minimum:
        return Verdict.BELOW_MINIMUM
    return Verdict.BROKEN if value < made.threshold else Verdict.WITHIN_LIMIT


def _unresolved(state: AlertState) -> AlertState:
    ended = state.episode is not None and state.episode.state == "resolved"
    return AlertState(None, state.pending) if ended else state


def _check(transitions: dict[str, list[str]], mailed: dict[str, list[str]]) -> None:
    *ended, last = transitions.values() or [["opened", "resolved"]]
    for course in (*ended, last):
        assert course[0] == "opened"
        assert course.count("opened") == 1
        assert "resolved" not in course[:-1]
    assert all(course[-1] == "resolved" for course in ended)
    for name, emails in mailed.items():
        assert len(emails) <= len(transitions[name])
        assert emails[0] == "opened"
        assert all(emails.count(each) <= transitions[name].count(each) for each in emails)


def test_the_episode_of_a_step_is_of_its_series() -> None:
    opened = _step(rule(), observation(60), AlertState()).state.episode
    assert isinstance(opened, Episode)
    assert opened.series == observation(60).series
