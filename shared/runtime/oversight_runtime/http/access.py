"""Authorization of callers: FastAPI dependencies over the token file."""

from collections.abc import Callable

from fastapi import Request

from oversight_runtime.http.problems import Problem
from oversight_runtime.http.tokens import Grant, Role, Tokens


def bearer(request: Request, tokens: Tokens) -> Grant:
    """The grant of the request's bearer token; raises a 401 problem where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorised("send the header Authorization: Bearer <token>")
    grant = tokens.identify(token.strip())
    if grant is None:
        raise _unauthorised("the bearer token is not known")
    return grant


def require(tokens: Tokens, *roles: Role) -> Callable[[Request], Grant]:
    """A dependency that lets only ``roles`` in; an administrator may do everything but feed."""

    def check(request: Request) -> Grant:
        grant = bearer(request, tokens)
        administrator = grant.role is Role.ADMIN and Role.FEED not in roles
        if grant.role not in roles and not administrator:
            wanted = " or ".join(roles)
            raise Problem(403, "not allowed", f"this needs a token of role {wanted}")
        return grant

    return check


def _unauthorised(detail: str) -> Problem:
    return Problem(401, "not authorised", detail, headers={"WWW-Authenticate": "Bearer"})
