"""Ratios are of the same round, and an aim is reached at its value."""

import pytest
from tests.bench.ratios import RATIOS, Finding, Ratio, findings
from tests.bench.samples import Sample, Spread


def test_a_ratio_pairs_the_rounds() -> None:
    samples = {
        "indicators.batches": [Sample(800), Sample(200)],
        "faust": [Sample(100), Sample(50)],
    }
    [found] = findings(samples)
    assert found.ratio.wording == "times stock Faust"
    # Of the medians it would be 6.7.
    assert found.value == Spread(6, 4, 8)


def test_what_was_not_measured_has_no_ratio() -> None:
    assert list(findings({"indicators.batches": [Sample(1)]})) == []


@pytest.mark.parametrize(("value", "reached"), [(7.0, True), (6.99, False)])
def test_an_aim_is_a_least(value: float, reached: bool) -> None:
    finding = Finding(Ratio("a", "b", "times b", aim=7), Spread(value, value, value))
    assert finding.reached is reached


def test_without_an_aim_nothing_is_reached_or_missed() -> None:
    assert Finding(Ratio("a", "b", "times b"), Spread(1, 1, 1)).reached is None


def test_the_aims_are_those_of_the_issue() -> None:
    aims = {(r.subject, r.baseline): r.aim for r in RATIOS if r.aim is not None}
    assert aims == {
        ("indicators.batches", "faust"): 7.0,
        ("indicators.batches", "quix.counts"): 2.0,
        ("indicators.batches", "quix.revisions"): 2.0,
        ("indicators.batches", "quix.job"): 2.0,
        ("indicators.batches", "consumer.batches"): 0.25,
        ("ingest.bulk", "producer.batches"): 0.5,
        ("ingest.bulk", "producer.singles"): 0.5,
    }


def test_processor_time_an_event_is_compared_too() -> None:
    samples = {
        "indicators.batches": [Sample(800, {"cores worker": 0.5, "cores PostgreSQL": 0.5})],
        "faust": [Sample(100, {"cores faust": 0.5})],
    }
    [found] = findings(samples)
    assert found.thrift == Spread(4, 4, 4)
