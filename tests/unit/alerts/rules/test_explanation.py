"""Who carries the change of a figure: the parts are the change, whatever was counted where."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.alerts.builders import NOW, observation, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.decomposition.portions import AREAS
from oversight_alerts.rules.decomposition.splits import ELSEWHERE
from oversight_alerts.rules.explanation import Explanation, explain
from oversight_alerts.rules.series import RuleSeries
from oversight_contracts.windows import buckets_of
from oversight_measures.periods.period import Period

CATALOGUE = shipped()


def explained(
    rule: str,
    held: TotalsStore,
    area: str = "force",
    by: str = "grade=priority-2",
    since: date | None = None,
) -> Explanation | None:
    """The explanation of yesterday's figure."""
    indicator = CATALOGUE.indicators[CATALOGUE.rules[rule].indicator]
    yesterday = NOW.date() - timedelta(days=1)
    found = replace(
        observation(50),
        series=RuleSeries(rule, "west-midlands", area, by),
        window=buckets_of(indicator, Period(yesterday, NOW.date())),
    )
    return explain(CATALOGUE, indicator, found, held, since)


def days(first: int, last: int) -> list[str]:
    return [f"{NOW.date() - timedelta(days=back)}" for back in range(first, last - 1, -1)]


def held(counts: list[tuple[int, int]]) -> TotalsStore:
    """Responses of two authorities, and some of none, over two months and yesterday."""
    found = totals()
    for (birmingham, dudley), span in zip(counts, (days(60, 2), days(1, 1)), strict=True):
        for day in span:
            for by in ("grade=priority-2", ""):
                found.put(
                    [
                        total(birmingham + dudley + 3, 130, by=by, bucket=f"{day}T10"),
                        total(birmingham, 60, by=by, area="birmingham", bucket=f"{day}T10"),
                        total(dudley, 60, by=by, area="dudley", bucket=f"{day}T10"),
                    ]
                )
    return found


COUNTS = st.tuples(st.integers(1, 59), st.integers(1, 59))


def by_area(found: Explanation) -> dict[str, Fraction]:
    """What each authority contributes; nothing where none stands out."""
    return dict(found.splits[0].parts) if found.splits else {}


@given(COUNTS, COUNTS)
@settings(max_examples=30)
def test_the_parts_are_the_change_of_a_share(before: tuple[int, int], now: tuple[int, int]) -> None:
    found = explained("priority-2-response", held([before, now]))
    assert found is not None
    assert found.change == Fraction(100 * (sum(now) - sum(before)), 130)
    if found.splits:
        assert sum(by_area(found).values()) == found.change
        assert by_area(found)[ELSEWHERE] == 0
    assert list(found.tried) == [AREAS]


def test_who_fell_carries_the_fall() -> None:
    found = explained("priority-2-response", held([(48, 48), (20, 48)]))
    assert found is not None
    assert max(by_area(found), key=lambda each: -by_area(found)[each]) == "birmingham"
    assert by_area(found)["dudley"] == 0


def test_a_fall_of_all_alike_is_carried_by_none() -> None:
    found = explained("priority-2-response", held([(48, 48), (30, 30)]))
    assert found is not None
    assert not found.splits


def test_so_few_cases_say_nothing_of_where_they_are_missing() -> None:
    """A day of 82 incidents over seven authorities."""
    names = [name for name in CATALOGUE.forces["west-midlands"].areas if "-" not in name][:7]
    facts = []
    for number, day in enumerate(days(60, 1)):
        last = number == 59
        parts = {name: (6 + each % 3 if last else 9, 12) for each, name in enumerate(names)}
        whole = tuple(map(sum, zip(*parts.values(), strict=True)))
        for area, (n, of) in {**parts, "force": whole}.items():
            facts.append(total(n, of, area=area, bucket=f"{day}T10"))
        facts.append(total(*whole, by="", bucket=f"{day}T10"))
    found = explained("priority-2-response", totals(*facts))
    assert found is not None
    assert found.change < -15
    assert not found.splits
    assert found.tried


def searches(powers: dict[str, int], objects: dict[str, int]) -> TotalsStore:
    """Searches of two months, and yesterday's by power and object."""
    usual = {"legislation": {"pace": 20, "misuse": 30}, "object": {"drugs": 25, "weapons": 25}}
    newest = {"legislation": powers, "object": objects}
    found = totals()
    for counts, span in ((usual, days(60, 2)), (newest, days(1, 1))):
        for day in span:
            for name, values in counts.items():
                for value, n in values.items():
                    by = f"{name}={value}"
                    found.put([total(n, indicator=SEARCHES, by=by, bucket=day)])
            whole = sum(counts["legislation"].values())
            found.put([total(whole, indicator=SEARCHES, by="", bucket=day)])
    return found


SEARCHES = "stop-search.searches"


def test_what_explains_most_comes_first_and_each_adds_up() -> None:
    store = searches({"pace": 140, "misuse": 30}, {"drugs": 40, "weapons": 130})
    found = explained("searches-surge", store, by="")
    assert found is not None
    assert [each.breakdown for each in found.splits] == ["legislation", "object"]
    assert found.change == 120
    for split in found.splits:
        assert sum(split.parts.values()) == found.change
    assert found.splits[0].parts == {"pace": 120, "misuse": 0, ELSEWHERE: 0}


def test_values_that_overlap_are_no_parts() -> None:
    """A record with several is in each of them."""
    store = searches({"pace": 140, "misuse": 30}, {"drugs": 160, "weapons": 100})
    found = explained("searches-surge", store, by="")
    assert found is not None
    assert [each.breakdown for each in found.splits] == ["legislation"]


def test_all_days_since_the_thread_began_are_explained_and_what_was_usual_lies_before() -> None:
    facts = []
    for number, day in enumerate(days(60, 1)):
        n = 100 if number < 48 else 60
        facts += [total(n, 130, by=by, bucket=f"{day}T10") for by in ("grade=priority-2", "")]
    since = NOW.date() - timedelta(days=12)
    found = explained("priority-2-response", totals(*facts), since=since)
    assert found is not None
    assert found.before == Period(since - timedelta(days=28), since)
    assert found.after == Period(since, NOW.date())
    assert (found.was, found.now) == (Fraction(10_000, 130), Fraction(6_000, 130))


def test_a_time_before_without_records_is_no_measure() -> None:
    facts = [total(90, 130, by=by, bucket=f"{day}T10") for day in days(12, 1) for by in GRADES]
    assert explained("priority-2-response", totals(*facts)) is None


GRADES = ("grade=priority-2", "")


def test_days_without_records_are_left_out_of_what_a_count_was() -> None:
    facts = [total(50, indicator=SEARCHES, by="", bucket=day) for day in days(60, 2)]
    facts = [each for each in facts if each.bucket not in set(days(20, 15))]
    found = explained(
        "searches-surge",
        totals(*facts, total(80, indicator=SEARCHES, by="", bucket=days(1, 1)[0])),
        by="",
    )
    assert found is not None
    assert found.was == 50


def test_a_median_is_of_no_parts() -> None:
    assert explained("priority-2-longest", held([(48, 48), (20, 48)])) is None


def test_an_authority_is_of_no_other() -> None:
    found = explained("priority-2-response-by-area", held([(48, 48), (20, 48)]), "birmingham")
    assert found is not None
    assert not found.splits
    assert not found.tried
