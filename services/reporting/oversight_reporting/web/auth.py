"""Access to routes: the dependencies that say who may read and who may freeze."""

from collections.abc import Awaitable, Callable
from typing import Literal

from fastapi import Request

from oversight_contracts.definitions.models.reports import Audience
from oversight_reporting.model.snapshot import Snapshot
from oversight_reporting.repository.snapshots import SnapshotRepository
from oversight_runtime.http.access import require
from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens


def reading(read_access: Literal["open", "token"], tokens: Tokens) -> Callable[[Request], None]:
    """A dependency: everyone, or the bearers of tokens who work with figures: no feed."""
    works_with_figures = require(tokens, Role.OVERSIGHT, Role.SECRETARIAT)

    def check(request: Request) -> None:
        if read_access == "token":
            works_with_figures(request)

    return check


def reading_every_count(
    read_access: Literal["open", "token"], audience: Audience, tokens: Tokens
) -> Callable[[Request], None]:
    """A dependency for what tells small counts: never everyone where the public reads the rest."""
    return reading("token" if audience == "public" else read_access, tokens)


def freezing(tokens: Tokens) -> Callable[[Request], Grant]:
    """A dependency: the board's secretariat."""
    return require(tokens, Role.SECRETARIAT)


def reading_snapshot(
    repository: SnapshotRepository, may_read_every_count: Callable[[Request], None]
) -> Callable[[str, Request], Awaitable[Snapshot]]:
    """Finds a snapshot by its id for a request: one that tells every count is not for everyone.

    It raises a 404 problem where there is none, and what ``may_read_every_count`` raises.
    """

    async def found(name: str, request: Request) -> Snapshot:
        snapshot = await repository.snapshot(name)
        if snapshot is None:
            raise Problem(404, "not found", f"there is no snapshot {name}")
        if not snapshot.public:
            may_read_every_count(request)
        return snapshot

    return found
