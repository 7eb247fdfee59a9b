"""What an e-mail says of a milestone: behind, missed, back on course."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.unit.alerts.email.test_special_causes import text_of
from tests.unit.alerts.rules import test_milestones as plans

from oversight_alerts.rules.observation import Observation
from oversight_alerts.threads.news import Word
from oversight_contracts.definitions.models.rules import RULE

PLAN = "31 March 2026 (Police and Crime Plan 2025, C1)"


def email_of(
    months: list[tuple[int, int]], day: date, word: Word, fields: dict[str, object]
) -> str:
    rule, known = RULE.validate_python(fields), plans.catalogue()
    known = replace(known, rules={**known.rules, rule.id: rule})
    found: Observation = plans.look(months, day, fields)
    return text_of(known, found, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), word)


@pytest.mark.parametrize(
    ("later", "day", "word", "said"),
    [
        (
            4 * [(98, 0)],
            date(2025, 8, 10),
            "new",
            "11,956 crimes so far are above 11,089, where it has to be by now for 33,178 crimes by "
            f"{PLAN}.",
        ),
        (
            12 * [(95, 0)],
            date(2026, 4, 10),
            "new",
            f"34,675 crimes are above 33,178, the milestone that was set for {PLAN}: "
            "it was missed.",
        ),
        (
            [*4 * [(98, 0)], *4 * [(70, 0)]],
            date(2025, 12, 10),
            "over",
            "Now 20,496 crimes, at 22,179 or better, where it has to be by now for 33,178 crimes "
            f"by {PLAN}.",
        ),
    ],
)
def test_it_says_what_is_needed_by_when(
    later: list[tuple[int, int]], day: date, word: Word, said: str
) -> None:
    assert said in email_of([*plans.LAST_YEAR, *later], day, word, plans.FEWER_CRIMES)


def test_of_a_share_it_says_the_level_and_that_its_figures_are_of_all_until_then() -> None:
    months = [*12 * [(8, 10)], *4 * [(7, 10)]]
    said = email_of(months, date(2025, 8, 10), "new", plans.CONFIDENCE)
    assert f"70.0% so far is below 80.0%, the milestone that is set for {PLAN}." in said
    assert "So far, after each month: 70.0%, 70.0%" in said
