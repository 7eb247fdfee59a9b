"""Settled is each service's position in this log, and no other."""

from pathlib import Path

import httpx
import pytest

from oversight_local.client.settle import LogEnd, lags_behind, log_end
from oversight_local.failure import Failure
from oversight_local.stack.stack_file import StackFile

STACK = StackFile(
    urls={"reporting": "http://reporting.test", "alerts": "http://alerts.test"},
    kafka="",
    postgres="",
    maildir=Path(),
    tokens={},
    source="urn:oversight:local",
    force="west-midlands",
    broker="embedded",
    pids={},
    data=Path(),
)
END = LogEnd("this-log", {0: 10, 2: 5})


def positions(log: str, **offsets: int) -> httpx.Response:
    rows = [
        {"partition": int(name[1:]), "log": log, "offset": offset}
        for name, offset in offsets.items()
    ]
    return httpx.Response(200, json={"generation": 1, "positions": rows})


def judged(answer: httpx.Response, by: httpx.Response) -> httpx.Response:
    """What alerts says that has counted as far as one answer, and judged as far as another."""
    return httpx.Response(200, json={**answer.json(), "judged": by.json()["positions"]})


def lags(
    reporting: httpx.Response | None, alerts: httpx.Response | None, *, judged: bool = False
) -> list[str]:
    answers = {"reporting.test": reporting, "alerts.test": alerts}

    def answer(request: httpx.Request) -> httpx.Response:
        found = answers[request.url.host]
        if found is None:
            raise httpx.ConnectError("refused", request=request)
        return found

    with httpx.Client(transport=httpx.MockTransport(answer)) as client:
        return [str(lag) for lag in lags_behind(client, STACK, END, judged=judged)]


REACHED = positions("this-log", p0=10, p2=7)


def test_settled_when_both_have_reached_the_end() -> None:
    assert lags(REACHED, REACHED) == []


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (positions("this-log", p0=4, p2=5), "reporting is 6 log records behind"),
        (positions("this-log", p0=10), "reporting is 5 log records behind"),
        (positions("log-before", p0=99, p2=99), "reporting is 15 log records behind"),
        (httpx.Response(503, text="starting"), "reporting answers 503 starting"),
        (None, "reporting does not answer (ConnectError)"),
    ],
)
def test_what_lags_is_named(answer: httpx.Response | None, sentence: str) -> None:
    assert lags(answer, REACHED) == [sentence]


def test_settled_is_also_judged_where_that_is_asked_for() -> None:
    before = judged(REACHED, by=positions("this-log", p0=4))
    assert lags(REACHED, before) == []
    assert lags(REACHED, before, judged=True) == [
        "alerts has counted all and not judged its rules by it yet"
    ]
    assert lags(REACHED, judged(REACHED, by=REACHED), judged=True) == []


def test_what_is_not_counted_is_told_as_that() -> None:
    counted = positions("this-log", p0=4, p2=5)
    assert lags(REACHED, judged(counted, by=counted), judged=True) == [
        "alerts is 6 log records behind"
    ]


def test_a_broker_that_does_not_answer_is_an_expected_failure() -> None:
    with pytest.raises(Failure, match="Kafka does not answer"):
        log_end("127.0.0.1:1")
