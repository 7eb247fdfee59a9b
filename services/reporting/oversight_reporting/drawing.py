"""Draws charts in a process of its own: the renderer would hold the event loop for its time."""

import asyncio
import multiprocessing
import os
import signal
import threading
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing.connection import wait


class Drawing:
    """One process that is started by the first chart and again where it died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def svg(self, specification: str) -> str:
        """The SVG of a Vega-Lite specification."""
        try:
            return await self._draw(specification)
        except BrokenExecutor:
            self.close()
            return await self._draw(specification)

    def close(self) -> None:
        """End the process."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    async def _draw(self, specification: str) -> str:
        if self._pool is None:
            # A forked copy of a process with threads can hang.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, context, initializer=_follow_parent)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, draw, specification)


def draw(specification: str) -> str:
    """In the process: render."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(specification))


def _follow_parent() -> None:
    """End with the service, also when it is killed; leave the keyboard's interrupt to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def follow() -> None:
        wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
