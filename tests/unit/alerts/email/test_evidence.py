"""What an e-mail shows beyond its figure: its chart, the change, and who carries it."""

import email
import email.policy
import re
from collections.abc import Sequence
from email.message import EmailMessage

import pytest
from tests.unit.alerts.builders import NOW
from tests.unit.alerts.email.examples import examples

from oversight_alerts.email.chart import Chart, ChartLine, ChartPoint, draw_chart, specification
from oversight_alerts.email.notification import EmailContent, Notification
from oversight_alerts.worker.smtp import compose

EXAMPLES = examples()
CHART = Chart(
    [ChartPoint(f"2026-07-{day:02}", None if day == 5 else 60 + day) for day in range(1, 14)],
    [ChartLine(65, "limit 65%")],
    "%",
    "2026-07-10",
)


def said(content: EmailContent) -> Sequence[str]:
    """The words of both parts."""
    html = re.sub(r"<[^>]+>", " ", content.html).replace("&#39;", "'")
    return [" ".join(content.text.split()), " ".join(html.split())]


def test_a_drift_says_what_is_usual_since_when_and_who_carries_it() -> None:
    for form in said(EXAMPLES["drift"]):
        for words in (
            "54.9% since Friday 3 July 2026, below the usual 78.1%.",
            "\N{MINUS SIGN}23.2 percentage points: 54.9% in the 11 days since 3 July 2026",
            "from 78.1% in the baseline, 20 January 2026",
            "five months without changes of crews or grading",
            "by chance once in 1 year on average",
            "Last 7 days",
            "53.6%, 55.4%, 53.6%, 56.0%, 56.5%, 54.8%, 55.4%",
            "By authority",
            "Birmingham",
            "100% of the change",
            "The force control room's duty manager",
        ):
            assert words in form


def test_a_level_is_held_against_the_days_before_it_began() -> None:
    for form in said(EXAMPLES["opening"]):
        assert "from 78.0% in the 28 days before, 5 June 2026 to 2 July 2026" in form


def test_a_count_is_held_against_as_many_days() -> None:
    text = EXAMPLES["section-60"].text
    assert "searches in as many days" in " ".join(text.split())
    alike = "Nothing stands out by authority: all changed about alike, as far as these numbers"
    assert alike in " ".join(text.split())


def test_a_limit_of_several_days_is_no_limit_of_one() -> None:
    drawn: list[Chart] = []

    def keep(chart: Chart) -> bytes:
        drawn.append(chart)
        return b"drawn"

    examples(keep)
    surge = next(each for each in drawn if "200 in 7 days" in each.lines[0].words)
    assert surge.lines[0].words == "limit 200 in 7 days"
    assert surge.lines[0].value == pytest.approx(200 / 7)


def test_what_is_over_is_carried_by_nobody() -> None:
    for form in said(EXAMPLES["over"]):
        assert "what carries it" not in form


def test_the_chart_is_said_in_words_where_it_is_not_seen() -> None:
    words = "Response within target, 15 April 2026 to 13 July 2026: between 52.4% and 81.0%"
    assert words in " ".join(EXAMPLES["opening"].text.split())
    drawn = examples(lambda _: b"drawn")["opening"]
    assert drawn.chart == b"drawn"
    assert f'alt="{words}' in drawn.html


def test_the_chart_has_every_point_its_limit_and_the_time_since_it_began() -> None:
    layers = str(specification(CHART))
    assert layers.count("'value': ") == 14
    assert "limit 65%" in layers
    assert "'from': '2026-07-10T12:00', 'to': '2026-07-13T12:00'" in layers


def test_a_chart_is_drawn_small_enough_to_be_mailed() -> None:
    drawn = draw_chart(CHART)
    assert drawn.startswith(b"\x89PNG")
    assert 3_000 < len(drawn) < 60_000


def test_what_cannot_be_drawn_is_mailed_in_words() -> None:
    def fails(_: Chart) -> bytes:
        raise ValueError("no")

    content = examples(fails)["opening"]
    assert content.chart is None
    assert "cid:" not in content.html
    assert "The chart in words" in content.text


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_each_line_of_text_fits_and_each_part_is_whole(name: str) -> None:
    content = EXAMPLES[name]
    lines = content.text.splitlines()
    assert all(len(line) <= 78 for line in lines if "https://" not in line)
    assert "None" not in content.text + content.html
    assert "{{" not in content.text + content.html


def test_the_picture_is_in_the_message_and_shown_by_its_name() -> None:
    content = EmailContent("s", "text\n", '<img src="cid:chart@oversight">', b"\x89PNG")
    made = Notification("t1", NOW, 1, ("e1",), content, "<t1.1@x>", (), ("a@b.org",), NOW)
    message = compose(made, "o@b.org")
    assert compose(made, "o@b.org").as_bytes() == message.as_bytes()
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    assert read.get_content_type() == "multipart/alternative"
    text, related = read.iter_parts()
    assert text.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    _, picture = related.iter_parts()
    assert picture["Content-ID"] == "<chart@oversight>"
    assert picture.get_content() == b"\x89PNG"
