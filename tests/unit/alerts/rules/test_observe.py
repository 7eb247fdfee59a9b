"""What rules make of totals: areas, samples, certainty, the side of the threshold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.unit.alerts.builders import NOW, fed, hours, rule, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation, Spell
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.series import places
from oversight_alerts.rules.verdict import Verdict
from oversight_contracts.coverage import missing_in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.facts.facts import TotalFact
from oversight_contracts.windows import BucketRange


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped()


def test_areas_are_those_the_rule_names(catalogue: Catalogue) -> None:
    staffordshire = rule(force="staffordshire")
    assert list(places(catalogue, staffordshire, NOW.date())) == [("staffordshire", "force")]
    # An area is of one force; the whole force is of each.
    found = [force for force, area in places(catalogue, rule(areas=["coventry"]), NOW.date())]
    assert found == ["west-midlands"]


def test_every_kind_of_area_is_each_area_of_it_and_all_forces(catalogue: Catalogue) -> None:
    found = list(places(catalogue, rule(areas=["every local-authority"]), NOW.date()))
    areas = catalogue.forces["west-midlands"].areas
    authorities = [name for name, area in areas.items() if area.kind == "local-authority"]
    assert [area for _, area in found] == authorities
    # Nothing is counted in a comparator, so nothing is watched there.
    watched = {force for force, _ in places(catalogue, rule(), NOW.date())}
    assert watched == {"west-midlands", "staffordshire", "west-yorkshire"}


def test_an_area_counts_while_it_is_valid(catalogue: Catalogue) -> None:
    force = catalogue.forces["west-midlands"]
    area = force.areas["dudley"].model_copy(update={"until": date(2026, 7, 14)})
    moved = force.model_copy(update={"areas": {"dudley": area}})
    changed = replace(catalogue, forces={"west-midlands": moved})
    made = rule(areas=["every local-authority"])
    assert list(places(changed, made, date(2026, 7, 13))) == [("west-midlands", "dudley")]
    assert list(places(changed, made, date(2026, 7, 14))) == []


def _only(catalogue: Catalogue, name: str, held: TotalsStore) -> Observation:
    found = observe(catalogue, catalogue.rules[name], held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


def response(day: date, n: int, of: int, pending: int = 0) -> list[TotalFact]:
    """Responses of a day; of all grades there are as many, so that its records are known."""
    noon = f"{day}T10"
    return [total(n, of, pending, bucket=noon, by=by) for by in ("grade=priority-2", "")]


def usual(last: date, days: int = 40) -> list[TotalFact]:
    """Days of 78 in time of 100, up to ``last``."""
    return [fact for back in range(days) for fact in response(last - timedelta(days=back), 78, 100)]


def test_a_day_sums_its_hours_and_counts_what_is_not_attended_as_missed(
    catalogue: Catalogue,
) -> None:
    held = totals(*usual(date(2026, 7, 12)))
    for by in ("grade=priority-2", ""):
        held.put(total(5, 20, 5, bucket=bucket, by=by) for bucket in hours(8, 11))
    found = _only(catalogue, "priority-2-response", held)
    assert (found.figure.numerator, found.figure.denominator, found.sample) == (20, 100, 100)
    assert found.verdict is Verdict.BROKEN
    assert found.window == BucketRange("2026-07-12T23", "2026-07-13T23")
    assert found.spell == Spell("2026-07-13", "2026-07-13", None)


def test_a_day_that_is_not_over_or_whose_targets_have_not_passed_is_not_judged(
    catalogue: Catalogue,
) -> None:
    # London's 13 July ends at 23:00 UTC; its last response may be in time until an hour later.
    held = totals(*usual(date(2026, 7, 12)), *response(date(2026, 7, 13), 0, 100))
    midnight = datetime(2026, 7, 13, 23, tzinfo=UTC)
    made = catalogue.rules["priority-2-response"]
    for minutes, day in ((-1, "2026-07-12"), (59, "2026-07-12"), (60, "2026-07-13")):
        now = midnight + timedelta(minutes=minutes)
        found = next(iter(observe(catalogue, made, held, now)))
        assert found.bucket == day, minutes
        assert (found.verdict is Verdict.BROKEN) == (day == "2026-07-13")


def searches(counts: Mapping[str, int]) -> TotalsStore:
    return totals(
        *(
            total(n, indicator="stop-search.disparity", by=f"ethnicity={g}", bucket="2026-07-01")
            for g, n in counts.items()
        ),
        *fed("stop-search.searches", date(2026, 2, 1), date(2026, 7, 14)),
    )


def test_a_disparity_is_read_for_each_named_group_with_the_share_not_stated(
    catalogue: Catalogue,
) -> None:
    held = searches({"White": 300, "Black": 290, "Asian": 50, "Mixed": 3, "Not stated": 60})
    made = catalogue.rules["stop-search-disproportionality"]
    black, asian, mixed, other = (
        each for each in observe(catalogue, made, held, NOW) if each.series.force == "west-midlands"
    )
    assert black.series.by == "ethnicity=Black"
    assert [each.sample for each in (black, asian, mixed)] == [590, 350, 303]
    assert [each.verdict for each in (black, asian, mixed)] == [
        Verdict.BROKEN,
        Verdict.WITHIN_LIMIT,
        Verdict.WITHIN_LIMIT,
    ]
    assert other.verdict is Verdict.NOT_RECORDED
    assert black.not_stated == (60, 703)
    assert black.reference is not None
    assert black.reference.numerator == 300


def test_a_group_needs_events_to_be_expected_of_it_whatever_the_others_have(
    catalogue: Catalogue,
) -> None:
    made = catalogue.rules["stop-search-disproportionality"]
    # At the limit 5 times the rate of 12 White searches are 4 of Mixed, whose minimum is 5.
    held = searches({"White": 12, "Mixed": 4})
    found = next(
        each
        for each in observe(catalogue, made, held, NOW)
        if (each.series.force, each.series.by) == ("west-midlands", "ethnicity=Mixed")
    )
    assert found.verdict is Verdict.BELOW_MINIMUM


def test_without_residents_there_is_no_value(catalogue: Catalogue) -> None:
    bare = replace(catalogue, residents=())
    held = totals(*fed("stop-search.searches", date(2026, 2, 1), date(2026, 7, 14)))
    found = list(observe(bare, bare.rules["stop-search-disproportionality"], held, NOW))
    assert {each.verdict for each in found if each.series.force == "west-midlands"} == {
        Verdict.NO_VALUE
    }


SURGE = "complaints-surge"


@pytest.mark.parametrize(
    ("first", "last", "verdict", "missing"),
    [
        # The 28 days up to yesterday.
        ((6, 16), (7, 13), Verdict.BROKEN, ""),
        ((6, 10), (7, 14), Verdict.BROKEN, ""),
        (
            *((6, 20), (7, 13), Verdict.RECORDS_MISSING),
            "records of 16 June 2026 to 19 June 2026 are missing",
        ),
        (
            *((6, 16), (7, 5), Verdict.RECORDS_MISSING),
            "records of 6 July 2026 to 13 July 2026 are missing",
        ),
    ],
)
def test_a_window_that_lacks_records_of_its_kind_is_not_judged(
    catalogue: Catalogue,
    first: tuple[int, int],
    last: tuple[int, int],
    verdict: Verdict,
    missing: str,
) -> None:
    # Days with any complaint are told by what is counted of complaints, not by the surge's own.
    days = [
        *fed("complaints.allegations", date(2026, 2, 1), date(2026, 6, 1), n=30),
        *fed("complaints.allegations", date(2026, *first), date(2026, *last), n=30),
    ]
    surge = total(700, indicator="complaints.logged", by="", bucket="2026-07-01")
    found = _only(catalogue, SURGE, totals(surge, *days))
    assert (found.verdict, missing_in_words(found.missing)) == (verdict, missing)
    assert not found.recovered


def test_a_feed_that_falls_silent_resolves_nothing(catalogue: Catalogue) -> None:
    days = fed("complaints.logged", date(2026, 2, 1), date(2026, 6, 25), n=40)
    found = _only(catalogue, SURGE, totals(*days))
    # 400 of the days that are known, which would be back within the limit.
    assert found.figure.value == 400
    assert (found.verdict, found.recovered) == (Verdict.RECORDS_MISSING, False)


def test_what_is_on_record_for_too_short_is_not_judged(catalogue: Catalogue) -> None:
    held = totals(*fed("complaints.logged", date(2026, 7, 9), date(2026, 7, 13), n=300))
    found = _only(catalogue, SURGE, held)
    assert found.verdict is Verdict.RECORDS_MISSING
    assert found.why_silent == "records of 16 June 2026 to 8 July 2026 are missing"


def test_a_window_moves_with_the_clock(catalogue: Catalogue) -> None:
    held = totals(*usual(date(2026, 7, 13)))
    made = catalogue.rules["priority-2-response"]
    later = next(iter(observe(catalogue, made, held, NOW + timedelta(days=2))))
    assert later.verdict is Verdict.RECORDS_MISSING
