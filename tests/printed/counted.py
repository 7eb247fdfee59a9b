"""Records behind figures that a document prints with its inputs: counted, and not quoted.

What is printed without its inputs, or as a total whose parts are not known (all recorded crime,
business crime, neighbourhood crime), stays a statistic: parts are never invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.printed.records import Event, event

# The year whose performance the annual plan 2011-12 prints: it begins on 1 April.
PLAN_YEAR = 2010
SOLVED_LATER = 100


@dataclass(frozen=True)
class Category:
    """A category of the plan: recorded in the baseline year and in the plan's, and solved in it."""

    name: str
    offence: str
    baseline_year: int
    baseline: int
    recorded: int
    solved: int
    marker: str | None = None


# The offences are those that the categories are made of and no finer: the plan prints no parts.
CATEGORIES = (
    Category("BD", "burglary-residential", 2007, 18_030, 19_139, 1_688),
    Category("ROB", "robbery", 2007, 7_659, 9_041, 1_412),
    Category("VEH", "vehicle-crime", 2007, 34_085, 28_248, 2_009),
    Category("MSV", "violence-with-injury", 2008, 3_477, 2_943, 1_075, "most-serious-violence"),
)


def crimes(source: str) -> Iterator[Event]:
    """The crimes of the plan's four categories that are printed with what was solved of them.

    A tenth of those solved in the year were recorded in the baseline year, and some of the year's
    are solved after it: solved is counted by its own day, whenever the crime was recorded.
    """
    for each in CATEGORIES:
        old = each.solved // 10
        new = each.solved - old
        for number in range(each.baseline):
            solved_in = PLAN_YEAR if number < old else None
            yield crime(source, each, each.baseline_year, number, solved_in)
        for number in range(each.recorded):
            later = PLAN_YEAR + 1 if number < new + SOLVED_LATER else None
            solved_in = PLAN_YEAR if number < new else later
            yield crime(source, each, PLAN_YEAR, number, solved_in)


def crime(source: str, category: Category, year: int, number: int, solved_in: int | None) -> Event:
    """One crime of the financial year that begins in ``year``, and the one it was solved in."""
    data: dict[str, Any] = {
        "recorded_at": noon(year, 4, number).isoformat(),
        "offence": category.offence,
        "markers": [category.marker] if category.marker else [],
    }
    if solved_in is not None:
        data["outcomes"] = [{"code": 1, "at": noon(solved_in, 4, number).isoformat()}]
    return event(source, "crime", f"{category.name}-{year}-{number}", data)


def noon(year: int, month: int, number: int) -> datetime:
    """Noon of a day of the year that begins with ``month``: its days one by one, and again."""
    first, after = (datetime(each, month, 1, 12, tzinfo=UTC) for each in (year, year + 1))
    return first + timedelta(days=number % (after - first).days)


def homicides(source: str) -> Iterator[Event]:
    """The 45 of 2022."""
    for number in range(45):
        data = {"recorded_at": noon(2022, 1, 8 * number).isoformat(), "offence": "homicide"}
        yield event(source, "crime", f"H-{number}", data)


def complaints(source: str) -> Iterator[Event]:
    """The 3,710 of 2020, of which 386 came under Schedule 3."""
    first = datetime(2020, 2, 1, 12, tzinfo=UTC)
    for number in range(3_710):
        at = (first + timedelta(days=number % 330)).isoformat()
        data = {
            "received_at": at,
            "logged_at": at,
            "handling": "under-schedule-3" if number < 386 else "outside-schedule-3",
            "allegations": [{"category": "delivery-of-duties-and-service"}],
        }
        yield event(source, "complaint", f"C-{number}", data)


# Of the survey of victims: the year and the question, to how many it was put, how many said yes,
# and what the others said. Of 2019 the responses are not printed: nobody is invited in it here.
ASKED = (
    (2018, "satisfied-overall", 3_081, 1_412, "no"),
    (2019, "satisfied-overall", 3_806, 1_793, "no"),
    (2020, "satisfied-overall", 1_916, 819, "no"),
    (2020, "invitation", 39_507, 2_497, None),
)


def answers(source: str) -> Iterator[Event]:
    """Victims who were invited, and what they answered."""
    for year, question, people, yes, otherwise in ASKED:
        for number in range(people):
            answer = "yes" if number < yes else otherwise
            data = {
                "survey": "victim-satisfaction",
                "wave": str(year),
                "asked_at": noon(year, 1, number).isoformat(),
                "question": question,
                **({"answer": answer} if answer else {}),
            }
            yield event(source, "survey-response", f"V-{year}-{question}-{number}", data)


def counted(source: str) -> Iterator[Event]:
    """All of them."""
    yield from crimes(source)
    yield from homicides(source)
    yield from complaints(source)
    yield from answers(source)
