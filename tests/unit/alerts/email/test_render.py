"""What a person reads: subject, text and HTML of each kind of e-mail."""

import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from tests.unit.alerts.builders import NOW, fact_of, fed, shipped, total, totals
from tests.unit.alerts.email.examples import examples
from tests.unit.alerts.rules import test_outcome_differences as outcomes

from oversight_alerts.email.context import Look, Standing
from oversight_alerts.email.notification import EmailContent, Notification
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.email.thread_context import ThreadContext, context_of
from oversight_alerts.episodes.lifecycle import EndReason, Episode, State
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.series import RuleSeries
from oversight_alerts.threads.key import subject_of, thread_key
from oversight_alerts.threads.news import MemberNews, Word
from oversight_alerts.threads.plan import ThreadPlan
from oversight_alerts.threads.thread import Member, Thread
from oversight_alerts.worker.smtp import compose

CATALOGUE = shipped()
RENDERER = EmailRenderer(CATALOGUE, "https://oversight.example.org/")


def response(n: int, of: int, pending: int = 0, grade: str = "priority-2") -> TotalsStore:
    """Yesterday's responses, after three months of 78 in 100."""
    held = totals()
    for by in (f"grade={grade}", ""):
        held.put([total(n, of, pending, by=by)])
        days = (NOW.date() - timedelta(days=back) for back in range(2, 100))
        held.put(total(78, 100, by=by, bucket=f"{day}T10") for day in days)
    return held


RESPONSE = response(350, 590, 10)


def _standing(
    name: str = "priority-2-response", held: TotalsStore = RESPONSE, said: Fraction | None = None
) -> tuple[Standing, RuleSeries]:
    """How a rule's series stand, and the first that has a figure."""
    made = CATALOGUE.rules[name]
    found = list(observe(CATALOGUE, made, held, NOW))
    looks = {each.series: Look(made, each, False, said) for each in found}
    first = next(each.series for each in found if each.figure.value is not None)
    return Standing(NOW, NOW - timedelta(minutes=1), looks), first


def _context(
    name: str = "priority-2-response",
    held: TotalsStore = RESPONSE,
    word: Word = "new",
    said: Fraction | None = None,
    silent_until: datetime | None = None,
    end_reason: EndReason | None = None,
) -> ThreadContext:
    standing, series = _standing(name, held, said)
    look = standing.looks[series]
    state: State = "resolved" if word == "over" else "open"
    opened = NOW if word == "new" else NOW - timedelta(hours=5)
    episode = Episode("20260714-9f3a", series, 1, state, opened, NOW, 1, Fraction(60))
    episode = replace(episode, end_reason=end_reason)
    fact = fact_of(episode, severity=look.rule.severity, title=look.rule.title)
    one = Member(episode, fact, word != "new")
    key = thread_key(look.rule, series)
    subject = subject_of(CATALOGUE, key, look.rule.severity)
    whole = Thread("t1", key, look.rule.severity, subject, opened, (one,))
    plan = ThreadPlan(whole, (MemberNews(one, word),), silent_until=silent_until)
    return context_of(CATALOGUE, plan, standing)


def render_opening() -> EmailContent:
    """An e-mail as it goes out when an episode opens."""
    return RENDERER.render(_context())


def test_an_opening_says_everything_that_one_needs() -> None:
    content = render_opening()
    assert content.subject == "[Oversight] Warning: Priority 2 response, West Midlands Police"
    assert content.text.startswith("Opened: 58.3% is below the limit of 65%.")
    assert "Opened: 58.3% is below the limit of 65%." in _preheader(content.html)
    assert "99% interval: 53.1% to 63.4%" in " ".join(content.text.split())
    for form in (" ".join(content.text.split()), _words(content.html)):
        for words in (
            "58.3% is below the limit of 65%.",
            "West Midlands Police, whole force",
            "Monday 13 July 2026, London time",
            "350 of 600",
            "10 not attended yet, counted as misses",
            "53.1% to 63.4%",
            "600; the rule is silent below 60",
            "opens once the last day lies below 65% by more than it varies by itself (99%",
            "15:01 on Tuesday 14 July 2026",
            "Compare the areas below the force, then ask",
            "The force control room's duty manager, then the force's performance team.",
            "https://oversight.example.org/alerts/20260714-9f3a",
            "https://oversight.example.org/indicators/response.within-target",
            "gets worse by 5 percentage points",
        ):
            assert words in form


def test_an_email_of_what_lasts_leads_to_the_console_where_it_is_said_where_that_is() -> None:
    known = EmailRenderer(CATALOGUE, "https://oversight.example.org", None, "https://alerts.test/")
    link = "https://alerts.test/console/alerts/20260714-9f3a"
    opening = known.render(_context())
    assert f"Take it on, or silence it: {link}" in opening.text
    assert f'href="{link}"' in opening.html
    over = known.render(_context(held=response(420, 600), word="over"))
    assert "/console" not in over.text + over.html + render_opening().text


def test_a_worsening_says_what_the_last_email_said_under_the_same_subject() -> None:
    content = RENDERER.render(_context(word="worse", said=Fraction(199, 3)))
    assert "Worsened: 58.3% is below the limit of 65%. The last e-mail said 66.3%." in " ".join(
        content.text.split()
    )
    assert content.subject == render_opening().subject


def test_a_resolution_says_how_long_it_lasted_and_asks_for_nothing() -> None:
    content = RENDERER.render(_context(held=response(420, 600), word="over"))
    assert "Now 70.0%, back at the limit of 65% or better. It lasted 5 hours." in " ".join(
        content.text.split()
    )
    assert "What to do" not in content.text + content.html
    assert "10:02 on Tuesday 14 July 2026" in content.text
    assert "goes on in this thread" in content.text
    assert content.subject == render_opening().subject


def test_an_outcome_test_says_whose_rate_is_how_far_below_whose() -> None:
    held = outcomes.searches(70, {"Black": (1, 12)})
    content = RENDERER.render(_context("outcome-difference", held))
    said = " ".join(content.text.split())
    assert "Black" in content.subject + said
    assert (
        "8.3% (Black) is below 20.0%, 5 percentage points less than the 25.0% of White "
        "(336 of 1,344)."
    ) in said


def test_an_end_for_want_of_records_claims_no_recovery() -> None:
    context = _context(held=response(3, 4), word="over", end_reason=EndReason.FEWER_RECORDS)
    said = " ".join(RENDERER.render(context).text.split())
    assert "too few are left to judge when it began. Whether it had happened is not known." in said
    assert "within the limit" not in said


def test_the_last_email_for_a_while_says_until_when() -> None:
    content = RENDERER.render(_context(silent_until=NOW + timedelta(hours=20)))
    for form in (content.text, _words(content.html)):
        assert "before 11:02 on Wednesday 15 July 2026 none goes out" in " ".join(form.split())


def test_the_second_email_says_what_makes_another() -> None:
    content = RENDERER.render(replace(_context(), quiet_until=NOW + timedelta(days=3)))
    for form in (content.text, _words(content.html)):
        words = " ".join(form.split())
        assert "Before 15:02 on Friday 17 July 2026 there is another e-mail only if" in words


def test_an_email_of_several_lists_each_with_its_figure_and_since_when() -> None:
    held = totals(total(350, 590, 10), total(30, 90, area="birmingham"))
    standing, series = _standing(held=held)
    here = Episode("e1", series, 1, "open", NOW, NOW, 1)
    ended = replace(here, id="e2", state="resolved", series=replace(series, area="dudley"))
    members = [Member(each, fact_of(each, severity="critical"), False) for each in (here, ended)]
    whole = Thread(
        "t1",
        thread_key(CATALOGUE.rules["priority-2-response"], series),
        "critical",
        "[Oversight] Critical: Response, West Midlands Police",
        NOW,
        tuple(members),
    )
    news = (MemberNews(members[0], "new"), MemberNews(members[1], "over"))
    content = RENDERER.render(context_of(CATALOGUE, ThreadPlan(whole, news), standing))
    for form in (" ".join(content.text.split()), _words(content.html)):
        assert "2 alerts have one cause, or may have" in form
        assert "New: 58.3%" in form
        assert "whole force, Priority 2; found 15:02 on Tuesday 14 July 2026; critical" in form
        assert "Over: 58.3%" in form
        assert "Dudley, Priority 2" in form
    assert "https://oversight.example.org/alerts/e2" in content.html


def test_a_reminder_says_so_and_what_is_looked_at_no_more_has_words_too() -> None:
    reminder = replace(_context(word="still"), reminder=True)
    assert RENDERER.render(reminder).text.startswith(
        "Reminder: Nobody has acknowledged this. 58.3%"
    )
    gone = replace(_context(word="over"), lead=None)
    text = " ".join(RENDERER.render(gone).text.split())
    assert text.startswith("Resolved: It is over; the last figure was 58.3%.")
    mute = replace(_context(), lead=None)
    text = " ".join(RENDERER.render(mute).text.split())
    assert text.startswith("Opened: There is no figure now; the last was 58.3%.")


def test_a_disparity_shows_both_groups_and_the_share_not_stated() -> None:
    counts = {"White": 300, "Black": 190, "Not stated": 10}
    held = totals(
        *(
            total(n, indicator="stop-search.disparity", by=f"ethnicity={g}", bucket="2026-07-01")
            for g, n in counts.items()
        ),
        *fed("stop-search.searches", date(2026, 2, 1), date(2026, 7, 14)),
    )
    content = RENDERER.render(_context("stop-search-disproportionality", held))
    text = " ".join(content.text.split())
    assert "4.8 times the White rate (Black) is above the limit of 5.0." in text
    assert "Black: 190 among 236,047 residents; White: 300 among 1,793,173 residents" in text
    assert "10 of 500 (2.0%) say nothing of the group" in text
    assert "Residents: census-2021" in text


def test_a_count_has_no_sample() -> None:
    days = fed("complaints.logged", date(2026, 2, 1), date(2026, 7, 13), n=10)
    held = totals(
        *days, total(1342, indicator="complaints.logged", by="", bucket="2026-07-10", revision=2)
    )
    content = RENDERER.render(_context("complaints-surge", held))
    assert "1,612 cases in 28 days are above the limit of 600." in content.text
    assert "Sample" not in content.text


def test_no_line_of_text_is_longer_than_a_terminal_but_links() -> None:
    lines = RENDERER.render(_context()).text.splitlines()
    assert all(len(line) <= 78 for line in lines if "https://" not in line)


class _Outside(HTMLParser):
    """Collects what a reader's program would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "link", "script", "iframe", "style"):
            self.found.append(tag)
        self.found += [name for name, _ in attrs if name in ("src", "background")]


def test_html_fetches_nothing() -> None:
    for content in (render_opening(), *examples().values()):
        page = _Outside()
        page.feed(content.html)
        assert page.found == []


def test_definitions_cannot_break_html_or_headers() -> None:
    context = _context()
    assert context.lead is not None
    made = context.lead.rule.model_copy(
        update={"title": "A <b>bold</b> title", "advice": "<b>Ask.</b>"}
    )
    thread = replace(context.thread, subject="A <b>bold</b>\r\nBcc: x@y title")
    content = RENDERER.render(
        replace(context, thread=thread, lead=replace(context.lead, rule=made))
    )
    assert "<b>" not in content.html
    assert "\n" not in content.subject
    message = compose(_notification(content), "o@example.org")
    assert message["Bcc"] is None


def _notification(
    content: EmailContent, answers: tuple[str, ...] = (), position: int = 1
) -> Notification:
    return Notification(
        "t1", NOW, position, ("e1", "e2"), content, "<t1.1@example.org>", answers, ("a@b.org",), NOW
    )


def test_a_message_is_threaded_and_the_same_each_time() -> None:
    notification = _notification(RENDERER.render(_context()), ("<t1.1@x>", "<t1.2@x>"))
    message = compose(notification, "Oversight <o@example.org>")
    assert message["In-Reply-To"] == "<t1.2@x>"
    assert message["References"] == "<t1.1@x> <t1.2@x>"
    assert message["Message-ID"] == "<t1.1@example.org>"
    assert message["Thread-Topic"] == message["Subject"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Oversight-Episodes"] == "e1 e2"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert compose(notification, "Oversight <o@example.org>").as_bytes() == message.as_bytes()


def test_outlook_finds_the_conversation_in_each_answer() -> None:
    content = RENDERER.render(_context())
    first, second, third = (
        b64decode(str(compose(_notification(content, position=n), "o@b.org")["Thread-Index"]))
        for n in (1, 2, 3)
    )
    assert (len(first), len(second), first[0]) == (22, 27, 1)
    assert second[:22] == third[:22] == first
    assert second != third
    # The low 16 bits are left out: 6.5 ms.
    ticks = int.from_bytes(first[:6] + bytes(2), "big")
    began = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10)
    assert timedelta(0) <= NOW - began < timedelta(milliseconds=7)


@pytest.mark.parametrize("name", ["priority-1-response", "priority-2-response"])
def test_severity_is_shown_in_words_not_in_colour_alone(name: str) -> None:
    held = response(300, 600, grade=name[:10])
    context = _context(name, held)
    assert f"Opened ({CATALOGUE.rules[name].severity})" in RENDERER.render(context).html


def _preheader(html: str) -> str:
    return _words(html.partition('<div style="display:none')[2].partition("</div>")[0])


def _words(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'")
    return " ".join(text.split())


def test_a_figure_that_did_not_open_it_says_which_did() -> None:
    """Between, the newest day lies past the limit, but not for certain."""
    held = response(62, 100)
    for by in ("grade=priority-2", ""):
        held.put([total(30, 100, by=by, bucket="2026-07-11T10", revision=2)])
        held.put([total(62, 100, by=by, bucket="2026-07-12T10", revision=2)])
    text = " ".join(RENDERER.render(_context(held=held)).text.split())
    assert "62.0% is below the limit of 65%." in text
    assert (
        "It was for certain in the figure of Saturday 11 July 2026, and has not been back" in text
    )


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (EndReason.RECOVERED, "Resolved: Now 58.3%, back at the limit of 65% or better."),
        (EndReason.CORRECTED, "Corrected: as records stand now it had not happened."),
        (EndReason.RECOMPUTED, "Recomputed: under the definitions as they are now it had not"),
        (EndReason.FEWER_RECORDS, "Fewer records: so many were taken away that too few are left"),
        (EndReason.NO_LONGER_JUDGED, "No longer judged: nothing could be said of it for 28 days."),
    ],
)
def test_why_it_is_over_is_the_first_word(reason: EndReason, words: str) -> None:
    context = _context(word="over")
    assert context.lead is not None
    ended = replace(context.lead.episode, end_reason=reason)
    news = replace(context.news[0], member=replace(context.news[0].member, episode=ended))
    told = replace(context, news=(news,), lead=replace(context.lead, episode=ended))
    for made in (told, replace(told, lead=None)):
        content = RENDERER.render(made)
        assert content.text.startswith(f"{words.partition(':')[0]}: ")
        assert content.text.count(words.partition(":")[0]) == 1
    assert words in " ".join(RENDERER.render(told).text.split())


def test_the_critical_leads_and_of_equals_what_is_best_founded() -> None:
    """A force that is just below its limit, and an authority far below its own."""
    by = ("grade=priority-2", "")
    held = totals()
    for back in range(1, 100):
        day = f"{NOW.date() - timedelta(days=back)}T10"
        for each in by:
            whole, part = ((560, 1000), (30, 100)) if back < 8 else ((780, 1000), (78, 100))
            held.put([total(*whole, by=each, bucket=day)])
            held.put([total(*part, by=each, area="dudley", bucket=day)])
    names = ("priority-2-response", "priority-2-response-by-area")
    looks = {
        found.series: Look(CATALOGUE.rules[name], found, False)
        for name in names
        for found in observe(CATALOGUE, CATALOGUE.rules[name], held, NOW)
        if found.figure.value is not None
    }
    standing = Standing(NOW, NOW, looks)
    members = []
    for number, (series, look) in enumerate(looks.items()):
        made = Episode(f"e{number}", series, 1, "open", NOW, NOW, 1)
        fact = fact_of(made, severity=look.rule.severity)
        members.append(Member(made, fact.model_copy(update={"area": series.area}), False))
    key = thread_key(CATALOGUE.rules[names[0]], members[0].episode.series)
    whole_thread = Thread("t1", key, "warning", "s", NOW, tuple(members))

    def leads(news: tuple[MemberNews, ...]) -> str:
        found = context_of(CATALOGUE, ThreadPlan(whole_thread, news), standing)
        return found.first.member.episode.series.area

    news = tuple(MemberNews(each, "new") for each in members)
    assert leads(news) == "dudley"
    urgent = members[0].fact.model_copy(update={"severity": "critical"})
    assert members[0].fact.area == "force"
    assert leads((MemberNews(replace(members[0], fact=urgent), "new"), *news[1:])) == "force"
    alike = MemberNews(replace(members[1], episode=members[0].episode), "new")
    assert leads((alike, news[0])) == "force"
    still = MemberNews(members[1], "still")
    assert leads((still, news[0])) == "force"


def test_an_authority_that_comes_first_gives_the_thread_a_subject_that_lasts() -> None:
    told = examples()
    subject = "[Oversight] Warning: Priority 2 response, West Midlands Police"
    for name in ("authority", "follow-up"):
        assert told[name].subject == subject
    assert "% in Birmingham is below the limit of" in _preheader(told["authority"].html)
    assert "% is below the limit of" in _preheader(told["follow-up"].html)


def test_what_to_do_and_whom_to_ask_stand_before_the_details() -> None:
    content = render_opening()
    for form in (content.text, content.html):
        assert form.index("What to do") < form.index("Who to ask") < form.index("Indicator")
