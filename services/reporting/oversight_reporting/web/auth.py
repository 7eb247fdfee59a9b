"""Access to routes: the dependencies that say who may read and who may freeze."""

from collections.abc import Callable
from typing import Literal

from fastapi import Request

from oversight_contracts.definitions.models.reports import Audience
from oversight_runtime.http.access import require
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
