"""The HTTP routes of back-tests on record."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from oversight_alerts.web.backtest_service import BacktestService
from oversight_alerts.web.backtest_views import BacktestRequest, BacktestsView, BacktestView
from oversight_runtime.http.access import require
from oversight_runtime.http.tokens import Grant, Role, Tokens


def backtest_routes(service: Callable[[], BacktestService], tokens: Tokens) -> APIRouter:
    """For the role ``oversight``."""
    allowed = require(tokens, Role.OVERSIGHT)
    routes = APIRouter(prefix="/v1/backtests", tags=["back-tests"], dependencies=[Depends(allowed)])

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
