"""What a service answers while it starts: it is alive, and says what it waits for."""

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp, Receive, Scope, Send

from oversight_runtime.http.health import health_routes
from oversight_runtime.http.problems import Problem, answer_with_problems

RETRY_SECONDS = 1
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Entrance:
    """The application that a server is given: another one once the service has started.

    Until then ``/readyz`` says ``lacking``, and everything else is to be asked again (503).
    """

    def __init__(self) -> None:
        self.lacking = "the service is starting"
        self._app: ASGIApp = self._starting()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        await self._app(scope, receive, send)

    def open(self, app: ASGIApp) -> None:
        """Have ``app`` answer from now on."""
        self._app = app

    def _starting(self) -> FastAPI:
        async def start() -> str | None:
            return self.lacking

        async def not_yet() -> None:
            raise Problem(503, "starting", headers={"Retry-After": str(RETRY_SECONDS)})

        app = FastAPI(openapi_url=None)
        answer_with_problems(app)
        app.include_router(health_routes({"start": start}, CollectorRegistry()))
        app.add_api_route("/{path:path}", not_yet, methods=[*METHODS])
        return app
