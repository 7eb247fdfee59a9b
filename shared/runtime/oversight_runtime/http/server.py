"""Run a FastAPI app under uvicorn until a signal asks it to stop."""

import uvicorn
from fastapi import FastAPI

from oversight_runtime.http.bounded_http import BoundedHttp


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """A uvicorn server that leaves logging to the service and drains for at most 10 s."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            timeout_graceful_shutdown=10,
            lifespan="on",
            http=BoundedHttp,
        )
    )
