from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Query

from oversight_runtime.http.access import require
from oversight_runtime.http.problems import MEDIA_TYPE, Problem, answer_with_problems
from oversight_runtime.http.tokens import Grant, Role, Tokens, hash_token


def app_with(tokens: Tokens) -> FastAPI:
    app = FastAPI()
    answer_with_problems(app)
    for role in Role:
        who = Depends(require(tokens, role))
        app.add_api_route(f"/{role}", lambda grant=who: grant.name, methods=["GET"])
    both = Depends(require(tokens, Role.OVERSIGHT, Role.SECRETARIAT))
    app.add_api_route("/both", lambda grant=both: grant.name, methods=["GET"])

    @app.get("/number")
    async def number(at: Annotated[int, Query(ge=1)]) -> int:
        return at

    @app.post("/body")
    async def body(names: list[str]) -> int:
        return len(names)

    @app.get("/problem")
    async def problem() -> None:
        errors = [{"field": "data.grade", "reason": "is unknown"}]
        raise Problem(422, "no", "because", errors=errors, headers={"Retry-After": "3"})

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret of the inside")

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    grants = [
        Grant(
            sha256=hash_token(f"{role}-token"),
            name=role,
            role=role,
            **({"source": "urn:a", "forces": ("*",), "kinds": ("*",)} if role == "feed" else {}),
        )
        for role in Role
    ]
    transport = httpx.ASGITransport(app_with(Tokens(grants)), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client


async def get(client: httpx.AsyncClient, path: str, token: str | None = None) -> httpx.Response:
    headers = {} if token is None else {"Authorization": token}
    return await client.get(path, headers=headers)


@pytest.mark.parametrize("path", list(Role))
@pytest.mark.parametrize("role", list(Role))
async def test_a_role_opens_its_own_and_an_administrator_all_but_the_feed(
    client: httpx.AsyncClient, path: Role, role: Role
) -> None:
    answer = await get(client, f"/{path}", f"Bearer {role}-token")
    allowed = role is path or (role is Role.ADMIN and path is not Role.FEED)
    assert answer.status_code == (200 if allowed else 403)
    if not allowed:
        assert answer.json()["detail"] == f"this needs a token of role {path}"


async def test_any_of_several_roles_will_do(client: httpx.AsyncClient) -> None:
    for role, status in (("oversight", 200), ("secretariat", 200), ("admin", 200), ("feed", 403)):
        assert (await get(client, "/both", f"Bearer {role}-token")).status_code == status


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_read_in_any_case(client: httpx.AsyncClient, scheme: str) -> None:
    assert (await get(client, "/admin", f"{scheme} admin-token")).status_code == 200


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic admin-token", "admin-token", "Bearer wrong"]
)
async def test_no_token_that_is_known_is_a_401_that_says_how(
    client: httpx.AsyncClient, header: str | None
) -> None:
    answer = await get(client, "/admin", header)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "admin-token" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", None, 404),
        ("DELETE", "/admin", None, 405),
        ("GET", "/number", None, 422),
        ("GET", "/number?at=0", None, 422),
        ("POST", "/body", b'{"not": "a list"}', 422),
        ("POST", "/body", b"{", 422),
        ("GET", "/problem", None, 422),
        ("GET", "/broken", None, 500),
        ("GET", "/admin", None, 401),
    ],
)
async def test_every_refusal_is_a_problem(
    client: httpx.AsyncClient, method: str, path: str, body: bytes | None, status: int
) -> None:
    answer = await client.request(
        method, path, content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE)
    document = answer.json()
    assert document["status"] == status
    assert document["type"] == "about:blank"
    assert document["title"]


async def test_a_problem_names_the_fields_at_fault(client: httpx.AsyncClient) -> None:
    assert (await client.get("/number?at=x")).json()["errors"] == [
        {
            "field": "query.at",
            "reason": "Input should be a valid integer, unable to parse string as an integer",
        }
    ]
    answer = await client.get("/problem")
    assert answer.json() == {
        "type": "about:blank",
        "title": "no",
        "status": 422,
        "detail": "because",
        "errors": [{"field": "data.grade", "reason": "is unknown"}],
    }
    assert answer.headers["retry-after"] == "3"


async def test_an_error_of_our_own_tells_nothing_of_the_inside(client: httpx.AsyncClient) -> None:
    assert "secret" not in (await client.get("/broken")).text


async def test_what_may_be_asked_instead_is_told(client: httpx.AsyncClient) -> None:
    assert (await client.delete("/admin")).headers["allow"] == "GET"
