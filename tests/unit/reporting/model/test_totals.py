"""Sums over ranges of buckets."""

from hypothesis import given
from hypothesis import strategies as st

from oversight_contracts.facts.facts import Total
from oversight_contracts.windows import BucketRange
from oversight_reporting.model.totals import BucketTotal, TotalsIndex

BUCKETS = [f"2020-01-{day:02}" for day in range(1, 32)]
HELD = st.lists(
    st.builds(
        lambda bucket, by, n: BucketTotal(bucket, by, Total(n=n, values={n: 1})),
        st.sampled_from(BUCKETS),
        st.sampled_from(["", "grade=one"]),
        st.integers(1, 9),
    )
)


@given(HELD, st.sampled_from(BUCKETS), st.sampled_from(BUCKETS))
def test_a_range_holds_its_start_and_not_its_end(
    stored: list[BucketTotal], first: str, end: str
) -> None:
    found = TotalsIndex(stored).within(BucketRange(first, end))
    for by in ("", "grade=one"):
        expected = sum(x.total.n for x in stored if x.breakdown == by and first <= x.bucket < end)
        assert found.get(by, Total()).n == expected


@given(HELD, st.sampled_from(BUCKETS))
def test_a_series_goes_on_from_a_bucket_in_order(stored: list[BucketTotal], first: str) -> None:
    found = TotalsIndex(stored).series_from(first)
    for name, series in found.items():
        buckets = [each.bucket for each in series]
        assert buckets == sorted(
            x.bucket for x in stored if x.breakdown == name and x.bucket >= first
        )
    assert set(found) == {x.breakdown for x in stored if x.bucket >= first}
