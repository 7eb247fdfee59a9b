from collections import Counter

import pytest

from oversight_local.demo.findings import Counts, by_outcome

METRICS = """\
# HELP oversight_ingest_events_total Events
# TYPE oversight_ingest_events_total counter
oversight_ingest_events_total{kind="crime",outcome="accepted"} 4223.0
oversight_ingest_events_total{kind="incident",outcome="accepted"} 1e+06
oversight_ingest_events_total{kind="incident",outcome="refused"} 2.0
oversight_ingest_events_created{kind="crime",outcome="accepted"} 1.7e+09
oversight_ingest_other_total 5.0
"""


def test_a_counter_is_summed_by_outcome() -> None:
    found = by_outcome(METRICS, "oversight_ingest_events_total")
    assert found == {"accepted": 1_004_223, "refused": 2}


def counts(accepted: int = 10, refused: int = 0, **indicators: int) -> Counts:
    ingest = Counter({"accepted": accepted, "refused": refused})
    seen = {name.replace("_", "-"): count for name, count in indicators.items()}
    return Counts(ingest, Counter(seen), Counter())


def test_counts_that_add_up_have_no_fault() -> None:
    assert list(counts(counted=7, duplicate=2, superseded=1).faults()) == []


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        (counts(counted=9), ["10 events were accepted, but 9 were counted"]),
        (counts(counted=11), ["10 events were accepted, but 11 were counted"]),
        (counts(counted=10, refused=1), ["1 events were refused"]),
        (counts(11, counted=10, conflict=1), ["11 events were accepted", "1 events were in con"]),
        (counts(11, counted=10, dead_lettered=1), ["11 events were", "1 events were dead-lett"]),
    ],
)
def test_counts_that_do_not_add_up_are_faults(found: Counts, faults: list[str]) -> None:
    reported = list(found.faults())
    assert len(reported) == len(faults)
    assert all(one.startswith(other) for one, other in zip(reported, faults, strict=True))
