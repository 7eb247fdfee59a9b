"""The answer to a bulk request, from its tally."""

from typing import Any

import orjson
from fastapi import Response

from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.validate.result import unacknowledged


def json_response(status: int, body: dict[str, Any]) -> Response:
    """``body`` as an HTTP answer."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def kept(tally: OutcomeCounts) -> Response:
    """202 when every event is durable, 503 when nothing is known of any, else 207."""
    if not tally.failures and tally.stopped is None:
        return json_response(202, {"accepted": tally.total})
    if tally.total and tally.unknown == tally.total:
        return unacknowledged().response()
    refused = len(tally.failures) - tally.unknown
    counts = {"accepted": tally.well, "refused": refused, "unknown": tally.unknown}
    answer = json_response(207, {**counts, **_details(tally, 202, "accepted_ranges")})
    if tally.unknown:
        answer.headers["Retry-After"] = unacknowledged().headers["Retry-After"]
    return answer


def checked(tally: OutcomeCounts) -> Response:
    """200 with what was found of each event."""
    counts = {"valid": tally.well, "invalid": len(tally.failures)}
    return json_response(200, {**counts, **_details(tally, 200, "valid_ranges")})


def _details(tally: OutcomeCounts, status: int, ranges: str) -> dict[str, Any]:
    if tally.ids is not None:
        return {"results": [_result(tally, each, status) for each in range(tally.total)]}
    return {
        "read": tally.total,
        "complete": tally.stopped is None,
        "stopped": tally.stopped,
        ranges: list(tally.ranges()),
        "results": [tally.failures[index] for index in sorted(tally.failures)],
    }


def _result(tally: OutcomeCounts, index: int, status: int) -> dict[str, Any]:
    assert tally.ids is not None
    return tally.failures.get(index) or {"index": index, "id": tally.ids[index], "status": status}
