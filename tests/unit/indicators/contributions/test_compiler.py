"""What one record adds, for each measure."""

from typing import Any

import pytest
from tests.unit.indicators.catalogues import catalogue
from tests.unit.indicators.event_builders import record

from oversight_contracts.errors import InvalidEvent
from oversight_contracts.facts.facts import SeriesKey, Total
from oversight_contracts.recorded_fields import STATED
from oversight_indicators.contributions.compiler import Contributions

Found = dict[tuple[str, str, str], Total]
COUNT = {"measure": "count", "counts": {"kind": "stop-search", "at": "searched_at"}}


def added(indicator: dict[str, Any], kind: str, **fields: Any) -> Found:
    """Total by (area, breakdown, bucket), without those of which fields it states."""
    found = Contributions(catalogue(indicator)).totals(kind, record(kind, **fields))
    return {
        (series.area, series.by, bucket): total
        for (series, bucket), total in found.items()
        if series.indicator != STATED
    }


def whole(indicator: dict[str, Any], kind: str, **fields: Any) -> Total | None:
    """The total of the whole force, all values, whichever the bucket."""
    found = {
        key: total
        for key, total in added(indicator, kind, **fields).items()
        if key[:2] == ("force", "")
    }
    return next(iter(found.values()), None)


class TestCounts:
    def test_a_record_counts_one_on_its_london_day(self) -> None:
        found = added(COUNT, "stop-search", searched_at="2026-06-30T23:30:00Z")
        assert found == {("force", "", "2026-07-01"): Total(n=1)}

    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            ("2026-03-29T00:30:00Z", "2026-03-29"),
            ("2026-03-28T23:59:59Z", "2026-03-28"),
            ("2026-03-29T22:59:59Z", "2026-03-29"),
            ("2026-03-29T23:00:00Z", "2026-03-30"),
            ("2026-10-24T23:00:00Z", "2026-10-25"),
            ("2026-10-25T23:59:59Z", "2026-10-25"),
            ("2026-10-26T00:00:00Z", "2026-10-26"),
        ],
    )
    def test_the_days_on_which_clocks_change_have_23_and_25_hours(
        self, moment: str, day: str
    ) -> None:
        assert list(added(COUNT, "stop-search", searched_at=moment)) == [("force", "", day)]

    @pytest.mark.parametrize(
        ("moment", "hour"),
        [
            ("2026-03-10T12:34:56Z", "2026-03-10T12"),
            ("2026-10-25T00:30:00Z", "2026-10-25T00"),
            ("2026-10-25T01:30:00Z", "2026-10-25T01"),
            ("2026-07-01T00:10:00+01:00", "2026-06-30T23"),
        ],
    )
    def test_hours_are_named_by_their_start_in_utc(self, moment: str, hour: str) -> None:
        hourly = {**COUNT, "grain": "hour"}
        assert list(added(hourly, "stop-search", searched_at=moment)) == [("force", "", hour)]

    def test_a_record_counts_in_its_area_and_all_around_it(self) -> None:
        found = added(COUNT, "stop-search", area="harbour")
        assert [key[0] for key in found] == ["harbour", "north", "force"]

    def test_an_area_counts_only_while_it_is_valid(self) -> None:
        before = added(COUNT, "stop-search", area="old-town", searched_at="2026-03-31T12:00:00Z")
        after = added(COUNT, "stop-search", area="old-town", searched_at="2026-03-31T23:00:00Z")
        assert [key[0] for key in before] == ["old-town", "force"]
        assert [key[0] for key in after] == ["force"]

    @pytest.mark.parametrize(
        ("day", "areas"),
        [("2026-03-31", ["old-quay", "north", "force"]), ("2026-04-01", ["north", "force"])],
    )
    def test_a_record_of_a_unit_not_valid_counts_in_what_lies_around_it(
        self, day: str, areas: list[str]
    ) -> None:
        found = added(COUNT, "stop-search", area="old-quay", searched_at=f"{day}T12:00:00Z")
        assert {key[0]: total for key, total in found.items()} == dict.fromkeys(areas, Total(n=1))

    def test_each_day_of_a_record_has_its_own_units(self) -> None:
        cancelled = {"measure": "count", "counts": {"kind": "crime", "at": "cancelled_at"}}
        recorded = {"measure": "count", "counts": {"kind": "crime", "at": "recorded_at"}}
        days = {"recorded_at": "2026-03-31T12:00:00Z", "cancelled_at": "2026-04-02T12:00:00Z"}
        before = added(recorded, "crime", area="old-quay", **days)
        after = added(cancelled, "crime", area="old-quay", **days)
        assert [key[0] for key in before] == ["old-quay", "north", "force"]
        assert [key[0] for key in after] == ["north", "force"]

    def test_a_rate_and_a_disparity_count_like_a_count(self) -> None:
        population = COUNT["counts"]
        rate = {"measure": "rate", "counts": population}
        disparity = {
            "measure": "disparity",
            "counts": population,
            "group": "ethnicity",
            "reference": "White",
            "breakdowns": ["ethnicity"],
        }
        assert whole(rate, "stop-search") == Total(n=1)
        assert whole(disparity, "stop-search") == Total(n=1)

    def test_a_record_whose_moment_is_absent_does_not_count(self) -> None:
        cancelled = {"measure": "count", "counts": {"kind": "crime", "at": "cancelled_at"}}
        assert added(cancelled, "crime") == {}

    @pytest.mark.parametrize(
        ("field", "force", "area"), [("data.area", "west", "nowhere"), ("data.force", "south", "x")]
    )
    def test_a_place_that_is_not_defined_is_named(self, field: str, force: str, area: str) -> None:
        with pytest.raises(InvalidEvent) as caught:
            added(COUNT, "stop-search", force=force, area=area)
        assert caught.value.faults[0].field == field


class TestConditions:
    @pytest.mark.parametrize(
        ("where", "fields", "counts"),
        [
            ({"offence": "rape"}, {"offence": "rape"}, True),
            ({"offence": ["rape", "arson"]}, {"offence": "arson"}, True),
            ({"offence": "rape"}, {"offence": "arson"}, False),
            ({"victim": {"not": "person"}}, {}, True),
            ({"victim": {"not": "person"}}, {"victim": "person"}, False),
            ({"cancelled_at": "absent"}, {}, True),
            ({"cancelled_at": "absent"}, {"cancelled_at": "2026-03-11T00:00:00Z"}, False),
            ({"markers": "knife"}, {"markers": ["business", "knife"]}, True),
            ({"markers": "knife"}, {}, False),
            ({"markers": {"not": "knife"}}, {"markers": ["business"]}, True),
            ({"markers": {"not": "knife"}}, {"markers": ["business", "knife"]}, False),
            ({"hate_strands": "present"}, {}, False),
            ({"hate_strands": "present"}, {"hate_strands": ["race"]}, True),
            ({"outcomes": "present"}, {}, False),
            ({"outcomes.code": [1, 2]}, {"codes": [9, 2]}, True),
            ({"outcomes.code": [1, 2]}, {"codes": [9]}, False),
            ({"any": [{"markers": "knife"}, {"victim": "state"}]}, {"victim": "state"}, True),
            ({"any": [{"markers": "knife"}, {"victim": "state"}]}, {}, False),
        ],
    )
    def test_they_decide_whether_a_record_counts(
        self, where: dict[str, Any], fields: dict[str, Any], counts: bool
    ) -> None:
        codes = fields.pop("codes", [])
        outcomes = [{"code": code, "at": "2026-03-11T00:00:00Z"} for code in codes]
        population = {"kind": "crime", "at": "recorded_at", "where": where}
        found = added(
            {"measure": "count", "counts": population}, "crime", outcomes=outcomes, **fields
        )
        assert bool(found) is counts


class TestBreakdowns:
    def test_all_comes_beside_every_breakdown(self) -> None:
        indicator = {**COUNT, "breakdowns": ["ethnicity", ["outcome", "ethnicity"]]}
        found = added(indicator, "stop-search", self_defined_ethnicity="B2", outcome="arrest")
        assert [key[1] for key in found] == [
            "",
            "ethnicity=Black",
            "ethnicity=Black,outcome=arrest",
        ]

    def test_a_blank_has_a_word_and_what_is_in_no_group_stands_for_itself(self) -> None:
        indicator = {**COUNT, "breakdowns": ["ethnicity"]}
        assert ("force", "ethnicity=Not known", "2026-03-10") in added(indicator, "stop-search")
        found = added(indicator, "stop-search", self_defined_ethnicity="A1")
        assert ("force", "ethnicity=A1", "2026-03-10") in found

    def test_true_and_false_are_printed_as_json_has_them(self) -> None:
        found = added({**COUNT, "breakdowns": ["video"]}, "stop-search", body_worn_video=True)
        assert ("force", "video=true", "2026-03-10") in found

    def test_a_list_counts_once_for_each_of_its_values(self) -> None:
        indicator = {
            "measure": "count",
            "counts": {"kind": "crime", "at": "recorded_at"},
            "breakdowns": ["strand"],
        }
        found = added(indicator, "crime", hate_strands=["race", "religion", "race"])
        assert {key[1]: total.n for key, total in found.items()} == {
            "": 1,
            "strand=race": 1,
            "strand=religion": 1,
        }


class TestElements:
    EACH = {
        "measure": "count",
        "counts": {
            "kind": "crime",
            "each": "outcomes",
            "at": "outcomes.at",
            "where": {"outcomes.code": [1, 2]},
        },
        "breakdowns": ["code"],
    }

    def test_each_counts_elements_on_their_own_days(self) -> None:
        outcomes = [
            {"code": 1, "at": "2026-03-11T00:00:00Z"},
            {"code": 2, "at": "2026-03-12T00:00:00Z"},
            {"code": 9, "at": "2026-03-13T00:00:00Z"},
        ]
        assert added(self.EACH, "crime", outcomes=outcomes) == {
            ("force", "", "2026-03-11"): Total(n=1),
            ("force", "code=1", "2026-03-11"): Total(n=1),
            ("force", "", "2026-03-12"): Total(n=1),
            ("force", "code=2", "2026-03-12"): Total(n=1),
        }

    def test_elements_alike_count_as_often_as_they_stand_there(self) -> None:
        twice = [{"code": 1, "at": "2026-03-11T00:00:00Z"}] * 2
        assert whole(self.EACH, "crime", outcomes=twice) == Total(n=2)

    def test_an_element_may_take_its_day_from_the_record(self) -> None:
        allegations = {
            "measure": "count",
            "counts": {"kind": "complaint", "each": "allegations", "at": "logged_at"},
        }
        made = [{"category": "sexual-conduct"}, {"category": "individual-behaviours"}]
        assert whole(allegations, "complaint", allegations=made) == Total(n=2)

    def test_the_same_field_may_be_asked_of_the_record_and_of_the_element(self) -> None:
        both = {
            "measure": "ratio",
            "numerator": self.EACH["counts"],
            "denominator": {
                "kind": "crime",
                "at": "recorded_at",
                "where": {"outcomes.code": 9},
            },
        }
        outcomes = [
            {"code": 1, "at": "2026-03-10T00:00:00Z"},
            {"code": 9, "at": "2026-03-10T00:00:00Z"},
        ]
        assert whole(both, "crime", outcomes=outcomes) == Total(n=1, of=1)

    def test_a_moment_of_a_part_needs_each(self) -> None:
        population = {"kind": "crime", "at": "outcomes.at"}
        with pytest.raises(ValueError, match="say each"):
            Contributions(catalogue({"measure": "count", "counts": population}))


class TestProportion:
    KNOWN = {
        "measure": "proportion",
        "of": {"kind": "stop-search", "at": "searched_at"},
        "hit": {"outcome": {"not": "no-further-action"}},
        "pending": {"where": {"outcome": "absent"}, "means": "?", "counts": "left-out"},
    }
    WITHIN = {
        "measure": "proportion",
        "of": {"kind": "incident", "at": "received_at"},
        "within": {"from": "received_at", "to": "arrived_at", "target": "response"},
        "pending": {
            "where": {"arrived_at": "absent", "closed_at": "absent"},
            "means": "?",
            "counts": "as-miss",
        },
    }

    @pytest.mark.parametrize(
        ("outcome", "total"),
        [
            ("arrest", Total(n=1, of=1)),
            ("no-further-action", Total(of=1)),
            (None, Total(pending=1)),
        ],
    )
    def test_a_hit_a_miss_or_not_known(self, outcome: str | None, total: Total) -> None:
        assert whole(self.KNOWN, "stop-search", outcome=outcome) == total

    @pytest.mark.parametrize(
        ("fields", "total"),
        [
            ({"arrived_at": "2026-03-10T12:15:00Z"}, Total(n=1, of=1)),
            ({"arrived_at": "2026-03-10T12:15:01Z"}, Total(of=1)),
            ({"arrived_at": "2026-03-10T12:15:00.499Z"}, Total(n=1, of=1)),
            ({"arrived_at": "2026-03-10T12:15:00.5Z"}, Total(of=1)),
            ({}, Total(pending=1)),
            ({"closed_at": "2026-03-10T13:00:00Z"}, Total(of=1)),
        ],
    )
    def test_within_the_target_counts_seconds_rounded_once(
        self, fields: dict[str, Any], total: Total
    ) -> None:
        assert whole(self.WITHIN, "incident", **fields) == total

    def test_the_target_is_that_of_the_london_day_the_clock_started(self) -> None:
        old = {"received_at": "2025-12-31T23:59:59Z", "arrived_at": "2026-01-01T00:14:00Z"}
        new = {"received_at": "2026-01-01T00:00:00Z", "arrived_at": "2026-01-01T00:14:00Z"}
        assert whole(self.WITHIN, "incident", **old) == Total(of=1)
        assert whole(self.WITHIN, "incident", **new) == Total(n=1, of=1)

    def test_without_a_target_a_record_does_not_count(self) -> None:
        assert added(self.WITHIN, "incident", grade="scheduled") == {}


class TestDuration:
    SECONDS = {
        "measure": "duration",
        "of": {"kind": "incident", "at": "received_at"},
        "from": "received_at",
        "to": "arrived_at",
        "counted_in": "seconds",
        "open": {"closed_at": "absent"},
    }
    DAYS = {
        "measure": "duration",
        "of": {"kind": "complaint", "at": "finalised_at"},
        "from": "received_at",
        "to": "finalised_at",
        "less_days": "suspended_days",
        "counted_in": "days",
    }

    @pytest.mark.parametrize(
        ("fields", "total"),
        [
            ({"arrived_at": "2026-03-10T12:01:40.499Z"}, Total(n=1, of=1, values={100: 1})),
            ({"arrived_at": "2026-03-10T12:04:45.713Z"}, Total(n=1, of=1, values={286: 1})),
            (
                {"received_at": "2026-03-10T12:00:00.7Z", "arrived_at": "2026-03-10T12:01:40.2Z"},
                Total(n=1, of=1, values={100: 1}),
            ),
            ({"arrived_at": "2026-03-10T12:00:00.5Z"}, Total(n=1, of=1, values={1: 1})),
            ({}, Total(of=1, pending=1)),
            ({"closed_at": "2026-03-10T13:00:00Z"}, Total(of=1)),
        ],
    )
    def test_ended_open_or_never(self, fields: dict[str, Any], total: Total) -> None:
        assert whole(self.SECONDS, "incident", **fields) == total

    @pytest.mark.parametrize(
        ("start", "end", "suspended", "days"),
        [
            ("2026-03-01T23:59:00Z", "2026-03-02T00:01:00Z", 0, 1),
            ("2026-03-01T00:00:00Z", "2026-03-01T23:59:00Z", 0, 0),
            # 23:30 UTC in summer is the next day in London.
            ("2026-06-01T12:00:00Z", "2026-06-10T23:30:00Z", 4, 6),
            ("2026-03-01T12:00:00Z", "2026-03-11T12:00:00Z", 30, 0),
        ],
    )
    def test_days_are_london_days_less_suspension_and_never_below_0(
        self, start: str, end: str, suspended: int, days: int
    ) -> None:
        total = whole(
            self.DAYS,
            "complaint",
            received_at=start,
            logged_at=end,
            finalised_at=end,
            suspended_days=suspended,
        )
        assert total == Total(n=1, of=1, values={days: 1})


class TestTwoSides:
    @pytest.mark.parametrize(
        ("measure", "first", "second"),
        [("ratio", "numerator", "denominator"), ("stock", "opened", "closed")],
    )
    def test_each_side_counts_in_its_own_bucket(
        self, measure: str, first: str, second: str
    ) -> None:
        indicator = {
            "measure": measure,
            first: {"kind": "complaint", "at": "logged_at"},
            second: {"kind": "complaint", "at": "finalised_at"},
        }
        assert added(indicator, "complaint", finalised_at="2026-04-01T12:00:00Z") == {
            ("force", "", "2026-03-10"): Total(n=1),
            ("force", "", "2026-04-01"): Total(of=1),
        }

    def test_the_sides_may_be_of_different_kinds(self) -> None:
        indicator = {
            "measure": "ratio",
            "numerator": {"kind": "complaint", "at": "logged_at"},
            "denominator": {"kind": "crime", "at": "recorded_at"},
        }
        assert whole(indicator, "complaint") == Total(n=1)
        assert whole(indicator, "crime") == Total(of=1)
        assert whole(indicator, "incident") is None


def test_series_carry_indicator_and_force() -> None:
    found = Contributions(catalogue({**COUNT, "id": "stops.all"})).totals(
        "stop-search", record("stop-search", force="east")
    )
    assert list(found) == [(SeriesKey("stops.all", "east", "force"), "2026-03-10")]
