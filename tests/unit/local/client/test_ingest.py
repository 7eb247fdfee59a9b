from datetime import UTC, datetime

import httpx
import pytest
from tests.unit.local.client.fakes import SOURCE, FakeIngest

from oversight_local.client.answers import said_in
from oversight_local.client.change import Change
from oversight_local.client.ingest import (
    IngestClient,
    SendInterrupted,
    batches_of,
    read_results,
)
from oversight_local.failure import Failure


def a_change(number: int) -> Change:
    time = datetime(2026, 3, 1, tzinfo=UTC)
    data = {"force": "west-midlands", "area": "force", "revision": 1}
    return Change("removed", "crime", f"C{number}", 1, time, data)


class Clock:
    """Only sleeping moves it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def feed(ingest: FakeIngest, clock: Clock) -> IngestClient:
    return IngestClient(ingest.client(), SOURCE, clock.sleep, clock)


def test_events_are_sent_in_order_as_ndjson(clock: Clock) -> None:
    ingest, reported = FakeIngest(), list[int]()
    sent = feed(ingest, clock).send(map(a_change, range(9_000)), reported.append)
    assert ingest.ids == [f"C{number}:1" for number in range(9_000)]
    assert (sent.accepted, sent.refused, sum(reported)) == (9_000, [], 9_000)
    assert len(ingest.requests) == 3
    assert {each.headers["content-type"] for each in ingest.requests} == {"application/x-ndjson"}


def test_streams_are_bounded_by_bytes_too() -> None:
    batches = list(batches_of(((str(n), b"x" * 400) for n in range(10)), lines=100, size=1000))
    assert [batch.size for batch in batches] == [800] * 5
    assert list(batches_of([("1", b"x" * 5000)], size=1000))[0].size == 5000


@pytest.mark.parametrize("status", [429, 503])
def test_events_that_may_not_be_kept_are_sent_again_after_retry_after(
    clock: Clock, status: int
) -> None:
    ingest = FakeIngest([status, status], retry_after="3")
    sent = feed(ingest, clock).send([a_change(1)])
    assert (sent.accepted, sent.retries, clock.slept) == (1, 2, [3.0, 3.0])


def test_events_without_an_answer_are_sent_again(clock: Clock) -> None:
    ingest = FakeIngest([0])
    assert feed(ingest, clock).send([a_change(1)]).accepted == 1
    assert len(ingest.requests) == 2


def test_retries_end_after_two_minutes(clock: Clock) -> None:
    with pytest.raises(Failure, match=r"ingest took nothing for 120 s: not now$"):
        feed(FakeIngest([503] * 1000, retry_after="5"), clock).send([a_change(1)])
    assert clock.now < 150


def test_what_ends_sending_says_how_far_it_came(clock: Clock) -> None:
    ingest = FakeIngest([202, *[503] * 20], retry_after="15")
    ingest.refuse = {"C7:1": ("data.area", "no area")}
    with pytest.raises(SendInterrupted, match="took nothing for 120 s") as interrupted:
        feed(ingest, clock).send(map(a_change, range(9_000)))
    sent = interrupted.value.sent
    assert (sent.accepted, len(sent.refused), sent.unknown) == (3_999, 1, 4_000)


def test_a_refused_feed_is_a_failure(clock: Clock) -> None:
    with pytest.raises(Failure, match="ingest answers 401"):
        feed(FakeIngest([401]), clock).send([a_change(1)])


def test_each_refusal_is_reported_and_unknown_ones_are_sent_again(clock: Clock) -> None:
    ingest = FakeIngest()
    ingest.refuse = {"C2:1": ("data.area", "no such area")}
    ingest.unknown_once = {"C1:1", "C3:1"}
    sent = feed(ingest, clock).send(map(a_change, range(5)))
    (refusal,) = sent.refused
    assert (refusal.id, refusal.field, refusal.reason) == ("C2:1", "data.area", "no such area")
    assert (sent.accepted, sent.retries) == (4, 1)
    assert sorted(ingest.ids) == [f"C{number}:1" for number in (0, 1, 3, 4)]


def test_every_field_at_fault_is_in_a_refusal() -> None:
    errors = [{"field": name, "reason": "is bad"} for name in ("data.area", "data.grade")]
    result = {"index": 0, "id": "C1:1", "status": 422, "title": "no", "errors": errors}
    answer = httpx.Response(207, json={"read": 1, "results": [result]})
    (refusal,) = read_results(answer, ["C1:1"]).refused
    assert refusal.faults == (("data.area", "is bad"), ("data.grade", "is bad"))


def test_a_request_that_was_read_in_part_is_continued(clock: Clock) -> None:
    ingest = FakeIngest()
    ingest.stop_once_after = 3
    sent = feed(ingest, clock).send(map(a_change, range(5)))
    assert sent.accepted == 5
    assert ingest.ids == [f"C{number}:1" for number in range(5)]


def test_a_refusal_of_the_whole_is_said_in_words() -> None:
    problem = {"type": "about:blank", "title": "not found", "detail": "there is no report nope"}
    for document, sentence in (
        (problem, "there is no report nope"),
        ({"title": "too large"}, "too large"),
        (
            problem | {"errors": [{"field": "from", "reason": "is no day"}, {"reason": "no"}]},
            "there is no report nope; from: is no day; no",
        ),
    ):
        with pytest.raises(Failure) as refused:
            read_results(httpx.Response(404, json=document), [])
        assert str(refused.value) == f"ingest answers 404: {sentence}"
    for text in ("<html>", "[1]", "{}"):
        assert said_in(httpx.Response(502, text=text)) == text
