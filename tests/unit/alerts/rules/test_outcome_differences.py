"""A group's positive outcome rate against that of another: what opens it, and what it says."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.unit.alerts.builders import NOW, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.kinds import RULE_KINDS
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.definitions.models.rules import RULE, RuleReferences
from oversight_contracts.facts.facts import TotalFact

INDICATOR = "stop-search.positive-outcome"
SHIPPED = shipped().rules["outcome-difference"]
DAYS = 400
# Hits and cases of a day.
Rates = dict[str, tuple[int, int]]
USUAL: Rates = {"White": (6, 24), "Black": (2, 8), "Asian": (4, 16), "Mixed": (1, 2)}


def counted(day: date, rates: Rates, revision: int = 1) -> Iterator[TotalFact]:
    whole = tuple(map(sum, zip(*rates.values(), strict=True)))
    for by, (n, of) in {"": whole, **{f"ethnicity={g}": r for g, r in rates.items()}}.items():
        yield total(n, of, bucket=f"{day}", by=by, indicator=INDICATOR, revision=revision)


def searches(since: int = 0, rates: Rates = USUAL) -> TotalsStore:
    """Searches of four hundred days, as ``rates`` has it in the last so many."""
    held = totals()
    for back in range(1, DAYS):
        day = NOW.date() - timedelta(days=back)
        held.put(counted(day, {**USUAL, **(rates if back <= since else {})}))
    return held


def one(held: TotalsStore, group: str = "Black") -> Observation:
    found = observe(shipped(), SHIPPED, held, NOW)
    return next(
        each
        for each in found
        if (each.series.force, each.series.by) == ("west-midlands", f"ethnicity={group}")
    )


def test_where_both_have_the_same_all_is_well() -> None:
    found = one(searches())
    assert found.verdict is Verdict.WITHIN_LIMIT
    assert (found.figure.value, found.limit) == (Fraction(25), Fraction(20))


def test_a_rate_that_is_further_below_than_agreed_opens_and_is_over_again() -> None:
    held = searches(70, {"Black": (1, 12)})
    found = one(held)
    assert found.verdict is Verdict.BROKEN
    assert found.figure.value == Fraction(100, 12)
    assert found.cause == "5 percentage points less than the 25.0% of White (336 of 1,344)"
    assert found.figure.interval.upper is not None
    assert found.limit is not None
    assert found.figure.interval.upper < found.limit
    assert one(held, "Asian").verdict is Verdict.WITHIN_LIMIT
    assert found.bucket is not None
    for back in range(1, 70):
        day = NOW.date() - timedelta(days=back)
        held.put(counted(day, {**USUAL, "Black": (3, 12)}, revision=2))
    back_again = one(held)
    assert (back_again.verdict, back_again.recovered) == (Verdict.WITHIN_LIMIT, True)
    assert not back_again.stood_at(found.bucket)


def test_beyond_what_is_agreed_but_not_by_more_than_chance_is_not_certain() -> None:
    found = one(searches(70, {"Black": (1, 6)}))
    assert found.verdict is Verdict.NOT_CERTAIN
    assert found.figure.interval.upper is not None
    assert found.limit is not None
    assert found.figure.interval.upper > found.limit


def test_a_group_with_too_few_cases_is_mute_and_says_so() -> None:
    found = one(searches(rates={}), "Other")
    assert found.verdict.silent
    few = one(searches(70, {"Mixed": (0, 1)}), "Mixed")
    assert few.verdict is Verdict.BELOW_MINIMUM
    assert (
        few.why_silent == "its group has 56 cases, fewer than the 100 that the rule needs of each"
    )
    others = one(searches(70, {"White": (0, 1)}))
    assert others.why_silent == "White has 56 cases, fewer than the 100 that the rule needs of each"


def test_its_volumes_are_those_of_both_groups() -> None:
    volumes = one(searches()).volumes
    assert volumes is not None
    assert (volumes.a_day, volumes.share) == (8, 0.25)
    assert (volumes.reference_a_day, volumes.reference_share) == (24, 0.25)
    assert volumes.limit == 0.05


def test_it_says_its_terms() -> None:
    terms = RULE_KINDS["outcome-difference"].terms(SHIPPED, shipped().indicators[INDICATOR])
    assert terms == (
        "opens once a group's figure of the last 8 weeks lies more than 5 percentage points below "
        "that of White by more than both vary by themselves (95% interval); is over once the "
        "difference is 5 percentage points or less; both need 100 cases"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"indicator": "stop-search.searches"}, "indicator"),
        ({"breakdown": "age"}, "breakdown"),
        ({"reference": "Martian"}, "reference"),
        ({"groups": ["White"]}, "groups"),
        ({"groups": ["Martian"]}, "groups"),
        ({"threshold": 100}, "threshold"),
        ({"worse_by": 5}, "worse_by"),
    ],
)
def test_what_it_cannot_stand_on_is_named(changes: dict[str, Any], field: str) -> None:
    known = shipped()
    made = RULE.validate_python(
        {**SHIPPED.model_dump(mode="json", exclude_defaults=True), **changes}
    )
    references = RuleReferences(known.residents, known.dimensions, known.plans)
    places = [place for place, _ in made.check(known.indicators[made.indicator], references)]
    assert [place[0] for place in places] == [field]
