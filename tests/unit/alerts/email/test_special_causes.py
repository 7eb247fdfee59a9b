"""What an e-mail says of a special cause, and of a balance."""

from datetime import datetime, timedelta
from fractions import Fraction

from tests.unit.alerts.builders import fact_of, shipped
from tests.unit.alerts.rules import test_special_causes as charts

from oversight_alerts.email.context import Look, Standing
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.email.thread_context import context_of
from oversight_alerts.episodes.lifecycle import Episode, State
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.threads.key import subject_of, thread_key
from oversight_alerts.threads.news import MemberNews, Word
from oversight_alerts.threads.plan import ThreadPlan
from oversight_alerts.threads.thread import Member, Thread
from oversight_contracts.definitions.catalogue import Catalogue


def email_of(rule: str, held: TotalsStore, word: Word) -> str:
    known = charts.catalogue(rule)
    return text_of(known, charts.one(held, rule, known), charts.NOW, word)


def text_of(known: Catalogue, observation: Observation, now: datetime, word: Word) -> str:
    """The text part, in one line, of an e-mail about one episode alone."""
    shown = known.rules[observation.series.rule]
    look = Look(shown, observation, False, None, None)
    standing = Standing(now, now - timedelta(minutes=1), {observation.series: look})
    state: State = "resolved" if word == "over" else "open"
    episode = Episode("e1", observation.series, 1, state, now, now, 1, Fraction(60))
    fact = fact_of(episode, severity=shown.severity, title=shown.title)
    member = Member(episode, fact.model_copy(update={"indicator": shown.indicator}), word != "new")
    key = thread_key(shown, observation.series)
    subject = subject_of(known, key, shown.severity)
    thread = Thread("t1", key, shown.severity, subject, now, (member,))
    renderer = EmailRenderer(known, "https://oversight.example.org", None)
    plan = ThreadPlan(thread, (MemberNews(member, word),), "news")
    return " ".join(renderer.render(context_of(known, plan, standing)).text.split())


def test_it_says_the_figure_of_the_month_what_is_usual_and_by_which_rule() -> None:
    said = email_of(charts.VICTIMS, charts.shares(80, 79, 81, 82, 70, 79), "new")
    assert "Opened: 79.0% in June 2026, below the usual 80.2%." in said
    assert "Its process chart shows a special cause: outside its limit in May 2026." in said
    # What has to be there are points, and not answers.
    assert "silent below" not in said


def test_it_is_over_with_the_month_that_is_back() -> None:
    said = email_of(charts.VICTIMS, charts.shares(80, 79, 81, 70, 79, 81), "over")
    assert "Resolved: 81.0% in June 2026, back at the usual 80.2% or better." in said


def test_of_a_backlog_it_says_what_is_open_and_was() -> None:
    months = (*[(100, 102)] * 3, (140, 70), (150, 70), (160, 60))
    said = email_of(charts.BACKLOG, charts.movements(*months), "new")
    assert "Opened: 643 cases at the end of Tuesday 30 June 2026, above the usual 399." in said
    assert "Last 6 months: 397, 395, 393, 463, 543, 643" in said


def test_that_nobody_has_set_what_is_usual_is_said() -> None:
    known = shipped()
    found = charts.one(charts.shares(80, 79, 81, 80, 79, 70), known=known)
    said = text_of(known, found, charts.NOW, "new")
    assert "(the first 13 months on record: no baseline is set for it)" in said
