"""The stylesheet that the pages of all services share, and where it is served."""

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

FOLDER = Path(__file__).parent / "static"
STYLESHEET = FOLDER / "oversight.css"


def serve_static_files(app: FastAPI) -> None:
    """Serve them under ``/static``: no page fetches anything from elsewhere."""
    app.mount("/static", StaticFiles(directory=FOLDER), name="static")
