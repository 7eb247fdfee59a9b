"""The routes of the console. What changes something is a form, sent by POST."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from oversight_alerts.console.pages import ConsolePages
from oversight_alerts.web.console.access import Person, check_form, signed_in
from oversight_alerts.web.console.console import Console
from oversight_alerts.web.console.forms import (
    TypedSilence,
    acknowledgement_of,
    form_of,
    in_words,
)
from oversight_runtime.http.database_problems import UNANSWERED, database_away
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Tokens

# No script, nothing from elsewhere, in nobody's frame; and nothing is kept by the browser.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
Id = Annotated[str, Path(alias="id", max_length=64)]


def console_routes(console: Console, tokens: Tokens) -> APIRouter:
    """For people with a token of the oversight office; refusals are pages too."""
    routes = APIRouter(route_class=_pages_of(console.pages), include_in_schema=False)
    at_console = Annotated[Person, Depends(signed_in(tokens))]

    @routes.get("/")
    async def beginning() -> Response:
        return RedirectResponse("/console", 307)

    @routes.get("/console")
    async def alerts(person: at_console) -> Response:
        return _page(await console.alerts(person))

    @routes.get("/console/alerts/{id}")
    async def alert(episode: Id, person: at_console) -> Response:
        return _page(await console.alert(person, episode))

    @routes.get("/console/alerts/{id}/chart.png")
    async def chart(episode: Id, person: at_console) -> Response:
        return Response(await console.chart(episode), media_type="image/png", headers=HEADERS)

    @routes.post("/console/alerts/{id}/acknowledge")
    async def acknowledge(episode: Id, person: at_console, request: Request) -> Response:
        fields = await form_of(request)
        check_form(person, fields.get("form", ""), request)

        async def take_on() -> None:
            said = acknowledgement_of(fields)
            await console.service().acknowledge(episode, person.signature, said.note)

        return await _changed(
            take_on,
            f"/console/alerts/{episode}",
            lambda problem: console.alert(person, episode, problem, fields.get("note", "")),
        )

    @routes.post("/console/alerts/{id}/take-back")
    async def take_back(episode: Id, person: at_console, request: Request) -> Response:
        check_form(person, (await form_of(request)).get("form", ""), request)

        async def give_up() -> None:
            await console.service().take_back_acknowledgement(episode, person.signature)

        return await _changed(
            give_up,
            f"/console/alerts/{episode}",
            lambda problem: console.alert(person, episode, problem),
        )

    @routes.get("/console/silences")
    async def silences(person: at_console, request: Request) -> Response:
        return _page(await console.silences(person, TypedSilence.of(request.query_params)))

    @routes.post("/console/silences")
    async def silence(person: at_console, request: Request) -> Response:
        fields = await form_of(request)
        check_form(person, fields.get("form", ""), request)
        typed = TypedSilence.of(fields)

        async def make() -> None:
            await console.service().silence(typed.request(console.clock()), person.signature)

        return await _changed(
            make, "/console/silences", lambda problem: console.silences(person, typed, problem)
        )

    @routes.post("/console/silences/{id}/end")
    async def end(silence: Id, person: at_console, request: Request) -> Response:
        check_form(person, (await form_of(request)).get("form", ""), request)
        await console.service().end_silence(silence, person.signature)
        return RedirectResponse("/console/silences", 303, headers=HEADERS)

    @routes.get("/console/rules")
    async def rules(person: at_console) -> Response:
        return _page(await console.rules(person))

    @routes.get("/console/backtests")
    async def backtests(person: at_console) -> Response:
        return _page(await console.backtests(person))

    @routes.get("/console/backtests/{id}")
    async def backtest(name: Id, person: at_console) -> Response:
        return _page(await console.backtest(person, name))

    @routes.get("/console/mail")
    async def mail(person: at_console) -> Response:
        return _page(await console.mail(person))

    return routes


async def _changed(
    change: Callable[[], Awaitable[None]], page: str, again: Callable[[str], Awaitable[str]]
) -> Response:
    """Do it and go to a page; where it is not possible, the page of the form says why."""
    try:
        await change()
    except Problem as problem:
        if problem.status not in (409, 422):
            raise
        return _page(await again(in_words(problem)), problem.status)
    return RedirectResponse(page, 303, headers=HEADERS)


def _page(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, headers=HEADERS)


def _pages_of(pages: ConsolePages) -> type[APIRoute]:
    class PageRoute(APIRoute):
        """Answers refusals with a page."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def with_pages(request: Request) -> Response:
                try:
                    return await answer(request)
                except (Problem, *UNANSWERED) as error:
                    problem = error if isinstance(error, Problem) else database_away(error)
                    values = {
                        "title": problem.title.capitalize(),
                        "detail": problem.detail,
                        "errors": problem.errors,
                    }
                    text = pages.render("problem", values)
                    headers = {**HEADERS, **problem.headers}
                    return HTMLResponse(text, problem.status, headers=headers)

            return with_pages

    return PageRoute
