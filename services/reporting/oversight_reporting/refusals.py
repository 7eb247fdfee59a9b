"""What cannot be answered, as problem+json."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from oversight_reporting.questions import Refused
from oversight_reporting.reader import NothingCounted
from oversight_reporting.snapshots import Tampered
from oversight_runtime.problems import Problem


def answer_refusals(app: FastAPI) -> None:
    """Register this service's own refusals."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(NothingCounted, _nothing_counted)
    app.add_exception_handler(Tampered, _tampered)


def problem_of(error: Refused) -> Problem:
    """The problem that names the parameter."""
    status, title = (404, "not found") if error.missing else (422, "the question is not valid")
    faults = [{"field": error.parameter, "reason": error.reason}]
    return Problem(status, title, str(error), errors=faults)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)
    return problem_of(error).response()


async def _nothing_counted(_: Request, error: Exception) -> JSONResponse:
    detail = "no cut of the totals has arrived yet"
    return Problem(503, "no figures yet", detail, headers={"Retry-After": "5"}).response()


async def _tampered(_: Request, error: Exception) -> JSONResponse:
    return Problem(500, "the snapshot is damaged", str(error)).response()
