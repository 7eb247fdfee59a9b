"""Refusals as problem+json (RFC 9457), which name the field or the reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from oversight_runtime.text import printable

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """A refusal to be answered as problem+json.

    ``errors`` lists ``{"field": "data.grade", "reason": "..."}`` where a field is at fault.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or title)
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = [dict(error) for error in errors]
        self.headers = dict(headers or {})

    def document(self) -> dict[str, Any]:
        """The members of the problem, as RFC 9457 names them."""
        body: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return body

    def response(self) -> JSONResponse:
        """The problem as an HTTP answer."""
        return JSONResponse(
            self.document(), self.status, headers=self.headers, media_type=MEDIA_TYPE
        )


def answer_with_problems(app: FastAPI) -> None:
    """Make every refusal of ``app``, the framework's own too, problem+json."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    # The error itself is raised on and logged; the caller learns nothing of the inside.
    app.add_exception_handler(Exception, _unexpected)


async def _problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return error.response()


async def _http(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return Problem(error.status_code, str(error.detail), headers=error.headers).response()


async def _unexpected(_: Request, __: Exception) -> JSONResponse:
    return Problem(500, "internal error").response()


async def _validation(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [
        {"field": printable(".".join(map(str, each["loc"]))), "reason": each["msg"]}
        for each in error.errors()
    ]
    return Problem(422, "the request is not valid", errors=errors).response()
