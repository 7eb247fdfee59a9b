"""Snapshots over HTTP: freeze, list, and read as JSON, HTML or CSV."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, GetPydanticSchema
from pydantic_core import core_schema

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_reporting.figures.query import read_force, read_period
from oversight_reporting.model.document import FrozenReport
from oversight_reporting.model.live_document import MadeSnapshotDocument, SnapshotDocument
from oversight_reporting.model.snapshot import Snapshot, SnapshotSummary
from oversight_reporting.render.formats import FORMATS
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.report.snapshots import SnapshotService
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant

# The suffixes of all formats and no other word.
Suffix = Annotated[
    str, GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema([*FORMATS]))
]
DOWNLOADS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": FrozenReport,
        "description": "The frozen bytes as JSON, or the same rows in another form",
        "content": {
            each.media_type.partition(";")[0]: {}
            for suffix, each in FORMATS.items()
            if suffix != "json"
        },
    }
}


class Wanted(BaseModel):
    """What is to be frozen: London days, ``from`` in and ``to`` not."""

    model_config = ConfigDict(extra="forbid")

    report: str
    start: str = Field(alias="from")
    end: str = Field(alias="to")
    force: str | None = None
    title: str | None = Field(None, min_length=1, max_length=200)


def snapshot_routes(
    catalogue: Catalogue,
    force: str,
    freezer: SnapshotService,
    repository: SnapshotRepository,
    pages: SnapshotPages,
    may_read: Callable[[Request], None],
    may_read_every_count: Callable[[Request], None],
    may_freeze: Callable[[Request], Grant],
) -> APIRouter:
    """The routes of snapshots; ``force`` is the one meant where none is named."""
    routes = APIRouter(prefix="/v1/snapshots", tags=["snapshots"])

    @routes.post("", status_code=201, summary="Freeze a report as at the last cut")
    async def freeze(
        wanted: Wanted, response: Response, grant: Grant = Depends(may_freeze)
    ) -> MadeSnapshotDocument:
        period = read_period({"from": wanted.start, "to": wanted.end})
        known = read_force(catalogue, wanted.force or force)
        made = await freezer.freeze(wanted.report, known, period, wanted.title, grant.name)
        response.headers["Location"] = f"/v1/snapshots/{made.summary.id}.json"
        document = made.document
        return MadeSnapshotDocument(
            **dict(summary_document(made.summary)),
            previous=document.previous,
            changes=document.changes,
            as_at=document.as_at,
        )

    @routes.get("", summary="All that were made", dependencies=[Depends(may_read)])
    async def listed() -> list[SnapshotDocument]:
        return [summary_document(each) for each in await repository.snapshots()]

    @routes.get(
        "/{name}.{form}",
        summary="One snapshot: the same rows as JSON, HTML or CSV",
        dependencies=[Depends(may_read)],
        response_class=Response,
        responses=DOWNLOADS,
    )
    async def read(name: str, form: Suffix, request: Request) -> Response:
        snapshot = await repository.snapshot(name)
        if snapshot is None:
            raise Problem(404, "not found", f"there is no snapshot {name}")
        if not snapshot.public:
            may_read_every_count(request)
        return await _answer(snapshot, form, request, pages)

    return routes


def summary_document(summary: SnapshotSummary) -> SnapshotDocument:
    """A snapshot without its rows, and where to find them."""
    return SnapshotDocument(
        id=summary.id,
        report=summary.key.report,
        force=summary.key.force,
        start=summary.key.starts,
        end=summary.key.ends,
        revision=summary.revision,
        title=summary.title,
        made_at=summary.made_at,
        made_by=summary.made_by,
        sha256=summary.sha256,
        changed_figures=summary.changes,
        links={
            "page": f"/snapshots/{summary.id}",
            **{form: f"/v1/snapshots/{summary.id}.{form}" for form in FORMATS},
        },
    )


async def _answer(
    snapshot: Snapshot, suffix: str, request: Request, pages: SnapshotPages
) -> Response:
    form, sha256 = FORMATS[suffix], snapshot.summary.sha256
    # Of the JSON the tag is the hash itself.
    tag = f'"{sha256}"' if suffix == "json" else f'"{sha256}.{suffix}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    # Reading it checks the hash: no damaged bytes are answered, in whatever form.
    _ = snapshot.document
    body = await form.write(snapshot, pages)
    if not form.shown:
        filename = f"{snapshot.summary.id}.{suffix}"
        headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return Response(body, media_type=form.media_type, headers=headers)
