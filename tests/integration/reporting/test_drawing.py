"""Charts are drawn beside the event loop, by a process that can be lost."""

import asyncio
import json
import multiprocessing
import time

from tests.integration.reporting.service import until

from oversight_reporting.render.chart_renderer import ChartRenderer

CHART = json.dumps(
    {
        "data": {"values": [{"a": "one", "b": 1}]},
        "mark": "bar",
        "encoding": {"x": {"field": "a", "type": "nominal"}, "y": {"field": "b"}},
    }
)


async def test_the_event_loop_goes_on_while_a_chart_is_drawn() -> None:
    drawing = ChartRenderer()
    await drawing.svg(CHART)
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    counting = asyncio.create_task(count())
    started = time.perf_counter()
    assert (await drawing.svg(CHART)).startswith("<svg")
    assert turns > 100 * (time.perf_counter() - started)
    counting.cancel()
    drawing.close()


async def test_a_process_that_died_is_replaced() -> None:
    drawing = ChartRenderer()
    await drawing.svg(CHART)
    for process in multiprocessing.active_children():
        process.kill()

    async def ended() -> bool:
        return not multiprocessing.active_children()

    await until(ended)
    assert (await drawing.svg(CHART)).startswith("<svg")
    drawing.close()
