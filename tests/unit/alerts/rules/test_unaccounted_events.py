"""When events that are not accounted for are worth an e-mail, and when that is over."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.alerts.builders import GENERATION, NOW, hour, numbered
from tests.unit.alerts.emails import email_of

from oversight_alerts.episodes.lifecycle import AlertState
from oversight_alerts.episodes.pipeline import Decision, RecordedState, evaluate_hours
from oversight_alerts.projection.reconciliations import ReconciledHours
from oversight_alerts.rules.builtin.unaccounted_events import RULE, unhealed
from oversight_contracts.facts.reconciliation import Reconciliation


class Office:
    """Looks at hours again and again, and remembers what came of it."""

    def __init__(self) -> None:
        self.hours, self.now = ReconciledHours(), NOW
        self.state, self._new_id = AlertState(), numbered()

    def look(self, *hours: Reconciliation, generation: int = GENERATION) -> Decision:
        self.hours.put(hours)
        self.now += timedelta(minutes=5)
        series = self.state.episode.series if self.state.episode else None
        states = {series: self.state} if series else {}
        state = RecordedState(states, (), GENERATION)
        looked_at = evaluate_hours(self.hours, (), state, generation, self.now, self._new_id)
        (decision,) = [each for each in looked_at if each.rule is RULE]
        self.state = decision.step.state
        if self.state.episode and self.state.episode.state == "resolved":
            self.state = AlertState()
        return decision

    def content(self, decision: Decision) -> tuple[str, str]:
        written = email_of(decision, self.now)
        return written.subject, written.text


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_a_clean_hour_mails_nobody() -> None:
    decision = Office().look(hour("T09"))
    assert (decision.notified, decision.transition) == (None, None)


def test_one_email_while_it_lasts_and_one_when_a_later_hour_is_clean() -> None:
    office = Office()
    opened = office.look(hour("T09", counted=97))
    assert opened.notified == "opened"
    assert office.look().notified is None
    assert office.look(hour("T10", counted=99, at=later(60))).notified is None
    # Compared with what differs, a clean hour is no sign that it has ended.
    assert office.look(hour("T11", at=later(60))).notified is None
    resolved = office.look(hour("T12", at=later(180)))
    assert resolved.notified == "resolved"
    assert office.look().transition is None
    assert office.look(hour("T13", counted=101, at=later(240))).notified == "opened"


def test_an_hour_compared_anew_and_found_clean_ends_it() -> None:
    office = Office()
    office.look(hour("T09", counted=97))
    assert office.look(hour("T09", at=later(5))).notified == "resolved"


def test_what_the_log_no_longer_holds_is_not_said_to_differ() -> None:
    assert Office().look(hour("T09", events=None)).transition is None


def test_it_is_told_though_the_totals_are_a_new_generation() -> None:
    assert Office().look(hour("T09", counted=97), generation=GENERATION + 1).notified == "opened"


def test_the_email_says_how_many_of_which_source_and_where_to_look() -> None:
    office = Office()
    subject, text = office.content(office.look(hour("T09", counted=97)))
    assert subject == "[Oversight] Critical: Events accounted for, urn:feed"
    assert text.startswith("Opened: 3 events without an outcome.")
    assert "In the log: 100 events" in text
    assert "Outcomes:   97 events" in text
    assert "10:00 on Tuesday 14 July 2026 to 11:00" in " ".join(text.split())
    assert "https://oversight.example.org/operations" in text
    assert "oversight verify" in text
    subject, text = office.content(office.look(hour("T10", at=later(60))))
    assert subject == "[Oversight] Critical: Events accounted for, urn:feed"
    assert "It lasted 5 minutes" in " ".join(text.split())


def test_the_email_tells_too_many_from_too_few() -> None:
    office = Office()
    _, text = office.content(office.look(hour("T09", counted=101)))
    assert text.startswith("Opened: 1 outcome too many.")
    office = Office()
    _, text = office.content(office.look(hour("T09", counted=101), hour("T10", counted=98)))
    assert "3 events without an outcome, or outcomes too many" in text


def test_a_source_that_could_not_be_read_has_a_name() -> None:
    office = Office()
    subject, _ = office.content(office.look(hour("T09", counted=97, source="")))
    assert subject.endswith(", (unreadable)")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 1), st.integers(0, 3)), max_size=8))
def test_the_newest_hour_that_differs_is_never_passed_over(
    drawn: list[tuple[int, int, int]],
) -> None:
    hours = [hour(f"T{n:02}", counted=100 - d, at=later(m)) for n, d, m in drawn]
    wrong = [each for each in hours if each.difference]
    if wrong and max(hours, key=lambda each: each.hour).difference:
        assert unhealed(hours)
    if not wrong:
        assert not unhealed(hours)
