"""The HTTP routes of back-tests on record."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.types import Scope

from oversight_alerts.web.backtest_service import BacktestService
from oversight_alerts.web.backtest_views import BacktestRequest, BacktestsView, BacktestView
from oversight_runtime.http.access import bearer, require
from oversight_runtime.http.gate import LARGEST_BODY
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens

# Every episode and e-mail of years is in one.
LARGEST = 4 * 1024 * 1024
PATH = "/v1/backtests"


def body_allowance(tokens: Tokens) -> Callable[[Scope], int]:
    """How large a body may be: a back-test's of whoever may record one, all others small."""

    def allowance(scope: Scope) -> int:
        if scope["path"] != PATH:
            return LARGEST_BODY
        try:
            grant = bearer(Request(scope), tokens)
        except Problem:
            return LARGEST_BODY
        return LARGEST if grant.role in (Role.OVERSIGHT, Role.ADMIN) else LARGEST_BODY

    return allowance


def backtest_routes(service: Callable[[], BacktestService], tokens: Tokens) -> APIRouter:
    """For the role ``oversight``."""
    allowed = require(tokens, Role.OVERSIGHT)
    routes = APIRouter(prefix=PATH, tags=["back-tests"], dependencies=[Depends(allowed)])

    @routes.get("", summary="The back-tests on record, the newest first, in brief")
    async def backtests() -> BacktestsView:
        return await service().backtests()

    @routes.get("/{id}", summary="One back-test: what each rule would have opened and mailed")
    async def one(name: Annotated[str, Path(alias="id", max_length=64)]) -> BacktestView:
        return await service().backtest(name)

    @routes.post("", status_code=201, summary="Put a back-test on record: its rules open alerts")
    async def record(
        request: BacktestRequest, grant: Annotated[Grant, Depends(allowed)]
    ) -> BacktestView:
        who = f"{request.by} ({grant.name})" if request.by else grant.name
        return await service().record(request, who)

    return routes
