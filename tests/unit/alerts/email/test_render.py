"""What a person reads: subject, text and HTML of each kind of e-mail."""

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from tests.unit.alerts.builders import NOW, shipped, total, totals

from oversight_alerts.email.context import NotificationContext
from oversight_alerts.email.notification import EmailContent, Notification
from oversight_alerts.email.render import EmailRenderer
from oversight_alerts.episodes.lifecycle import Episode, Transition
from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observe import observe
from oversight_alerts.worker.smtp import compose

CATALOGUE = shipped()
RENDERER = EmailRenderer(CATALOGUE, "https://oversight.example.org/")
RESPONSE = totals(total(350, 590, 10))


def _context(
    name: str = "priority-2-response",
    held: TotalsStore = RESPONSE,
    transition: Transition = "opened",
) -> NotificationContext:
    made = CATALOGUE.rules[name]
    observation = next(r for r in observe(CATALOGUE, made, held, NOW) if r.figure.value is not None)
    opened = NOW if transition == "opened" else NOW - timedelta(hours=5)
    episode = Episode("20260714-9f3a", observation.series, 1, "open", opened, NOW, 1, Fraction(60))
    return NotificationContext(
        made, observation, episode, transition, NOW, NOW - timedelta(minutes=1)
    )


def render_opening() -> EmailContent:
    """An e-mail as it goes out when an episode opens."""
    return RENDERER.render(_context())


def test_an_opening_says_everything_that_one_needs() -> None:
    content = render_opening()
    assert content.subject == (
        "[Oversight] Opened: Priority 2 response within target has fallen - "
        "58.3% (limit 65%), West Midlands Police"
    )
    for form in (" ".join(content.text.split()), _words(content.html)):
        for words in (
            "58.3% is below the limit of 65%.",
            "West Midlands Police, whole force",
            "the 24 hours to 14:00 on Tuesday 14 July 2026, London time",
            "anything later, because its target may still be met",
            "350 of 600",
            "10 not attended yet, counted as misses",
            "54.3% to 62.2%",
            "600; the rule is silent below 60",
            "opens below 65% with the whole interval; resolves above 68%",
            "15:01 on Tuesday 14 July 2026",
            "Compare the areas below the force, then ask",
            "The force's performance team",
            "https://oversight.example.org/alerts/20260714-9f3a",
            "https://oversight.example.org/indicators/response.within-target",
            "gets worse by 5 percentage points",
        ):
            assert words in form


def test_a_worsening_says_what_the_last_email_said() -> None:
    content = RENDERER.render(
        replace(_context(transition="worsened"), last_notified_value=Fraction(199, 3))
    )
    assert "58.3% is below the limit of 65%. The last e-mail said 66.3%." in content.text
    assert content.subject.startswith("[Oversight] Worsened: ")


def test_a_resolution_says_how_long_it_lasted_and_asks_for_nothing() -> None:
    content = RENDERER.render(_context(held=totals(total(420, 600)), transition="resolved"))
    assert "Now 70.0%, within the limit of 65%. It lasted 5 hours." in content.text
    assert "What to do" not in content.text + content.html
    assert "10:02 on Tuesday 14 July 2026" in content.text


def test_a_disparity_shows_both_groups_and_the_share_not_stated() -> None:
    counts = {"White": 300, "Black": 190, "Not stated": 10}
    held = totals(
        *(
            total(n, indicator="stop-search.disparity", by=f"ethnicity={g}", bucket="2026-07-01")
            for g, n in counts.items()
        )
    )
    content = RENDERER.render(_context("stop-search-disproportionality", held))
    text = " ".join(content.text.split())
    assert content.subject.endswith(
        "4.8 times the White rate (limit 4.0), West Midlands Police, Black"
    )
    assert "Black: 190 among 236,047 residents; White: 300 among 1,793,173 residents" in text
    assert "10 of 500 (2.0%) say nothing of the group" in text
    assert "Residents: census-2021" in text


def test_a_count_has_neither_interval_nor_sample() -> None:
    held = totals(total(1612, indicator="complaints.logged", by="", bucket="2026-07-10"))
    content = RENDERER.render(_context("complaints-surge", held))
    assert "1,612 cases is above the limit of 600." in content.text
    assert "interval" not in content.text
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
    page = _Outside()
    page.feed(RENDERER.render(_context()).html)
    assert page.found == []


def test_definitions_cannot_break_html_or_headers() -> None:
    context = _context()
    made = context.rule.model_copy(update={"title": "A <b>bold</b>\r\nBcc: x@y title"})
    content = RENDERER.render(replace(context, rule=made))
    assert "<b>" not in content.html
    assert "\n" not in content.subject
    message = compose(_notification(content), "o@example.org")
    assert message["Bcc"] is None


def _notification(content: EmailContent, thread: tuple[str, ...] = ()) -> Notification:
    return Notification("e1", 1, "opened", content, "<e1.1@example.org>", thread, ("a@b.org",), NOW)


def test_a_message_is_threaded_and_the_same_each_time() -> None:
    notification = _notification(RENDERER.render(_context()), ("<e1.1@x>", "<e1.2@x>"))
    message = compose(notification, "Oversight <o@example.org>")
    assert message["In-Reply-To"] == "<e1.2@x>"
    assert message["References"] == "<e1.1@x> <e1.2@x>"
    assert message["Message-ID"] == "<e1.1@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Oversight-Episode"] == "e1"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert compose(notification, "Oversight <o@example.org>")["Date"] == message["Date"]


@pytest.mark.parametrize("name", ["priority-1-response", "priority-2-response"])
def test_severity_is_shown_in_words_not_in_colour_alone(name: str) -> None:
    held = totals(total(300, 600, by=f"grade={name[:10]}"))
    context = _context(name, held)
    assert f"Opened ({context.rule.severity})" in RENDERER.render(context).html


def _words(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", html).replace("&#39;", "'")
    return " ".join(text.split())
