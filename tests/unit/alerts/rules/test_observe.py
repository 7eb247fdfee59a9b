"""What rules make of totals: areas, samples, certainty, the side of the threshold."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from tests.unit.alerts.builders import NOW, fed, hours, rule, shipped, total, totals

from oversight_alerts.projection.totals import TotalsStore
from oversight_alerts.rules.observation import Observation
from oversight_alerts.rules.observe import observe
from oversight_alerts.rules.series import places
from oversight_alerts.rules.verdict import Verdict, has_recovered, judge
from oversight_contracts.coverage import missing_in_words
from oversight_contracts.definitions.catalogue import Catalogue
from oversight_contracts.definitions.models.rules import Rule
from oversight_contracts.figures.figure import Figure
from oversight_contracts.windows import BucketRange
from oversight_measures.intervals import Interval


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped()


def _figure(value: float | None, lower: float | None = None, upper: float | None = None) -> Figure:
    exact = None if value is None else Fraction(str(value))
    return Figure(exact, 0, interval=Interval(lower, upper))


@pytest.mark.parametrize(
    ("made", "found", "sample", "verdict"),
    [
        (rule(), _figure(64.9), 60, Verdict.BROKEN),
        (rule(), _figure(65), 60, Verdict.WITHIN_LIMIT),
        (rule(), _figure(65.1), 60, Verdict.WITHIN_LIMIT),
        (rule(), _figure(10), 59, Verdict.BELOW_MINIMUM),
        (rule(), _figure(90), 59, Verdict.BELOW_MINIMUM),
        (rule(), _figure(None), 0, Verdict.NO_VALUE),
        (rule(when="above"), _figure(65.1), 60, Verdict.BROKEN),
        (rule(when="above"), _figure(65), 60, Verdict.WITHIN_LIMIT),
        (rule(certain=True), _figure(60, 55, 64.9), 60, Verdict.BROKEN),
        (rule(certain=True), _figure(60, 55, 65), 60, Verdict.NOT_CERTAIN),
        (rule(certain=True), _figure(60), 60, Verdict.NOT_CERTAIN),
        (rule(certain=True, when="above"), _figure(70, 65.1, None), 60, Verdict.BROKEN),
        (rule(certain=True, when="above"), _figure(70, 65, 99), 60, Verdict.NOT_CERTAIN),
    ],
)
def test_a_share_is_judged(made: Rule, found: Figure, sample: int, verdict: Verdict) -> None:
    assert judge(made, found, sample, counted=False) is verdict


def test_a_count_that_fell_to_nothing_is_known_and_not_silent() -> None:
    above = rule(when="above", threshold=600, minimum=1)
    assert judge(above, _figure(0), 0, counted=True) is Verdict.WITHIN_LIMIT
    below = rule(threshold=600, minimum=1)
    assert judge(below, _figure(0), 0, counted=True) is Verdict.BELOW_MINIMUM


@pytest.mark.parametrize(
    ("made", "value", "recovered"),
    [
        (rule(), 65, True),
        (rule(), 64.9, False),
        (rule(resolve_at=68), 68, False),
        (rule(resolve_at=68), 68.1, True),
        (rule(certain=True), 64.9, False),
        (rule(when="above", resolve_at=60), 60, False),
        (rule(when="above", resolve_at=60), 59.9, True),
    ],
)
def test_recovery_is_past_resolve_at_else_back_within_the_limit(
    made: Rule, value: float, recovered: bool
) -> None:
    assert has_recovered(made, _figure(value)) is recovered


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
    changed = Catalogue(**{**vars(catalogue), "forces": {"west-midlands": moved}})
    made = rule(areas=["every local-authority"])
    assert list(places(changed, made, date(2026, 7, 13))) == [("west-midlands", "dudley")]
    assert list(places(changed, made, date(2026, 7, 14))) == []


def _only(catalogue: Catalogue, name: str, held: TotalsStore) -> Observation:
    found = observe(catalogue, catalogue.rules[name], held, NOW)
    return next(each for each in found if each.series.force == "west-midlands")


def test_a_window_sums_its_hours_and_counts_what_is_not_attended_as_missed(
    catalogue: Catalogue,
) -> None:
    held = totals(*(total(10, 20, 5, bucket=bucket) for bucket in hours(8, 11)))
    found = _only(catalogue, "priority-2-response", held)
    assert found.figure.numerator == 40
    assert found.figure.denominator == found.sample == 100
    assert found.verdict is Verdict.BROKEN


def test_hours_whose_target_has_not_passed_and_hours_before_are_left_out(
    catalogue: Catalogue,
) -> None:
    # 15:02 in London: the target of an hour has passed for what came before 14:00, 13:00 UTC.
    late, old = total(0, 500, bucket="2026-07-14T13"), total(0, 500, bucket="2026-07-13T12")
    edge = total(50, 100, bucket="2026-07-13T13")
    found = _only(catalogue, "priority-2-response", totals(late, old, edge))
    assert found.window == BucketRange("2026-07-13T13", "2026-07-14T13")
    assert found.figure.denominator == 100


def test_a_disparity_is_read_for_each_named_group_with_the_share_not_stated(
    catalogue: Catalogue,
) -> None:
    counts = {"White": 300, "Black": 190, "Asian": 50, "Not stated": 60}
    held = totals(
        *(
            total(n, indicator="stop-search.disparity", by=f"ethnicity={g}", bucket="2026-07-01")
            for g, n in counts.items()
        ),
        *fed("stop-search.searches", date(2026, 6, 16), date(2026, 7, 14)),
    )
    found = [
        each
        for each in observe(catalogue, catalogue.rules["stop-search-disproportionality"], held, NOW)
        if each.series.force == "west-midlands"
    ]
    assert [each.series.by for each in found] == ["ethnicity=Black", "ethnicity=Asian"]
    assert [each.sample for each in found] == [490, 350]
    assert [each.verdict for each in found] == [Verdict.BROKEN, Verdict.BELOW_MINIMUM]
    assert found[0].not_stated == (60, 600)
    assert found[0].reference is not None
    assert found[0].reference.numerator == 300


def test_without_residents_there_is_no_value(catalogue: Catalogue) -> None:
    bare = Catalogue(**{**vars(catalogue), "residents": ()})
    held = totals(*fed("stop-search.searches", date(2026, 6, 16), date(2026, 7, 14)))
    found = list(observe(bare, bare.rules["stop-search-disproportionality"], held, NOW))
    assert {each.verdict for each in found if each.series.force == "west-midlands"} == {
        Verdict.NO_VALUE
    }


SURGE = "complaints-surge"


@pytest.mark.parametrize(
    ("first", "last", "verdict", "missing"),
    [
        # 28 days with today, which is not over.
        ((6, 17), (7, 13), Verdict.BROKEN, ""),
        ((6, 10), (7, 14), Verdict.BROKEN, ""),
        (
            *((6, 20), (7, 13), Verdict.RECORDS_MISSING),
            "records of 17 June 2026 to 19 June 2026 are missing",
        ),
        (
            *((6, 17), (7, 5), Verdict.RECORDS_MISSING),
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
    days = fed("complaints.allegations", date(2026, *first), date(2026, *last), n=30)
    surge = total(700, indicator="complaints.logged", by="", bucket="2026-07-01")
    found = _only(catalogue, SURGE, totals(surge, *days))
    assert (found.verdict, missing_in_words(found.missing)) == (verdict, missing)
    assert not found.recovered


def test_a_feed_that_falls_silent_resolves_nothing(catalogue: Catalogue) -> None:
    days = fed("complaints.logged", date(2026, 6, 1), date(2026, 6, 25), n=40)
    found = _only(catalogue, SURGE, totals(*days))
    # 360 of the days that are known, which would be back within the limit.
    assert found.figure.value == 360
    assert (found.verdict, found.recovered) == (Verdict.RECORDS_MISSING, False)


def test_where_few_records_are_usual_hours_without_any_lack_none(catalogue: Catalogue) -> None:
    held = totals(total(10, 100, bucket="2026-07-14T10"))
    assert _only(catalogue, "priority-2-response", held).missing == ()
    week = _only(catalogue, "priority-2-response-by-area", held)
    assert week.verdict is Verdict.RECORDS_MISSING


def test_a_window_moves_with_the_clock(catalogue: Catalogue) -> None:
    held = totals(total(10, 100, bucket="2026-07-14T10"))
    made = catalogue.rules["priority-2-response"]
    later = next(iter(observe(catalogue, made, held, NOW + timedelta(days=2))))
    assert later.verdict is Verdict.NO_VALUE
