"""Error answers: problem+json for programs, a page in words for readers."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from oversight_reporting.figures.query import Refused
from oversight_reporting.model.snapshot import Tampered
from oversight_reporting.query.reader import NothingCounted, OtherDefinitions
from oversight_runtime.http.database_problems import UNANSWERED, database_away
from oversight_runtime.http.problems import Problem


class ErrorPages:
    """Turns this service's errors into answers."""

    def __init__(self, templates: Environment) -> None:
        self._templates = templates

    def register(self, app: FastAPI) -> None:
        """Answer for every route of ``app``."""
        for error in (Refused, NothingCounted, OtherDefinitions, Tampered, Problem, *UNANSWERED):
            app.add_exception_handler(error, self._answer)

    async def _answer(self, request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if request.url.path.startswith("/v1/"):
            return problem.response()
        page = self._templates.get_template("problem.html")
        title = problem.title.capitalize()
        text = page.render(title=title, detail=problem.detail)
        return HTMLResponse(text, problem.status, headers=problem.headers)


def problem_of(error: Exception) -> Problem:
    """The problem that an error is; a refused question names its parameter."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, UNANSWERED):
        return database_away(error)
    if isinstance(error, Refused):
        status, title = (404, "not found") if error.missing else (422, "not a valid question")
        faults = [{"field": error.parameter, "reason": error.reason}]
        return Problem(status, title, str(error), errors=faults)
    if isinstance(error, NothingCounted):
        detail = "no cut of the totals has arrived yet"
        return Problem(503, "no figures yet", detail, headers={"Retry-After": "5"})
    if isinstance(error, OtherDefinitions):
        detail = (
            "the figures are counted under other definitions than those read here; if the "
            "definitions, areas or targets were changed, run: oversight rebuild"
        )
        return Problem(503, "figures of other definitions", detail, headers={"Retry-After": "5"})
    return Problem(500, "the snapshot is damaged", str(error))
