"""What a person reads in a digest: the same in text and HTML, and a subject that says no more."""

import re
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from html import unescape

import pytest
from tests.unit.alerts.builders import shipped
from tests.unit.alerts.digest.digests import (
    NOW,
    bad_week,
    digest,
    fact,
    good_week,
    looks,
    material,
    nothing_judged,
    silence,
)

from oversight_alerts.digest.chance import ChanceBudget, chance_budget
from oversight_alerts.digest.digest import Digest
from oversight_alerts.email.digest import MOST, DigestRenderer, chance_in_words

RENDERER = DigestRenderer(shipped(), "https://oversight.example.org/")


def text_of(made: Digest) -> str:
    """The text part on one line."""
    return " ".join(RENDERER.render(made).text.split())


def html_of(made: Digest) -> str:
    """What the HTML shows, on one line."""
    shown = re.sub("<[^>]+>", " ", RENDERER.render(made).html)
    return " ".join(unescape(shown).split())


@pytest.mark.parametrize("made", [good_week(), bad_week(), nothing_judged()])
def test_the_subject_says_its_kind_and_day_and_the_first_line_how_it_is(made: Digest) -> None:
    content = RENDERER.render(made)
    assert content.subject == "[Oversight] Weekly summary, Monday 13 July 2026"
    assert text_of(made).startswith(made.headline)
    # In what a list of e-mails shows beside the subject.
    preheader = content.html.partition("mso-hide:all")[2].partition("</div>")[0]
    assert unescape(preheader).endswith(made.headline)


@pytest.mark.parametrize("words", [text_of, html_of])
def test_a_bad_week_in_words(words: object) -> None:
    assert callable(words)
    said = words(bad_week())
    for each in (
        "58.3%",
        "West Midlands Police, Birmingham, Priority 2; new, since 07:00 on Saturday 11 July 2026",
        "since 07:00 on Saturday 4 July 2026 (9 days); cannot be judged now",
        "recovered; lasted 3 days, until 07:00 on Sunday 12 July 2026",
        "corrected: as records stand now it had not happened",
        "fewer records: too few are left to judge when it began",
        "4 series, 4 of them newly: no baseline is set for it",
        "West Midlands Police: Drift of priority 2 response in one authority (4)",
        "created, dispatched, closed 1 hour ago; arrived 1 day 2 hours ago (stopped)",
        "All rules, Dudley, West Midlands Police",
        "Hides 1 open alert",
        "ends 07:00 on Thursday 16 July 2026",
        "2 e-mails waiting for the mail server, the oldest since 04:00 on Monday 13 July 2026",
        "4 changes of alerts kept for the next e-mail by the limits",
        "The next is due 07:00 on Monday 20 July 2026",
    ):
        assert each in said


def test_what_is_mute_in_several_forces_names_each() -> None:
    found = looks(mute=3)
    away = replace(found[7].observation, series=replace(found[7].series, force="staffordshire"))
    found[7] = found[7]._replace(observation=away)
    said = text_of(digest(material(found)))
    assert "West Midlands Police (2), Staffordshire Police (1): Drift of priority 2" in said


def test_it_is_green_only_where_all_is_well() -> None:
    assert "#0b5323" in RENDERER.render(good_week()).html
    assert "#0b5323" not in RENDERER.render(bad_week()).html
    assert "#0b5323" not in RENDERER.render(nothing_judged()).html


def test_what_people_wrote_is_no_markup() -> None:
    named = replace(silence(), reason="<b>all</b>\nof it", created_by="<script>")
    content = RENDERER.render(digest(material(silences=[named])))
    assert "<script" not in content.html
    assert "<b>" not in content.html
    assert 'made by <script>: "<b>all</b> of it"' in " ".join(content.text.split())


def test_a_long_list_ends_with_how_many_more_there_are() -> None:
    many = [fact(f"e{number}", opened=timedelta(hours=number)) for number in range(MOST + 7)]
    said = text_of(digest(material(episodes=many)))
    assert f"{MOST + 7} alerts are open" in said
    assert said.count("new, since ") == MOST
    assert "And 7 more: https://oversight.example.org/alerts" in said


def test_lines_of_the_text_are_short() -> None:
    lines = RENDERER.render(bad_week()).text.splitlines()
    assert max(map(len, lines)) <= 72


CHANCES = (
    ("0.35", "one in 3 years"),
    ("0.65", "one in 2 years"),
    ("0.7", "0.7 a year"),
    ("2.8", "2.8 a year"),
    ("14", "3.5 a quarter"),
)


def test_chance_by_how_often_it_is() -> None:
    budget = chance_budget(looks())
    for a_year, often in CHANCES:
        scaled = budget._replace(a_quarter=Fraction(a_year) / 4)
        assert f"about {often} of all together" in chance_in_words(scaled)[0]
    assert chance_in_words(ChanceBudget(0, budget.a_quarter, None, 0, None)) == []
    assert digest(material()).now == NOW
