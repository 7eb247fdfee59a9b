"""Live figures as JSON."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_reporting.figures.document import (
    indicator_document,
    position_document,
    series_document,
    values_document,
)
from oversight_reporting.figures.query import find_indicator, read_query
from oversight_reporting.figures.result import QueryResult
from oversight_reporting.model.live_document import (
    IndicatorDocument,
    LivePanelDocument,
    PositionDocument,
    SeriesDocument,
    ValuesDocument,
)
from oversight_reporting.projection.store import ProjectionStore
from oversight_reporting.query.reader import Reader
from oversight_reporting.render.csv import panel_csv, result_csv
from oversight_reporting.web.panels import Panels


def figure_routes(
    catalogue: Catalogue,
    force: str,
    reader: Reader,
    panels: Panels,
    projection: ProjectionStore,
    may_read: Callable[[Request], None],
) -> APIRouter:
    """The routes of live figures; ``force`` is the one meant where none is named."""
    routes = APIRouter(prefix="/v1", tags=["figures"], dependencies=[Depends(may_read)])

    @routes.get(
        "/position",
        summary="What the figures are as at",
        response_model_exclude_unset=True,
    )
    async def position() -> PositionDocument:
        return position_document(await projection.last_cut())

    @routes.get("/indicators", summary="Everything that is measured")
    async def indicators() -> list[IndicatorDocument]:
        return [indicator_document(catalogue, each) for each in catalogue.indicators.values()]

    @routes.get("/indicators/{name}", summary="What one indicator measures")
    async def indicator(name: str) -> IndicatorDocument:
        return indicator_document(catalogue, find_indicator(catalogue, name))

    @routes.get(
        "/indicators/{name}/values",
        summary="Figures of a period: from, to, force, area, by, basis",
        openapi_extra=_parameters("from", "to", "force", "area", "by", "basis"),
    )
    async def values(name: str, request: Request) -> ValuesDocument:
        given = dict(request.query_params)
        query = read_query(catalogue, force, name, given, series=False)
        return values_document(catalogue, await reader.ask(query))

    @routes.get(
        "/indicators/{name}/values.csv",
        summary="The same figures as CSV",
        response_class=Response,
        openapi_extra=_parameters("from", "to", "force", "area", "by", "basis"),
    )
    async def values_csv(name: str, request: Request) -> Response:
        given = dict(request.query_params)
        query = read_query(catalogue, force, name, given, series=False)
        return _csv(catalogue, await reader.ask(query))

    @routes.get(
        "/indicators/{name}/series",
        summary="The same figures for each day, week, month, quarter or year of a period",
        openapi_extra=_parameters("every", "from", "to", "force", "area", "by", "basis"),
    )
    async def series(name: str, request: Request) -> SeriesDocument:
        given = dict(request.query_params)
        query = read_query(catalogue, force, name, given, series=True)
        return series_document(catalogue, await reader.ask(query))

    @routes.get(
        "/indicators/{name}/series.csv",
        summary="The same series as CSV",
        response_class=Response,
        openapi_extra=_parameters("every", "from", "to", "force", "area", "by", "basis"),
    )
    async def series_csv(name: str, request: Request) -> Response:
        given = dict(request.query_params)
        query = read_query(catalogue, force, name, given, series=True)
        return _csv(catalogue, await reader.ask(query))

    @routes.get(
        "/indicators/{name}/panel",
        summary="A disparity from several sides: other residents, ages, areas, outcomes",
        openapi_extra=_parameters("from", "to", "force", "basis"),
    )
    async def panel(name: str, request: Request) -> LivePanelDocument:
        return await panels.document(name, dict(request.query_params))

    @routes.get(
        "/indicators/{name}/panel.csv",
        summary="The same panel as CSV",
        response_class=Response,
        openapi_extra=_parameters("from", "to", "force", "basis"),
    )
    async def panel_as_csv(name: str, request: Request) -> Response:
        found = await panels.document(name, dict(request.query_params))
        headers = {"Content-Disposition": f'attachment; filename="{name}.panel.csv"'}
        content = panel_csv(found.as_at, found.panel)
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    return routes


def _csv(catalogue: Catalogue, found: QueryResult) -> Response:
    name = found.query.indicator.id
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    content = result_csv(catalogue, found)
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _parameters(*names: str) -> dict[str, Any]:
    required = {"from", "to", "every"}
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "required": name in required,
                "schema": {"type": "string"},
            }
            for name in names
        ]
    }
