"""The e-mail that goes out where nothing else is in the thread of a decision."""

from datetime import datetime

from tests.unit.alerts.builders import fact_of, shipped

from oversight_alerts.email.context import Look, Standing
from oversight_alerts.email.notification import EmailContent
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.email.thread_context import TRANSITIONS, context_of
from oversight_alerts.episodes.pipeline import Decision
from oversight_alerts.threads.key import subject_of, thread_key
from oversight_alerts.threads.news import MemberNews
from oversight_alerts.threads.plan import ThreadPlan
from oversight_alerts.threads.thread import Member, Thread

URL = "https://oversight.example.org"


def email_of(decision: Decision, now: datetime) -> EmailContent:
    """What a reader gets of a decision."""
    episode, rule = decision.step.state.episode, decision.rule
    assert episode is not None
    assert decision.notified is not None
    series = decision.observation.series
    word = next(word for word, name in TRANSITIONS.items() if name == decision.notified)
    one = Member(episode, fact_of(episode, severity=rule.severity, title=rule.title), True)
    key = thread_key(rule, series)
    subject = subject_of(shipped(), key, rule.severity)
    whole = Thread("t1", key, rule.severity, subject, episode.opened_at, (one,))
    before = decision.before.episode
    said = None if before is None else before.last_notified_value
    standing = Standing(now, now, {series: Look(rule, decision.observation, False, said)})
    plan = ThreadPlan(whole, (MemberNews(one, word),))
    return EmailRenderer(shipped(), URL).render(context_of(shipped(), plan, standing))
