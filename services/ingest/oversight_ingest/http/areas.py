"""The route that says which forces and areas records may name."""

from fastapi import APIRouter

from oversight_contracts.facts.areas import CountedAreas
from oversight_ingest.validate.areas import AreaLookup


def area_routes(areas: AreaLookup) -> APIRouter:
    """Open to all, as the position of the services behind it is."""
    routes = APIRouter(prefix="/v1", tags=["areas"])

    @routes.get("/areas", summary="The forces and areas that count, and since which generation")
    async def counted() -> CountedAreas:
        return areas.counted

    return routes
