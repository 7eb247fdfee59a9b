"""Deliverables and commentary in words, and Markdown that can do nothing but be read."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from oversight_contracts.definitions.models.reports import CommentaryItem, DeliverableItem
from oversight_contracts.facts.facts import Cut
from oversight_contracts.records.deliverable_update import DeliverableUpdate
from oversight_measures.periods.period import Period
from oversight_reporting.figures.inputs import ReportInputs
from oversight_reporting.model.deliverables import Update
from oversight_reporting.model.document_base import dump
from oversight_reporting.render.templates import Narrator
from oversight_reporting.report.items.narrative import NarrativePlan

CUT = Cut(generation=1, complete=True, definitions="x", positions=(), at=datetime.now(UTC))
QUARTER = Period(date(2014, 7, 1), date(2014, 10, 1))
PLAN = "police-and-crime-plan-2014-16"
STOP = DeliverableItem(
    title="Stop and search",
    plan=PLAN,
    deliverable="stop-search",
    lead="ACC Operations",
    frequency="quarterly",
)
WORDS = CommentaryItem(plan=PLAN, commentary="stop-search")


def update(**other: Any) -> DeliverableUpdate:
    plain = {
        "force": "west-midlands",
        "area": "force",
        "revision": 1,
        "first_day": "2014-07-01",
        "last_day": "2014-09-30",
        "plan": PLAN,
        "deliverable": "stop-search",
        "status": "reported",
    }
    return DeliverableUpdate.model_validate(plain | other)


def document(*records: DeliverableUpdate, item: Any = STOP) -> dict[str, Any]:
    updates = [Update(f"U-{number}", False, each) for number, each in enumerate(records, 1)]
    plan = NarrativePlan(item, QUARTER, {"other": "Improve the way complaints are investigated"})
    return dump(plan.document(ReportInputs(CUT, updates={PLAN: updates})))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": "not-required"}, "Not required this quarter"),
        ({"status": "next-quarter"}, "To be included next quarter"),
        (
            {"status": "see-other", "see": "other"},
            "See “Improve the way complaints are investigated”",
        ),
        ({"status": "see-other", "see": "unknown-one"}, "See “Unknown one”"),
        ({"status": "at-risk"}, "At risk"),
    ],
)
def test_what_a_lead_says_without_a_narrative_is_said_in_words(
    said: dict[str, str], words: str
) -> None:
    assert document(update(**said))["status_words"] == words


def test_the_lead_and_frequency_of_the_update_go_before_the_plans() -> None:
    of_plan = document()
    assert (of_plan["lead"], of_plan["frequency"]) == ("ACC Operations", "quarterly")
    of_update = document(update(lead="ACC Crime", frequency="6-monthly"))
    assert (of_update["lead"], of_update["frequency"]) == ("ACC Crime", "6 monthly")


def test_nobody_wrote_is_seen() -> None:
    assert document()["status_words"] == "Nobody has reported on this for the period"
    empty = document(item=WORDS)
    assert (empty["written"], empty["status_words"]) == (
        False,
        "No commentary was written for the period",
    )


def test_the_latest_update_that_ends_in_the_period_stands() -> None:
    earlier = update(first_day="2014-04-01", last_day="2014-06-30", narrative="earlier")
    half_year = update(first_day="2014-04-01", last_day="2014-09-30", narrative="half a year")
    later = update(first_day="2014-10-01", last_day="2014-12-31", narrative="later")
    assert document(earlier, half_year, later)["narrative"] == "half a year"
    assert document(earlier, later)["narrative"] == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("fell from **2,700**", "<p>fell from <strong>2,700</strong></p>"),
        ("# Heading", "<p><strong>Heading</strong></p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('a <b onclick="x()">b</b>', "<p>a &lt;b onclick=&quot;x()&quot;&gt;b&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](data:text/html;base64,AA)", "<p>[x](data:text/html;base64,AA)</p>"),
        ("[x](https://a.example)", '<p><a href="https://a.example">x</a></p>'),
    ],
)
def test_markdown_is_rendered_and_nothing_else(text: str, html: str) -> None:
    assert str(Narrator().html(text)).strip() == html


def test_a_picture_is_never_fetched() -> None:
    assert "<img" not in Narrator().html("![spy](https://a.example/x.png)")
