"""The answer to a bulk request, from its counts."""

from typing import Any

import orjson
from fastapi import Response

from oversight_ingest.publish.outcome_counts import OutcomeCounts
from oversight_ingest.validate.result import unacknowledged


def json_response(status: int, body: dict[str, Any]) -> Response:
    """``body`` as an HTTP answer."""
    return Response(orjson.dumps(body), status, media_type="application/json")


def written(counts: OutcomeCounts) -> Response:
    """202 when every event is durable, 503 when nothing is known of any, else 207."""
    if not counts.failures and counts.stopped is None:
        return json_response(202, {"accepted": counts.total})
    if counts.total and counts.unknown == counts.total:
        return unacknowledged().response()
    numbers = {
        "accepted": counts.accepted,
        "refused": counts.refused,
        "unknown": counts.unknown,
    }
    answer = json_response(207, {**numbers, **_details(counts, 202, "accepted_ranges")})
    if counts.unknown:
        answer.headers["Retry-After"] = unacknowledged().headers["Retry-After"]
    return answer


def validated(counts: OutcomeCounts) -> Response:
    """200 with what was found of each event."""
    numbers = {"valid": counts.accepted, "invalid": counts.refused}
    return json_response(200, {**numbers, **_details(counts, 200, "valid_ranges")})


def _details(counts: OutcomeCounts, status: int, ranges: str) -> dict[str, Any]:
    if counts.ids is not None:
        return {"results": [_result(counts, each, status) for each in range(counts.total)]}
    return {
        "read": counts.total,
        "complete": counts.stopped is None,
        "stopped": counts.stopped,
        "problem": counts.broken.document() if counts.broken else None,
        ranges: list(counts.ranges()),
        "results": counts.results(),
    }


def _result(counts: OutcomeCounts, index: int, status: int) -> dict[str, Any]:
    assert counts.ids is not None
    return counts.failures.get(index) or {"index": index, "id": counts.ids[index], "status": status}
