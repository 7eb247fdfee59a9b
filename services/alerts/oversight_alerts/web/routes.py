"""The HTTP routes: position, alerts, silences and rules."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from oversight_alerts.episodes.lifecycle import State
from oversight_alerts.web.service import AlertService
from oversight_alerts.web.views import (
    AcknowledgementRequest,
    AlertsView,
    AlertView,
    PositionView,
    RulesView,
    SilenceRequest,
    SilencesView,
    SilenceView,
)
from oversight_runtime.http.access import require
from oversight_runtime.http.tokens import Grant, Role, Tokens

# The service opens when the application starts.
Provider = Callable[[], AlertService]
SilenceId = Annotated[str, Path(alias="id", max_length=64)]
EpisodeId = Annotated[str, Path(alias="id", max_length=64)]


def position_routes(service: Provider) -> APIRouter:
    """The public route that says how far the service has read."""
    routes = APIRouter(prefix="/v1", tags=["position"])

    @routes.get("/position", summary="The last applied cut")
    async def position() -> PositionView:
        return service().position()

    return routes


def alert_routes(service: Provider, tokens: Tokens) -> APIRouter:
    """For the role ``oversight``."""
    allowed = require(tokens, Role.OVERSIGHT)
    routes = APIRouter(prefix="/v1", tags=["alerts"], dependencies=[Depends(allowed)])

    @routes.get("/alerts", summary="Episodes, the newest first")
    async def alerts(
        state: Annotated[tuple[State, ...], Query()] = (),
        rule: str | None = None,
        area: str | None = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> AlertsView:
        return await service().alerts(state, rule, area, limit)

    @routes.get("/alerts/{id}", summary="One episode, its history and its e-mail")
    async def alert(episode: EpisodeId) -> AlertView:
        return await service().alert(episode)

    @routes.post("/alerts/{id}/acknowledge", summary="Take an episode on")
    async def acknowledge(
        episode: EpisodeId,
        grant: Annotated[Grant, Depends(allowed)],
        request: AcknowledgementRequest | None = None,
    ) -> AlertView:
        said = request or AcknowledgementRequest()
        who = f"{said.by} ({grant.name})" if said.by else grant.name
        return await service().acknowledge(episode, who, said.note)

    @routes.delete("/alerts/{id}/acknowledge", summary="Take back that an episode was taken on")
    async def take_back_acknowledgement(
        episode: EpisodeId, grant: Annotated[Grant, Depends(allowed)]
    ) -> AlertView:
        return await service().take_back_acknowledgement(episode, grant.name)

    @routes.get("/rules", summary="Each rule, its figures now, and why there is an alert or none")
    async def rules() -> RulesView:
        return await service().rules()

    return routes


def silence_routes(service: Provider, tokens: Tokens) -> APIRouter:
    """For the role ``oversight``."""
    allowed = require(tokens, Role.OVERSIGHT)
    routes = APIRouter(prefix="/v1/silences", tags=["silences"], dependencies=[Depends(allowed)])

    @routes.get("", summary="The silences in force, or those that are over")
    async def silences(over: bool = False) -> SilencesView:
        return await service().silences(over=over)

    @routes.get("/{id}", summary="One silence, in force or over: who made it, who ended it")
    async def one(silence: SilenceId) -> SilenceView:
        return await service().find_silence(silence)

    @routes.post("", status_code=201, summary="Want no e-mail of a rule or an area for a while")
    async def silence(
        request: SilenceRequest, grant: Annotated[Grant, Depends(allowed)]
    ) -> SilenceView:
        return await service().silence(request, grant.name)

    @routes.delete("/{id}", status_code=204, summary="End a silence now; it is kept")
    async def end(silence: SilenceId, grant: Annotated[Grant, Depends(allowed)]) -> None:
        await service().end_silence(silence, grant.name)

    return routes
