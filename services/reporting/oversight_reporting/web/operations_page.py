"""The operations page: whether everything that arrived is accounted for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_measures.periods.period import LONDON
from oversight_reporting.formatting import day_in_words, number
from oversight_reporting.repository.reconciliations import HourRepository

ROWS = 200
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class ShownHour:
    """An hour of a source in words."""

    hour: str
    source: str
    events: str
    counted: str
    duplicate: str
    superseded: str
    conflict: str
    dead_lettered: str
    difference: str
    wrong: bool


def shown_hour(each: Reconciliation) -> ShownHour:
    """The hour with its counts and what they come to."""
    return ShownHour(
        hour=hour_in_words(each),
        source=each.source or "could not be read",
        events="no longer readable" if each.events is None else number(each.events),
        counted=number(each.counted),
        duplicate=number(each.duplicate),
        superseded=number(each.superseded),
        conflict=number(each.conflict),
        dead_lettered=number(each.dead_lettered),
        difference=difference_in_words(each),
        wrong=each.difference != 0,
    )


def difference_in_words(each: Reconciliation) -> str:
    """``none``, ``3 without an outcome``, ``2 outcomes too many`` or ``cannot be compared``."""
    if each.events is None:
        return "cannot be compared"
    if each.difference > 0:
        return f"{number(each.difference)} without an outcome"
    if each.difference < 0:
        many = -each.difference
        return f"{number(many)} outcome{'' if many == 1 else 's'} too many"
    return "none"


def hour_in_words(each: Reconciliation) -> str:
    """``16:00 to 17:00 on 28 March 2026 (GMT)`` by the clock in London."""
    start, end = each.starts.astimezone(LONDON), (each.starts + HOUR).astimezone(LONDON)
    return f"{start:%H:%M} to {end:%H:%M} on {day_in_words(start.date())} ({start:%Z})"


class OperationsPage:
    """Writes the page."""

    def __init__(self, templates: Environment, hours: HourRepository) -> None:
        self._templates = templates
        self._hours = hours

    async def write(self) -> str:
        """The hours that differ, then the newest hours."""
        latest, different = await self._hours.latest(ROWS), await self._hours.different(ROWS)
        return self._templates.get_template("operations.html").render(
            until=latest[0].starts + HOUR if latest else None,
            compared=max((each.at for each in latest), default=None),
            tables=[
                ("different", "Hours that differ", [shown_hour(each) for each in different]),
                ("latest", "The latest hours", [shown_hour(each) for each in latest]),
            ],
            sources=len({each.source for each in different}),
        )


def operations_routes(page: OperationsPage, may_read: Callable[[Request], None]) -> APIRouter:
    """The route of the page."""
    routes = APIRouter(
        default_response_class=HTMLResponse,
        include_in_schema=False,
        dependencies=[Depends(may_read)],
    )

    @routes.get("/operations")
    async def operations() -> str:
        return await page.write()

    return routes
