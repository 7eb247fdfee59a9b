"""Routes: hours reconciled."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, computed_field

from oversight_contracts.facts.reconciliation import Reconciliation
from oversight_indicators.repository.reconciliation import read_reconciliations
from oversight_runtime.http.access import require
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens
from oversight_runtime.postgres import Pool

ANYONE = (Role.FEED, Role.OVERSIGHT, Role.SECRETARIAT, Role.ADMIN)
USUAL = timedelta(days=7)


class HourAnswer(Reconciliation):
    """``difference`` is events in the log less outcomes; 0 where the log is not readable."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def difference(self) -> int:
        return super().difference


class ReconciliationAnswer(BaseModel):
    """Hours that are over and compared, in order. One that is missing had no event, or is later."""

    hours: list[HourAnswer]


def reconciliation_routes(pool: Pool, tokens: Tokens, now: Callable[[], datetime]) -> APIRouter:
    """``/reconciliation``."""
    router = APIRouter()
    anyone = require(tokens, *ANYONE)

    @router.get("/reconciliation", summary="The log held against what became of its events")
    async def reconciliation(
        grant: Annotated[Grant, Depends(anyone)],
        source: Annotated[
            str | None, Query(max_length=128, description="all the token may see, if not said")
        ] = None,
        start: Annotated[
            AwareDatetime | None, Query(alias="from", description="seven days before, if not said")
        ] = None,
        end: Annotated[AwareDatetime | None, Query(alias="to", description="exclusive")] = None,
    ) -> ReconciliationAnswer:
        end = end or now()
        start = start or _usual_start(end)
        async with pool.acquire() as connection:
            found = await read_reconciliations(connection, _seen(grant, source), start, end)
        return ReconciliationAnswer(
            hours=[HourAnswer.model_validate(each.model_dump()) for each in found]
        )

    return router


def _usual_start(end: datetime) -> datetime:
    try:
        return end - USUAL
    except OverflowError:
        errors = [{"field": "query.to", "reason": "is no time that anything can be before"}]
        raise Problem(422, "the request is not valid", errors=errors) from None


def _seen(grant: Grant, source: str | None) -> str | None:
    if grant.role is not Role.FEED:
        return source
    if source not in (None, grant.source):
        raise Problem(403, "not allowed", "a feed sees its own source only")
    return grant.source
