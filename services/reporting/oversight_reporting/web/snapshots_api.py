"""Snapshots over HTTP: freeze, list, and read as JSON, HTML or CSV."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field, GetPydanticSchema
from pydantic_core import core_schema
from starlette.responses import PlainTextResponse

from oversight_contracts.definitions.catalogue import Catalogue
from oversight_reporting.figures.query import read_force, read_period
from oversight_reporting.model.document import FrozenReport
from oversight_reporting.model.live_document import (
    FileDocument,
    MadeSnapshotDocument,
    RevisionDocument,
    SnapshotDocument,
)
from oversight_reporting.model.snapshot import (
    Revision,
    Snapshot,
    SnapshotSummary,
    check_hash,
    sha256_of,
)
from oversight_reporting.render.formats import FORMATS, listed_files
from oversight_reporting.render.snapshot_page import SnapshotPages
from oversight_reporting.report.snapshots import SnapshotService
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_reporting.web.auth import reading_snapshot
from oversight_runtime.http.tokens import Grant

# The suffixes of all formats and no other word.
Suffix = Annotated[
    str, GetPydanticSchema(lambda _source, _handler: core_schema.literal_schema([*FORMATS]))
]
DOWNLOADS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": FrozenReport,
        "description": "The bytes as they were frozen; Link names the revision that replaced them",
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
    downloads = Downloads(repository, pages)

    @routes.post("", status_code=201, summary="Freeze a report as at the last cut")
    async def freeze(
        wanted: Wanted, response: Response, grant: Grant = Depends(may_freeze)
    ) -> MadeSnapshotDocument:
        known = read_force(catalogue, wanted.force or force)
        period = read_period({"from": wanted.start, "to": wanted.end})
        made = await freezer.freeze(wanted.report, known, period, wanted.title, grant.name)
        response.headers["Location"] = f"/v1/snapshots/{made.summary.id}.json"
        document = made.document
        return MadeSnapshotDocument(
            **dict(summary_document(made.summary)),
            previous=document.previous,
            changes=document.changes,
            incomplete=document.incomplete,
            as_at=document.as_at,
        )

    @routes.get("", summary="All that were made", dependencies=[Depends(may_read)])
    async def listed() -> list[SnapshotDocument]:
        return [summary_document(each) for each in await repository.snapshots()]

    found = reading_snapshot(repository, may_read_every_count)

    @routes.get(
        "/{name}.sha256",
        summary="The hashes of its frozen files, as sha256sum -c reads them",
        dependencies=[Depends(may_read)],
        response_class=PlainTextResponse,
    )
    async def hashes(name: str, request: Request) -> PlainTextResponse:
        files = listed_files((await found(name, request)).summary)
        lines = (f"{each.sha256}  {name}.{each.suffix}\n" for each in files if each.sha256)
        return PlainTextResponse("".join(lines), headers={"Cache-Control": "private, no-cache"})

    @routes.get(
        "/{name}.{form}",
        summary="One snapshot: the same rows as JSON, HTML or CSV",
        dependencies=[Depends(may_read)],
        response_class=Response,
        responses=DOWNLOADS,
    )
    async def read(name: str, form: Suffix, request: Request) -> Response:
        snapshot = await found(name, request)
        return await downloads.answer(snapshot, form, request.headers.get("if-none-match"))

    @routes.get(
        "/{name}",
        summary="One snapshot without its rows: its files, and whether it is superseded",
        dependencies=[Depends(may_read)],
    )
    async def summary(name: str, request: Request) -> SnapshotDocument:
        return summary_document((await found(name, request)).summary)

    return routes


def summary_document(summary: SnapshotSummary) -> SnapshotDocument:
    """A snapshot without its rows, and where to find them."""
    files = listed_files(summary)
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
        superseded_by=_revision_document(summary.superseded_by),
        newest=_revision_document(summary.newest),
        links={"page": page_of(summary.id), **{each.suffix: each.link for each in files}},
        files={
            each.suffix: FileDocument(
                link=each.link, media_type=each.media_type, sha256=each.sha256, bytes=each.size
            )
            for each in files
        },
    )


def page_of(identity: str) -> str:
    """The address of a snapshot's page."""
    return f"/snapshots/{identity}"


def _revision_document(found: Revision | None) -> RevisionDocument | None:
    if found is None:
        return None
    return RevisionDocument(
        id=found.id, revision=found.revision, made_at=found.made_at, page=page_of(found.id)
    )


class Downloads:
    """Answers with the files of snapshots: the bytes that were frozen, where they were."""

    def __init__(self, repository: SnapshotRepository, pages: SnapshotPages) -> None:
        self._repository = repository
        self._pages = pages

    async def answer(self, snapshot: Snapshot, suffix: str, known: str | None) -> Response:
        """The file; 304 where it is ``known`` by its tag. Raises ``Tampered``."""
        form, summary = FORMATS[suffix], snapshot.summary
        body = await self._bytes(snapshot, suffix)
        tag = f'"{sha256_of(body)}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", **_relations(summary)}
        if known == tag:
            return Response(status_code=304, headers=headers)
        if not form.shown:
            headers["Content-Disposition"] = f'attachment; filename="{summary.id}.{suffix}"'
        return Response(body, media_type=form.media_type, headers=headers)

    async def _bytes(self, snapshot: Snapshot, suffix: str) -> bytes:
        # Reading it checks the hash: no damaged bytes are answered, in whatever form.
        _ = snapshot.document
        frozen = {each.suffix: each.sha256 for each in snapshot.summary.files}
        if suffix not in frozen:
            return await FORMATS[suffix].write(snapshot, self._pages)
        content = await self._repository.file(snapshot.summary.id, suffix) or b""
        check_hash(f"{snapshot.summary.id}.{suffix}", content, frozen[suffix])
        return content


def _relations(summary: SnapshotSummary) -> dict[str, str]:
    """The revision that replaced a snapshot, as RFC 5829 names it: its files do not change."""
    if summary.superseded_by is None or summary.newest is None:
        return {}
    after, newest = page_of(summary.superseded_by.id), page_of(summary.newest.id)
    return {"Link": f'<{after}>; rel="successor-version", <{newest}>; rel="latest-version"'}
