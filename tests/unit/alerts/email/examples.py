"""Examples of each kind of e-mail, as readers get them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from functools import cache

from tests.unit.alerts.builders import NOW, fact_of, shipped, total, totals
from tests.unit.alerts.digest.digests import bad_week, good_week

from oversight_alerts.email.chart import Chart
from oversight_alerts.email.context import Look, Standing
from oversight_alerts.email.digest import DigestRenderer
from oversight_alerts.email.notification import EmailContent
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.email.thread_context import context_of
from oversight_alerts.episodes.lifecycle import Episode, State
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.explanation import explain
from oversight_alerts.rules.observe import observe
from oversight_alerts.threads.key import first_days, subject_of, thread_key
from oversight_alerts.threads.news import MemberNews, Word
from oversight_alerts.threads.plan import ThreadPlan
from oversight_alerts.threads.thread import Member, Thread
from oversight_contracts.definitions.baselines import Baseline
from oversight_contracts.facts.facts import TotalFact

BASELINE = Baseline.model_validate(
    {
        **{"force": "west-midlands", "rules": ["priority-2-slower", "priority-2-slower-by-area"]},
        **{"from": "2026-01-20", "to": "2026-06-01", "set_by": "The oversight office"},
        **{"set_on": "2026-06-05", "why": "five months without changes of crews or grading"},
    }
)
CATALOGUE = replace(shipped(), baselines=(*shipped().baselines, BASELINE))
DIGESTS = DigestRenderer(CATALOGUE, "https://oversight.example.org")
AUTHORITIES = (
    "birmingham",
    "coventry",
    "dudley",
    "sandwell",
    "solihull",
    "walsall",
    "wolverhampton",
)


def response(falls_to: int) -> Iterator[TotalFact]:
    """Half a year of responses to priority 2 by authority; in the last days Birmingham's fall."""
    chance = random.Random(4)
    for back in range(180, 0, -1):
        day = NOW.date() - timedelta(days=back)
        counts = {}
        for area in AUTHORITIES:
            of = 60 if area == "birmingham" else 18
            share = 78 + chance.gauss(0, 3)
            if area == "birmingham" and back < 12:
                share = falls_to + chance.gauss(0, 3)
            counts[area] = (round(of * share / 100), of)
        for by in ("grade=priority-2", ""):
            for area, (n, of) in counts.items():
                yield total(n, of, area=area, by=by, bucket=f"{day}T10")
            whole = [sum(each) for each in zip(*counts.values(), strict=True)]
            yield total(*whole, by=by, bucket=f"{day}T10")


def standing_of(held: TotalsStore, *rules: str) -> Standing:
    """How the series of these rules stand."""
    pairs = [
        (CATALOGUE.rules[name], each)
        for name in rules
        for each in observe(CATALOGUE, CATALOGUE.rules[name], held, NOW)
    ]
    began, looks = first_days(pairs), {}
    for rule, each in pairs:
        since = began.get(thread_key(rule, each.series))
        found = explain(CATALOGUE, CATALOGUE.indicators[rule.indicator], each, held, since)
        looks[each.series] = Look(rule, each, False, None, found)
    return Standing(NOW, NOW - timedelta(minutes=1), looks)


def email_of_thread(
    standing: Standing,
    words: dict[str, Word],
    *,
    draw: Callable[[Chart], bytes] | None,
    reminder: bool = False,
) -> EmailContent:
    """The e-mail of a thread whose episodes are those of these ``rule/area/by``."""
    news = []
    for number, (place, word) in enumerate(words.items()):
        series, look = next(
            (series, look)
            for series, look in standing.looks.items()
            if f"{series.rule}/{series.area}/{series.by}".startswith(place)
        )
        state: State = "resolved" if word == "over" else "open"
        opened = NOW if word == "new" else NOW - timedelta(hours=29)
        episode = Episode(f"20260714-9f3a{number}", series, 1, state, opened, NOW, 1, Fraction(60))
        fact = fact_of(episode, severity=look.rule.severity, title=look.rule.title)
        fact = fact.model_copy(update={"indicator": look.rule.indicator})
        news.append(MemberNews(Member(episode, fact, word != "new"), word))
    first = news[0].member
    key = thread_key(standing.looks[first.episode.series].rule, first.episode.series)
    subject = subject_of(CATALOGUE, key, first.fact.severity)
    members = tuple(each.member for each in news)
    thread = Thread("t1", key, first.fact.severity, subject, NOW, members)
    plan = ThreadPlan(thread, tuple(news), "reminder" if reminder else "news")
    renderer = EmailRenderer(CATALOGUE, "https://oversight.example.org", draw)
    return renderer.render(context_of(CATALOGUE, plan, standing))


def surge(of: int) -> Iterator[TotalFact]:
    """Searches by ethnicity and authority, and under section 60, whose last days are ``of``."""
    chance = random.Random(2)
    for back in range(180, 0, -1):
        day = f"{NOW.date() - timedelta(days=back)}"
        times = of if back < 9 else 1
        wholes = {"": 0} | dict.fromkeys(GROUPS, 0)
        for area, share in {"birmingham": 0.7, "coventry": 0.3}.items():
            sixty = round(share * (6 * times + chance.randint(0, 2)))
            wholes[""] += sixty
            yield total(sixty, indicator="stop-search.section-60", by="", area=area, bucket=day)
            for group, n in GROUPS.items():
                n = round(share * (n * (times if group == "Black" else 1) + chance.randint(0, 3)))
                wholes[group] += n
                yield _of_group(group, n, area, day)
        yield total(wholes.pop(""), indicator="stop-search.section-60", by="", bucket=day)
        for group, n in wholes.items():
            yield _of_group(group, n, "force", day)


GROUPS = {"White": 30, "Black": 12, "Asian": 12, "Not stated": 3}


def _of_group(group: str, n: int, area: str, day: str) -> TotalFact:
    by = f"ethnicity={group}"
    return total(n, indicator="stop-search.disparity", by=by, area=area, bucket=day)


@cache
def _standings() -> tuple[Standing, Standing, Standing]:
    names = [name for name in CATALOGUE.rules if name.startswith("priority-2-")]
    return (
        standing_of(totals(*response(15)), *names),
        standing_of(totals(*response(78)), *names),
        standing_of(totals(*surge(6)), "section-60-surge", "stop-search-disproportionality"),
    )


def examples(draw: Callable[[Chart], bytes] | None = None) -> dict[str, EmailContent]:
    """By name: openings, a thread of several, an end, a reminder, and digests."""
    fallen, well, stops = _standings()
    level, drift = "priority-2-response/force", "priority-2-slower/force"
    group = "stop-search-disproportionality/force/ethnicity=Black"
    birmingham = "priority-2-response-by-area/birmingham"
    several: dict[str, Word] = {
        level: "worse",
        birmingham: "new",
        "priority-2-response-by-area/dudley": "over",
        drift: "still",
    }
    return {
        "opening": email_of_thread(fallen, {level: "new"}, draw=draw),
        "several": email_of_thread(fallen, several, draw=draw),
        "drift": email_of_thread(fallen, {drift: "new"}, draw=draw),
        "over": email_of_thread(well, {level: "over"}, draw=draw),
        "reminder": email_of_thread(fallen, {level: "still"}, draw=draw, reminder=True),
        "section-60": email_of_thread(stops, {"section-60-surge/force": "new"}, draw=draw),
        "authority": email_of_thread(fallen, {birmingham: "new"}, draw=draw),
        "follow-up": email_of_thread(fallen, {birmingham: "still", level: "new"}, draw=draw),
        "surge": email_of_thread(stops, {"section-60-surge/force": "new", group: "new"}, draw=draw),
        "disparity": email_of_thread(stops, {group: "new"}, draw=draw),
        "digest": DIGESTS.render(bad_week()),
        "all-well": DIGESTS.render(good_week()),
    }
