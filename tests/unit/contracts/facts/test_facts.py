import base64
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from oversight_contracts.events.dead_letter import DeadLetter
from oversight_contracts.facts.episode import EpisodeFact
from oversight_contracts.facts.facts import (
    Cut,
    Position,
    SeriesKey,
    Total,
    TotalFact,
    read_fact,
    write_fact,
)
from oversight_contracts.time_buckets import bucket_of_day, bucket_of_hour, start_of_hour

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
COUNTS = st.integers(0, 2**53)
VALUES = st.dictionaries(st.integers(-(10**6), 10**9), st.integers(1, 10**9), max_size=8)
TOTALS = st.builds(Total, COUNTS, COUNTS, COUNTS, VALUES)
FACTS = st.builds(
    TotalFact,
    generation=COUNTS,
    revision=COUNTS,
    indicator=st.just("response.time"),
    force=st.just("west-midlands"),
    area=st.just("force"),
    by=st.sampled_from(["", "ethnicity=Black,outcome=arrest", "object=a/b"]),
    bucket=st.just("2026-03-29T01"),
    n=COUNTS,
    of=COUNTS,
    pending=COUNTS,
    values=VALUES,
)


def copied(total: Total) -> Total:
    return Total().add(total)


@given(FACTS)
def test_a_total_is_read_as_it_was_written(fact: TotalFact) -> None:
    found = read_fact(write_fact(fact))
    assert found == fact
    assert isinstance(found, TotalFact)
    assert found.total == Total(fact.n, fact.of, fact.pending, fact.values)
    assert found.series == SeriesKey("response.time", "west-midlands", "force", fact.by)


@given(FACTS)
def test_the_quick_way_of_writing_says_what_the_model_says(fact: TotalFact) -> None:
    assert json.loads(write_fact(fact)) == json.loads(fact.model_dump_json())


@pytest.mark.parametrize("complete", [True, False])
def test_a_cut_is_read_as_it_was_written(complete: bool) -> None:
    cut = Cut(
        generation=1,
        complete=complete,
        definitions="ab",
        positions=(Position(partition=0, log="c", offset=7),),
        at=NOW,
    )
    assert read_fact(write_fact(cut)) == cut
    assert cut.key == b"cut"


@pytest.mark.parametrize("value", [b"", b"{}", b'{"fact": "guess"}', b'{"fact": "total"}', b"\xff"])
def test_what_is_no_fact_is_refused(value: bytes) -> None:
    with pytest.raises(ValidationError):
        read_fact(value)


def test_a_total_is_keyed_by_series_and_bucket() -> None:
    fact = TotalFact(
        generation=1,
        revision=2,
        indicator="stop-search.searches",
        force="west-midlands",
        area="birmingham",
        by="ethnicity=Black",
        bucket="2026-03-29",
        n=1,
        of=0,
        pending=0,
    )
    assert fact.key == (
        b"total/stop-search.searches/west-midlands/birmingham/ethnicity=Black/2026-03-29"
    )


@given(TOTALS, TOTALS)
def test_what_was_added_can_be_taken_off_again(one: Total, other: Total) -> None:
    assert copied(one).add(other).add(other, -1) == one
    assert not copied(one).add(one, -1)


@given(TOTALS, TOTALS, TOTALS)
def test_the_order_of_adding_does_not_count(a: Total, b: Total, c: Total) -> None:
    assert copied(a).add(b).add(c) == copied(c).add(copied(b).add(a))


@given(TOTALS, TOTALS)
def test_adding_leaves_what_was_added_alone(one: Total, other: Total) -> None:
    before = copied(other)
    one.add(other)
    assert other == before


@given(TOTALS)
def test_no_count_of_zero_is_kept(total: Total) -> None:
    assert copied(total).add(total, -1).values == {}


def test_a_total_of_nothing_is_false() -> None:
    assert not Total()
    for total in (Total(n=1), Total(of=1), Total(pending=-1), Total(values={0: 1})):
        assert total


def test_buckets_are_named_so_that_they_sort_as_their_times_do() -> None:
    assert bucket_of_day(date(2026, 3, 9)) == "2026-03-09"
    assert bucket_of_hour(datetime(2026, 3, 9, 1, tzinfo=UTC)) == "2026-03-09T01"
    assert start_of_hour("2026-03-09T01") == datetime(2026, 3, 9, 1, tzinfo=UTC)


@given(st.binary(max_size=200))
def test_a_dead_letter_keeps_the_bytes_as_they_were(original: bytes) -> None:
    letter = dead_letter(base64.b64encode(original))
    assert letter.original == original
    assert DeadLetter.model_validate_json(letter.model_dump_json()) == letter


@pytest.mark.parametrize("plain", [b'{"id":12}', b'{"id": "e-1"}', b"\x00\xff"])
def test_plain_bytes_never_pass_for_base64(plain: bytes) -> None:
    with pytest.raises(ValidationError, match="is not base64"):
        dead_letter(plain)


def test_a_dead_letter_is_keyed_by_where_it_stood() -> None:
    assert dead_letter(b"").key == b"oversight.events.v1/2/7/"
    assert dead_letter(b"", index=0).key == b"oversight.events.v1/2/7/0"


def dead_letter(original: bytes, index: int | None = None) -> DeadLetter:
    return DeadLetter(
        topic="oversight.events.v1",
        partition=2,
        offset=7,
        index=index,
        reason="data: x",
        at=NOW,
        original=original,
    )


def test_an_episode_is_read_as_it_was_written() -> None:
    episode = EpisodeFact(
        id="e-1",
        revision=1,
        rule="slow",
        title="Slow",
        severity="warning",
        state="open",
        transition="opened",
        indicator="response.within",
        force="west-midlands",
        area="force",
        by="",
        value=None,
        threshold=65.0,
        window_from="2026-03-28T01",
        window_to="2026-03-29T01",
        opened_at=NOW,
        changed_at=NOW,
    )
    assert EpisodeFact.model_validate_json(episode.model_dump_json()) == episode
    assert episode.key == b"e-1"
