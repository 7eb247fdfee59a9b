"""Durations as stored: logs that add."""

from hypothesis import given
from hypothesis import strategies as st

from oversight_contracts.facts.facts import Total
from oversight_indicators.repository.durations import read_durations, write_durations

COUNTS = st.dictionaries(st.integers(0, 10**12), st.integers(-5, 5).filter(bool), max_size=5)


@given(st.lists(COUNTS, max_size=5))
def test_appending_adds(changes: list[dict[int, int]]) -> None:
    total = Total()
    for change in changes:
        total.add(Total(values=change))
    assert read_durations(b"".join(map(write_durations, changes))) == total.values
